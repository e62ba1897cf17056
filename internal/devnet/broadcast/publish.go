package broadcast

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/haus25/backend/internal/srs"
)

// Faults are what goes wrong in a publication, for tests. Segments count from 0 in it.
type Faults struct {
	// Overwrite names segments as SRS does by default, live/STREAM-SEQ.ts, and counts from 0 again: the names repeat, and the files
	// of the publication before are overwritten.
	Overwrite bool
	// Lost segments are cut and never seen: no file, no callback, no line in the playlist.
	Lost map[int]bool
	// Truncated segments have this many bytes left when they are renamed and announced, as on a full disk.
	Truncated map[int]int64
	// Unannounced sends no on_hls.
	Unannounced bool
}

// Segment is one that is on disk under its name.
type Segment struct {
	Path    string // absolute
	Seq     int
	Seconds float64
}

// Publication is a stream that is performed. Its methods may be called by any goroutine.
type Publication struct {
	server *Server
	hook   srs.Hook // of every callback, but for the action
	source Source
	faults Faults
	camera *camera
	began  time.Time
	stop   func() bool // lets go of the context
	killed bool        // guarded by server.mu
	kicked atomic.Bool
	// Cut receives each segment once it was announced, when the buffer of 256 has room. It is closed at the end.
	cut  chan Segment
	done chan struct{}
	err  error // once done is closed
}

// silence is how long SRS keeps a stream's numbering after a publication ended.
const silence = 10 * time.Second

// ErrBusy says that somebody publishes that stream already. As with SRS, on_publish was sent and accepted by then.
var ErrBusy = errors.New("the stream is published by somebody else (StreamBusy)")

// Publish asks by on_publish, and performs source as the stream until its end, Stop, Kill, a kick, or the end of ctx. Stream is a
// name of letters, digits, dots, hyphens and underscores; param is the query of the performer's URL with its question mark. The
// error says who refused and why; nothing of param is in it.
func (s *Server) Publish(ctx context.Context, stream, param string, source Source, faults Faults) (*Publication, error) {
	source = source.withDefaults()
	if err := errors.Join(checkName(stream), source.check()); err != nil {
		return nil, err
	}
	p := &Publication{
		server: s, source: source, faults: faults, began: time.Now(),
		hook: srs.Hook{ClientID: newID(), Stream: stream, Param: param},
		cut:  make(chan Segment, 256), done: make(chan struct{}),
	}
	if err := p.tell(ctx, "on_publish"); err != nil {
		return nil, err
	}
	first, discontinuous, err := s.enter(p)
	if err != nil {
		return nil, err // SRS sends no on_unpublish to who comes second
	}
	if err := p.begin(ctx, first, discontinuous); err != nil {
		s.leave(p)
		defer s.running.Done()
		return nil, errors.Join(err, p.tell(context.WithoutCancel(ctx), "on_unpublish"))
	}
	return p, nil
}

func (p *Publication) tell(ctx context.Context, action string) error {
	h := p.hook
	h.Action = action
	return p.server.hooks.call(ctx, h)
}

// begin starts ffmpeg and who follows it.
func (p *Publication) begin(ctx context.Context, first int, discontinuous bool) error {
	folder, pattern := p.server.streamFolder(p.hook.Stream), strconv.FormatInt(p.began.UnixMilli(), 10)+"-%d-[duration].ts.tmp"
	if p.faults.Overwrite {
		folder, pattern = filepath.Dir(folder), p.hook.Stream+"-%d.ts.tmp"
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make the folder of stream %s: %w", p.hook.Stream, err)
	}
	camera, err := film(ctx, p.server.o.FFmpeg, p.source, p.server.o.Fragment, folder, pattern, first)
	if err != nil {
		return err
	}
	p.server.mu.Lock()
	p.camera = camera
	closed := p.server.closed
	p.server.mu.Unlock()
	if closed {
		camera.end(syscall.SIGKILL)
		return errClosed
	}
	p.stop = context.AfterFunc(ctx, p.end)
	go p.follow(first, discontinuous)
	return nil
}

