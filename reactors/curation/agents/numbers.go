package agents

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// numbers are those that an answer may hold: what is in the facts that were shown, and what the performer said. A model that needs another one
// made it up. Numbers written as words are looked for only where they count something (see counts), in English.
type numbers map[string]bool

var (
	token    = regexp.MustCompile(`[0-9]+(?:[.,:][0-9]+)*`)
	isoDate  = regexp.MustCompile(`\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b`)
	clock    = regexp.MustCompile(`\b([0-9]{1,2})[:h]([0-9]{2})\b`)
	measured = regexp.MustCompile(`^\s?(?:%|percent|per cent|prozent|pour ?cent|por ciento|per cento|sei\b|wei\b|tickets?\b|seats?\b)`)
	counts   = regexp.MustCompile(`\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundreds?|thousands?|millions?)[ -](?:of )?(percent|sei|euros|dollars|tickets|seats|guests|performers|acts|comedians|comics|poets|artists|awards|prizes|minutes|hours|years|people|fans|viewers)\b`)
)

// figuresOf are the numbers of what was shown.
func figuresOf(s *shown) numbers {
	n := numbers{}
	facts := map[string]any{}
	for name, v := range s.Facts {
		if name != "limits" { // how long a text may be is nothing to write about
			facts[name] = v
		}
	}
	var doc any
	if json.Unmarshal(must(facts), &doc) == nil {
		n.learn(doc)
	}
	if minutes, ok := s.Facts["minutes"].(uint64); ok {
		n.duration(minutes)
	}
	for _, said := range []string{s.Untrusted.Title, s.Untrusted.Description, s.Feedback} {
		n.text(said)
	}
	return n
}

func (n numbers) learn(doc any) {
	switch v := doc.(type) {
	case float64:
		n.text(strconv.FormatFloat(v, 'f', -1, 64))
	case string:
		n.text(v)
	case []any:
		for _, one := range v {
			n.learn(one)
		}
	case map[string]any:
		for _, one := range v {
			n.learn(one)
		}
	}
}

// text learns the numbers of a text. Dates and times may be written in other ways afterwards.
func (n numbers) text(text string) {
	text = decimal(text)
	for _, m := range isoDate.FindAllStringSubmatch(text, -1) {
		year, month, day := m[1], strings.TrimLeft(m[2], "0"), strings.TrimLeft(m[3], "0")
		for _, form := range []string{year, month, day, day + "." + month, day + "." + month + "." + year, month + "." + day + "." + year, year[2:], day + "." + month + "." + year[2:], day + "." + m[2]} {
			n[form] = true
		}
	}
	for _, m := range clock.FindAllStringSubmatch(text, -1) {
		hour, err := strconv.Atoi(m[1])
		if err != nil || hour > 23 || m[2] > "59" {
			continue
		}
		for _, h := range []int{hour, (hour+11)%12 + 1} {
			for _, form := range []string{strconv.Itoa(h), strconv.Itoa(h) + "." + m[2], m[2]} {
				n[form] = true
			}
		}
	}
	for _, m := range counts.FindAllStringSubmatch(text, -1) {
		n[m[1]] = true
	}
	for _, t := range token.FindAllString(text, -1) {
		for _, form := range forms(t) {
			n[form] = true
		}
	}
}

// duration learns how minutes are said: 90 minutes are 1.5 hours, and 1 hour 30.
func (n numbers) duration(minutes uint64) {
	n.text(strconv.FormatUint(minutes, 10))
	if minutes%60 == 0 || minutes > 60 {
		n.text(strconv.FormatUint(minutes/60, 10))
		n.text(strconv.FormatUint(minutes%60, 10))
	}
	if minutes%6 == 0 {
		n.text(strconv.FormatFloat(float64(minutes)/60, 'f', 1, 64))
	}
}

// forms are how a number may be meant: 08:30 is 8.30, 1,000 is 1000, 12.50 and 12,5 are 12.5, 24.11.2026 a date.
func forms(token string) []string {
	parts := strings.FieldsFunc(token, func(r rune) bool { return r == '.' || r == ',' || r == ':' })
	for i, p := range parts {
		if i == 0 || len(parts) > 2 || strings.Contains(token, ":") {
			if p = strings.TrimLeft(p, "0"); p == "" {
				p = "0"
			}
		}
		parts[i] = p
	}
	plain := strings.Join(parts, ".")
	if len(parts) == 1 {
		return []string{plain}
	}
	if strings.Contains(token, ":") {
		if len(parts) == 2 && len(parts[1]) == 1 { // the zero that was cut off before minutes
			plain = parts[0] + ".0" + parts[1]
		}
		return []string{plain}
	}
	out := []string{plain}
	if len(parts) == 2 {
		if fraction := strings.TrimRight(parts[1], "0"); fraction == "" {
			out = append(out, parts[0])
		} else {
			out = append(out, parts[0]+"."+fraction)
		}
	}
	thousands := true
	for _, p := range parts[1:] {
		thousands = thousands && len(p) == 3
	}
	if thousands {
		out = append(out, strings.Join(parts, ""))
	}
	return out
}

func (n numbers) has(token string) bool {
	for _, form := range forms(token) {
		if n[form] {
			return true
		}
	}
	return false
}

// unknown tells whether a text that makes claims holds a number that nobody knows of. A digit right behind a letter is part of a name: Web3.
func (n numbers) unknown(text string) bool { return n.any(text, func(string, string) bool { return false }) }

// unmeasured is the same for advice, which may say "3 posts a week, 10 days before, at 19:00": whole numbers to 100 and times are free, unless they
// are a share or a price.
func (n numbers) unmeasured(text string) bool {
	return n.any(text, func(token, rest string) bool {
		if measured.MatchString(rest) {
			return false
		}
		if v, err := strconv.Atoi(token); err == nil {
			return v <= 100
		}
		m := clock.FindStringSubmatch(token)
		return m != nil && m[0] == token && len(m[1]) <= 2 && m[1] <= "23" && m[2] <= "59"
	})
}

func (n numbers) any(text string, free func(token, rest string) bool) bool {
	text = decimal(text)
	for _, at := range token.FindAllStringIndex(text, -1) {
		t := text[at[0]:at[1]]
		before := []rune(text[max(0, at[0]-8):at[0]])
		if len(before) > 0 && unicode.IsLetter(before[len(before)-1]) && unicode.Is(unicode.Latin, before[len(before)-1]) {
			continue
		}
		if !n.has(t) && !free(t, text[at[1]:]) {
			return true
		}
	}
	for _, m := range counts.FindAllStringSubmatch(text, -1) {
		if !n[m[1]] && !n[words[m[1]]] {
			return true
		}
	}
	return false
}

var words = map[string]string{"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
	"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90"}

// decimal writes a text in compatibility form and lower case, with the digits of every script as those of ASCII.
func decimal(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 || !unicode.Is(unicode.Nd, r) {
			return unicode.ToLower(r)
		}
		for _, t := range unicode.Nd.R16 {
			if uint32(r) >= uint32(t.Lo) && uint32(r) <= uint32(t.Hi) {
				return '0' + (r-rune(t.Lo))%10
			}
		}
		for _, t := range unicode.Nd.R32 {
			if uint32(r) >= t.Lo && uint32(r) <= t.Hi {
				return '0' + (r-rune(t.Lo))%10
			}
		}
		return r
	}, norm.NFKC.String(text))
}
