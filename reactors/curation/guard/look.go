package guard

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plain returns text in compatibility form and lower case, without what nobody sees and without the marks of Latin, Greek, Cyrillic, Hebrew
// and Arabic letters: what fullwidth, mathematical, circled and accented letters are for a reader.
func plain(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, " ")) {
		switch {
		case r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029:
			b.WriteByte('\n')
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case hidden(r) || unicode.Is(marks, r):
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(b.String())
}

// marks are the combining marks that change how a letter sounds and not which it is. Those of kana and of Indic scripts are not among them.
var marks = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x0300, Hi: 0x036F, Stride: 1}, {Lo: 0x0483, Hi: 0x0489, Stride: 1}, {Lo: 0x0591, Hi: 0x05BD, Stride: 1}, {Lo: 0x05BF, Hi: 0x05C7, Stride: 1},
	{Lo: 0x0610, Hi: 0x061A, Stride: 1}, {Lo: 0x0640, Hi: 0x0640, Stride: 1}, {Lo: 0x064B, Hi: 0x065F, Stride: 1}, {Lo: 0x0670, Hi: 0x0670, Stride: 1},
	{Lo: 0x1AB0, Hi: 0x1AFF, Stride: 1}, {Lo: 0x1DC0, Hi: 0x1DFF, Stride: 1}, {Lo: 0x20D0, Hi: 0x20FF, Stride: 1}, {Lo: 0xFE20, Hi: 0xFE2F, Stride: 1},
}}

// look returns text as it looks: plain, with letters that pass for Latin ones replaced by those.
func look(text string) string { return latin(plain(text)) }

func latin(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		if to, ok := lookalikes[r]; ok {
			return to
		}
		switch {
		case r >= 0x1F130 && r <= 0x1F149:
			return 'a' + r - 0x1F130
		case r >= 0x1F150 && r <= 0x1F169:
			return 'a' + r - 0x1F150
		case r >= 0x1F170 && r <= 0x1F189:
			return 'a' + r - 0x1F170
		case r >= 0x1F1E6 && r <= 0x1F1FF:
			return 'a' + r - 0x1F1E6
		}
		return r
	}, text)
}

// lookalikes are the letters, in lower case, that pass for Latin ones in the usual typefaces; those that plain makes Latin by itself are
// not among them. Unicode's own table (confusables.txt) maps to what is drawn alike (m to rn, 1 to l), which is no help for reading words.
var lookalikes = table(map[rune]string{
	'a': "аɑαꭺ∂ᴀ", 'b': "ьЬвʙḃƅᏼβ", 'c': "сϲᴄⅽ¢ꮯƈ", 'd': "ԁᴅɗđժꓒ", 'e': "еҽєεɛᴇ℮ꭼəɘ", 'f': "ғƒꜰſϝք", 'g': "ɡɢցǥ", 'h': "һнհʜħ",
	'i': "іιɩıɪӏꙇ¡ⅰ", 'j': "јʝյᴊϳ", 'k': "кκᴋҡƙ", 'l': "ⅼʟłɫ|ǀן", 'm': "мᴍⅿɱ", 'n': "пηɴոռռŋᴎ", 'o': "оοσօᴏøɵө๐០ꬽ", 'p': "рρᴘƿþ",
	'q': "ԛգզɋ", 'r': "гʀᴦɼꭇꮁ", 's': "ѕꜱʂꮪտ", 't': "тτᴛŧ†ե", 'u': "υսᴜцʋꭎ", 'v': "ѵνᴠⅴטѷ", 'w': "ѡωԝᴡшɯꮤա", 'x': "хχ×ⅹҳ", 'y': "уүγʏყ", 'z': "ᴢʐżꮓ",
})

func table(of map[rune]string) map[rune]rune {
	out := map[rune]rune{}
	for to, all := range of {
		for _, r := range all {
			out[r] = to
		}
	}
	delete(out, '|') // a letter only in "leet"
	return out
}
