package guard

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tyler-smith/go-bip39/wordlists" // the words that seed phrases are made of
	"golang.org/x/net/idna"                     // their ASCII form
	"golang.org/x/net/publicsuffix"             // which endings of names are domains
)

// Forbidden tells what a text holds that no proposal may hold, and whether it holds such a thing: links and bare domains, IPFS URIs and CIDs,
// blockchain addresses and names, calldata, keys and other long codes, e-mail addresses, phone numbers, HTML, Markdown links and images,
// scripts, template markers, invisible characters, and requests for money or keys. Hashtags, @names and placeholders as "[ticket link]"
// are allowed. what is in words of this package.
func Forbidden(text string) (what string, bad bool) {
	if len(text) > mostBytes {
		return "more text than any proposal has", true
	}
	if !utf8.ValidString(text) {
		return "bytes that are no text", true
	}
	if unseen(text) {
		return "invisible characters", true
	}
	seen := look(text)
	for i, f := range forbidden {
		if f.is(seen) || f.dense && f.is(strings.Join(strings.Fields(seen), "")) {
			return forbidden[i].what, true
		}
	}
	for _, v := range spellings(text, seen) {
		for _, f := range forbidden {
			if f.always && f.is(v) {
				return f.what, true
			}
		}
	}
	return "", false
}

// unseen tells whether a text holds characters that Clean would drop, line ends and spaces aside.
func unseen(text string) bool {
	kept := 0
	for _, r := range visible(text) {
		if r != '\n' {
			kept++
		}
	}
	all := 0
	for _, r := range text {
		if r != '\n' && r != '\r' && r != '\v' && r != '\f' && r != 0x85 && r != 0x2028 && r != 0x2029 {
			all++
		}
	}
	return kept != all || strings.ContainsAny(text, "\v\f\u0085\u2028\u2029")
}

// spellings are other ways to read a text than as it looks: with its own letters, with the usual ways of writing dots undone, and what is
// encoded in it.
func spellings(text, seen string) []string {
	dotted := stops.ReplaceAllString(dots.ReplaceAllString(seen, "."), "$1.$2")
	out := []string{plain(text), dotted, dotWords.ReplaceAllString(dotted, "$1.$2")}
	for _, inner := range decoded(text) {
		out = append(out, look(inner))
	}
	return out
}

var (
	dots     = regexp.MustCompile(`\s*(\[\s*\.\s*\]|\(\s*\.\s*\)|\{\s*\.\s*\}|\[\s*dot\s*\]|\(\s*dot\s*\)|\{\s*dot\s*\})\s*`)
	stops    = regexp.MustCompile(`([a-z0-9])[。‧·]([a-z])`) // browsers take the first for a dot
	dotWords = regexp.MustCompile(`\b([a-z0-9-]{2,40})\s+(?:dot|punkt|punto|point|ponto|точка)\s+(com|net|org|io|xyz|app|live|eth|sei|dev|co|me|info|link|click|site|online|shop|top|finance|ru|de|fr|es|it)\b`)
)

// lookFor is one thing. dense: it is one without the blanks, too. always: it is one in each of the spellings.
type lookFor struct {
	what          string
	dense, always bool
	is            func(string) bool
}

func match(expr string) func(string) bool { return regexp.MustCompile(expr).MatchString }

