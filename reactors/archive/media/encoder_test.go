package media

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// took is a chunk of a minute that took so long to make.
func took(mode Mode, d time.Duration) Chunk {
	return Chunk{Mode: mode, Took: d, Contents: Contents{Tracks: []Line{{Kind: "video", Timescale: 30, Units: 1800, LastPTS: 1799, Step: 1}}}}
}

func TestEncoderKeepsWithinWhatTheMachineBears(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		load := 0.5
		e := &Encoder{Load: func() (float64, error) { return load, nil }}
		expect := func(want Mode, configured Mode, backlog time.Duration) {
			t.Helper()
			if got := e.Mode(configured, backlog); got != want {
				t.Fatalf("%s, want %s (%+v)", got, want, e)
			}
		}
		const little = time.Minute
		expect(High, High, little)
		expect(Copy, Copy, 0)
		expect(Copy, "unknown", 0)

		e.Took(took(High, 55*time.Second)) // too slow to catch up ever
		expect(Medium, High, little)
		e.Took(took(High, 55*time.Second)) // began before: it says nothing of medium
		e.Took(took(Medium, 40*time.Second))
		expect(Medium, High, little)

		load = 3 // somebody else needs the machine
		expect(Medium, High, little)
		time.Sleep(settle)
		expect(Low, High, little)
		time.Sleep(settle)
		expect(Copy, High, little)
		expect(Copy, Low, little)
		time.Sleep(settle)
		expect(Copy, High, little) // and no further
		if e.Down() != 3 {
			t.Errorf("%d steps down", e.Down())
		}

		load = 0.5
		expect(Copy, High, little)
		time.Sleep(calm)
		expect(Low, High, little)
		expect(Low, High, little) // one step at a time
		time.Sleep(calm)
		expect(Medium, High, little)
		e.Took(took(Medium, 55*time.Second)) // that was too much
		time.Sleep(settle)
		expect(Low, High, little)
		time.Sleep(calm)
		expect(Low, High, little) // it is more careful now
		time.Sleep(calm)
		expect(Medium, High, little)
	})
}

func TestEncoderCopiesWhenLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &Encoder{Load: func() (float64, error) { return 0, errors.New("no such file") }}
		if got := e.Mode(Medium, late+1); got != Low {
			t.Errorf("late: %s", got)
		}
		if got := e.Mode(Medium, tooLate+1); got != Copy {
			t.Errorf("too late: %s", got)
		}
		if got := e.Mode(Medium, 0); got != Low { // another recording, which is not
			t.Errorf("in time: %s", got)
		}
	})
}

func TestTheMachinesLoadCanBeRead(t *testing.T) {
	if load, err := loadOfCore(); err != nil || load < 0 || load > 10_000 {
		t.Errorf("%g %v", load, err)
	}
}

func TestEncodersDoNotKeepCopiesWaiting(t *testing.T) {
	l := NewLimits(1, 1)
	release, err := l.take(t.Context(), High)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.take(ctx, Low); !errors.Is(err, context.Canceled) {
		t.Errorf("a second encoder: %v", err)
	}
	copies, err := l.take(t.Context(), Copy)
	if err != nil {
		t.Errorf("a copy: %v", err)
	}
	copies()
	release()
	if release, err = l.take(t.Context(), Low); err != nil {
		t.Errorf("an encoder after the first: %v", err)
	}
	release()
}
