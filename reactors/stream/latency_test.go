package stream

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/store"
)

// crowded is a store of 2,000 events with 40 tickets each, and a watch token for each of 400 of them.
func crowded(t testing.TB) (w *world, tokens []string) {
	w = newWorld(t)
	w.commit(func(b *store.Batch) {
		for event := range uint64(2000) {
			e := b.Event(event)
			e.ID, e.Known, e.Creator, e.Owner, e.StartDate, e.RegisteredEnd = event, true, creator, creator, begins, begins+lasts
			e.Kiosk = wallet(int(event) + 1_000_000)
			for n := range uint64(40) {
				b.Ticket(event, n+1).Owner = wallet(int(n + event))
			}
		}
	})
	for event := range uint64(400) {
		tokens = append(tokens, w.token(wallet(int(event)+7), event, bearer.Watch))
	}
	return w, tokens
}

// A callback and a question of the proxy are answered within 5 ms, while blocks come.
func TestLatency(t *testing.T) {
	if testing.Short() {
		t.Skip("figures mean nothing under the race detector")
	}
	w, tokens := crowded(t)
	stop := w.run() // which asks SRS and writes what callbacks leave
	defer stop()
	for round := 1; ; round++ { // a machine that does other things may need more than one
		slow := ask(t, w, tokens)
		if slow == "" {
			return
		}
		if round == 3 {
			t.Fatal(slow)
		}
	}
}

// ask measures 3,000 callbacks and questions, and tells which of them are slow.
func ask(t *testing.T, w *world, tokens []string) (slow string) {
	t.Helper()
	var hooks, asked []time.Duration
	for i := range 3000 {
		event := rand.IntN(len(tokens))
		client, stream := fmt.Sprint("c", i), fmt.Sprint(event)
		began := time.Now()
		accepted(t, "on_play", w.hook("on_play", client, stream, tokens[event]))
		hooks = append(hooks, time.Since(began))
		began = time.Now()
		accepted(t, "admit", w.admit("GET", "/hls/"+tokens[event]+"/live/"+stream+"/1-0-10000.ts"))
		asked = append(asked, time.Since(began))
		w.hook("on_stop", client, stream, "")
		if i%100 == 0 {
			w.give(uint64(rand.IntN(2000)), 1, wallet(1))
		}
	}
	for what, took := range map[string][]time.Duration{"on_play": hooks, "admit": asked} {
		slices.Sort(took)
		p50, p99 := took[len(took)/2], took[len(took)*99/100]
		t.Logf("%s: p50 %s, p99 %s, most %s", what, p50, p99, took[len(took)-1])
		if p99 > 5*time.Millisecond {
			slow = fmt.Sprintf("%s: p99 is %s", what, p99)
		}
	}
	return slow
}

func BenchmarkOnPlay(b *testing.B) {
	w, tokens := crowded(b)
	for i := 0; b.Loop(); i++ {
		stream := fmt.Sprint(i % len(tokens))
		if err := w.hook("on_play", "c", stream, tokens[i%len(tokens)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAdmit(b *testing.B) {
	w, tokens := crowded(b)
	for i := 0; b.Loop(); i++ {
		if err := w.admit("GET", fmt.Sprintf("/hls/%s/live/%d/1-0-10000.ts", tokens[i%len(tokens)], i%len(tokens))); err != nil {
			b.Fatal(err)
		}
	}
}