var forbidden = []lookFor{
	{"a link", false, true, match(`\b(https?|hxxps?|ftp|ftps|wss?|file|ipfs|ipns|dweb|ar|magnet|data|javascript|vbscript|mailto|tel|sms|whatsapp|tg|intent|ethereum|bitcoin|wc|metamask|blob|chrome|about|steam|discord)\s*:\s*(//|[^\s/]*[/,?=@;%]|\+?\d{5}|0x)|[a-z][a-z0-9+.-]{1,20}:/\s?/|(^|[\s(])//[a-z0-9-]+\.[a-z]|\bwww\d?\s*\.\s*[a-z0-9-]+|\b(t\.me|bit\.ly|wa\.me|discord\.gg|linktr\.ee)\b`)},
	{"a link", false, true, domain},
	{"an IP address", false, true, match(`(^|[^\d.])(\d{1,3}\.){3}\d{1,3}([^\d.]|$)|\[[0-9a-f:]{6,}:[0-9a-f]{0,4}\]|\blocalhost\b`)},
	{"a blockchain address, calldata or a key", true, true, match(`0x\s?[0-9a-f]{6,}|\b0x([0-9a-f]{2}[\s:]?){6,}|\b[0-9a-f]{40,}|\b(sei|seivaloper|seipub|cosmos|osmo|celestia)1[02-9ac-hj-np-z]{20,}|\b(bc|tb|ltc)1[02-9ac-hj-np-z]{20,}|\b[lx](pub|prv)[a-z0-9]{50,}|\bxprv|-----\s*begin`)},
	{"the name of a wallet", false, true, match(`\b[\p{L}\p{N}-]{2,}\.(eth|sei|sol|crypto|nft|dao|wallet|blockchain|bitcoin|lens|bnb|btc|onion|ton|zil|polygon|x402)\b`)},
	{"a CID", true, true, match(`\bqm[1-9a-z]{44}\b|\bb(afy|afk|agu|ah5)[a-z2-7]{20,}|\bk51[a-z0-9]{30,}|/ip[fn]s/`)},
	{"an e-mail address", false, true, match(`[\p{L}\p{N}._%+-]+\s?(@|\(at\)|\[at\]|\{at\}|＠)\s?[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+`)},
	{"a phone number", false, false, phone},
	{"HTML", false, true, match(`<\s*[/!?]?\s*[a-z][a-z0-9:-]*(\s[^<>]*|/)?>|<!--|-->|<!\[|&(lt|gt|amp|quot|nbsp|#x?[0-9a-f]+);|<\s*(script|img|iframe|svg|a|div|style)\b`)},
	{"a Markdown link or image", false, true, match(`\[[^\]]*\]\s?\(|\[[^\]]+\]\s?\[[^\]]*\]|!\[|^\s*\[[^\]]+\]:|\n\s*\[[^\]]+\]:`)},
	{"a script", false, true, match(`\bon(error|load|click|mouseover|focus)\s*=|\b(eval|alert|fetch|require|import|exec|system|settimeout)\s?\(|document\s?\.\s?(cookie|write|location)|window\s?\.\s?(location|open)|=>\s*\{|\bfunction\s*\w*\s*\([^)]*\)\s*\{|;\s*drop\s+table|\$\([^)]*\)|<\?php`)},
	{"a template marker", false, true, match(`\{\{|\}\}|\{%|%\}|\$\{|<%|%>|\{#|#\}|\[\[|\]\]|%\([a-z_]+\)s|#\{`)},
	{"a code fence", false, true, match("```|~~~~")},
	{"a long code", false, false, longCode},
	{"a seed phrase", false, false, seed},
	{"a question for keys", false, true, match(`\b(your|ur|the|a|my|enter|share|type|verify|provide|send)\s+(secret\s+)?(seed|recovery|mnemonic|secret|backup)[\s-]*(phrase|words|passphrase|key)s?\b|\b(private|secret)\s*keys?\b|\bseed\s*phrase|\b12[\s-]?word|\b24[\s-]?word|\bmnemonic\b|\bkeystore\b|\bclave\s+privada|\bcle\s+privee|\bprivaten?\s+schlussel|\bchiave\s+privata|\bchave\s+privada|приватн\p{L}*\s+ключ|сид[\s-]фраз|助记词|助記詞|私钥|私鑰|秘密鍵|シードフレーズ|개인\s?키|시드\s?구문|המפתח הפרטי`)},
	{"a request for money", false, true, match(`\b(send|transfer|deposit|wire|pay|zelle|venmo|cashapp)\b[^.!?\n]{0,40}\b(sei|eth|ether|btc|bitcoin|usdc|usdt|crypto|tokens?|coins?|\$?\d+(\.\d+)?)\b[^.!?\n]{0,60}\b(win|receive|get back|back|double|enter|wallet|address|me|claim|unlock|return|prize|guarantee\w*|whitelist\w*)\b|\b(double|triple|2x|10x|100x)\s+(your|ur)\s+(sei|eth|money|crypto|tokens?|coins?|investment|deposit|bitcoin|btc|usdc)|\b(connect|link|verify|validate|sync|import)\s+(your|ur)\s+wallet|\b(claim|free)\s+(your\s+|the\s+)?(free\s+)?(airdrop|tokens?|nft drop)|\bairdrop\b[^.!?\n]{0,40}\bclaim\b|\bguaranteed\s+(returns?|profits?)|\b(gift\s*cards?)\b[^.!?\n]{0,30}\b(send|code|pay)|\bwire\s+transfer\b|\biban\b\s*:?\s*[a-z]{2}\d{2}|\b[a-z]{2}\d{2}\s?(\d{4}\s?){4,}`)},
	{"a request for money", false, true, match(`\b(dm|message|text|whats\s?app|telegram|inbox|pm)\s+(me|us)\b[^.!?\n]{0,60}\b(ticket|win|claim|price|pay|discount|wallet|prize|offer|buy|cheap|crypto|sei|eth|presale|whitelist|guest\s?list|invest\w*|deal|details)|\b(ticket|win|claim|pay|wallet|prize|offer|buy|presale|whitelist|invest\w*|deal|details)\b[^.!?\n]{0,40}\b(dm|pm|whats\s?app|telegram)\s+(me|us)\b|\b(dm|pm|inbox)\s+(me|us)\b|\benv(ie|ia|iez|oye[rz]?|oie)\s+\d+(\.\d+)?\s*(sei|eth|btc|usdc)|\b(sende|uberweise|schick)\w*\s+\d+(\.\d+)?\s*(sei|eth|btc|usdc)|отправ\p{L}*\s+\d+[^.!?\n]{0,6}(sei|eth|btc|usdc)`)},
}

