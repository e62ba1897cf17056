package guard

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// smuggles tells whether a text carries another one that nobody sees: in tag characters, in variation selectors, in runs of zero-width ones,
// or turned around by bidi overrides.
func smuggles(text string) bool {
	tags, selectors, zeros := 0, 0, 0
	flag := false // the black flag is spelt with tags: England, Scotland, Wales
	for _, r := range text {
		switch {
		case r == 0x1F3F4:
			flag = true
			continue
		case r >= 0xE0020 && r <= 0xE007F:
			if !flag {
				tags++
			}
			continue
		case r >= 0xE0100 && r <= 0xE01EF:
			selectors += 2
		case r >= 0xFE00 && r <= 0xFE0F:
			selectors++
		case r == 0x200B || r == 0x2060 || r == 0xFEFF || r >= 0x2061 && r <= 0x2064 || r == 0x180E || r == 0x3164 || r == 0xFFA0:
			zeros++
			continue
		case r == 0x202D || r == 0x202E:
			return true
		case r == zwj || r == zwnj:
			zeros++
			continue
		default:
			selectors, zeros = 0, 0
		}
		flag = false
		if selectors > 3 || zeros > 7 {
			return true
		}
	}
	return tags > 0 || zeros > 7
}

// views returns a text as it can be read without a key: as it is, and as it looks; and the same of what is encoded in it, twice deep.
func views(text string) []string {
	seen := map[string]bool{}
	var out []string
	add := func(v string) {
		if v != "" && !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	pieces := []string{text}
	for depth := 0; depth < 3 && len(pieces) > 0; depth++ {
		var inner []string
		for _, p := range pieces {
			v := plain(p)
			add(v)
			add(latin(v))
			if depth < 2 {
				inner = append(inner, decoded(p)...)
			}
		}
		pieces = inner[:min(len(inner), mostPieces)]
	}
	return out
}

// mostPieces bounds how many encoded parts of a text are looked at, on each of two levels. The longest come first.
const mostPieces = 32

var (
	base64Runs  = regexp.MustCompile(`[A-Za-z0-9+/_-]{16,}={0,2}`)
	base32Runs  = regexp.MustCompile(`\b[A-Z2-7]{24,}={0,6}`)
	hexRuns     = regexp.MustCompile(`(?:[0-9a-fA-F]{2}[ :,]?){10,}|(?:(?:\\x|0x|%)[0-9a-fA-F]{2}[ ,;]*){6,}`)
	binaryRuns  = regexp.MustCompile(`(?:[01]{8}[ ,]?){8,}`)
	decimalRuns = regexp.MustCompile(`(?:\b(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6])[ ,;]+){10,}`)
	escapes     = regexp.MustCompile(`\\u\{?[0-9a-fA-F]{4,6}\}?|\\x[0-9a-fA-F]{2}|&#?[0-9a-zA-Z]{2,8};|%[0-9a-fA-F]{2}`)
	notHex      = regexp.MustCompile(`0x|\\x|[^0-9a-fA-F]`)
	spacedCode  = regexp.MustCompile(`(?:[A-Za-z0-9+/]{4}\s+){6,}[A-Za-z0-9+/=]{2,4}`)
)

// decoded returns what the encoded parts of a text say, as far as it reads as text.
func decoded(text string) []string {
	var out []string
	add := func(b []byte) {
		if readable(b) {
			out = append(out, string(b))
		}
	}
	if escapes.MatchString(text) {
		unescaped := escapes.ReplaceAllStringFunc(text, unescape)
		if unescaped != text {
			out = append(out, unescaped)
		}
	}
	for _, run := range append(base64Runs.FindAllString(text, mostPieces), spacedCode.FindAllString(text, mostPieces)...) {
		run = strings.TrimRight(strings.Join(strings.Fields(run), ""), "=")
		run = strings.NewReplacer("-", "+", "_", "/").Replace(run)
		for cut := range 4 { // a run can begin with a letter that is not of it
			if cut >= len(run)-12 {
				break
			}
			part := run[cut:]
			if len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			if b, err := base64.RawStdEncoding.DecodeString(part); err == nil {
				add(b)
			}
		}
	}
	for _, run := range base32Runs.FindAllString(text, mostPieces) {
		run = strings.TrimRight(run, "=")
		for len(run)%8 == 1 || len(run)%8 == 3 || len(run)%8 == 6 {
			run = run[:len(run)-1]
		}
		if b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(run); err == nil {
			add(b)
		}
	}
	for _, run := range hexRuns.FindAllString(text, mostPieces) {
		run = notHex.ReplaceAllString(run, "")
		if b, err := hex.DecodeString(run[:len(run)&^1]); err == nil {
			add(b)
		}
	}
	for _, run := range binaryRuns.FindAllString(text, mostPieces) {
		add(bytesOf(strings.FieldsFunc(strings.NewReplacer(" ", "", ",", "").Replace(run), func(r rune) bool { return false }), 2))
	}
	for _, run := range decimalRuns.FindAllString(text, mostPieces) {
		add(bytesOf(strings.FieldsFunc(run, func(r rune) bool { return r < '0' || r > '9' }), 10))
	}
	return out
}

// bytesOf reads numbers of 8 bits; those of base 2 may follow each other without a blank.
func bytesOf(numbers []string, base int) []byte {
	var out []byte
	for _, n := range numbers {
		for base == 2 && len(n) > 8 {
			if v, err := strconv.ParseUint(n[:8], 2, 8); err == nil {
				out = append(out, byte(v))
			}
			n = n[8:]
		}
		if v, err := strconv.ParseUint(n, base, 8); err == nil {
			out = append(out, byte(v))
		}
	}
	return out
}

func unescape(e string) string {
	switch {
	case e[0] == '&':
		return html.UnescapeString(e)
	case e[0] == '%':
		if s, err := url.PathUnescape(e); err == nil {
			return s
		}
	default:
		if v, err := strconv.ParseUint(strings.Trim(e[2:], "{}"), 16, 32); err == nil && v <= unicode.MaxRune {
			return string(rune(v))
		}
	}
	return e
}

// readable tells whether bytes are text: UTF-8 in which nine of ten characters are letters, digits, blanks or the usual marks.
func readable(b []byte) bool {
	if len(b) < 6 || !utf8.Valid(b) {
		return false
	}
	good, all := 0, 0
	for _, r := range string(b) {
		all++
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSpace(r) || unicode.IsPunct(r) && r < 0x3000 {
			good++
		}
	}
	return good*10 >= all*9
}

// leet are digits and signs that stand for letters; "1", "!" and "|" for i or l.
var leet = map[rune]rune{'0': 'o', '3': 'e', '4': 'a', '5': 's', '6': 'g', '7': 't', '8': 'b', '9': 'g', '@': 'a', '$': 's', '€': 'e', '+': 't', '2': 'z'}

// disguised returns a text read by the keys that every model knows: digits for letters, rot13, backwards, letters within words mixed.
func disguised(text string) []string {
	seen := look(text)
	var out []string
	if strings.ContainsAny(seen, "01345678@$€!|+") {
		for _, one := range "il" {
			out = append(out, strings.Map(func(r rune) rune {
				if to, ok := leet[r]; ok {
					return to
				}
				if r == '1' || r == '!' || r == '|' {
					return one
				}
				return r
			}, seen))
		}
	}
	out = append(out, strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return 'a' + (r-'a'+13)%26
		}
		return r
	}, seen), reversed(seen))
	if mended := unmixed(seen); mended != seen {
		out = append(out, mended)
	}
	return out
}

// mixable are words that a model still reads when the letters within are mixed, doubled or one is missing.
var mixable = []string{"ignore", "disregard", "forget", "override", "previous", "instructions", "instruction", "prompt", "system", "reveal", "above", "prior", "guidelines", "everything"}

// unmixed mends words that have the first letter, the last one and all others of a mixable word.
func unmixed(text string) string {
	fields := strings.FieldsFunc(text, notPhrase)
	changed := false
	for i, f := range fields {
		for _, m := range mixable {
			if f != m && len(f) >= len(m)-1 && len(f) <= len(m)+2 && f[0] == m[0] && f[len(f)-1] == m[len(m)-1] && count(f) == count(m) {
				fields[i], changed = m, true
			}
		}
	}
	if !changed {
		return text
	}
	return strings.Join(fields, " ")
}

// count is the set of a word's letters.
func count(word string) (set uint32) {
	for _, r := range word {
		if r >= 'a' && r <= 'z' {
			set |= 1 << (r - 'a')
		}
	}
	return set
}
