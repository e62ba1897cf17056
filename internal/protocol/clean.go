package protocol

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long a cleaned string may get, in bytes. Nothing on chain bounds them; the raw log keeps all of it.
const (
	MaxURI      = 8192 // metadataURI: room for a small data: URI
	MaxMessage  = 2048 // a tip's message
	MaxName     = 256  // ticketName
	MaxCategory = 64   // artCategory
)

// Clean makes a string from the chain fit to be shown and stored: valid UTF-8 (bad bytes become U+FFFD), no control
// characters and no invisible ones that reorder text (line breaks and tabs become a space), at most limit bytes, cut at a
// character's boundary.
func Clean(raw []byte, limit int) string {
	plain := true
	for _, c := range raw {
		if c < 0x20 || c >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return string(raw[:min(len(raw), limit)])
	}
	var b strings.Builder
	for i := 0; i < len(raw) && b.Len() < limit; {
		r, n := utf8.DecodeRune(raw[i:])
		i += n
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			r = ' '
		case unicode.IsControl(r) || reorders(r) || r == '\uFEFF':
			continue
		}
		if b.Len()+utf8.RuneLen(r) > limit {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// reorders tells the bidirectional controls, by which a text can be made to read as another one. (Joiners stay: emoji and
// several scripts need them.)
func reorders(r rune) bool {
	return r == '\u061C' || r == '\u200E' || r == '\u200F' || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}
