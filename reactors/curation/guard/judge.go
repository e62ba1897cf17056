package guard

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// reasons are what classes of phrases.txt and of signs mean, as they are told.
var reasons = map[string]string{
	"override": "it asks to ignore instructions",
	"role":     "it tells a model what to be",
	"reveal":   "it asks for prompts or keys",
	"price":    "it sets figures",
	"pay":      "it asks to send or to sign",
	"obey":     "it tells how to answer",
	"tool":     "it imitates the call of a tool",
	"end":      "it imitates the end of the data",
	"marker":   "it imitates the marks between messages of a conversation",
	"answer":   "it imitates a model's answer",
	"hidden":   "it hides text",
	"address":  "it holds a blockchain address",
}

//go:embed phrases.txt
var phrases string

// rule is a line of phrases.txt: groups of alternatives that follow each other.
type rule struct {
	class  string
	hard   bool
	spaced [][]string // for text with one blank between words and at both ends
	dense  [][]string // for text without blanks; nil: the words are too short to be told apart
}

var rules = sync.OnceValue(func() []rule {
	out, err := parseRules(phrases)
	if err != nil {
		panic(err) // it is part of the program, and every test reads it
	}
	return out
})

func parseRules(text string) ([]rule, error) {
	var out []rule
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		head, body, ok := strings.Cut(line, ":")
		fields := strings.Fields(head)
		if !ok || len(fields) < 2 || reasons[fields[0]] == "" {
			return nil, fmt.Errorf("line %d of phrases.txt: it is \"class [!] language: words > words\"", i+1)
		}
		r := rule{class: fields[0], hard: fields[1] == "!"}
		for _, group := range strings.Split(body, ">") {
			var spaced, dense []string
			for _, word := range strings.Split(group, "|") {
				word = strings.TrimSpace(word)
				whole := strings.HasSuffix(word, "_")
				word = strings.Join(strings.FieldsFunc(plain(word), notPhrase), " ")
				if word == "" {
					return nil, fmt.Errorf("line %d of phrases.txt: an empty alternative", i+1)
				}
				if tight := strings.ReplaceAll(word, " ", ""); len(tight) >= 8 || !whole && len(tight) >= 5 {
					dense = append(dense, tight)
				}
				if first, _ := utf8.DecodeRuneInString(word); !runsOn(first) {
					word = " " + word
				}
				if whole {
					word += " "
				}
				spaced = append(spaced, word)
			}
			r.spaced, r.dense = append(r.spaced, spaced), append(r.dense, dense)
		}
		for _, group := range r.dense {
			if len(group) == 0 {
				r.dense = nil
				break
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// notPhrase separates words: everything but letters, digits and the marks that are parts of letters (Indic vowels).
func notPhrase(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }

// runsOn tells whether words of a letter's script do not begin after a blank: scripts without blanks, and those with prefixed particles.
func runsOn(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Arabic, unicode.Hebrew)
}

// gap is how far, in bytes, the next group of a rule may be away: about five words.
func gap(word string, dense bool) int {
	r, size := utf8.DecodeRuneInString(strings.TrimLeft(word, " "))
	switch {
	case size == 3 && runsOn(r):
		return 45
	case dense:
		return 14 * size
	}
	return 34 * size
}

// in tells whether the groups follow each other in text.
func follow(groups [][]string, text string, dense bool) bool {
	for _, word := range groups[0] {
		for at := 0; ; {
			i := strings.Index(text[at:], word)
			if i < 0 {
				break
			}
			end := at + i + len(word)
			if len(groups) == 1 || next(groups[1:], text, end, gap(word, dense), dense) {
				return true
			}
			at += i + 1
		}
	}
	return false
}

func next(groups [][]string, text string, from, most int, dense bool) bool {
	if from > 0 && text[from-1] == ' ' {
		from-- // a blank ends one word and begins the next
	}
	for _, word := range groups[0] {
		i := strings.Index(text[from:min(from+most+len(word), len(text))], word)
		if i >= 0 && (len(groups) == 1 || next(groups[1:], text, from+i+len(word), gap(word, dense), dense)) {
			return true
		}
	}
	return false
}

// sign is something that stands in text as no prose does.
type sign struct {
	class string
	hard  bool
	is    *regexp.Regexp // of text as it looks, punctuation included
}

var signs = []sign{
	{"marker", true, regexp.MustCompile(`<\|[a-z_ ]{2,30}\|>|<\s*/?\s*(start_of_turn|end_of_turn|sys|s|bos|eos|system|assistant|developer|instructions?|untrusted|user_?(input|data|message)|data|context|document|prompt|admin|important|secret)\s*>|<<\s*/?\s*sys\s*>>|\[\s*/?\s*(inst|sys|system|assistant|system_?prompt|system message|developer|admin|available_tools|tool_calls?|tool_results?)\s*\]|<\|?(channel|message|python_tag|eot_id|eom_id)`)},
	{"marker", true, regexp.MustCompile(`(?:^|\n)[\s>*#"'\-]*(system|assistant|developer|systeme|systemnachricht|sistema|система|системное сообщение|系统|系統|システム|시스템|النظام|מערכת|सिस्टम|ассистент|assistent|asistente|助手|アシスタント)\s*(message|prompt|note|override|instruction|消息|提示|指令|プロンプト|메시지)?\s*[*"']*\s*[:：>]\s*\S`)},
	{"marker", true, regexp.MustCompile(`(?:^|[\n.!?])[\s*#"']*(human|user|user_input|end user)\s*:(?s:.){0,400}?(assistant|ai|bot|model|gpt|claude|gemini)\s*:`)},
	{"marker", true, regexp.MustCompile(`#{2,}\s*(system|instructions?|response|human|assistant|user input|new task|new instructions?|input|output|override|admin|prompt)\b`)},
	{"marker", true, regexp.MustCompile(`(system|assistant|developer)\s+(prompt|message|override|instruction|note|notice|update)s?\s*[:：]`)},
	{"marker", true, regexp.MustCompile(`[\[({<]\s*(system|admin|developer|root|assistant)\s*([:：]|override|note|message)`)},
	{"answer", true, regexp.MustCompile(`["'“”„«]?\brole["'“”»]?\s*:\s*["'“”„«](system|assistant|user|developer|tool)`)},
	{"answer", true, regexp.MustCompile(`[{,\[]\s*["'“”„]\w{2,40}["'“”]\s*:\s*(["'“”„\[{]|-?\d|true|false|null)`)},
	{"answer", true, regexp.MustCompile(`["'“”„]?\b(ticket_?price|reserve_?price|reserve_?price_?wei|ticket_?price_?wei|metadata_?uri|image_?url|recommended_?date|recommended_?time|recommended_?start|confidence|rationale|selected_?iterations|iterations|tool_?calls?|function_?call|tool_?use_?id|additional_?properties)["'“”]\s*[:=]`)},
	{"answer", true, regexp.MustCompile(`\b(ticketprice|reserveprice|ticketpricewei|reservepricewei|metadatauri|imageurl|recommendeddate|recommendedtime|recommendedstart|selectediterations|ticket_price|reserve_price|metadata_uri|image_url|tool_calls?|function_call|additionalproperties)\b["'“”]?\s*[:=]`)},
	{"answer", true, regexp.MustCompile("```\\s*(json|xml|yaml|tool|python|javascript|js|bash|sh|html|system|plaintext|text)?\\s*\n?\\s*[{\\[<\"$#a-z]")},
	{"tool", true, regexp.MustCompile(`<\s*/?\s*(tool_?calls?|tool_?use|tool_?result|function_?calls?|function|invoke|parameters?|antml:[a-z_]+|execute|action)\b[^>]{0,100}>`)},
	{"tool", true, regexp.MustCompile(`\b(action|action input|tool|function|observation|thought)\s*:\s*[a-z_]+\s*(\(|\{|\n\s*(action input|observation|tool input|arguments)\s*:)`)},
	{"tool", true, regexp.MustCompile(`\b(send|transfer|approve|mint|burn|withdraw|update|set|execute|run|call|eval|exec|fetch|system|search|web_?search|get|delete|browse|open|read_?file|write_?file)[a-z_]*\s*\(\s*(["'{]|0x|[a-z_]+\s*=|\d+\s*,)`)},
	{"end", true, regexp.MustCompile(`(-{3,}|={3,}|\*{3,}|_{3,}|~{3,}|<{2,}|#{3,}|\[)\s*(end|begin|start|eof|stop|fin|ende|конец|结束|終了|/)\b?[^\n]{0,40}?(-{3,}|={3,}|\*{3,}|_{3,}|~{3,}|>{2,}|#{3,}|\])`)},
	{"end", true, regexp.MustCompile(`<\s*/\s*(data|untrusted|context|input|document|description|title|event|user|text|content|quote|history|feedback|search_?results?|passage|tip|message|external)[a-z_]*\s*>|\]\]>|"\s*\}\s*\]?\s*\}|\beof\b\s*\n`)},
	{"end", true, regexp.MustCompile(`["'“”]\s*\}[\s,\]}]*(now|new|ignore|system|assistant|instruction|and then|you)\b`)},
	{"hidden", true, regexp.MustCompile(`<!--|-->|<\s*/?\s*(script|iframe|object|embed|svg|style|link|meta|form|noscript|template|details)\b|(display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0|color\s*:\s*(white|#fff|transparent))|<[a-z]+[^>]*\b(onerror|onload|onclick|hidden|aria-label|style)\b`)},
	{"hidden", false, regexp.MustCompile(`!\[[^\]]*\]\s*\(|\[[^\]]*\]\s*\(\s*(javascript|data|vbscript|file)\s*:|\[(//|comment|_)\]\s*:\s*#|\[[^\]]*\]\([^)]*["'(][^)]*(instruct|system|prompt|ignore)`)},
	{"hidden", true, regexp.MustCompile(`\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|\$\{[^}]{1,200}\}|<%.{0,200}?%>|\{#.{0,200}?#\}`)},
	{"address", true, regexp.MustCompile(`\b0x[0-9a-f]{40}\b|\b0x[0-9a-f]{60,}|\bsei(valoper|pub)?1[02-9ac-hj-np-z]{20,}|\bbc1[02-9ac-hj-np-z]{20,}|\bcosmos1[02-9ac-hj-np-z]{20,}`)},
}

// judge looks for signs and phrases in the views of a text.
func judge(text string, hardOnly bool) (string, bool) {
	if smuggles(text) {
		return reasons["hidden"], true
	}
	for _, v := range views(text) {
		for _, s := range signs {
			if (s.hard || !hardOnly) && s.is.MatchString(v) {
				return reasons[s.class], true
			}
		}
		if class := phrase(v, hardOnly); class != "" {
			return reasons[class], true
		}
	}
	for _, v := range disguised(text) {
		if class := phrase(v, hardOnly); class != "" {
			return reasons[class] + ", in disguise", true
		}
	}
	return "", false
}

// phrase returns the class of the first rule that a text follows, with its blanks or without.
func phrase(text string, hardOnly bool) string {
	fields := strings.FieldsFunc(text, notPhrase)
	if len(fields) == 0 {
		return ""
	}
	spaced, dense := " "+strings.Join(fields, " ")+" ", strings.Join(fields, "")
	for _, r := range rules() {
		if hardOnly && !r.hard {
			continue
		}
		if follow(r.spaced, spaced, false) || r.dense != nil && follow(r.dense, dense, true) {
			return r.class
		}
	}
	return ""
}
