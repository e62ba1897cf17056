package sidecar

import (
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// groupUpdated is the content of the SDK's note of a change of membership.
func groupUpdated(by string, added, removed []string) []byte {
	out := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), by)
	for field, list := range map[protowire.Number][]string{2: added, 3: removed} {
		for _, id := range list {
			inbox := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), id)
			out = protowire.AppendBytes(protowire.AppendTag(out, field, protowire.BytesType), inbox)
		}
	}
	return out
}

// Any member can write a message that looks like the note of a change. It tells of nothing, whatever is in it, and spoils nothing.
func TestForgedChanges(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(4)
	s := w.service(w.options())
	ctx := t.Context()
	g := create(t, s, "haus25:713715:1")
	must(t, s.Add(ctx, g.ID, people))
	must(t, s.AddSuperAdmin(ctx, g.ID, people[0]))
	must(t, w.As(people[0]).Remove(ctx, g.ID, people[1]))

	for name, content := range map[string][]byte{
		"as if the service had removed": groupUpdated(InboxID(testWallet), nil, []string{InboxID(people[1])}),
		"as if there was one added":     groupUpdated(InboxID(people[0]), []string{InboxID(people[1])}, nil),
		"inboxes that cannot be":        groupUpdated("nobody", []string{"one"}, []string{"two"}),
		"no content":                    {},
		"other bytes":                   []byte("\xff\xff\xff"),
	} {
		for _, kind := range []string{"group_updated", "leave_request"} {
			t.Logf("%s: %s", kind, name)
			must(t, w.As(people[2]).SendAs(ctx, g.ID, kind, content))
		}
	}
	changes, err := s.Changes(ctx, g.ID, time.Time{})
	must(t, err)
	var last Change
	for _, c := range changes {
		if len(c.Added)+len(c.Removed) > 0 {
			last = c
		}
	}
	if len(last.Removed) != 1 || last.Removed[0].ID != InboxID(people[1]) || last.By.ID != InboxID(people[0]) {
		t.Errorf("the newest change is %+v", last)
	}
}
