package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/seinode"
	"github.com/haus25/backend/reactors/chat"
	"github.com/haus25/backend/store"
)

// open opens the site's store, which no haus may have open, and closes it before the function returns.
func (s *site) open(do func(st *store.Store)) {
	s.t.Helper()
	st := s.store()
	defer func() {
		if err := st.Close(); err != nil {
			s.t.Error(err)
		}
	}()
	do(st)
}

// says runs a command line in this process and returns its exit code and what it says.
func (s *site) says(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = execute(s.t.Context(), append(args, "--config", s.file), nil, &o, &e)
	return code, o.String(), e.String()
}

// fine runs a command line that has to succeed.
func (s *site) fine(args ...string) string {
	s.t.Helper()
	code, out, errs := s.says(args...)
	if code != exitOK || errs != "" {
		s.t.Fatalf("haus %s: %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

const oldGroup, newGroup = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"

func commit(t *testing.T, b *store.Batch) {
	t.Helper()
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}
}

// finish touches a key and ends an attempt at it.
func finish(t *testing.T, st *store.Store, k store.WorkKey, o store.Outcome) {
	t.Helper()
	b := st.Begin()
	b.Touch(k.Reactor, k.EventID)
	commit(t, b)
	v, err := st.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	w, err := v.Work(k)
	if err != nil {
		t.Fatal(err)
	}
	at, _ := v.AsOf()
	b = st.Begin()
	b.Finish(store.Claim{WorkKey: k, Touched: w.Touched, Final: at.Number}, o)
	commit(t, b)
}

// addEvents makes known events, each of which begins at the time of the block.
func addEvents(t *testing.T, st *store.Store, block store.Ref, ids ...uint64) {
	t.Helper()
	b := st.Begin()
	for _, id := range ids {
		e := b.Event(id)
		e.Known, e.Kiosk, e.StartDate, e.RegisteredEnd = true, common.Address{18: 0xee, 19: byte(id)}, block.Time, block.Time+3600
	}
	b.Advance(block, block.Number)
	commit(t, b)
}

func chatOf(event uint64) store.WorkKey { return store.WorkKey{Reactor: "chat", EventID: event} }

// worksite is a site whose index has work in every standing; no haus runs on it.
func worksite(t *testing.T) *site {
	s := newSite(t, of(seinode.NewWorld(seinode.Options{Seed: 3}), "http://127.0.0.1:1"))
	s.open(func(st *store.Store) {
		addEvents(t, st, store.Ref{Number: 1, Hash: common.Hash{1}, Time: 1_700_000_000}, 1, 2, 3, 4, 5)
		finish(t, st, chatOf(1), store.Outcome{Waits: "2 wallets are not on XMTP yet", ChainAt: 1_700_000_090, State: &store.ChatState{Network: "dev", Standing: "awaiting re-admission",
			Rooms: []store.ChatRoom{{GroupID: oldGroup, Successor: newGroup}, {GroupID: newGroup}}}})
		finish(t, st, chatOf(2), store.Outcome{Err: "xmtp is not available: \x1b[31mtimeout", WallAt: 1 << 40})
		finish(t, st, chatOf(3), store.Outcome{Err: "panic: index out of range", Dead: true, Trace: "goroutine 7 [running]:\nmain.f()\n\t/src/f.go:3"})
		finish(t, st, chatOf(4), store.Outcome{})
		b := st.Begin()
		b.Touch("metadata", 5)
		commit(t, b)
	})
	return s
}

func TestWorkIsListed(t *testing.T) {
	s := worksite(t)
	out := s.fine("work")
	for _, want := range []string{"no haus runs", "chat: 0 due, 1 waiting, 1 failing, 1 dead, 1 idle\n", "metadata: 1 due, 0 waiting, 0 failing, 0 dead, 0 idle\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q", want)
		}
	}
	var rows []string
	for line := range strings.Lines(out) {
		if f := strings.Fields(line); len(f) > 2 && strings.Contains(f[0], "/") {
			rows = append(rows, strings.Join(f[:3], " "))
		}
	}
	if want := []string{"chat/3 dead 1", "chat/2 failing 1", "chat/1 waiting 0", "metadata/5 due 0"}; !slices.Equal(rows, want) {
		t.Errorf("rows %q, want %q", rows, want)
	}
	for _, want := range []string{"in 1m30s of chain time", "2 wallets are not on XMTP yet", "panic: index out of range"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(out, "\x1b") || strings.Contains(out, "/src/f.go") {
		t.Error("a stranger's control character, or a trace")
	}
	if out := s.fine("work", "list", "chat", "--limit", "1"); !strings.Contains(out, "chat/3") || strings.Contains(out, "chat/2") || strings.Contains(out, "metadata") || !strings.Contains(out, "… and 2 more") {
		t.Errorf("one row of the chat's:\n%s", out)
	}
	if out := s.fine("work", "list", "--all"); !strings.Contains(out, "chat/4") || strings.Count(out, "chat/3") != 1 {
		t.Errorf("idle keys too:\n%s", out)
	}
	if out := s.fine("work", "show", "chat/3"); !strings.Contains(out, "panic: index out of range") || !strings.Contains(out, "    /src/f.go:3\n") {
		t.Errorf("one key:\n%s", out)
	}
	if t.Failed() {
		t.Log("\n" + out)
	}
}

func TestWorkIsRetried(t *testing.T) {
	s := worksite(t)
	if out := s.fine("work", "retry", "chat/3"); out != "chat/3 is due now\n" {
		t.Errorf("%q", out)
	}
	if out := s.fine("work", "retry", "--all", "metadata"); out != "0 are due now\n" {
		t.Errorf("%q", out)
	}
	if out := s.fine("work", "retry", "--all"); out != "2 are due now\n" { // not the idle one, not those that are due
		t.Errorf("%q", out)
	}
	v := s.view()
	var got []string
	for row, err := range v.WorkRows(store.WorkStanding(store.Due, ""), nil) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row.Value.WorkKey.String())
	}
	if want := []string{"chat/1", "chat/2", "chat/3", "metadata/5"}; !slices.Equal(got, want) {
		t.Errorf("due are %q, want %q", got, want)
	}
	if w, err := v.Work(chatOf(3)); err != nil || w.Dead || w.Attempts != 0 {
		t.Errorf("%+v (%v)", w, err)
	}
}

