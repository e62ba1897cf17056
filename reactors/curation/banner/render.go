package banner

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // zones on machines without any
	"unicode"

	"github.com/rivo/uniseg" // where lines may break in any script (UAX #14)
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The size of a banner in pixels: what Facebook shows of an event's cover, and Eventbrite takes.
const (
	Width  = 1920
	Height = 1005
)

// Look is what a banner shows. Texts are strangers': cleaned, of any length.
type Look struct {
	Title    string
	Category string
	Start    uint64 // Unix seconds; 0: no date
	Zone     string // IANA name; empty: UTC
	Seed     uint64 // another one gives another pattern
}

// palettes are ground, figure and text of each category.
var palettes = map[string][3]color.RGBA{
	"standup-comedy":  {{0xf2, 0xb7, 0x05, 255}, {0xd9, 0x3d, 0x04, 255}, {0x1a, 0x12, 0x0b, 255}},
	"poetry-slam":     {{0x1d, 0x2b, 0x53, 255}, {0x7e, 0x25, 0x53, 255}, {0xff, 0xf1, 0xe8, 255}},
	"performance-art": {{0xe8, 0xe4, 0xdb, 255}, {0xc8, 0x1d, 0x25, 255}, {0x11, 0x11, 0x11, 255}},
	"improv":          {{0x0b, 0x6e, 0x4f, 255}, {0xf4, 0xd3, 0x5e, 255}, {0xff, 0xff, 0xff, 255}},
	"live-streaming":  {{0x16, 0x0f, 0x29, 255}, {0x6c, 0x3b, 0xe4, 255}, {0xff, 0xff, 0xff, 255}},
	"podcasting":      {{0xee, 0x6c, 0x4d, 255}, {0x29, 0x32, 0x41, 255}, {0xff, 0xff, 0xff, 255}},
}

var plainPalette = [3]color.RGBA{{0x22, 0x22, 0x2a, 255}, {0x4f, 0x8a, 0x8b, 255}, {0xff, 0xff, 0xff, 255}}

// maxTitle is how many characters of a title are looked at.
const maxTitle = 300

const margin = 110

// Render sets a banner. data is a font in TrueType or OpenType; nil: the program's own, which has Latin, Greek and Cyrillic. note says what could not be set;
// empty: nothing. The error is that the font cannot be used.
func Render(l Look, data []byte) (out []byte, note string, err error) {
	big, small := gobold.TTF, goregular.TTF
	if data != nil {
		big, small = data, data
	}
	face, err := opentype.Parse(big)
	if err != nil {
		return nil, "", fmt.Errorf("read the banner's font: %w", err)
	}
	fine, err := opentype.Parse(small)
	if err != nil {
		return nil, "", fmt.Errorf("read the banner's font: %w", err)
	}
	paint, ok := palettes[l.Category]
	if !ok {
		paint = plainPalette
	}
	img := image.NewRGBA(image.Rect(0, 0, Width, Height))
	draw.Draw(img, img.Bounds(), image.NewUniform(paint[0]), image.Point{}, draw.Src)
	pattern(img, paint[1], l.Seed)

	title, lacking, all := settable(face, l.Title)
	if lacking > 0 {
		note = fmt.Sprintf("the font lacks %d of the title's %d characters", lacking, all)
	}
	category, _, _ := settable(fine, strings.ToUpper(strings.ReplaceAll(l.Category, "-", " ")))
	if title == "" {
		if title = category; title == "" {
			title = "LIVE"
		}
		note = strings.TrimPrefix(note+"; the category stands in the title's place", "; ")
	}
	if err := setTitle(img, face, title, paint[2]); err != nil {
		return nil, "", err
	}
	line := category
	if when := date(l); when != "" {
		line = strings.TrimPrefix(line+"   ·   "+when, "   ·   ")
	}
	if line, _, _ = settable(fine, line); line != "" {
		if err := setLine(img, fine, line, paint[2]); err != nil {
			return nil, "", err
		}
	}
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(&b, img); err != nil {
		return nil, "", fmt.Errorf("write the banner: %w", err)
	}
	return b.Bytes(), note, nil
}

// Alt says in words what a banner shows.
func Alt(l Look) string {
	title := strings.TrimSpace(l.Title)
	if title == "" {
		title = "a live event"
	}
	out := "Banner of " + string([]rune(title)[:min(len([]rune(title)), 120)])
	if l.Category != "" {
		out += ", " + strings.ReplaceAll(l.Category, "-", " ")
	}
	if when := date(l); when != "" {
		out += ", " + when
	}
	return out
}

