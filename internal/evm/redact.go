package evm

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// maxMessage bounds what a stranger's message may add to an error or a log line, in bytes.
const maxMessage = 300

// plainSegment allows the path words that tell endpoints of one vendor apart. Everything else in a path may be a key.
var plainSegment = regexp.MustCompile(`^(v\d{1,2}|rpc|evm|evm-rpc|eth|sei|ext|bc|C|api|ws|http|jsonrpc|json-rpc|public|archive|mainnet|testnet|devnet|(pacific|atlantic|arctic)-\d)$`)

// keyLabel matches host labels that are keys rather than names.
var keyLabel = regexp.MustCompile(`^([0-9a-fA-F]{16,}|[0-9A-Za-z_-]{24,})$`)

// redact returns a URL's host and path with everything that may be a key masked, and the masked parts.
func redact(u *url.URL) (name string, secrets []string) {
	hide := func(s string) string {
		secrets = append(secrets, s)
		return "***"
	}
	labels := strings.Split(u.Host, ".")
	for i, l := range labels {
		if keyLabel.MatchString(l) {
			labels[i] = hide(l)
		}
	}
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, s := range segments {
		if s != "" && !plainSegment.MatchString(s) {
			segments[i] = hide(s)
		}
	}
	if u.User != nil {
		hide(u.User.Username())
		p, _ := u.User.Password()
		hide(p)
		hide(base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + p))) // as the header has it
	}
	for _, values := range u.Query() {
		for _, v := range values {
			hide(v)
		}
	}
	if u.RawQuery != "" {
		hide(u.RawQuery)
	}
	name = strings.Join(labels, ".")
	if path := strings.Join(segments, "/"); path != "" {
		name += "/" + path
	}
	return name, secrets
}

// redactor replaces the secrets wherever a message repeats them, also in their escaped form.
func redactor(secrets []string) *strings.Replacer {
	var pairs []string
	for _, s := range secrets {
		// Shorter ones would cut up ordinary words and are no keys.
		if len(s) < 4 {
			continue
		}
		pairs = append(pairs, s, "***")
		for _, escaped := range []string{url.PathEscape(s), url.QueryEscape(s)} {
			if escaped != s {
				pairs = append(pairs, escaped, "***")
			}
		}
	}
	return strings.NewReplacer(pairs...)
}

// printable makes a stranger's text safe to show: one line, valid UTF-8, no control or format characters, bounded.
func printable(s string) string {
	cut := len(s) > maxMessage
	if cut {
		s = s[:maxMessage]
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar:
			return '?'
		case !unicode.IsPrint(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	s = strings.Join(strings.Fields(s), " ")
	if cut {
		s += "…"
	}
	return s
}
