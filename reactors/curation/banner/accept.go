package banner

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // what models draw comes as
	"image/png"
	"net/http"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// Bounds of a picture that a model drew: bytes, and pixels before it is decoded.
const (
	maxData   = 24 << 20
	maxPixels = 40_000_000
	minSide   = 64
)

// Accept takes a picture that a model drew: a PNG, JPEG or WebP of at most 24 MiB and 40 megapixels that shows something. It comes back as a PNG of a banner's
// size, cut to its shape about the middle, without whatever else was in the file.
func Accept(data []byte) (out []byte, width, height int, err error) {
	if len(data) > maxData {
		return nil, 0, 0, fmt.Errorf("accept a picture: it has %d bytes, at most %d", len(data), maxData)
	}
	switch kind := http.DetectContentType(data); kind {
	case "image/png", "image/jpeg", "image/webp":
	default:
		return nil, 0, 0, fmt.Errorf("accept a picture: it is %s, and has to be PNG, JPEG or WebP", kind)
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, 0, 0, fmt.Errorf("accept a picture: %w", err)
	}
	if c.Width < minSide || c.Height < minSide || c.Width > maxPixels/c.Height {
		return nil, 0, 0, fmt.Errorf("accept a picture: it is %d × %d pixels: each side has at least %d, all together at most %d", c.Width, c.Height, minSide, maxPixels)
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, 0, 0, fmt.Errorf("accept a picture: %w", err)
	}
	dst := image.NewRGBA(image.Rect(0, 0, Width, Height))
	draw.ApproxBiLinear.Scale(dst, dst.Bounds(), img, middle(img.Bounds()), draw.Src, nil)
	if flat(dst) {
		return nil, 0, 0, fmt.Errorf("accept a picture: %w", errFlat)
	}
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(&b, dst); err != nil {
		return nil, 0, 0, fmt.Errorf("accept a picture: %w", err)
	}
	return b.Bytes(), Width, Height, nil
}

// middle is the largest part of a picture in a banner's shape.
func middle(r image.Rectangle) image.Rectangle {
	w, h := r.Dx(), r.Dy()
	if w*Height > h*Width {
		w = h * Width / Height
	} else {
		h = w * Height / Width
	}
	x, y := r.Min.X+(r.Dx()-w)/2, r.Min.Y+(r.Dy()-h)/2
	return image.Rect(x, y, x+max(w, 1), y+max(h, 1))
}

func flat(img *image.RGBA) bool {
	for i := 4; i < len(img.Pix); i += 4 {
		if !bytes.Equal(img.Pix[i:i+3], img.Pix[:3]) {
			return false
		}
	}
	return true
}