func TestAGroupIsGivenUp(t *testing.T) {
	s := worksite(t)
	s.fine("work", "give-up", "chat/1", newGroup)
	for _, c := range []struct{ group, complaint string }{
		{oldGroup, "has a successor already: " + newGroup},
		{strings.Repeat("a", 32), "has no group " + strings.Repeat("a", 32)},
		{"none", "has 2 groups"},
	} {
		if code, out, errs := s.says("work", "give-up", "chat/1", c.group); code != exitFailed || !strings.Contains(errs, c.complaint) {
			t.Errorf("%s: %d %s%s", c.group, code, out, errs)
		}
	}
	if code, _, errs := s.says("work", "give-up", "chat/9", newGroup, "--force"); code != exitFailed || !strings.Contains(errs, "event 9") {
		t.Errorf("%d %s", code, errs)
	}
	s.fine("work", "give-up", "--force", "chat/1", strings.Repeat("a", 32))
	s.fine("work", "give-up", "chat/2", "none")
	v := s.view()
	var got []string
	for r, err := range v.AllReceipts("chat") {
		if err != nil {
			t.Fatal(err)
		}
		if r.Kind != chat.GiveUp || !r.Touch || r.Time == 0 {
			t.Errorf("%+v", r)
		}
		got = append(got, string(r.Data))
	}
	if want := []string{`{"groupId":"` + newGroup + `"}`, `{"groupId":"` + strings.Repeat("a", 32) + `"}`, `{"groupId":""}`}; !slices.Equal(got, want) {
		t.Errorf("receipts %q, want %q", got, want)
	}
	if w, err := v.Work(chatOf(1)); err != nil || w.Standing() != store.Due {
		t.Errorf("%+v (%v)", w, err)
	}
}

