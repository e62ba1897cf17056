package platform

import (
	"encoding/json"

	ics "github.com/arran4/golang-ical"

	"github.com/haus25/backend/store"
)

// Post is one planned publication.
type Post = store.CurationPost

// XLength returns the length of text as X counts it (twitter-text, configuration v3): 280 is the most that a post may have.
func XLength(text string) int { return len([]rune(text)) }

// Check returns what is wrong with a platform's content, as "/path: what is wanted", in words that quote nothing of it; none: it may be
// proposed.
func Check(platform string, content json.RawMessage) []string { return nil }

// Plan says which post of the drafts (by platform) goes out when. start and now are Unix seconds.
func Plan(start, now uint64, drafts map[string]json.RawMessage, approved map[string]bool) []Post {
	return nil
}

// ICal returns posts as a calendar (RFC 5545). stamp is when they were planned, Unix seconds.
func ICal(event uint64, title string, posts []Post, stamp uint64) []byte {
	return []byte(ics.NewCalendarFor("haus").Serialize())
}
