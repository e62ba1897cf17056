package render

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// TestPlace: every route of an event, of its variants too, reaches the SRS that Place names.
func TestPlace(t *testing.T) {
	r := start(t, 3, nil)
	events := []uint64{0, 1, 7, 9, 10, 70, 99, 100, 101, 107, 1000, 18446744073709551615}
	for range 60 {
		events = append(events, rand.Uint64N(100_000))
	}
	used := map[int]bool{}
	for _, event := range events {
		want := slices.Index(r.o.SRS, Place(r.o.SRS, event))
		used[want] = true
		for _, c := range [][2]string{
			{"POST", fmt.Sprintf("/rtc/v1/whip/?app=live&stream=%d&token=%s", event, good)},
			{"POST", fmt.Sprintf("/rtc/v1/whep/?app=live&stream=%d_720p&token=%s", event, good)},
			{"DELETE", strings.Replace(session, "stream=7", fmt.Sprintf("stream=%d", event), 1)},
			{"GET", fmt.Sprintf("/hls/%s/live/%d.m3u8", good, event)},
			{"GET", fmt.Sprintf("/hls/%s/live/%d_enhanced/1-2-3.ts", good, event)},
		} {
			before := make([]int, len(r.srs))
			for i, s := range r.srs {
				before[i] = len(s.requests())
			}
			r.ask(c[0], c[1], "")
			for i, s := range r.srs {
				if got := len(s.requests()) - before[i]; (got == 1) != (i == want) {
					t.Errorf("event %d, %s %s: SRS %d got %d requests, Place says %d", event, c[0], c[1], i, got, want)
				}
			}
		}
	}
	if len(used) != 3 {
		t.Errorf("only %d SRS were used", len(used))
	}
}

// TestPlacement: an SRS that goes moves its own events only; each has a share of the events; the order in the configuration does not matter.
func TestPlacement(t *testing.T) {
	list, err := Instances([]string{"http://127.0.0.1:1985", "http://127.0.0.1:1986", "http://10.0.0.2:1985", "http://10.0.0.3:1985"})
	if err != nil {
		t.Fatal(err)
	}
	share := map[netip.AddrPort]int{}
	for event := range uint64(1000) {
		at := Place(list, event)
		share[at.API]++
		for gone := range list {
			fewer := slices.Delete(slices.Clone(list), gone, gone+1)
			slices.Reverse(fewer)
			if got := Place(fewer, event); list[gone] != at && got != at {
				t.Fatalf("event %d moved from %s to %s when %s went", event, at.API, got.API, list[gone].API)
			}
		}
	}
	for _, in := range list {
		if n := share[in.API]; n < 100 || n > 450 {
			t.Errorf("%s has %d of 1000 events", in.API, n)
		}
	}
}

// TestRate: nginx and its question to haus keep up with far more than viewers of one machine ask.
func TestRate(t *testing.T) {
	r := start(t, 1, nil)
	const clients, each = 8, 150
	rate := r.rate(clients, each)
	r.haus.mu.Lock()
	asked, conns := len(r.haus.asked), r.haus.conns
	r.haus.mu.Unlock()
	t.Logf("%.0f requests a second; %d questions to haus over %d connections", rate, asked, conns)
	if rate < 200 || asked != clients*each {
		t.Errorf("%.0f requests a second, %d questions for %d requests", rate, asked, clients*each)
	}
	if conns > clients+2 {
		t.Errorf("haus got %d connections: they are not used again", conns)
	}
}

// TestNetwork: IPv6 addresses, and a hundred instances, fit into what nginx sets aside.
func TestNetwork(t *testing.T) {
	o := Options{Host: host, HLSDir: "/hls", Secret: shared, LogDir: t.TempDir(), Hooks: netip.MustParseAddrPort("[fd00::1]:8482"), Listen: []string{"127.0.0.1:1"}}
	o.Cert, o.Key = certificate(t, o.LogDir)
	for i := range 100 {
		ip := netip.MustParseAddr(fmt.Sprintf("fd12:3456:789a:bcde:f012:3456:789a:%x", 0xb000+i))
		o.SRS = append(o.SRS, Instance{API: netip.AddrPortFrom(ip, 11985), HTTP: netip.AddrPortFrom(ip, 18088), RTMP: 1935, RTC: 8000})
	}
	text, err := Nginx(o)
	if err != nil {
		t.Fatal(err)
	}
	wrap(t, t.TempDir(), text)
}
