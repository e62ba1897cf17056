package media

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ladder are the modes from the dearest to the cheapest. Copying is the last: a recording never waits for an encoder.
var ladder = []Mode{High, Medium, Low, Copy}

const (
	// late is how much of a show may wait before the next chunk is made in a cheaper mode: two chunks beside the one that is being
	// made. Beyond tooLate it is copied.
	late    = 180 * time.Second
	tooLate = 360 * time.Second
	// slow is the least speed, in seconds of show a second: with less there is no room for what comes unexpectedly.
	slow = 1.25
	// busy and easy are the load of a core (processes that run or want to) above which a step down is taken and below which one up may
	// be. Our encoders count in it: as many as there are cores make about 1.
	busy, easy = 2.5, 1.25
	// settle is how long a step down has to show its effect before the next.
	settle = 30 * time.Second
	// calm is how long all has to be well before a step up. After each one that had to be taken back it is twice as long, up to
	// maxCalm, so that a machine that cannot bear a mode does not try it all the time.
	calm    = 3 * time.Minute
	maxCalm = time.Hour
)

// Encoder chooses the mode of the next chunk by how the machine bears it: one step down the ladder when it is busy, too slow or late,
// copying when it is much too late, and back up by one step after a while without. It is about the machine, so one is shared by all
// recordings. The zero value is ready.
type Encoder struct {
	// Load is how many processes run or want to, of each core; nil: by /proc/loadavg.
	Load func() (float64, error)

	mu     sync.Mutex
	down   int       // steps below what is configured
	moved  time.Time // when the last step was taken
	raised bool      // it was one up
	well   time.Time // since when nothing was wrong
	wait   time.Duration
	mode   Mode    // that the last step led to, or was configured
	speed  float64 // of recent chunks in it; 0: not known
}

// Mode is the mode for the next chunk of a recording that is configured to be made in a mode and of which backlog waits.
func (e *Encoder) Mode(configured Mode, backlog time.Duration) Mode {
	top := slices.Index(ladder, configured)
	if top < 0 || configured == Copy {
		return Copy
	}
	load := e.load()
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	if e.wait == 0 {
		e.wait, e.well, e.moved = calm, now, now.Add(-settle)
	}
	bottom := len(ladder) - 1 - top
	e.down = min(e.down, len(ladder)-1)
	switch {
	case backlog > late, load > busy, e.speed > 0 && e.speed < slow:
		e.well = now
		if now.Sub(e.moved) >= settle && e.down < bottom {
			if e.raised && now.Sub(e.moved) < e.wait {
				e.wait = min(2*e.wait, maxCalm)
			}
			e.step(+1, now)
		}
	case load > easy:
		e.well = now
	case now.Sub(e.well) >= e.wait && e.down > 0:
		e.step(-1, now)
	case e.down == 0 && now.Sub(e.well) >= maxCalm:
		e.wait = calm
	}
	e.mode = ladder[min(top+e.down, len(ladder)-1)]
	if backlog > tooLate {
		return Copy
	}
	return e.mode
}

func (e *Encoder) step(by int, now time.Time) {
	e.down += by
	e.moved, e.well, e.raised, e.speed = now, now, by < 0, 0
}

// Took tells of a chunk that was made.
func (e *Encoder) Took(c Chunk) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if c.Mode == Copy || c.Mode != e.mode || c.Took <= 0 { // it says nothing of how fast the next will be
		return
	}
	speed := c.Seconds() / c.Took.Seconds()
	if e.speed > 0 { // half of it is the last chunk, a quarter the one before, …
		speed = (e.speed + speed) / 2
	}
	e.speed = speed
}

// Down is how many steps below the configured mode chunks are made now, for metrics.
func (e *Encoder) Down() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.down
}

func (e *Encoder) load() float64 {
	read := e.Load
	if read == nil {
		read = loadOfCore
	}
	load, err := read()
	if err != nil { // then speed and backlog have to do
		return 0
	}
	return load
}

// loadOfCore is the mean of the last minute.
func loadOfCore() (float64, error) {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0, fmt.Errorf("read the machine's load: %w", err)
	}
	first, _, _ := strings.Cut(string(b), " ")
	load, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return 0, fmt.Errorf("read the machine's load: %w", err)
	}
	return load / float64(runtime.NumCPU()), nil
}
