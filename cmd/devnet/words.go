package main

import (
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/ethereum/go-ethereum/params"
)

// quoted is how much is shown of what a stranger wrote.
const quoted = 48

// document names an event's metadata by the title inside, where it carries one.
func document(uri string) string {
	kind, body, inline := strings.Cut(uri, ",")
	if !inline || !strings.HasPrefix(kind, "data:application/json") {
		return clean(uri, 24)
	}
	text, err := url.PathUnescape(body)
	if strings.HasSuffix(kind, ";base64") {
		var decoded []byte
		decoded, err = base64.StdEncoding.DecodeString(body)
		text = string(decoded)
	}
	var found struct{ Name, Title string }
	if err == nil {
		err = json.Unmarshal([]byte(text), &found)
	}
	switch {
	case err != nil:
		return clean(uri, 24)
	case found.Title != "":
		return quote(found.Title)
	case found.Name != "":
		return quote(found.Name)
	default:
		return "untitled"
	}
}

func quote(text string) string { return "“" + clean(text, quoted) + "”" }

// clean makes what a stranger wrote one line that cannot steer a terminal, cut to
// n columns.
func clean(text string, n int) string {
	var out strings.Builder
	used := 0
	for _, r := range text {
		as := string(r)
		switch {
		case r == '\n' || r == '\t':
			as = " "
		case r == joiner || unicode.IsPrint(r):
		default:
			as = strings.Trim(strconv.QuoteRuneToASCII(r), "'")
		}
		// Marks have no width of their own: a character is let carry a few.
		if used += width(as); used > n || out.Len() > 8*n {
			return out.String() + "…"
		}
		out.WriteString(as)
	}
	return out.String()
}

// joiner makes one emoji of several.
const joiner = '\u200d'

// width is how many columns text takes in a terminal, about.
func width(text string) int {
	columns := 0
	for _, r := range text {
		switch {
		case r == joiner || unicode.In(r, unicode.Mn, unicode.Me):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul), r >= 0xff01 && r <= 0xff60, r >= 0x1f300:
			columns += 2
		default:
			columns++
		}
	}
	return columns
}

// pad fills text up to n columns.
func pad(text string, n int) string {
	return text + strings.Repeat(" ", max(0, n-width(text)))
}

// sei writes an amount of wei in SEI, all of its digits.
func sei(wei *big.Int) string {
	amount := new(big.Rat).SetFrac(wei, big.NewInt(params.Ether)).FloatString(18)
	return strings.TrimSuffix(strings.TrimRight(amount, "0"), ".") + " SEI"
}

// span writes seconds for people: 45s, 8m, 2h30m.
func span(seconds float64) string {
	if seconds > 1e6 {
		return strconv.FormatFloat(seconds/86400, 'f', 0, 64) + " days"
	}
	text := time.Duration(seconds * float64(time.Second)).Round(time.Second).String()
	if short, exact := strings.CutSuffix(text, "m0s"); exact {
		text = short + "m"
	}
	if short, exact := strings.CutSuffix(text, "h0m"); exact {
		text = short + "h"
	}
	return text
}
