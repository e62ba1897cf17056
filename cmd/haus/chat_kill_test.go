package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var points = flag.Int("points", 6, "at how many of its writes TestKillAtWrites and TestKillInShow kill haus; 0: at each")

// TestKillAtWrites kills haus before or after one of its writes, each time with another event whose chat and document it is about
// to make, while the event's ticket changes hands. Then it starts again: with all its data, without the index, or with nothing
// but the keys and the XMTP database. Each event ends with one group, the right members and one transaction.
func TestKillAtWrites(t *testing.T) {
	w := newTown(t)
	creator, alice, bob := w.chain.Creator(0), w.chain.Fan(0), w.chain.Fan(1)
	host := w.join(creator)
	w.join(alice)
	w.join(bob)
	w.run()
	warm := w.mint(creator, "Warm-up")
	w.do(warm.purchase(alice))
	w.finished(warm)
	w.must(w.stopped())

	lost := []struct {
		what   string
		remove []string
	}{{"nothing", nil}, {"the index", []string{"index"}}, {"all but keys and XMTP database", []string{"index", "receipts", "content"}}}
	killed, events := 0, 1
	// Where to kill: at each point, until haus ends its work before it comes to one. A run of an event has some fifty.
	step, at := 1, 1
	if *points > 0 {
		step = max(60 / *points, 1)
		at = 1 + int(*seed)%step
	}
	for ; ; at += step {
		e := w.mint(creator, fmt.Sprintf("Show %d", at))
		events++
		w.do(e.purchase(alice))
		w.haus = w.site.haus("run", fmt.Sprintf("%s=%d", killAt, at))
		survived := w.finishedOrKilled(e)
		w.do(e.move(1, alice, bob))
		if survived {
			w.must(w.stopped())
		} else {
			killed++
		}
		loss := lost[killed%len(lost)]
		for _, name := range loss.remove {
			w.must(os.RemoveAll(w.site.data(name)))
		}
		w.run()
		w.seated(e, "member", bob)
		w.finished(e)
		room := w.rooms(e)
		w.holds(host, room, creator, bob)
		if n := w.updates(e); n != 1 {
			t.Errorf("killed at point %d, lost %s: %d transactions, want 1", at, loss.what, n)
		}
		if n := len(w.node.Groups()); n != events {
			t.Errorf("killed at point %d, lost %s: %d groups of %d events", at, loss.what, n, events)
		}
		w.must(w.stopped())
		if t.Failed() || survived {
			break
		}
	}
	t.Logf("killed at %d points, every %d. of %d", killed, step, at)
	if killed < 3 {
		t.Errorf("haus was killed %d times: the test tests nothing", killed)
	}
}

// stopped stops haus.
func (w *town) stopped() error {
	if code := w.haus.stop(); code != exitOK {
		return fmt.Errorf("haus ended with %d", code)
	}
	return nil
}

// rooms is the event's only group.
func (w *town) rooms(e event) string {
	w.t.Helper()
	chat, err := w.chat(e)
	w.must(err)
	if len(chat.Rooms) != 1 {
		w.t.Fatalf("%s has the rooms %+v, want one", e, chat.Rooms)
	}
	return chat.Rooms[0].GroupID
}

// missing tells what is not there yet of the event's chat and document.
func (w *town) missing(e event) error {
	chat, err := w.chat(e)
	if err != nil {
		return err
	}
	if chat.Standing != "ready" {
		return fmt.Errorf("the chat is %s", chat.Standing)
	}
	for _, s := range chat.Seats {
		if s.Standing != "member" {
			return fmt.Errorf("%s is %s: %s", s.Address, s.Standing, s.Why)
		}
	}
	var publication struct{ Standing, Why, Transaction string }
	if err := w.ask(fmt.Sprintf("/v1/events/%d/metadata", e.id), &publication); err != nil {
		return err
	}
	if publication.Standing != "current" {
		return fmt.Errorf("the document is %s: %s", publication.Standing, publication.Why)
	}
	if w.updates(e) == 0 {
		return fmt.Errorf("the document is not on chain")
	}
	return nil
}

func (w *town) finished(e event) {
	w.t.Helper()
	w.eventually(e.String()+" to be finished", func() error { return w.missing(e) })
}

// finishedOrKilled waits for either, and tells whether haus has survived.
func (w *town) finishedOrKilled(e event) (survived bool) {
	w.t.Helper()
	w.eventually(e.String()+" to be finished or haus to be killed", func() error {
		select {
		case <-w.haus.ended:
			return nil
		default:
		}
		if !strings.Contains(w.haus.errs.String(), "haus starts") {
			return errors.New("it has no API yet")
		}
		err := w.missing(e)
		survived = err == nil
		return err
	})
	if !survived && w.haus.code != -1 {
		w.t.Fatalf("haus ended by itself, with %d", w.haus.code)
	}
	return survived
}
