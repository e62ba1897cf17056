package banner_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/font/gofont/gomono"

	"github.com/haus25/backend/reactors/curation/banner"
)

var categories = []string{"standup-comedy", "poetry-slam", "performance-art", "improv", "live-streaming", "podcasting", "", "<script>"}

func render(t *testing.T, l banner.Look) ([]byte, string) {
	t.Helper()
	raw, note, err := banner.Render(l, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil || c.Width != banner.Width || c.Height != banner.Height {
		t.Fatalf("%+v: %v", c, err)
	}
	return raw, note
}

func TestRender(t *testing.T) {
	titles := map[string]string{ // and what the note has to say
		"Midnight Microphone":         "",
		"Électrique Óda, Λόγος, Ночь": "",
		"夜話":                          "lacks 2 of the title's 2 characters; the category",
		"夜話 at midnight":              "lacks 2",
		"":                            "the category stands",
		strings.Repeat("Donaudampfschifffahrt", 40): "",
		strings.Repeat("a b ", 400):                 "",
		"\u202etfel ot thgir\x00\x07":               "",
		"🎭🎙️👩‍🎤":                                    "lacks",
	}
	seen := map[string]bool{}
	i := 0
	for title, want := range titles {
		l := banner.Look{Title: title, Category: categories[i%len(categories)], Start: 1_900_000_000, Zone: "Europe/Berlin", Seed: 7}
		i++
		raw, note := render(t, l)
		if want == "" && note != "" || !strings.Contains(note, want) {
			t.Errorf("%q: the note is %q, want %q", title, note, want)
		}
		again, _ := render(t, l)
		if !bytes.Equal(raw, again) {
			t.Errorf("%q comes out otherwise the second time", title)
		}
		seen[string(raw)] = true
	}
	if len(seen) != len(titles) {
		t.Error("two titles look the same")
	}
	a, _ := render(t, banner.Look{Title: "one", Seed: 1})
	b, _ := render(t, banner.Look{Title: "one", Seed: 2})
	if bytes.Equal(a, b) {
		t.Error("the seed changes nothing")
	}
	if dir := os.Getenv("BANNERS"); dir != "" { // to look at them
		for _, c := range categories[:6] {
			raw, _ := render(t, banner.Look{Title: "Half a Kitchen Session, or the Toaster’s Revenge", Category: c, Start: 1_900_000_000, Seed: 3})
			if err := os.WriteFile(filepath.Join(dir, c+".png"), raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAlt(t *testing.T) {
	got := banner.Alt(banner.Look{Title: "Encore", Category: "poetry-slam", Start: 1_900_000_000, Zone: "Europe/Berlin"})
	if got != "Banner of Encore, poetry slam, 17 March 2030, 18:46 CET" {
		t.Error(got)
	}
	if got := banner.Alt(banner.Look{Title: strings.Repeat("ö", 1000)}); len([]rune(got)) > 200 || !strings.HasPrefix(got, "Banner of ö") {
		t.Error(got)
	}
}

func TestFonts(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.ttf"), filepath.Join(dir, "bad.ttf")
	for file, data := range map[string][]byte{good: gomono.TTF, bad: []byte("not a font")} {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	font, err := banner.LoadFont(good)
	if err != nil {
		t.Fatal(err)
	}
	own, _ := render(t, banner.Look{Title: "Encore"})
	if raw, _, err := banner.Render(banner.Look{Title: "Encore"}, font); err != nil || bytes.Equal(raw, own) {
		t.Errorf("another font changes nothing: %v", err)
	}
	if _, err := banner.LoadFont(bad); err == nil || !strings.Contains(err.Error(), "bad.ttf") {
		t.Error(err)
	}
	if _, err := banner.LoadFont(filepath.Join(dir, "none.ttf")); err == nil {
		t.Error("a font that is not there")
	}
}

func drawn(w, h int, flat bool) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	if !flat {
		for x := range w / 2 {
			for y := range h {
				img.Set(x, y, color.RGBA{uint8(x), uint8(y), 9, 255})
			}
		}
	}
	return img
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAccept(t *testing.T) {
	var j bytes.Buffer
	if err := jpeg.Encode(&j, drawn(1600, 900, false), nil); err != nil {
		t.Fatal(err)
	}
	hidden := append(pngOf(t, drawn(300, 900, false)), "<script>alert(1)</script>"...)
	for name, data := range map[string][]byte{"jpeg": j.Bytes(), "tall, with a tail": hidden} {
		out, w, h, err := banner.Accept(data)
		if err != nil || w != banner.Width || h != banner.Height || bytes.Contains(out, []byte("script")) {
			t.Errorf("%s: %d × %d, %v", name, w, h, err)
		}
		again, _, _, _ := banner.Accept(data)
		if !bytes.Equal(out, again) {
			t.Errorf("%s comes out otherwise the second time", name)
		}
	}
	bomb := pngOf(t, drawn(100, 100, false))
	copy(bomb[16:24], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff}) // says that it is 65535 pixels wide and high
	for want, data := range map[string][]byte{
		"one colour":       pngOf(t, drawn(200, 200, true)),
		"pixels":           pngOf(t, drawn(20, 20, false)),
		"PNG, JPEG":        []byte("GIF89a" + strings.Repeat("x", 100)),
		"bytes":            make([]byte, 25<<20),
		"accept a picture": bomb,
	} {
		if _, _, _, err := banner.Accept(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func FuzzAccept(f *testing.F) {
	var b bytes.Buffer
	if err := png.Encode(&b, drawn(64, 64, false)); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8 "))
	f.Fuzz(func(t *testing.T, data []byte) {
		out, w, h, err := banner.Accept(data)
		if err == nil && (w != banner.Width || h != banner.Height || len(out) == 0) {
			t.Error("neither a banner nor an error")
		}
	})
}

func BenchmarkRender(b *testing.B) {
	for b.Loop() {
		if _, _, err := banner.Render(banner.Look{Title: "Half a Kitchen Session", Category: "improv", Start: 1_900_000_000, Seed: 3}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
