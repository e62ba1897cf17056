package broadcast

import (
	"context"
	"sync"
	"time"

	"github.com/haus25/backend/internal/srs"
)

// Kind is how somebody watches, in the words of SRS' API.
type Kind string

// The kinds.
const (
	RTMP Kind = "rtmp-play"
	FLV  Kind = "flv-play"
	HLS  Kind = "hls-play"
	WHEP Kind = "rtc-play"
)

// Viewing is somebody who watches. Its methods may be called by any goroutine.
type Viewing struct {
	server *Server
	id     string
	stream string
	param  string
	kind   Kind
	began  time.Time
	once   sync.Once
	kicked bool // once done is closed
	done   chan struct{}
}

// Play asks by on_play, and watches stream until Leave or a kick. param is the query of the viewer's URL, with its question mark but
// for WHEP; nothing of it is in an error.
func (s *Server) Play(ctx context.Context, stream, param string, kind Kind) (*Viewing, error) {
	if err := checkName(stream); err != nil {
		return nil, err
	}
	v := &Viewing{server: s, id: newID(), stream: stream, param: param, kind: kind, began: time.Now(), done: make(chan struct{})}
	if err := v.tell(ctx, "on_play"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed
	}
	s.viewers[v.id] = v
	return v, nil
}

func (v *Viewing) tell(ctx context.Context, action string) error {
	h := srs.Hook{Action: action, ClientID: v.id, Stream: v.stream, Param: v.param}
	if v.kind == HLS {
		h.Stream += ".m3u8"
	}
	return v.server.hooks.call(ctx, h)
}

// ID is the client's at SRS.
func (v *Viewing) ID() string { return v.id }

// Done is closed when it is over.
func (v *Viewing) Done() <-chan struct{} { return v.done }

// Kicked says whether it ended by SRS' API; it waits for the end.
func (v *Viewing) Kicked() bool {
	<-v.done
	return v.kicked
}

// Leave ends it.
func (v *Viewing) Leave() { v.end(false) }

func (v *Viewing) end(kicked bool) {
	v.once.Do(func() {
		s := v.server
		s.mu.Lock()
		delete(s.viewers, v.id)
		s.list.Disconnect(v.id)
		s.mu.Unlock()
		if err := v.tell(context.Background(), "on_stop"); err != nil {
			s.o.Log.Warn("a callback was not heard", "stream", v.stream, "error", err)
		}
		v.kicked = kicked
		close(v.done)
	})
}
