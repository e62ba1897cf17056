package srs

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// streamItem and clientItem are of SRS 6.0's answers; what is not read is left out.
type streamItem struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	App     string `json:"app"`
	LiveMS  int64  `json:"live_ms"`
	Clients int    `json:"clients"`
	Frames  uint64 `json:"frames"`
	Kbps    struct {
		Recv int `json:"recv_30s"`
		Send int `json:"send_30s"`
	} `json:"kbps"`
	Publish struct {
		Active bool   `json:"active"`
		CID    string `json:"cid"`
	} `json:"publish"`
	Video *struct {
		Codec   string `json:"codec"`
		Profile string `json:"profile"`
		Width   int    `json:"width"`
		Height  int    `json:"height"`
	} `json:"video"`
	Audio *struct {
		Codec   string `json:"codec"`
		Rate    int    `json:"sample_rate"`
		Channel int    `json:"channel"`
	} `json:"audio"`
}

type clientItem struct {
	ID      string  `json:"id"`
	IP      string  `json:"ip"`
	URL     string  `json:"url"`
	Name    string  `json:"name"`
	Type    string  `json:"type"`
	Publish bool    `json:"publish"`
	Alive   float64 `json:"alive"` // seconds
}

// Streams returns what is published at every SRS that answers, and the SRS that do not.
func (a *API) Streams(ctx context.Context) ([]Stream, []*Down) {
	return list(ctx, a, "streams", func(s streamItem) string { return s.ID }, func(server string, s streamItem) (Stream, bool) {
		// Entries without a publisher are leftovers, and the X.m3u8 that players of HLS leave.
		if !s.Publish.Active || !named(s.Name, s.App) || !validID(s.Publish.CID) {
			return Stream{}, false
		}
		out := Stream{Server: server, App: s.App, Name: s.Name, Live: since(s.LiveMS), Clients: s.Clients, Frames: s.Frames,
			KbpsIn: s.Kbps.Recv, KbpsOut: s.Kbps.Send, Publisher: s.Publish.CID}
		if v := s.Video; v != nil && named(v.Codec, v.Profile) {
			out.Video = &Video{v.Codec, v.Profile, v.Width, v.Height}
		}
		if v := s.Audio; v != nil && named(v.Codec) {
			out.Audio = &Audio{v.Codec, v.Rate, v.Channel}
		}
		return out, true
	})
}

// Clients returns the connections to every SRS that answers, and the SRS that do not. While many come and go, one may be missing
// that is there: believe in an absence when it is seen again.
func (a *API) Clients(ctx context.Context) ([]Client, []*Down) {
	return list(ctx, a, "clients", func(c clientItem) string { return c.ID }, func(server string, c clientItem) (Client, bool) {
		if !validID(c.ID) || !named(c.Name, c.IP, c.Type) || len(c.URL) > maxText || !(c.Alive >= 0 && c.Alive < 1e9) {
			return Client{}, false
		}
		return Client{Server: server, ID: c.ID, App: appOf(c.URL, c.Name), Stream: c.Name, IP: c.IP, Type: c.Type, Publish: c.Publish,
			Alive: time.Duration(c.Alive * float64(time.Second))}, true
	})
}

// list reads a list of all servers to its end.
func list[Item, T any](ctx context.Context, a *API, what string, id func(Item) string, read func(server string, i Item) (T, bool)) ([]T, []*Down) {
	got := make([][]T, len(a.servers))
	down := a.each(ctx, func(ctx context.Context, i int) error {
		seen := map[string]bool{} // an item moves to the next page when another comes before it
		var all []T
		for start := 0; start < maxItems; start += page {
			var answer struct {
				Code    *int   `json:"code"`
				Streams []Item `json:"streams"`
				Clients []Item `json:"clients"`
			}
			if err := a.do(ctx, a.servers[i], http.MethodGet, fmt.Sprintf("/api/v1/%s/?start=%d&count=%d", what, start, page), &answer); err != nil {
				return err
			}
			if answer.Code == nil || *answer.Code != 0 {
				return fmt.Errorf("GET /api/v1/%s/: the answer is not SRS's", what)
			}
			items := answer.Streams
			if what == "clients" {
				items = answer.Clients
			}
			for _, item := range items {
				if t, ok := read(a.servers[i].name, item); ok && !seen[id(item)] {
					seen[id(item)] = true
					all = append(all, t)
				}
			}
			if len(items) < page {
				got[i] = all
				return nil
			}
		}
		return fmt.Errorf("GET /api/v1/%s/: more than %d", what, maxItems)
	})
	var out []T
	for _, some := range got {
		out = append(out, some...)
	}
	return out, down
}

func named(names ...string) bool {
	for _, n := range names {
		if len(n) > maxName {
			return false
		}
	}
	return true
}

// appOf takes the application out of a client's url, which is [vhost]/app/stream.
func appOf(url, stream string) string {
	app, ok := strings.CutSuffix(url, "/"+stream)
	if !ok || stream == "" {
		return ""
	}
	return app[strings.LastIndexByte(app, '/')+1:]
}

// since reads live_ms, which is a duration in some versions and a wall clock time in others; 0 when it makes no sense.
func since(ms int64) time.Duration {
	const years = 20 * 365 * 24 * time.Hour
	d := time.Duration(min(max(ms, 0), int64(1)<<43)) * time.Millisecond
	if d > years {
		d = time.Since(time.UnixMilli(ms))
	}
	if d < 0 || d > years {
		return 0
	}
	return d
}
