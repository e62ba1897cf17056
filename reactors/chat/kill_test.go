package chat

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// killed is what a process that is killed panics with, so that nothing of it goes on.
type killed struct{ point string }

// cut counts the write points, and kills at one of them.
type cut struct {
	points []string
	at     int // from 1; 0: never
}

func (c *cut) point(p string) {
	c.points = append(c.points, p)
	if len(c.points) == c.at {
		panic(killed{p})
	}
}

// try makes an attempt and tells whether it was killed.
func (w *world) try(event uint64) (dead bool, err error) {
	defer func() {
		if x := recover(); x != nil {
			if _, ok := x.(killed); !ok {
				panic(x)
			}
			dead = true
		}
	}()
	_, err = w.look(event)
	return false, err
}

// story is what happens to one event: everything that the reactor writes is in it.
func (w *world) story() []func() {
	holders := wallets(0, 61)
	w.net.join(creator)
	w.net.join(holders...)
	w.docs[uri(7, 0)] = Document{Title: "First"}
	w.docs["ipfs://renamed"] = Document{Title: "Second"}
	return []func(){
		func() { w.mint(7, creator); w.buy(7, holders[:60]...) },
		func() { w.move(7, 1, holders[0], holders[60]) },
		func() { w.net.change(w.newest(7), holders[5], nil, nil, true) },
		func() { w.write(7, "ipfs://renamed") },
		func() { w.at(begins + 1) },
		func() { w.move(7, 2, holders[1], common.Address{}) },
	}
}

// newest is the event's newest group.
func (w *world) newest(event uint64) string {
	w.t.Helper()
	for n := maxRooms; n > 0; n-- {
		if ids := w.marked(event, n); len(ids) > 0 {
			return ids[len(ids)-1]
		}
	}
	w.t.Fatal("no group")
	return ""
}

// TestKilledAnywhere kills the process before and after every effect and every receipt, and lets a new one go on with everything, with
// a new index, without receipts, or without the XMTP database.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	counting := newWorld(t)
	c := &cut{}
	counting.play(c, func() {})
	t.Logf("%d points", len(c.points))
	for name, recover := range map[string]func(*world){
		"restart":                func(*world) {},
		"index deleted":          func(w *world) { w.reindex(true) },
		"index and receipts":     func(w *world) { w.reindex(false) },
		"XMTP database":          func(w *world) { w.loseXMTP() },
		"XMTP database, give-up": func(w *world) { w.loseXMTP() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // half of the time is the disk's
			for at, point := range c.points {
				if testing.Short() && at%5 != len(name)%5 {
					continue
				}
				w := newWorld(t)
				w.play(&cut{at: at + 1}, func() { recover(w) })
				lost := strings.HasPrefix(name, "XMTP")
				if lost && strings.HasSuffix(name, "give-up") {
					for n := 1; len(w.marked(7, n)) > 0; n++ {
						for _, id := range w.marked(7, n) {
							w.giveUp(7, id)
						}
					}
				} else if lost {
					w.readmit(7)
				}
				w.quiesce(7)
				if name == "XMTP database" && w.forsaken(7) {
					// Somebody might have been added when the lights went out, so it waits for one who cannot come.
					w.giveUp(7, w.group(7, 1))
					w.quiesce(7)
				}
				if err := w.told(lost, name); err != nil {
					t.Errorf("killed at point %d, %s: %v", at+1, point, err)
				}
				w.s.Close()
			}
		})
	}
}

// play plays the story; after the kill, once, the world recovers and a new process goes on.
func (w *world) play(c *cut, recover func()) {
	w.t.Helper()
	w.options.Notices = Notices
	w.restart()
	w.xmtp.at, w.r.at = c.point, c.point
	for _, step := range w.story() {
		step()
		w.later(time.Minute)
		dead, err := w.try(7)
		if err != nil {
			w.t.Fatal(err)
		}
		if dead {
			w.xmtp.at = func(string) {}
			recover()
			w.restart()
		}
	}
}

func (w *world) loseXMTP() { w.xmtp = w.net.install(service) }

// readmit lets an active audience's clients add the service's new installation.
func (w *world) readmit(event uint64) {
	for n := 1; len(w.marked(event, n)) > 0; n++ {
		for _, id := range w.marked(event, n) {
			if _, known := w.xmtp.addedBy[id]; !known && len(w.net.groups[id].roles) > 1 {
				w.xmtp.admitTo(id, creator)
			}
		}
	}
}

// forsaken tells whether the event waits for a group that nobody is in any more.
func (w *world) forsaken(event uint64) bool {
	_, s := w.must(event)
	return s.Standing == "awaiting re-admission" && len(w.net.groups[w.group(event, 1)].roles) == 1
}

// quiesce looks until nothing changes any more.
func (w *world) quiesce(event uint64) {
	w.t.Helper()
	before := ""
	for range 20 {
		w.later(2 * time.Minute)
		_, s := w.must(event)
		now := fmt.Sprint(s.Standing, s.Rooms, len(s.Seats), len(w.handed(event)), w.net.clock)
		if now == before {
			return
		}
		before = now
	}
	w.t.Fatal("it does not come to rest")
}

// told compares the outcome of the story.
func (w *world) told(lost bool, how string) error {
	_, s := w.must(7)
	var live []store.ChatRoom
	for _, r := range s.Rooms {
		if r.Standing == "live" {
			live = append(live, r)
		}
	}
	if len(live) != 1 {
		return fmt.Errorf("rooms %+v", s.Rooms)
	}
	g := w.net.groups[live[0].GroupID]
	all := 0
	for n := 1; len(w.marked(7, n)) > 0; n++ {
		ids := w.marked(7, n)
		// A group that was made in the very moment in which its database was lost has nobody in it but the lost installation.
		used := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id != live[0].GroupID && len(w.net.groups[id].roles) == 1 })
		if len(used) > 1 || !lost && len(ids) > 1 {
			return fmt.Errorf("%d groups for room %d", len(ids), n)
		}
		all += len(used)
	}
	if all != 1 && (!strings.HasSuffix(how, "give-up") || all > 2) {
		return fmt.Errorf("%d groups", all)
	}
	want := append(slices.Clone(wallets(2, 61)), creator, service)
	if g.roles[w.net.inbox[creator]] == 0 {
		return errors.New("the creator is not super admin")
	}
	members := w.net.members(g.id)
	// Who left is known by membership changes; a new installation, a successor and lost receipts know of none before them.
	if members[wallet(5)] && how != "index and receipts" && !lost {
		return errors.New("who left is back")
	}
	members[wallet(5)] = true
	if len(members) != len(want) {
		return fmt.Errorf("%d members, want %d", len(members), len(want))
	}
	for _, a := range want {
		if !members[a] {
			return fmt.Errorf("%s is missing", a)
		}
	}
	// Without receipts a name may as well be a super admin's choice.
	if g.name != "Second" && how != "index and receipts" {
		return fmt.Errorf("the name is %q", g.name)
	}
	started := 0
	for _, texts := range w.net.sent {
		started += len(texts)
	}
	if started > 1 && how != "index and receipts" {
		return fmt.Errorf("%d notices", started)
	}
	parts := w.handed(7)
	if !lost && len(parts) != 1 {
		return fmt.Errorf("%d parts were handed, want 1", len(parts))
	}
	if ids := parts[len(parts)-1].GroupIDs; ids[len(ids)-1] != live[0].GroupID || len(ids) != len(s.Rooms) {
		return fmt.Errorf("handed %v", ids)
	}
	return nil
}
