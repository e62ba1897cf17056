package broadcast

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
)

// Options of a media server.
type Options struct {
	HLSDir string // absolute: holds live/STREAM/*.ts and live/STREAM.m3u8
	Hooks  string // URL of the callbacks, with the secret; empty: everybody is let in
	API    string // address of the HTTP API, of this machine only; default 127.0.0.1:0
	// Fragment is how long a segment is at least: SRS' hls_fragment; default 10 s.
	Fragment time.Duration
	FFmpeg   string       // default ffmpeg, of the PATH
	Log      *slog.Logger // default: nothing
}

// Server is the stand-in. Its methods may be called by any goroutine.
type Server struct {
	o       Options
	hooks   *caller
	list    *srstest.Server // what the API tells, as of its last question
	api     *http.Server
	url     string
	running sync.WaitGroup

	mu      sync.Mutex // guards what follows
	closed  bool
	streams map[string]*stream
	viewers map[string]*Viewing
}

// stream is a name that was published once.
type stream struct {
	publication *Publication // nil: nobody publishes
	next        int          // sequence number
	ended       time.Time
	list        *playlist
}

// Start listens for the API. Close ends everything.
func Start(o Options) (*Server, error) {
	if !filepath.IsAbs(o.HLSDir) {
		return nil, fmt.Errorf("the folder for HLS is %q: give an absolute path", o.HLSDir)
	}
	o.API, o.Fragment, o.FFmpeg = cmp.Or(o.API, "127.0.0.1:0"), cmp.Or(o.Fragment, 10*time.Second), cmp.Or(o.FFmpeg, "ffmpeg")
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if _, err := exec.LookPath(o.FFmpeg); err != nil {
		return nil, fmt.Errorf("look for ffmpeg: %w; install it (make setup)", err)
	}
	listener, err := net.Listen("tcp", o.API)
	if err != nil {
		return nil, fmt.Errorf("listen for SRS' API: %w", err)
	}
	s := &Server{
		o: o, url: "http://" + listener.Addr().String(), streams: map[string]*stream{}, viewers: map[string]*Viewing{},
		hooks: &caller{url: o.Hooks, http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}, list: srstest.New(),
	}
	s.list.OnKick = s.kicked
	s.api = &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second}
	s.running.Go(func() {
		if err := s.api.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.o.Log.Error("SRS' API ended", "error", err)
		}
	})
	return s, nil
}

// URL is where the HTTP API answers.
func (s *Server) URL() string { return s.url }

// Close stops every publication as its performer would, lets viewers go, and returns when nothing is left.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	var ending []*Publication
	for _, stream := range s.streams {
		if stream.publication != nil {
			ending = append(ending, stream.publication)
		}
	}
	leaving := slices.Collect(maps.Values(s.viewers))
	s.mu.Unlock()
	for _, v := range leaving {
		v.Leave()
	}
	for _, p := range ending {
		s.running.Go(p.end)
	}
	err := s.api.Close()
	s.running.Wait()
	return err
}

var errClosed = errors.New("the media server is closed")

// enter lets a publication have its stream, and says which number its first segment has and whether that follows another publication.
func (s *Server) enter(p *Publication) (first int, discontinuous bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.streams[p.hook.Stream]
	switch {
	case s.closed:
		return 0, false, errClosed
	case at == nil:
		at = &stream{list: &playlist{path: s.streamFolder(p.hook.Stream) + ".m3u8"}}
		s.streams[p.hook.Stream] = at
	case at.publication != nil:
		return 0, false, ErrBusy
	case p.faults.Overwrite || time.Since(at.ended) >= silence:
		at.next, at.list = 0, &playlist{path: at.list.path}
	}
	at.publication = p
	s.running.Add(1) // until follow, or who could not begin it, is done
	return at.next, at.next > 0, nil
}

// leave gives the stream back, and says whether the server was killed with it.
func (s *Server) leave(p *Publication) (killed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.streams[p.hook.Stream]
	at.publication, at.ended = nil, time.Now()
	s.list.Disconnect(p.hook.ClientID)
	s.list.Drop(app, p.hook.Stream)
	if p.killed { // a server that starts again knows of no stream
		delete(s.streams, p.hook.Stream)
	}
	return p.killed
}

func (s *Server) counted(p *Publication, seq int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.streams[p.hook.Stream].next = seq + 1
}

func (s *Server) playlist(stream string) *playlist {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.streams[stream].list
}

// announce sends on_hls. The file's path is absolute, as it is when SRS' hls_path is.
func (s *Server) announce(ctx context.Context, h srs.Hook, segment Segment) error {
	url, err := filepath.Rel(s.o.HLSDir, segment.Path)
	if err != nil {
		return fmt.Errorf("name a segment: %w", err)
	}
	h.Action, h.Duration, h.CWD, h.File, h.URL = "on_hls", segment.Seconds, "/usr/local/srs", segment.Path, url
	h.M3U8, h.SeqNo = s.streamFolder(h.Stream)+".m3u8", int64(segment.Seq)
	return s.hooks.call(ctx, h)
}

func (s *Server) streamFolder(stream string) string { return filepath.Join(s.o.HLSDir, app, stream) }

var names = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$`)

func checkName(stream string) error {
	if !names.MatchString(stream) {
		return fmt.Errorf("the stream's name is %q: it has 1 to 64 letters, digits, dots, hyphens and underscores", stream)
	}
	return nil
}

// newID is a client's name, as short as SRS'.
func newID() string {
	const letters = "0123456789abcdefghijklmnopqrstuvwxyz"
	id := make([]byte, 8)
	for i := range id {
		id[i] = letters[rand.IntN(len(letters))]
	}
	return string(id)
}