func date(l Look) string {
	if l.Start == 0 || l.Start > math.MaxInt32*100 {
		return ""
	}
	zone, err := time.LoadLocation(l.Zone)
	if err != nil || l.Zone == "Local" {
		zone = time.UTC
	}
	return time.Unix(int64(l.Start), 0).In(zone).Format("2 January 2006, 15:04 MST")
}

// settable is what of a text the font has, and how much it lacks.
func settable(f *sfnt.Font, text string) (out string, lacking, all int) {
	var b strings.Builder
	var buf sfnt.Buffer
	for _, r := range text {
		if all++; all > maxTitle {
			break
		}
		switch i, err := f.GlyphIndex(&buf, r); {
		case unicode.IsSpace(r):
			b.WriteRune(' ')
		case err == nil && i != 0 && !unicode.IsControl(r):
			b.WriteRune(r)
		case unicode.IsGraphic(r):
			lacking++
		}
	}
	return strings.Join(strings.Fields(b.String()), " "), lacking, min(all, maxTitle)
}

// pattern draws arcs on a grid, chosen by the seed, over the right half of the ground.
func pattern(img *image.RGBA, c color.RGBA, seed uint64) {
	const cell = 201
	x := seed*0x9e3779b97f4a7c15 + 0x632be59bd9b4e019 // splitmix64, so that no library's generator decides what a banner looks like
	next := func() uint64 {
		x += 0x9e3779b97f4a7c15
		z := x
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	for cy := 0; cy*cell < Height; cy++ {
		for cx := 0; cx*cell < Width; cx++ {
			pick := next()
			if uint64(cx)*cell*100/Width < 55+pick%20 { // thinner to the left, where the title stands
				continue
			}
			corner, inner := pick>>8%4, int(pick>>16%3)*50
			ox, oy := (int(corner)%2)*cell, (int(corner)/2)*cell
			for py := range cell {
				for px := range cell {
					dx, dy := px-ox, py-oy
					if d := dx*dx + dy*dy; d <= cell*cell && d >= inner*inner {
						if at := image.Pt(cx*cell+px, cy*cell+py); at.In(img.Bounds()) {
							img.SetRGBA(at.X, at.Y, c)
						}
					}
				}
			}
		}
	}
}

// setTitle sets the title as large as it fits into the left three quarters, in at most five lines; what is too long ends in an ellipsis.
func setTitle(img *image.RGBA, f *sfnt.Font, title string, c color.Color) error {
	const room, most = Width*3/4 - margin, Height - 3*margin - 60
	for size := 230.0; ; size -= 10 {
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return fmt.Errorf("set the banner's title: %w", err)
		}
		lines := wrap(face, title, room)
		high := int(size * 1.1)
		last := size <= 60
		if last && len(lines)*high > most {
			lines = lines[:most/high]
			lines[len(lines)-1] += "…"
		}
		wide := false
		for _, line := range lines {
			wide = wide || font.MeasureString(face, line).Ceil() > room
		}
		if last || len(lines) <= 5 && len(lines)*high <= most && !wide {
			d := font.Drawer{Dst: img, Src: image.NewUniform(c), Face: face}
			for i, line := range lines {
				d.Dot = fixed.P(margin, margin+int(size)*9/10+i*high)
				d.DrawString(line)
			}
			return face.Close()
		}
		if err := face.Close(); err != nil {
			return err
		}
	}
}

// wrap breaks a text into lines no wider than room, where its script allows.
func wrap(face font.Face, text string, room int) (lines []string) {
	state, line := -1, ""
	for text != "" {
		var piece string
		piece, text, _, state = uniseg.FirstLineSegmentInString(text, state)
		if line != "" && font.MeasureString(face, strings.TrimRight(line+piece, " ")).Ceil() > room {
			lines, line = append(lines, strings.TrimRight(line, " ")), ""
		}
		line += piece
	}
	return append(lines, strings.TrimRight(line, " "))
}

func setLine(img *image.RGBA, f *sfnt.Font, text string, c color.Color) error {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 44, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return fmt.Errorf("set the banner's date: %w", err)
	}
	d := font.Drawer{Dst: img, Src: image.NewUniform(c), Face: face, Dot: fixed.P(margin, Height-margin)}
	d.DrawString(text)
	return face.Close()
}

// maxFont bounds a font, bytes.
const maxFont = 32 << 20

// LoadFont reads a font and sees that it is one.
func LoadFont(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the banner's font: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFont+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the banner's font: %w", err)
	case len(data) > maxFont:
		return nil, fmt.Errorf("read the banner's font: %s has over %d bytes", path, maxFont)
	}
	if _, err := opentype.Parse(data); err != nil {
		return nil, fmt.Errorf("read the banner's font: %s is no TrueType or OpenType font: %w", path, err)
	}
	return data, nil
}

// errFlat is of a picture that shows nothing.
var errFlat = errors.New("it has one colour")
