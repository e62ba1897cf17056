package srs

import (
	"fmt"
	"math"

	"github.com/go-json-experiment/json" // refuses doubled and misspelt names, of which two readers could take different ones
)

// Bounds on callbacks, in bytes. Real ones have some 600.
const (
	MaxHook = 16 << 10 // the whole
	maxName = 256      // an id, a name, an address
	maxText = 2048     // what holds URLs and paths
)

// ParseHook reads the body of a callback. Members that are not in Hook are ignored; the others have to be of their type, once, and of
// sane length. Its errors quote nothing of the body.
func ParseHook(body []byte) (Hook, error) {
	var h Hook
	if len(body) > MaxHook {
		return Hook{}, fmt.Errorf("read SRS's callback: %d bytes, at most %d", len(body), MaxHook)
	}
	if err := json.Unmarshal(body, &h); err != nil {
		return Hook{}, fmt.Errorf("read SRS's callback: %d bytes that are no JSON of the documented shape", len(body))
	}
	for name, s := range map[string]string{"action": h.Action, "server_id": h.ServerID, "client_id": h.ClientID, "ip": h.IP, "vhost": h.VHost,
		"app": h.App, "stream": h.Stream} {
		if len(s) > maxName {
			return Hook{}, fmt.Errorf("read SRS's callback: %s has %d bytes, at most %d", name, len(s), maxName)
		}
	}
	for name, s := range map[string]string{"param": h.Param, "tcUrl": h.TCURL, "pageUrl": h.PageURL, "cwd": h.CWD, "file": h.File, "url": h.URL, "m3u8": h.M3U8} {
		if len(s) > maxText {
			return Hook{}, fmt.Errorf("read SRS's callback: %s has %d bytes, at most %d", name, len(s), maxText)
		}
	}
	if h.Duration < 0 || math.IsInf(h.Duration, 0) || math.IsNaN(h.Duration) {
		return Hook{}, fmt.Errorf("read SRS's callback: a duration of %v s", h.Duration)
	}
	return h, nil
}
