package xmtp

import (
	"fmt"
	"slices"
	"testing"

	"connectrpc.com/connect"
)

// got is a GroupMessage as it came.
type got struct {
	id, at     uint64
	group      string
	data, hmac string
	push       bool
	commit     bool
}

func decode(t *testing.T, b []byte) got {
	t.Helper()
	v1 := in(t, b, 1)
	return got{
		id: number(t, v1, 1), at: number(t, v1, 2), group: string(in(t, v1, 3)),
		data: string(in(t, v1, 4)), hmac: string(in(t, v1, 5)),
		push: number(t, v1, 6) == 1, commit: number(t, v1, 7) == 1,
	}
}

func (p *peer) page(topic string, dir direction, limit int, cursor uint64) (items []got, next uint64) {
	p.t.Helper()
	response := p.call(mlsAPI+"QueryGroupMessages", enc(message{1, topic, 2, message{1, int(dir), 2, limit, 3, cursor}}))
	for _, b := range list(p.t, response, 1) {
		items = append(items, decode(p.t, b))
	}
	return items, number(p.t, in(p.t, response, 2), 3)
}

func TestGroupMessages(t *testing.T) {
	n, p := pair(t)
	sent := [][]byte{
		private("g", contentCommit, "add"),
		private("g", contentApplication, "hello"),
		public("g", []byte{senderMember, 0, 0, 0, 1}, contentCommit),
		public("g", []byte{senderMember, 0, 0, 0, 1}, contentProposal),
		public("g", []byte{senderNewMemberCommit}, contentCommit),
		// Bytes that look like a commit's where another message has its content type.
		private("g\x03\x03", contentApplication, "\x03\x03\x03"),
	}
	p.send(sent...)

	items, _ := p.page("g", ascending, 0, 0)
	for i, commit := range []bool{true, false, true, false, true} {
		m := items[i]
		if m.commit != commit {
			t.Errorf("message %d: is_commit is %v, want %v", i, m.commit, commit)
		}
		if m.data != string(sent[i]) || m.hmac != "hmac" || !m.push || m.group != "g" {
			t.Errorf("message %d came back as %+v", i, m)
		}
		if i > 0 && (m.id <= items[i-1].id || m.at <= items[i-1].at) {
			t.Errorf("message %d has id %d and time %d after %d and %d, want ascending", i, m.id, m.at, items[i-1].id, items[i-1].at)
		}
	}
	if other, _ := p.page("g\x03\x03", ascending, 0, 0); len(other) != 1 || other[0].commit {
		t.Errorf("the other group has %+v, want one message that is no commit", other)
	}

	p.send(sent[1], sent[0], sent[1]) // a client that did not hear the answer
	if again, _ := p.page("g", ascending, 0, 0); len(again) != 5 {
		t.Errorf("%d messages after repeating two, want 5", len(again))
	}
	fresh := private("g", contentApplication, "twice in one request")
	p.send(fresh, fresh)
	if again, _ := p.page("g", ascending, 0, 0); len(again) != 6 {
		t.Errorf("%d messages after one that came twice in a request, want 6", len(again))
	}

	want := []Group{{ID: "67", Commits: 3, Proposals: 1, Messages: 2}, {ID: "670303", Messages: 1}}
	if groups := n.Groups(); !slices.Equal(groups, want) {
		t.Errorf("groups are %+v, want %+v", groups, want)
	}
	if s := n.Stats(); s != (Stats{Groups: 2, Commits: 3, Messages: 3}) {
		t.Errorf("stats are %+v", s)
	}
}

func TestMalformedMessagesChangeNothing(t *testing.T) {
	n, p := pair(t)
	good := private("g", contentApplication, "")
	for name, bad := range map[string][]byte{
		"empty":                nil,
		"another version":      append([]byte{0, 2}, good[2:]...),
		"a welcome":            {0, 1, 0, 3, 1, 'g'},
		"no group":             private("", contentApplication, ""),
		"cut in the epoch":     good[:8],
		"cut before its type":  good[:len(good)-1],
		"type 0":               private("g", 0, ""),
		"type 4":               private("g", 4, ""),
		"unknown sender":       public("g", []byte{9}, contentCommit),
		"length of form 11":    {0, 1, 0, 2, 0xc0, 1},
		"length over the end":  {0, 1, 0, 2, 0x7f, 0xff, 'g'},
		"long length, cut off": {0, 1, 0, 2, 0xbf},
	} {
		t.Run(name, func(t *testing.T) {
			p := *p
			p.t = t
			p.refused(connect.CodeInvalidArgument, mlsAPI+"SendGroupMessages", enc(message{1, []message{groupMessage(good), groupMessage(bad)}}))
		})
	}
	if s := n.Stats(); s != (Stats{}) {
		t.Errorf("after refused requests there is %+v", s)
	}
}

