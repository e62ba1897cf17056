package rag

import (
	"context"
	"hash/fnv"
	"math"
	"strings"
	"unicode"

	"github.com/tmc/langchaingo/embeddings"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Embedder makes vectors, and says which: vectors of two names do not compare.
type Embedder interface {
	Name() string
	embeddings.Embedder
}

// Lexical is an embedder that needs no model, "lexical/1": texts are alike that share words and spelling. It knows nothing of meaning.
//
// A text becomes the signed hashes of its words and of their parts of three letters (of two where a script has no spaces), case and accents aside.
// Longer words weigh more, as they are rarer in every language; how rare they are in the history is not asked, so that a vector depends on its text
// alone. Vectors have length 1, or 0 for a text without a letter or digit.
func Lexical() Embedder { return lexical{} }

const (
	// lexicalSize is how many numbers a vector has: a power of two. A passage has about 500 features; at 2,048 the chance likeness of two unrelated
	// ones is about 0.02.
	lexicalSize = 2048
	// longestWord is in runes; what is longer is no word, and counts by its parts.
	longestWord = 32
)

type lexical struct{}

func (lexical) Name() string { return "lexical/1" }

func (e lexical) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		vectors[i] = e.vector(text)
	}
	return vectors, nil
}

func (e lexical) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	return e.vector(text), ctx.Err()
}

// vector counts in integers: sums of them are the same in any order and on any processor.
func (lexical) vector(text string) []float32 {
	counts := map[string]int64{}
	for _, word := range strings.FieldsFunc(plain(text), func(c rune) bool { return !wordly(c) }) {
		features(word, func(feature string, weight int64) { counts[feature] += weight })
	}
	var sums [lexicalSize]int64
	for feature, weight := range counts {
		h := fnv.New64a()
		h.Write([]byte(feature)) // never fails
		sum := h.Sum64()
		// Repeating a word does not make a text more about it in proportion: the square root, in 1/64, of the weights' sum.
		value := int64(math.Sqrt(float64(weight)) * 64)
		if sum>>63 == 1 {
			value = -value
		}
		sums[(sum^sum>>32)%lexicalSize] += value
	}
	var square int64
	for _, s := range sums {
		square += s * s
	}
	vector := make([]float32, lexicalSize)
	if square == 0 {
		return vector
	}
	length := math.Sqrt(float64(square))
	for i, s := range sums {
		vector[i] = float32(float64(s) / length)
	}
	return vector
}

// plain folds case, compatibility forms and accents.
func plain(text string) string {
	text = norm.NFKD.String(cases.Fold().String(strings.ToValidUTF8(text, " ")))
	return strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) && c < 0x0900 { // accents of Latin, Greek, Cyrillic, Hebrew, Arabic; in Indic scripts such marks are vowels
			return -1
		}
		return c
	}, text)
}

func wordly(c rune) bool { return unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsDigit(c) }

// features gives what a word counts for. Kinds of features are told apart by a first byte that no word has.
func features(word string, add func(feature string, weight int64)) {
	runes := []rune(word)
	if len(runes) <= longestWord {
		add("w"+word, int64(min(len(runes), 8))*3)
	}
	size := 3
	if unspaced(runes[0]) {
		size = 2
	} else {
		runes = append(append([]rune{'<'}, runes...), '>') // where a word begins and ends tells much of it
	}
	for i := 0; i+size <= len(runes); i++ {
		add("g"+string(runes[i:i+size]), 1)
	}
}

// unspaced tells whether a script is written without spaces between words.
func unspaced(c rune) bool {
	return unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
