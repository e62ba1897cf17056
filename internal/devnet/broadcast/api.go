package broadcast

import (
	"net/http"
	"time"

	"github.com/haus25/backend/internal/srs"
)

// ServeHTTP answers as SRS' API does, with the figures of now.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.figures()
	s.list.ServeHTTP(w, r)
}

// figures brings the list up to date: time and frames go on by themselves. They are as many as a performer's would be, not counted.
func (s *Server) figures() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, at := range s.streams {
		p := at.publication
		if p == nil || p.camera == nil {
			continue
		}
		live := time.Since(p.began)
		viewers := 0
		for _, v := range s.viewers {
			if v.stream == name {
				viewers++
			}
		}
		stream := srs.Stream{App: app, Name: name, Live: live, Clients: 1 + viewers, Frames: uint64(live.Seconds() * float64(p.source.Rate)),
			KbpsIn: kbps, KbpsOut: kbps * viewers, Publisher: p.hook.ClientID}
		if !p.source.Blind {
			stream.Video = &srs.Video{Codec: "H264", Profile: "Baseline", Width: p.source.Width, Height: p.source.Height}
		}
		if !p.source.Silent {
			stream.Audio = &srs.Audio{Codec: "AAC", Rate: 48_000, Channels: 2}
		}
		s.list.Put(stream)
		s.list.Connect(srs.Client{ID: p.hook.ClientID, App: app, Stream: name, IP: "127.0.0.1", Type: "fmle-publish", Publish: true, Alive: live})
	}
	for id, v := range s.viewers {
		s.list.Connect(srs.Client{ID: id, App: app, Stream: v.stream, IP: "127.0.0.1", Type: string(v.kind), Alive: time.Since(v.began)})
	}
}

// kbps is about what a source has.
const kbps = 700

// kicked ends whose connection was ended by the API, after that was answered.
func (s *Server) kicked(c srs.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return // everybody goes
	}
	if v := s.viewers[c.ID]; v != nil {
		s.running.Go(func() { v.end(true) })
	}
	if at := s.streams[c.Stream]; at != nil && at.publication != nil && at.publication.hook.ClientID == c.ID {
		at.publication.kicked.Store(true)
		s.running.Go(at.publication.end)
	}
}
