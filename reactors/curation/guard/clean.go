package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg" // borders of graphemes (UAX 29), which are where a text may be cut
	"golang.org/x/text/unicode/norm"
)

// mostMarks is how many marks may be stacked on a letter: Hebrew with cantillation has four, and "zalgo" is all that has more.
const mostMarks = 4

// Clean returns raw as plain text of at most runes code points, cut at the border of a grapheme: valid UTF-8, NFC, without control, bidi,
// zero-width, tag, private and other invisible characters, with spaces folded. Joiners stay inside emoji and where scripts are spelt
// with them, variation selectors after what has an emoji form. Line ends stay, at most two in a row. Clean(Clean(x, n), n) is Clean(x, n).
func Clean(raw string, runes int) string {
	if runes <= 0 {
		return ""
	}
	if most := 16*runes + mostBytes; len(raw) > most { // a text that is invisible for longer than that is none
		raw = raw[:most]
	}
	text := raw
	// Removing a character can bring together what composes, and composing can change what surrounds a joiner; two rounds are enough for
	// all that is known, the bound is for what is not.
	for range 4 {
		next := fold(norm.NFC.String(visible(strings.ToValidUTF8(text, "\uFFFD"))))
		if next == text {
			break
		}
		text = next
	}
	if utf8.RuneCountInString(text) <= runes {
		return text
	}
	end, left, state, rest := 0, runes, -1, text
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		n := utf8.RuneCountInString(cluster)
		if n > left {
			break
		}
		left -= n
		end += len(cluster)
	}
	return strings.TrimRight(text[:end], " \n")
}

// visible drops what cannot be seen, and turns every kind of space into a blank and every line end into a newline.
func visible(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	runes := []rune(text)
	last, marks := rune(0), 0 // what was kept before, and how many marks of its letter
	for i, r := range runes {
		switch {
		case r == '\t' || unicode.Is(unicode.Zs, r) || r == 0x2800: // a blank of Braille is one, too
			r = ' '
		case r == '\r' && i+1 < len(runes) && runes[i+1] == '\n':
			continue
		case r == '\n' || r == '\v' || r == '\f' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
			r = '\n'
		case r == zwj || r == zwnj:
			if i+1 == len(runes) || !joins(r, last, runes[i+1:]) {
				continue
			}
		case r == vs15 || r == vs16:
			if !emojiBase(last) {
				continue
			}
		case hidden(r):
			continue
		}
		if norm.NFC.PropertiesString(string(r)).CCC() != 0 || unicode.Is(unicode.Me, r) && r != keycap {
			if marks++; marks > mostMarks {
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

const (
	zwnj   = 0x200C
	zwj    = 0x200D
	vs15   = 0xFE0E
	vs16   = 0xFE0F
	keycap = 0x20E3
)

// hidden tells whether a character is one that nobody sees: controls, format characters (bidi among them), tags, variation selectors,
// fillers, private and impossible code points.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector,
		unicode.Noncharacter_Code_Point) || r >= 0xE0000 && r <= 0xE0FFF
}

// joins tells whether a joiner after last and before next says something: between the parts of an emoji, and between letters of the
// scripts that are spelt with joiners (Persian, the Indic ones).
func joins(joiner, last rune, next []rune) bool {
	if joiner == zwj && (pictograph(last) || last == vs16 || last >= 0x1F3FB && last <= 0x1F3FF) {
		return pictograph(next[0])
	}
	for _, script := range spelt {
		if unicode.Is(script, last) && unicode.Is(script, next[0]) {
			return true
		}
	}
	return false
}

var spelt = []*unicode.RangeTable{unicode.Arabic, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
	unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Syriac}

// pictograph is Extended_Pictographic as far as emoji are joined of it: the symbols of the emoji blocks and those older ones that have an
// emoji form.
func pictograph(r rune) bool {
	switch {
	case r >= 0x1F000 && r <= 0x1FAFF, r >= 0x2600 && r <= 0x27BF, r >= 0x2190 && r <= 0x21FF, r >= 0x2300 && r <= 0x23FF, r >= 0x25A0 && r <= 0x25FF,
		r >= 0x2900 && r <= 0x297F, r >= 0x2B00 && r <= 0x2BFF:
		return true
	}
	return r == 0xA9 || r == 0xAE || r == 0x203C || r == 0x2049 || r == 0x2122 || r == 0x2139 || r == 0x24C2 || r == 0x3030 || r == 0x303D || r == 0x3297 || r == 0x3299
}

// emojiBase tells whether a variation selector after r chooses between text and emoji.
func emojiBase(r rune) bool {
	return pictograph(r) || r >= '0' && r <= '9' || r == '#' || r == '*'
}

// fold leaves one blank between words, at most one empty line between paragraphs, and nothing at the ends.
func fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	blank, lines := false, 0
	for _, r := range text {
		switch r {
		case ' ':
			blank = true
			continue
		case '\n':
			lines++
			continue
		}
		if b.Len() > 0 {
			if lines > 0 {
				b.WriteString("\n\n"[:min(lines, 2)])
			} else if blank {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(r)
		blank, lines = false, 0
	}
	return b.String()
}
