package guard

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode"
)

// leakWords is how many words in a row of a system prompt make a leak. Twelve do not meet by chance, and a prompt's own examples are
// shorter.
const leakWords = 12

// Canary returns a word that stands in a system prompt for nothing but to be recognized when it leaks. It follows from seed alone, which
// has to hold something that a stranger cannot choose twice, as the mint's transaction.
func Canary(seed string) string {
	sum := sha256.Sum256([]byte("haus canary " + seed))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:10]))
}

// Leaks tells whether an answer gives away its system prompt: the canary, however it is cut up, or twelve words of the prompt in a row.
func Leaks(answer, system, canary string) bool {
	if canary != "" {
		if c := letters(canary); strings.Contains(letters(answer), c) || strings.Contains(letters(reversed(answer)), c) {
			return true
		}
	}
	said, own := words(answer), words(system)
	if len(own) < leakWords || len(said) < leakWords {
		return false
	}
	grams := make(map[string]bool, len(own))
	for i := 0; i+leakWords <= len(own); i++ {
		grams[strings.Join(own[i:i+leakWords], " ")] = true
	}
	for i := 0; i+leakWords <= len(said); i++ {
		if grams[strings.Join(said[i:i+leakWords], " ")] {
			return true
		}
	}
	return false
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// words are the words of a text in lower case, as it looks.
func words(text string) []string { return strings.FieldsFunc(look(text), notWord) }

// letters are the letters and digits of a text in lower case, as it looks, with nothing between them.
func letters(text string) string { return strings.Join(words(text), "") }

func reversed(text string) string {
	runes := []rune(text)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}