func TestPaging(t *testing.T) {
	_, p := pair(t)
	var ids []uint64
	for i := range 250 {
		p.send(private("g", contentApplication, fmt.Sprint(i)), private("noise", contentApplication, fmt.Sprint(i)))
	}
	// walk follows the cursors to the end.
	walk := func(dir direction, limit int) (pages []int, all []uint64) {
		t.Helper()
		cursor := uint64(0)
		for {
			items, next := p.page("g", dir, limit, cursor)
			pages = append(pages, len(items))
			for _, m := range items {
				all = append(all, m.id)
			}
			if next == 0 {
				return pages, all
			}
			if next != all[len(all)-1] {
				t.Fatalf("the next cursor is %d, want the last id %d", next, all[len(all)-1])
			}
			cursor = next
		}
	}
	pages, ids := walk(ascending, 0)
	if !slices.Equal(pages, []int{100, 100, 50}) {
		t.Errorf("pages have %v items, want 100, 100, 50", pages)
	}
	if len(slices.Compact(slices.Clone(ids))) != 250 || !slices.IsSorted(ids) {
		t.Error("ascending pages do not hold each message once, in order")
	}
	backwards := slices.Clone(ids)
	slices.Reverse(backwards)
	for _, c := range []struct {
		dir   direction
		limit int
		pages []int
		ids   []uint64
	}{
		{unspecified, 0, []int{100, 100, 50}, backwards},
		{descending, 1000, []int{100, 100, 50}, backwards},
		{descending, 70, []int{70, 70, 70, 40}, backwards},
		// The last page is full, so an empty one follows.
		{ascending, 50, []int{50, 50, 50, 50, 50, 0}, ids},
		{descending, 50, []int{50, 50, 50, 50, 50, 0}, backwards},
	} {
		if pages, all := walk(c.dir, c.limit); !slices.Equal(pages, c.pages) || !slices.Equal(all, c.ids) {
			t.Errorf("direction %d, limit %d: pages of %v, want %v, in order", c.dir, c.limit, pages, c.pages)
		}
	}
	if items, next := p.page("g", ascending, 0, ids[248]); len(items) != 1 || next != 0 {
		t.Errorf("after the last but one there are %d messages and cursor %d, want 1 and 0", len(items), next)
	}
	if items, _ := p.page("g", ascending, 0, 1<<63); len(items) != 0 {
		t.Errorf("after the end there are %d messages", len(items))
	}
	if items, _ := p.page("g", descending, 0, 1<<63); len(items) != 100 || items[0].id != ids[249] {
		t.Errorf("backwards from far behind the end there are %d messages", len(items))
	}
	p.refused(connect.CodeInvalidArgument, mlsAPI+"QueryGroupMessages", enc(message{1, "g", 2, message{1, 3}}))
	p.refused(connect.CodeInvalidArgument, mlsAPI+"QueryGroupMessages", enc(message{2, message{1, 1}}))
}

func TestNewestGroupMessage(t *testing.T) {
	_, p := pair(t)
	p.send(private("g", contentApplication, "old"), private("g", contentCommit, "new"), private("h", contentApplication, "only"))
	for _, content := range []bool{false, true} {
		response := p.call(mlsAPI+"GetNewestGroupMessage", enc(message{1, "h", 1, "nobody", 1, "g", 2, content}))
		all := list(t, response, 1)
		if len(all) != 3 || len(all[1]) != 0 {
			t.Fatalf("%d responses, want 3 and the second empty", len(all))
		}
		h, g := decode(t, in(t, all[0], 1)), decode(t, in(t, all[2], 1))
		if h.group != "h" || h.commit || g.group != "g" || !g.commit || g.id == 0 || g.at == 0 || g.id >= h.id {
			t.Errorf("newest are %+v and %+v", h, g)
		}
		if (g.data != "") != content || (g.hmac != "") != content {
			t.Errorf("content is %q when asked for is %v", g.data, content)
		}
	}
}