// TestWorkCommandLines: what cannot be understood is said at once, without looking at configuration or data.
func TestWorkCommandLines(t *testing.T) {
	for line, want := range map[string]string{
		"work shw":                              `"shw"`,
		"work list chat metadata":               `"metadata"`,
		"work list chat/1":                      `"chat/1" is a key`,
		"work show":                             "show what?",
		"work show chat":                        `"chat" is no key`,
		"work show chat/x":                      `"chat/x" is no key`,
		"work show chat/1 2":                    `"2"`,
		"work show chat/1 --all":                "--all",
		"work retry":                            "retry what?",
		"work retry --all chat/1":               `"chat/1" is a key`,
		"work retry chat/1 --force":             "--force",
		"work list --limit -1":                  "--limit",
		"work give-up":                          "give-up what?",
		"work give-up chat/1":                   "which group",
		"work give-up metadata/1 " + oldGroup:   "only a chat's",
		"work give-up chat/1 " + oldGroup[1:]:   "32 digits",
		"work give-up chat/1 ABCDEF" + oldGroup: "32 digits",
		"work --limt 1":                         "-limt",
	} {
		var out, errs bytes.Buffer
		if code := execute(t.Context(), strings.Fields(line), nil, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), want) || out.Len() > 0 {
			t.Errorf("haus %s: %d %s%s", line, code, &out, &errs)
		}
	}
	for _, line := range []string{"work -h", "work show -h", "check -h", "work retry chat/1 --help"} {
		var out, errs bytes.Buffer
		if code := execute(t.Context(), strings.Fields(line), nil, &out, &errs); code != exitOK || !strings.Contains(errs.String(), "-config") {
			t.Errorf("haus %s: %d %s%s", line, code, &out, &errs)
		}
	}
	s := newSite(t, of(seinode.NewWorld(seinode.Options{Seed: 3}), "http://127.0.0.1:1"))
	if code, _, errs := s.says("work"); code != exitFailed || !strings.Contains(errs, "start haus run first") {
		t.Errorf("work without an index: %d %s", code, errs)
	}
	s = worksite(t)
	for _, line := range []string{"work show chat/99", "work retry chat/99", "work list cleaning", "work retry --all cleaning"} {
		if code, _, errs := s.says(strings.Fields(line)...); code != exitFailed || strings.Count(errs, "\n") != 1 {
			t.Errorf("haus %s: %d %s", line, code, errs)
		}
	}
}

// TestWorkThroughADaemon does the same while a daemon has the store open.
func TestWorkThroughADaemon(t *testing.T) {
	w := seinode.NewWorld(seinode.Options{Seed: 31})
	head := w.Steps(80).Number
	s, _ := served(t, w)
	p := s.haus("run", "HAUS_REACTORS_PAUSED=metadata")
	p.caughtUp(head)
	_, body := p.get("/v1/events?limit=1")
	var events struct{ Data []struct{ EventID string } }
	if err := json.Unmarshal(body, &events); err != nil || len(events.Data) == 0 {
		t.Fatalf("%v in %s", err, body)
	}
	key, group := "metadata/"+events.Data[0].EventID, "chat/"+events.Data[0].EventID
	if out := s.fine("work", "list", "metadata", "--limit", "0"); !strings.Contains(out, "; 0 running; paused\n") || !strings.Contains(out, key+" ") {
		t.Errorf("haus work says\n%s", out)
	}
	if out := s.fine("work", "show", key); !strings.Contains(out, "touched in") {
		t.Errorf("haus work show says\n%s", out)
	}
	if out := s.fine("work", "retry", key); out != key+" is due now\n" {
		t.Errorf("%q", out)
	}
	if code, _, errs := s.says("work", "show", "metadata/123456"); code != exitFailed || !strings.Contains(errs, "there is no work metadata/123456") {
		t.Errorf("%d %s", code, errs)
	}
	if code, _, errs := s.says("work", "give-up", group, oldGroup); code != exitFailed || !strings.Contains(errs, "has no group") {
		t.Errorf("%d %s", code, errs)
	}
	s.fine("work", "give-up", group, oldGroup, "--force")
	if status, body := p.get("/v1/work?reactor=chat&standing=due"); status != 200 || !strings.Contains(string(body), `"reactor":"chat"`) {
		t.Errorf("/v1/work: %d %s", status, body)
	}
	if code := p.stop(); code != exitOK {
		t.Fatalf("exit code %d after SIGTERM", code)
	}
	n := 0
	for r, err := range s.view().AllReceipts("chat") {
		if err != nil {
			t.Fatal(err)
		}
		if n++; r.Kind != chat.GiveUp || !r.Touch {
			t.Errorf("%+v", r)
		}
	}
	if n != 1 {
		t.Errorf("%d receipts", n)
	}
}
