package chat

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/reactors/chat/sidecar"
)

// plain is a group's name when the document tells no title.
func (l *look) plain() string {
	return shorten(strings.Join(strip(fmt.Sprintf("Event %d", l.EventID), l.Event.ArtCategory), " · "))
}

// present is the name that groups have now, as far as it is from us.
func (l *look) present() string { return cmp.Or(l.past.named.Name, l.plain()) }

// description says what and when.
func (l *look) description() string {
	start := ""
	// Anyone can mint an event for a year that no calendar has.
	if t := time.Unix(int64(l.Event.StartDate), 0).UTC(); t.Year() <= 9999 {
		start = t.Format("2006-01-02 15:04 UTC")
	}
	return strings.Join(strip(l.Event.ArtCategory, start), " · ")
}

func strip(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
}

// shorten makes a stranger's text fit for a group's name. It counts bytes: XMTP counts characters when a group is made, and bytes
// when it is named anew.
func shorten(s string) string {
	s = strings.Join(strings.Fields(protocol.Clean([]byte(s), 4*sidecar.MaxName)), " ")
	if len(s) <= sidecar.MaxName {
		return s
	}
	const more = "…"
	end := sidecar.MaxName - len(more)
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + more
}

// triedDocument is a document that could not be read.
type triedDocument struct {
	uri  string
	next time.Time // not before, by the attempts' wall clock
}

const (
	documentAgain = 10 * time.Minute
	maxTried      = 4096 // events whose documents are remembered as unreadable
)

// name gives the groups the document's title. The document is read once for each URI. A group whose name is not from us keeps
// it: its super admins chose it. Nothing waits for a name, and a document that cannot be read fails nothing.
func (l *look) name(ctx context.Context) error {
	uri := l.Event.MetadataURI
	if l.r.Document == nil || uri == "" || l.late() {
		return nil
	}
	if uri != l.past.named.URI {
		name, ok := l.title(ctx, uri)
		if !ok {
			return nil
		}
		// Before the groups have it, so that it is known to be ours.
		if err := l.record(kindName, nameReceipt{Name: name, URI: uri}); err != nil {
			return err
		}
	}
	want := l.present()
	for _, r := range l.rooms {
		if !r.live() || r.rights != sidecar.RoleSuperAdmin || r.group.Name == want || r.group.Name != l.plain() && !l.past.names[r.group.Name] {
			continue
		}
		r.changed = true
		err := l.r.Messenger.Update(ctx, r.GroupID, sidecar.Profile{Name: want, Description: r.group.Description, ImageURL: r.group.ImageURL})
		if err != nil {
			return fault(err, "name the group of room %d", r.Room)
		}
		r.group.Name = want
	}
	return nil
}

// title reads the document's title; false: not now.
func (l *look) title(ctx context.Context, uri string) (string, bool) {
	l.r.mu.Lock()
	tried := l.r.tried[l.EventID]
	l.r.mu.Unlock()
	if tried.uri == uri && l.Wall.Before(tried.next) {
		return "", false
	}
	d, err := l.document(ctx, uri)
	l.r.mu.Lock()
	defer l.r.mu.Unlock()
	if errors.Is(err, errBusy) {
		return "", false
	}
	if err != nil {
		l.Log.Debug("the event's document cannot be read now; its chat keeps its name", "error", err)
		if len(l.r.tried) >= maxTried {
			clear(l.r.tried)
		}
		l.r.tried[l.EventID] = triedDocument{uri, l.Wall.Add(documentAgain)}
		return "", false
	}
	delete(l.r.tried, l.EventID)
	return cmp.Or(shorten(d.Title), l.plain()), true
}