// names are what a bare domain is found in: labels with dots between, of any script. That a sentence ends without a blank after its dot is
// told apart by the ending only, so "the show.Live from Lisbon" counts as one: better a repair than a link.
var names = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]*(?:\.[\p{L}\p{N}][\p{L}\p{N}\p{M}-]*)+`)

// domain tells whether a text holds a name whose ending is a public domain of the Domain Name System.
func domain(text string) bool {
	for _, name := range names.FindAllString(text, -1) {
		labels := strings.Split(strings.Trim(name, "-_"), ".")
		last := labels[len(labels)-1]
		for i := range labels[1:] { // a longer run can begin with a domain: "evil.com.and"
			end := labels[i+1]
			if len(labels[i]) == 1 && len(end) == 1 || number(end) || oneLetters(labels[:i+2]) {
				continue
			}
			if suffix, icann := publicsuffix.PublicSuffix("x." + ascii(end)); icann && suffix == ascii(end) {
				return true
			}
		}
		if strings.HasPrefix(last, "xn--") {
			return true
		}
	}
	return false
}

// oneLetters tells of an abbreviation, as "u.s.a" or "s.o.s": all labels are single letters.
func oneLetters(labels []string) bool {
	return !slices.ContainsFunc(labels, func(l string) bool { return utf8.RuneCountInString(l) > 1 })
}

func number(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) })
}

// phones are digits in groups as phone numbers are written; dates, times, prices and amounts in wei are not.
var phones = regexp.MustCompile(`(^|[^\p{L}\p{N}.,:/])(\+\s?\d[\d\s().\-/]{6,}\d|\(\d{2,5}\)\s?\d[\d\s.\-/]{4,}\d|00[1-9]\d[\d\s\-/]{5,}\d|0\d{1,4}[\s/\-]\d{2,}[\d\s\-/]*\d|1?[\s.\-]?\d{3}[.\-]\d{3,4}[.\-]\d{4}|1?[\s\-]?\d{3}\s\d{3}\s\d{4}|0[1-9]\d{8,10})([^\p{L}\p{N}]|$)`)

func phone(text string) bool {
	for _, m := range phones.FindAllStringSubmatch(text, -1) {
		digits := 0
		for _, r := range m[2] {
			if r >= '0' && r <= '9' {
				digits++
			}
		}
		if digits >= 8 && digits <= 15 && !date.MatchString(m[2]) {
			return true
		}
	}
	return called.MatchString(text)
}

var (
	date   = regexp.MustCompile(`^\s*(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})(\s|$)`)
	called = regexp.MustCompile(`\b(call|phone|tel|text|whats\s?app|telefon|telephone|ruf|llama|llamar|appelez|chiama|ligue|звони\p{L}*|тел|电话|電話|전화)\b?\W{0,4}(\p{L}{1,6}\W{1,3}){0,2}\+?\d[\d\s().\-/]{5,}\d`)
)

// runs are long words of letters and digits.
var runs = regexp.MustCompile(`[A-Za-z0-9+/_=-]{24,}`)

// longCode tells whether a text holds a word as codes are: so long, and going back and forth between letters and digits.
func longCode(text string) bool {
	for _, run := range runs.FindAllString(text, -1) {
		turns, last := 0, 0
		for _, r := range run {
			kind := 0
			switch {
			case r >= '0' && r <= '9':
				kind = 1
			case unicode.IsLetter(r):
				kind = 2
			default:
				continue
			}
			if last != 0 && kind != last {
				turns++
			}
			last = kind
		}
		if turns >= 4 {
			return true
		}
	}
	return false
}

var seedWords = func() map[string]bool {
	out := make(map[string]bool, len(wordlists.English))
	for _, w := range wordlists.English {
		out[w] = true
	}
	return out
}()

// seed tells whether a text holds eleven words of BIP-39's English list in a row: phrases have twelve or more, and prose has articles,
// prepositions and endings, none of which are in the list.
func seed(text string) bool {
	row := 0
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if row++; !seedWords[w] {
			row = 0
		}
		if row >= 11 {
			return true
		}
	}
	return false
}

// ascii returns a label as the Domain Name System has it: publicsuffix knows endings of other scripts by their ASCII form.
func ascii(label string) string {
	if a, err := idna.Lookup.ToASCII(label); err == nil {
		return a
	}
	return label
}
