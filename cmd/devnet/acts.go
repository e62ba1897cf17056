package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// reaction is what the feed tells of a reactor's change.
type reaction struct {
	Reactor string `json:"reactor"`
	EventID string `json:"eventId"`
	What    string `json:"what"`
	Why     string `json:"why"`
}

// doings makes happenings of how an event's chat, document and recording stand, by what
// was different when they were looked at last.
type doings struct {
	base      string // of haus' API
	chats     map[string]*chatState
	documents map[string]string // event → the newest transaction, or why it is parked
	archives  map[string]*archiveTold
}

// chatState is an event's chat as it was told.
type chatState struct {
	rooms     int
	standings map[string]string // of wallets
}

// chatAnswer is what is read of /v1/events/{eventId}/chat.
type chatAnswer struct {
	Rooms []struct{ GroupID *string }
	Seats []struct{ Address, Standing string }
}

// named is how many wallets a line names.
const named = 3

// after looks at what a reaction was about.
func (d *doings) after(ctx context.Context, r reaction) []happening {
	if r.What == "running" {
		return nil
	}
	switch r.Reactor {
	case "chat":
		var now chatAnswer
		if err := get(ctx, d.base+"/v1/events/"+r.EventID+"/chat?limit=1000", &now); err == nil {
			return d.chat(r.EventID, now)
		}
	case "archive":
		var now archiveAnswer
		if err := get(ctx, d.base+"/v1/events/"+r.EventID+"/archive?limit=1000", &now); err == nil {
			return d.archive(r.EventID, now)
		}
	case "metadata":
		var now struct {
			Standing        string
			URI, Why        *string
			TransactionHash *string
			Parts           []string
		}
		if err := get(ctx, d.base+"/v1/events/"+r.EventID+"/metadata", &now); err == nil {
			return d.document(r.EventID, now.Standing, text(now.Why), text(now.TransactionHash), text(now.URI), now.Parts)
		}
	}
	return nil // the feed goes on, and says so when haus does not answer
}

func (d *doings) chat(event string, now chatAnswer) (told []happening) {
	was := d.chats[event]
	if was == nil {
		was = &chatState{standings: map[string]string{}}
		d.chats[event] = was
	}
	say := func(format string, args ...any) {
		told = append(told, happening{"event " + event + ": " + fmt.Sprintf(format, args...), "/v1/events/" + event + "/chat"})
	}
	for i, room := range now.Rooms {
		if room.GroupID == nil || i < was.rooms {
			continue
		}
		was.rooms = i + 1
		say("room %d of the chat is XMTP group %s", was.rooms, clean(*room.GroupID, 12))
	}
	standings := map[string]string{}
	for _, seat := range now.Seats {
		standings[seat.Address] = seat.Standing
	}
	changed := map[string][]string{}
	for _, wallet := range slices.Sorted(maps.Keys(standings)) {
		if to := standings[wallet]; to != was.standings[wallet] {
			changed[to] = append(changed[to], wallet)
		}
	}
	for _, wallet := range slices.Sorted(maps.Keys(was.standings)) {
		if standings[wallet] == "" && was.standings[wallet] == "member" {
			changed["out"] = append(changed["out"], wallet)
		}
	}
	was.standings = standings
	for _, change := range []struct{ to, text string }{
		{"member", "in the chat now: %s"}, {"out", "out of the chat: %s"}, {"removed", "removed by somebody else, and not added again: %s"},
		{"left", "left the chat: %s"}, {"waiting", "waits, not on XMTP yet: %s"},
	} {
		if wallets := changed[change.to]; len(wallets) > 0 {
			say(change.text, list(wallets))
		}
	}
	return told
}

func (d *doings) document(event, standing, why, transaction, uri string, parts []string) []happening {
	path := "/v1/events/" + event + "/metadata"
	switch {
	case transaction != "" && transaction != d.documents[event]:
		d.documents[event] = transaction
		told := fmt.Sprintf("event %s: haus writes %s into its document by transaction %s", event, strings.Join(parts, ", "), clean(transaction, 10))
		if uri != "" { // else it is the chain's already
			told += ", " + clean(uri, 14)
		}
		return []happening{{told, path}}
	case standing == "parked" && why != d.documents[event]:
		d.documents[event] = why
		return []happening{{fmt.Sprintf("event %s: its document is parked: %s", event, clean(why, 60)), path}}
	}
	return nil
}

// list names the first wallets, and how many there are more.
func list(wallets []string) string {
	var names []string
	for _, w := range wallets[:min(named, len(wallets))] {
		names = append(names, who(w))
	}
	text := strings.Join(names, ", ")
	if more := len(wallets) - named; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
