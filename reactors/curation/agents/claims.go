package agents

import (
	"regexp"
	"strings"

	"github.com/haus25/backend/reactors/curation/guard"
)

// claim is something that is often made up, by the words that people say it in. It may be said when the performer said it in the same words.
type claim struct {
	what string
	says *regexp.Regexp
}

// unfounded are claims that no figure of the index can bear out, or that are true for an hour only.
var unfounded = []claim{
	{"free entry", regexp.MustCompile(`\bfree (?:entry|entrance|admission|tickets?|of charge|show|event)\b|\bfor free\b|\bno cover\b|eintritt (?:ist )?(?:frei|kostenlos)|freier eintritt|kostenlos|\bentrées? (?:libre|gratuite)|\bgratuit|\bgratis\b|\bentrada (?:libre|gratuita)|\bingresso (?:gratuito|libero)|бесплатн|вход свободн|入場無料|免费|免費|무료|مجان`)},
	{"a discount or a gift", regexp.MustCompile(`\bdiscounts?\b|\bhalf[- ]price\b|\bearly[- ]bird\b|\bpromo(?:tional)? code\b|\bcoupons?\b|\bgiveaway\b|\braffle\b|\bsweepstake|\brabatt|\bgutschein|\bgewinnspiel|\bréductions?\b|\bdescuentos?\b|\bsconto\b|\bsconti\b|скидк|割引|折扣|할인`)},
	{"a promise of refund", regexp.MustCompile(`\brefund|\bmoney[- ]back\b|\brückerstatt|\bgeld zurück|\brembours|\breembolso|\brimbors`)},
	{"a promise of profit", regexp.MustCompile(`\bguaranteed (?:returns?|profits?|income|gains?)\b|\binvestment\b|\binvest (?:now|in)\b|\bpassive income\b|\bwill (?:go|rise|increase) in value\b|\broi\b|\bto the moon\b|\bairdrop|\bwertsteigerung|\brendite\b|\bplus-value\b`)},
	{"sold out or nearly so", regexp.MustCompile(`\bsold out\b|\b(?:almost|nearly) (?:sold out|gone)\b|\b(?:last|few|only a few) (?:remaining )?(?:tickets|seats|spots)\b|\bselling fast\b|\bausverkauft|\bletzte (?:tickets|karten|plätze)|\bcomplet\b|\bderniers billets|\bagotad[oa]s?\b|\besaurit[oi]\b`)},
	{"an award or fame", regexp.MustCompile(`\baward[- ]winning\b|\bprize[- ]winning\b|\bworld[- ](?:famous|renowned|class)\b|\binternationally (?:acclaimed|renowned)\b|\bcritically acclaimed\b|\bas seen on\b|\bbest[- ]selling\b|\bchart[- ]topping\b|\bcelebrity\b|\bpreisgekrönt|\bweltberühmt|\bweltbekannt|\bprimée?s?\b|\bgalardonad|\bpluripremiat`)},
	{"other money than SEI", regexp.MustCompile(`[$€£¥₽₹₩]|\b(?:usd[ct]?|eur|gbp|chf|btc|eth|dollars?|euros?|pounds?|bitcoin|ether)\b`)},
}

var (
	bracket  = regexp.MustCompile(`\[[^\]\n]{0,80}\]|\{[^}\n]{0,80}\}|<[^>\n]{1,80}>|_{3,}|\bxx+\b|\b(?:tba|tbd|lorem ipsum)\b`)
	mention  = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_])@[\p{L}\p{N}_]`)
	markdown = regexp.MustCompile("(?m)\\*\\*|__|```|^\\s{0,3}#{1,6} |^\\s{0,3}[*+] |^\\s{0,3}> |~~")
)

// ticketLink may stand in a draft where the performer puts the link.
const ticketLink = "[ticket link]"

// claims looks at a text for numbers, promises and names that nobody gave. Advice, which is for the performer alone, may count and time things.
func (j *judgement) claims(path, text string, advice bool) {
	if advice {
		j.need("numbers", !j.known.unmeasured(text), "%s: it holds a share, a price, a date or a large number that is not in facts", path)
	} else {
		j.need("numbers", !j.known.unknown(text), "%s: it holds a number that is neither in facts nor in the performer's words", path)
	}
	lower := strings.ToLower(text)
	for _, c := range unfounded {
		if advice && c.what != "other money than SEI" && c.what != "a promise of profit" {
			continue
		}
		found := c.says.FindString(lower)
		j.need("claims", found == "" || strings.Contains(j.said, found), "%s: it speaks of %s, which the facts do not hold", path, c.what)
	}
	j.need("names", mentions(lower, j.said), "%s: no @names that the performer did not give", path)
}

// mentions tells whether all @names of a text are the performer's.
func mentions(text, said string) bool {
	for _, at := range mention.FindAllStringIndex(text, -1) {
		rest := text[at[0]:]
		name := rest[strings.IndexByte(rest, '@'):]
		if end := strings.IndexFunc(name[1:], func(r rune) bool { return !wordy(r) }); end >= 0 {
			name = name[:end+1]
		}
		if !strings.Contains(said, name) {
			return false
		}
	}
	return true
}

// prose looks at a text that may be published as it is.
func (j *judgement) prose(path, text string, link bool) {
	j.claims(path, text, false)
	rest := strings.ToLower(text)
	if link {
		rest = strings.ReplaceAll(rest, ticketLink, "")
	}
	j.need("finished", !bracket.MatchString(rest), "%s: nothing may be left to fill in%s", path, map[bool]string{true: " but " + ticketLink}[link])
	j.need("plain text", !markdown.MatchString(text), "%s: plain text is wanted, no Markdown", path)
	j.need("words", letters(text) >= 2, "%s: words are wanted", path)
	j.need("language", j.w.Feedback != "" || sameLanguage(j.c.Original, text), "%s: write in the language of the original title and description", path)
	_, hostile := guard.Hostile(text)
	j.need("tone", !hostile, "%s: write of the event only", path)
}
