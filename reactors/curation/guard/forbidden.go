package guard

import "regexp"

// Forbidden tells what a text holds that no proposal may hold, and whether it holds such a thing: links and bare domains, IPFS URIs and CIDs,
// blockchain addresses and names, calldata, keys and other long codes, e-mail addresses, phone numbers, HTML, Markdown links and images,
// scripts, template markers, invisible characters, and requests for money or keys. Hashtags, @names and placeholders as "[ticket link]"
// are allowed.
func Forbidden(text string) (what string, bad bool) {
	if len(text) > mostBytes {
		return "more text than any proposal has", true
	}
	if urls.MatchString(look(text)) {
		return "a link", true
	}
	return "", false
}

var urls = regexp.MustCompile(`[a-z][a-z0-9+.-]{1,20}://`)
