package render

import (
	"context"
	"errors"
	"math/big"
	"net/http"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/bearer"
	media "github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
	"github.com/haus25/backend/reactors/stream"
	"github.com/haus25/backend/store"
)

var (
	creator = common.HexToAddress("0xc4ea")
	holder  = common.HexToAddress("0x401d")
	buyer   = common.HexToAddress("0xb0e4")
)

// TestWithHaus: nginx before the stream service, on a store: whoever has the right gets through on every route that the service's URLs name,
// and a segment after the sale of the ticket does not.
func TestWithHaus(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	now := time.Now()
	block := uint64(0)
	commit := func(act func(*store.Batch)) {
		block++
		b := s.Begin()
		defer b.Discard()
		act(b)
		b.Advance(store.Ref{Number: block, Hash: common.BigToHash(new(big.Int).SetUint64(block)), Time: uint64(now.Unix())}, block)
		if err := b.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	give := func(to common.Address) {
		commit(func(b *store.Batch) { b.Ticket(7, 1).Owner = to })
	}
	commit(func(b *store.Batch) {
		e := b.Event(7)
		e.ID, e.Known, e.Creator, e.Owner = 7, true, creator, creator
		e.StartDate, e.RegisteredEnd = uint64(now.Unix())-60, uint64(now.Unix())+3600
		e.Kiosk = common.HexToAddress("0x4105")
	})
	give(holder)

	api := srstest.New()
	url, stop := api.Start()
	defer stop()
	client, err := media.NewAPI([]string{url}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	keys, err := bearer.Open(filepath.Join(dir, "bearer.key"))
	if err != nil {
		t.Fatal(err)
	}
	service, err := stream.New(stream.Options{Store: s, SRS: client, Keys: keys, Host: host, TLS: true, OpenBefore: time.Minute, CloseAfter: time.Minute, Ladder: []string{"720p"}})
	if err != nil {
		t.Fatal(err)
	}

	r := start(t, 1, nil)
	r.haus.judge(func(h http.Header) int {
		ip, err := netip.ParseAddr(h.Get("X-Real-Ip"))
		if err != nil {
			t.Errorf("the address: %v", err)
		}
		err = service.Admit(context.Background(), media.Request{Method: h.Get("X-Original-Method"), URI: h.Get("X-Original-Uri"), Address: ip})
		var denied *media.Denied
		switch {
		case errors.As(err, &denied):
			return denied.Status
		case err != nil:
			return 500
		}
		return 204
	})
	pass := func(who common.Address, use bearer.Use) media.Pass {
		p, err := service.Issue(context.Background(), who, 7, use)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	local := func(url string) string { // what a client asks at the port, which is not the public one here
		path := url[len("https://"):]
		return path[strings.IndexByte(path, '/'):]
	}
	want := func(status int, method, uri string) answer {
		t.Helper()
		a := r.ask(method, uri, "")
		if a.status != status {
			t.Errorf("%s %s: status %d, want %d", method, uri, a.status, status)
		}
		return a
	}

	publish, enhance, watch := pass(creator, bearer.Publish), pass(creator, bearer.Enhance), pass(holder, bearer.Watch)
	ended := want(201, "POST", local(publish.URLs.WHIP)).header.Get("Location")
	want(200, "DELETE", ended)
	want(201, "POST", "/rtc/v1/whip/?app=live&stream=7_enhanced&token="+enhance.Token)
	want(201, "POST", local(watch.URLs.WHEP))
	list := want(302, "GET", local(watch.URLs.HLS)).header.Get("Location")
	want(200, "GET", list)
	segment := strings.TrimSuffix(list, ".m3u8") + "/1795530692001-12-10000.ts"
	want(200, "GET", segment)
	for _, v := range watch.Variants {
		want(200, "GET", want(302, "GET", local(v.HLS)).header.Get("Location"))
		want(201, "POST", local(v.WHEP))
	}
	reached := len(r.reached())
	want(401, "POST", "/rtc/v1/whip/?app=live&stream=7&token="+watch.Token) // a token to watch does not publish
	want(401, "GET", strings.Replace(segment, watch.Token, publish.Token, 1))
	want(403, "GET", strings.Replace(segment, "/live/7", "/live/8", 1)) // nor is it of another event
	want(403, "POST", "/rtc/v1/whep/?app=live&stream=7")
	give(buyer)
	want(403, "GET", segment)
	want(403, "POST", local(watch.URLs.WHEP))
	want(403, "GET", local(watch.URLs.FLV))
	if got := r.reached()[reached:]; len(got) != 0 {
		t.Errorf("SRS was asked %q", got)
	}
	if len(watch.Variants) < 3 {
		t.Errorf("variants: %+v", watch.Variants)
	}
}

// TestRungs: what can be configured is what haus knows the streams of.
func TestRungs(t *testing.T) {
	var names []string
	for _, r := range rungs {
		names = append(names, r.Name)
	}
	if !slices.Equal(names, media.Rungs) {
		t.Errorf("%q, haus has %q", names, media.Rungs)
	}
}
