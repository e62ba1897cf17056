package devnet

import (
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
)

// A premiere is minted at once, starts and lasts as asked, and its three viewers end up with two tickets.
func TestAPremiereIsToldFromTheStart(t *testing.T) {
	opts := Options{Seed: 2, Speed: 60, Premiere: Premiere{In: 20 * time.Second, Lasts: 170 * time.Second}}
	c := start(t, opts)
	tell(t, c, 1)
	shows := c.story.world.shows
	if len(shows) == 0 || shows[0].creator != crypto.PubkeyToAddress(c.Performer().PublicKey) {
		t.Fatalf("the first block mints %d events, the first of them not the performer's", len(shows))
	}
	s := shows[0]
	if wait, lasts := s.start-s.minted, s.end-s.start; wait != 20*60 || lasts < 170*60 || lasts > 171*60 {
		t.Errorf("it starts after %d s of chain time and lasts %d s, want 1200 and 10200 to 10260", wait, lasts)
	}
	holders := func() (held [Audience]int) {
		for _, ticket := range s.tickets {
			for i := range held {
				if ticket.holder == crypto.PubkeyToAddress(c.Viewer(i).PublicKey) {
					held[i]++
				}
			}
		}
		return held
	}
	for c.Head().Time < s.start {
		tell(t, c, 1)
	}
	if held := holders(); held != [Audience]int{1, 1, 0} {
		t.Errorf("at the start the viewers hold %v", held)
	}
	for c.Head().Time < s.end {
		tell(t, c, 1)
	}
	if held := holders(); held != [Audience]int{1, 0, 1} {
		t.Errorf("at the end the viewers hold %v", held)
	}
	for _, viewer := range []int{0, 1, 2} {
		if of := c.Viewer(viewer); c.Key(crypto.PubkeyToAddress(of.PublicKey)) != of {
			t.Errorf("viewer %d has no key", viewer)
		}
	}
}

// Whoever asks for no premiere gets the chain that there always was, and a history is the same with one to come.
func TestAPremiereChangesNoHistory(t *testing.T) {
	plain := start(t, Options{Speed: 60, History: short})
	with := start(t, Options{Speed: 60, History: short, Premiere: Premiere{In: time.Second, Lasts: time.Minute}})
	if plain.Head().Hash() != with.Head().Hash() {
		t.Error("the histories differ")
	}
	before := with.story.world.count.Events
	tell(t, with, 1)
	if shows := with.story.world.shows; len(shows) == before || shows[before].creator != crypto.PubkeyToAddress(with.Performer().PublicKey) {
		t.Error("there is no premiere after a history")
	}
}