func TestWelcomes(t *testing.T) {
	n, p := pair(t)
	p.call(mlsAPI+"SendWelcomeMessages", enc(message{1, []message{
		{1, message{1, "key", 2, "data", 3, "hpke", 4, 2, 7, "metadata"}},
		{2, message{1, "key", 2, "pointer", 3, "hpke", 4, 1}},
		{1, message{1, "another", 2, "data"}},
	}}))
	response := p.call(mlsAPI+"QueryWelcomeMessages", enc(message{1, "key", 2, message{1, int(ascending)}}))
	all := list(t, response, 1)
	if len(all) != 2 {
		t.Fatalf("%d welcomes, want 2", len(all))
	}
	v1, pointer := in(t, all[0], 1), in(t, all[1], 2)
	for num, want := range map[uint64]string{3: "key", 4: "data", 5: "hpke", 7: "metadata"} {
		if got := in(t, v1, num); string(got) != want {
			t.Errorf("field %d of the welcome is %q, want %q", num, got, want)
		}
	}
	for num, want := range map[uint64]string{3: "key", 4: "pointer", 5: "hpke"} {
		if got := in(t, pointer, num); string(got) != want {
			t.Errorf("field %d of the pointer is %q, want %q", num, got, want)
		}
	}
	if number(t, v1, 6) != 2 || number(t, pointer, 6) != 1 {
		t.Errorf("algorithms are %d and %d, want 2 and 1", number(t, v1, 6), number(t, pointer, 6))
	}
	if a, b := number(t, v1, 1), number(t, pointer, 1); a == 0 || b <= a || number(t, v1, 2) == 0 {
		t.Errorf("ids are %d and %d, want ascending", a, b)
	}
	if s := n.Stats(); s.Welcomes != 3 {
		t.Errorf("%d welcomes, want 3", s.Welcomes)
	}
	p.refused(connect.CodeInvalidArgument, mlsAPI+"SendWelcomeMessages", enc(message{1, message{1, message{2, "data"}}}))
	p.refused(connect.CodeInvalidArgument, mlsAPI+"SendWelcomeMessages", enc(message{1, message{3, message{1, "key"}}}))
}

func TestCommitLog(t *testing.T) {
	_, p := pair(t)
	entries := func(n int) (out []message) {
		for i := range n {
			out = append(out, message{1, "g", 2, fmt.Sprintf("entry %d", i), 3, message{1, "sig", 2, "key"}})
		}
		return out
	}
	p.call(mlsAPI+"BatchPublishCommitLog", enc(message{1, entries(10)}))
	p.call(mlsAPI+"BatchPublishCommitLog", enc(message{1, message{1, "h", 2, "unsigned"}}))
	p.refused(connect.CodeInvalidArgument, mlsAPI+"BatchPublishCommitLog", enc(message{1, entries(11)}))
	p.refused(connect.CodeInvalidArgument, mlsAPI+"BatchPublishCommitLog", enc(message{1, message{2, "no group"}}))

	queries := []message{{1, "h"}, {1, "nobody"}, {1, "g", 2, message{2, 4}}, {1, "g", 2, message{1, int(descending), 2, 4}}}
	responses := list(t, p.call(mlsAPI+"BatchQueryCommitLog", enc(message{1, queries})), 1)
	if len(responses) != 4 {
		t.Fatalf("%d responses to 4 queries", len(responses))
	}
	for i, want := range []struct {
		group, first string
		entries      int
		full         bool
	}{{"h", "unsigned", 1, false}, {"nobody", "", 0, false}, {"g", "entry 0", 4, true}, {"g", "entry 9", 4, true}} {
		r := responses[i]
		log := list(t, r, 2)
		next := number(t, in(t, r, 3), 3)
		if string(in(t, r, 1)) != want.group || len(log) != want.entries || (next != 0) != want.full {
			t.Errorf("response %d: group %q, %d entries, cursor %d; want %+v", i, in(t, r, 1), len(log), next, want)
		}
		if len(log) > 0 && (string(in(t, log[0], 2)) != want.first || number(t, log[0], 1) == 0) {
			t.Errorf("response %d starts with %q, want %q", i, in(t, log[0], 2), want.first)
		}
	}
	if signed := list(t, responses[2], 2)[0]; string(in(t, signed, 3, 1)) != "sig" || string(in(t, signed, 3, 2)) != "key" {
		t.Error("the signature is not the one that was published")
	}
	p.refused(connect.CodeInvalidArgument, mlsAPI+"BatchQueryCommitLog", enc(message{1, slices.Repeat([]message{{1, "g"}}, 21)}))
}
