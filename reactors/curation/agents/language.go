package agents

import (
	"strings"
	"unicode"
)

// scripts are those that a language cannot be mistaken in.
var scripts = []struct {
	name   string
	tables []*unicode.RangeTable
}{
	{"latin", []*unicode.RangeTable{unicode.Latin}}, {"cyrillic", []*unicode.RangeTable{unicode.Cyrillic}}, {"greek", []*unicode.RangeTable{unicode.Greek}},
	{"arabic", []*unicode.RangeTable{unicode.Arabic}}, {"hebrew", []*unicode.RangeTable{unicode.Hebrew}}, {"hangul", []*unicode.RangeTable{unicode.Hangul}},
	{"japanese and chinese", []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana}}, {"devanagari", []*unicode.RangeTable{unicode.Devanagari}},
	{"thai", []*unicode.RangeTable{unicode.Thai}},
}

// small are words that hardly a sentence of a language does without, and that the others have not.
var small = map[string]string{
	"en": "the and of with is are this that for your you from will by an at",
	"de": "der die das und ist mit ein eine von für auf nicht wir ihr euch im zum",
	"fr": "le les des et est une pour avec dans vous nous sur qui du au ce",
	"es": "el los las y una para con por del que es su se como más",
	"it": "il gli di e una per con che della del nel è si sono più",
	"pt": "o os as e uma para com por do da que é seu não em um",
	"nl": "het een en van met voor op niet wij je jullie dit zijn naar",
	"pl": "i w z na się nie jest do to dla oraz przez jak",
	"tr": "ve bir bu için ile da de çok en olan",
}

// sameLanguage tells whether a text can be in the language of the original: the same script, and not clearly another of the languages whose small
// words are known. When either is too short to tell, it can. Names of people and shows stand in other languages often enough, so that a title
// alone decides nothing but the script.
func sameLanguage(o Original, text string) bool {
	original := o.Title + " " + o.Description
	want, got := script(original), script(text)
	if want != "" && got != "" && want != got {
		return false
	}
	a, b := language(original), language(text)
	return a == "" || b == "" || a == b
}

// script is the one that most letters of a text are in; empty: there are fewer than four letters, or none has two thirds.
func script(text string) string {
	counts, all := make([]int, len(scripts)), 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		all++
		for i, s := range scripts {
			if unicode.In(r, s.tables...) {
				counts[i]++
			}
		}
	}
	for i, n := range counts {
		if all >= 4 && 3*n >= 2*all {
			return scripts[i].name
		}
	}
	return ""
}

var smallWords = func() map[string][]string {
	out := map[string][]string{}
	for _, lang := range []string{"de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr"} {
		for _, word := range strings.Fields(small[lang]) {
			out[word] = append(out[word], lang)
		}
	}
	return out
}()

// language is the one whose small words a text has at least four of, and twice as many as of any other; empty: it does not show.
func language(text string) string {
	counts := map[string]int{}
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, lang := range smallWords[word] {
			counts[lang]++
		}
	}
	best, second, name := 0, 0, ""
	for _, lang := range []string{"de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr"} {
		switch n := counts[lang]; {
		case n > best:
			best, second, name = n, best, lang
		case n > second:
			second = n
		}
	}
	if best < 4 || best < 2*second {
		return ""
	}
	return name
}
