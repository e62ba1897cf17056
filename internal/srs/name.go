package srs

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// App is the only application that streams are published to and played from.
const App = "live"

// Enhanced is the variant that an event's producer publishes.
const Enhanced = "enhanced"

// Rungs are the variants that SRS's own transcoder can make of an event's stream.
var Rungs = []string{"720p", "480p"}

// StreamName reads the name of a stream: an event's id as the contracts count it, without leading zeros, alone or followed by an
// underscore and a variant. The variant is empty, Enhanced or one of Rungs. Nothing else is a name, so none is ever a path.
func StreamName(name string) (event uint64, variant string, ok bool) {
	id, variant, has := strings.Cut(name, "_")
	if has && variant != Enhanced && !slices.Contains(Rungs, variant) {
		return 0, "", false
	}
	event, err := strconv.ParseUint(id, 10, 64)
	if err != nil || strconv.FormatUint(event, 10) != id {
		return 0, "", false
	}
	return event, variant, true
}

// NameOf is what StreamName reads.
func NameOf(event uint64, variant string) string {
	id := strconv.FormatUint(event, 10)
	if variant == "" {
		return id
	}
	return id + "_" + variant
}

var secrets = regexp.MustCompile(`(?i)((?:token|secret)(?:=|%3d))[^&\s"'#;]*|(/hls/)[^/\s?"']+|[A-Za-z0-9_-]{80,}`)

// Redact takes everything that is or could be a token or a secret out of a text: of queries, of the paths of HLS, and every long run
// of the letters that tokens are made of.
func Redact(s string) string {
	return secrets.ReplaceAllString(s, "$1$2***")
}
