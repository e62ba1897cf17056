package stage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/devnet/broadcast"
)

// Options of a stage.
type Options struct {
	Chain   *devnet.Chain // with a Premiere
	Server  *broadcast.Server
	Control string // base URL of haus' control listener
	// Source is what is performed; the zero value is a test picture in real time.
	Source broadcast.Source
	// Say takes what happens, one line each, with the event it is about.
	Say func(event uint64, text string)
	// Beat is the time between two looks at chain and haus; 1 s.
	Beat time.Duration
	// Log takes what went wrong; nil: nothing.
	Log *slog.Logger
}

// show is the premiere as haus tells of it.
type show struct {
	id         uint64
	start, end uint64 // chain time
	live       chan struct{}
	over       chan struct{}
}

// Run waits for the premiere, lets it be performed and watched, and returns its event when it is over; or the context's error.
func Run(ctx context.Context, o Options) (event uint64, err error) {
	if o.Beat == 0 {
		o.Beat = time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &stage{o}
	var tonight *show
	for tonight == nil {
		if err := s.beat(ctx); err != nil {
			return 0, err
		}
		if tonight, err = s.find(ctx); err != nil {
			o.Log.Debug("the premiere is not found yet", "error", err)
		}
	}
	var people sync.WaitGroup
	for i := range devnet.Audience {
		people.Go(func() { s.watch(ctx, tonight, i) })
	}
	err = s.perform(ctx, tonight)
	close(tonight.over)
	people.Wait()
	return tonight.id, err
}

type stage struct{ o Options }

// beat waits a while.
func (s *stage) beat(ctx context.Context) error {
	timer := time.NewTimer(s.o.Beat)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// now is chain time.
func (s *stage) now() uint64 { return s.o.Chain.Head().Time }

// find asks haus for the newest event of the performer; nil when there is none that is still to come.
func (s *stage) find(ctx context.Context) (*show, error) {
	var events []struct {
		EventID            string
		StartDate, EndDate uint64
	}
	performer := newGuest(s.o.Control, s.o.Chain.Performer())
	if err := performer.ask(ctx, http.MethodGet, "/v1/events?limit=1&creator="+performer.address.Hex(), nil, &events); err != nil || len(events) == 0 {
		return nil, err
	}
	id, err := strconv.ParseUint(events[0].EventID, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("read an event's id: %w", err)
	}
	if events[0].EndDate <= s.now() {
		return nil, nil // of an earlier start of this world, or haus does not know the end yet
	}
	return &show{id: id, start: events[0].StartDate, end: events[0].EndDate, live: make(chan struct{}), over: make(chan struct{})}, nil
}

// perform publishes from when haus lets in until the event's end.
func (s *stage) perform(ctx context.Context, tonight *show) error {
	var (
		performer = newGuest(s.o.Control, s.o.Chain.Performer())
		told      string // the last no
	)
	no := func(err error) error {
		if reason := timeless(err.Error()); reason != told {
			told = reason
			s.say(tonight, "performer %s may not publish: %v", short(performer), err)
		}
		return s.beat(ctx)
	}
	if err := s.doors(ctx, tonight, performer); err != nil {
		return err
	}
	for s.now() < tonight.end {
		pass, err := performer.pass(ctx, tonight.id, "publish")
		if err != nil {
			if err := no(err); err != nil {
				return err
			}
			continue
		}
		p, err := s.o.Server.Publish(ctx, strconv.FormatUint(tonight.id, 10), "?token="+pass.Token, s.o.Source, broadcast.Faults{})
		if err != nil {
			if err := no(err); err != nil {
				return err
			}
			continue
		}
		s.say(tonight, "performer %s is live: a test picture with sound, until the event's end", short(performer))
		tonight.goesLive()
		if err := s.until(ctx, tonight.end, p.Done()); err != nil {
			return errors.Join(err, p.Stop())
		}
		over := s.now() >= tonight.end
		switch err := p.Stop(); {
		case err != nil:
			s.say(tonight, "performer %s breaks off: %v", short(performer), err)
		case p.Kicked() && !over:
			s.say(tonight, "performer %s was disconnected", short(performer))
		}
	}
	s.say(tonight, "the show is over")
	return nil
}

// doors waits until publishing opens, when haus says when that is: else whoever is early hears it.
func (s *stage) doors(ctx context.Context, tonight *show, performer *guest) error {
	var stream struct{ OpensAt uint64 }
	for {
		err := performer.ask(ctx, http.MethodGet, fmt.Sprintf("/v1/events/%d/stream", tonight.id), nil, &stream)
		if err == nil {
			return s.until(ctx, stream.OpensAt, nil)
		}
		if no := (*denied)(nil); errors.As(err, &no) || s.now() >= tonight.start {
			return nil
		}
		if err := s.beat(ctx); err != nil {
			return err
		}
	}
}

// timeless is a text without its numbers: one that is said again and again, with another time in it, is heard once.
func timeless(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, text)
}

// until waits for a chain time, or for something before it.
func (s *stage) until(ctx context.Context, time uint64, or <-chan struct{}) error {
	for s.now() < time {
		select {
		case <-or:
			return nil
		default:
		}
		if err := s.beat(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (t *show) goesLive() {
	select {
	case <-t.live:
	default:
		close(t.live)
	}
}

// ways are how the viewers watch.
var ways = [devnet.Audience]broadcast.Kind{broadcast.WHEP, broadcast.FLV, broadcast.HLS}

// watch lets a viewer in and, when thrown out, try again, until the show is over.
func (s *stage) watch(ctx context.Context, tonight *show, i int) {
	viewer := newGuest(s.o.Control, s.o.Chain.Viewer(i))
	select {
	case <-tonight.live:
	case <-tonight.over:
		return
	case <-ctx.Done():
		return
	}
	var told string
	for ; ctx.Err() == nil && !tonight.isOver(); s.beat(ctx) {
		viewing, err := s.enter(ctx, tonight, viewer, ways[i])
		if err != nil {
			var no *denied
			if errors.As(err, &no) && timeless(no.detail) != told {
				told = timeless(no.detail)
				s.say(tonight, "%s may not watch: %s", short(viewer), no.detail)
			} else if no == nil {
				s.o.Log.Warn("a viewer is not let in", "event", tonight.id, "error", err)
			}
			continue
		}
		s.say(tonight, "%s watches (%s)", short(viewer), ways[i])
		select {
		case <-viewing.Done():
			s.say(tonight, "%s is disconnected by haus", short(viewer))
		case <-tonight.over:
			s.leave(ctx, tonight, viewer, viewing)
		case <-ctx.Done():
			viewing.Leave()
		}
	}
}

func (s *stage) enter(ctx context.Context, tonight *show, viewer *guest, way broadcast.Kind) (*broadcast.Viewing, error) {
	pass, err := viewer.pass(ctx, tonight.id, "watch")
	if err != nil {
		return nil, err
	}
	param := "?token=" + pass.Token
	if way == broadcast.WHEP {
		param = "app=live&stream=" + strconv.FormatUint(tonight.id, 10) + "&token=" + pass.Token // the whole query, without its mark
	}
	return s.o.Server.Play(ctx, strconv.FormatUint(tonight.id, 10), param, way)
}

// leave gives haus some beats to end what is over.
func (s *stage) leave(ctx context.Context, tonight *show, viewer *guest, viewing *broadcast.Viewing) {
	for range 30 {
		select {
		case <-viewing.Done():
			s.say(tonight, "%s is disconnected at the end", short(viewer))
			return
		default:
		}
		if s.beat(ctx) != nil {
			break
		}
	}
	viewing.Leave()
}

func (t *show) isOver() bool {
	select {
	case <-t.over:
		return true
	default:
		return false
	}
}

func (s *stage) say(tonight *show, format string, args ...any) {
	s.o.Say(tonight.id, fmt.Sprintf("event %d: ", tonight.id)+fmt.Sprintf(format, args...))
}

// short names a wallet so that a person knows it again.
func short(g *guest) string { return fmt.Sprintf("0x%x…", g.address[:4]) }
