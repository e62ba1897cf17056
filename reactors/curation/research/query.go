package research

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Query is what is searched for. All of it may be a stranger's.
type Query struct {
	Category string // as on chain
	Title    string
	Language string // BCP 47; what is none is left out
}

// How much of a query is searched for, in runes.
const (
	longestTitle    = 80
	longestCategory = 60
)

// operators are what search engines take for more than a word before a colon.
var operators = regexp.MustCompile(`(?i)(^|[^\pL\pN])(all)?(site|in(url|title|text|anchor|post\w*)|filetype|ext|link|related|info|cache|define|source|location|daterange|before|after|lang|loc|author|channel)\s*:`)

// text is what the engines are asked: words alone.
func (q Query) text() string {
	return strings.TrimSpace(wordsOf(q.Category, longestCategory) + " " + wordsOf(q.Title, longestTitle))
}

// wordsOf keeps letters, digits and marks of the first runes of a text, and no operator.
func wordsOf(text string, runes int) string {
	text = operators.ReplaceAllString(norm.NFKC.String(cut(strings.ToValidUTF8(text, " "), runes)), " ")
	words := strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) })
	kept := words[:0]
	for _, w := range words {
		switch w {
		case "OR", "AND", "NOT", "AROUND": // as operators they are written so; "or" is a word
			continue
		}
		kept = append(kept, w)
	}
	return cut(strings.Join(kept, " "), runes)
}

// tongue is the language in two letters, empty when there is no such language: a source that is asked for one may refuse the whole question.
func (q Query) tongue() string {
	first, _, _ := strings.Cut(strings.ReplaceAll(q.Language, "_", "-"), "-")
	base, err := language.ParseBase(first)
	if err != nil || len(base.String()) != 2 {
		return ""
	}
	return base.String()
}

// cut keeps the first runes of a text.
func cut(text string, runes int) string {
	n := 0
	for i := range text {
		if n == runes {
			return text[:i]
		}
		n++
	}
	return text
}