// follow does for each segment what SRS does, and ends the publication when ffmpeg has ended.
func (p *Publication) follow(first int, discontinuous bool) {
	defer p.server.running.Done()
	var (
		// What is under way is finished whatever asked for the end.
		ctx   = context.Background()
		list  = p.server.playlist(p.hook.Stream)
		index = 0
	)
	if discontinuous {
		list.breaks()
	}
	err := p.camera.segments(func(path string, start, end float64) error {
		seq := first + index
		segment, err := p.finish(path, index, seq, start, end)
		index++
		if err != nil || segment == nil {
			return err
		}
		p.server.counted(p, seq)
		if err := list.add(*segment); err != nil {
			return err
		}
		if !p.faults.Unannounced {
			if err := p.server.announce(ctx, p.hook, *segment); err != nil {
				p.server.o.Log.Warn("a callback was not heard", "stream", p.hook.Stream, "error", err)
			}
		}
		select {
		case p.cut <- *segment:
		default:
		}
		return nil
	})
	p.stop()
	p.err = err
	if !p.server.leave(p) {
		if err := p.tell(ctx, "on_unpublish"); err != nil {
			p.server.o.Log.Warn("a callback was not heard", "stream", p.hook.Stream, "error", err)
		}
	}
	close(p.cut)
	close(p.done)
}

// finish gives a closed segment its name; nil when it is to be lost.
func (p *Publication) finish(temporary string, index, seq int, start, end float64) (*Segment, error) {
	if p.faults.Lost[index] {
		if err := os.Remove(temporary); err != nil {
			return nil, fmt.Errorf("lose a segment: %w", err)
		}
		p.server.counted(p, seq)
		return nil, nil
	}
	if size, cut := p.faults.Truncated[index]; cut {
		if err := os.Truncate(temporary, size); err != nil {
			return nil, fmt.Errorf("truncate a segment: %w", err)
		}
	}
	// What ffmpeg makes faster than it plays is dated as if it had not been: names of one publication differ in any case.
	written := p.began.Add(time.Duration(start * float64(time.Second)))
	name := fmt.Sprintf("%d-%d-%d.ts", written.UnixMilli(), seq, int(math.Round((end-start)*1000)))
	if p.faults.Overwrite {
		name = fmt.Sprintf("%s-%d.ts", p.hook.Stream, seq)
	}
	path := filepath.Join(filepath.Dir(temporary), name)
	if err := os.Rename(temporary, path); err != nil {
		return nil, fmt.Errorf("finish a segment: %w", err)
	}
	return &Segment{Path: path, Seq: seq, Seconds: end - start}, nil
}

// ID is the client's at SRS.
func (p *Publication) ID() string { return p.hook.ClientID }

// Cut receives each segment once it was announced, as long as somebody takes them: of more than 256 that nobody took the newest are
// left out. It is closed when the publication is over.
func (p *Publication) Cut() <-chan Segment { return p.cut }

// Done is closed when the publication is over and SRS' last callback was answered.
func (p *Publication) Done() <-chan struct{} { return p.done }

// Err says why it ended, once Done is closed: nil when it was played to its end or stopped.
func (p *Publication) Err() error {
	<-p.done
	return p.err
}

// Kicked says whether it was ended by SRS' API; it waits for the end.
func (p *Publication) Kicked() bool {
	<-p.done
	return p.kicked.Load()
}

// Stop ends it as a performer does: the last segment is finished and announced, then on_unpublish is sent. It returns Err.
func (p *Publication) Stop() error {
	p.end()
	return p.Err()
}

func (p *Publication) end() {
	p.server.mu.Lock()
	camera := p.camera
	p.server.mu.Unlock()
	if camera != nil { // else whoever starts it sees that it is to end
		camera.end(syscall.SIGINT)
	}
}

// Kill ends it as a kill -9 of the media server does: the segment under way stays as .ts.tmp, the playlist as it was, and nobody is told.
func (p *Publication) Kill() error {
	p.server.mu.Lock()
	p.killed = true
	p.server.mu.Unlock()
	p.camera.end(syscall.SIGKILL)
	return p.Err()
}
