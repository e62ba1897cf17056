package stream

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
	"github.com/haus25/backend/store"
)

func TestPublishAndWatch(t *testing.T) {
	w := show(t)
	w.publish("p1", "7", w.token(creator, 7, bearer.Publish))
	w.play("v1", "7", w.token(holderA, 7, bearer.Watch))
	w.look()
	live := w.r.Live(7)
	if live.Stream == nil || live.Publisher == nil || *live.Publisher != creator || live.Viewers != 1 || !live.Seen.Equal(w.now()) {
		t.Errorf("%+v", live)
	}
	if err := w.hook("on_stop", "v1", "7", ""); err != nil {
		t.Error(err)
	}
	if err := w.hook("on_unpublish", "p1", "7", ""); err != nil {
		t.Error(err)
	}
	if live := w.r.Live(7); live.Stream != nil || live.Viewers != 0 { // before SRS was looked at again
		t.Errorf("%+v", live)
	}
	st := w.r.Status()
	if st.Bindings != 0 || st.Servers != 1 || !slices.Contains(st.Hooks, HookCount{"on_publish", "accepted", 1}) {
		t.Errorf("%+v", st)
	}
}

// Hole 1 of SRS: rtmp://host/live/../../evil writes outside hls_path.
func TestHoleNamesThatClimb(t *testing.T) {
	w := show(t)
	token := w.token(creator, 7, bearer.Publish)
	for _, stream := range []string{"../../evil", "..", "7/../../evil", "7/", "/7", "07", "7.m3u8", "7\x00", "7%2e", "7_", "7_1080p", "evil", "", "٧", strings.Repeat("9", 200)} {
		refused(t, "publish "+stream, w.hook("on_publish", "c", stream, token), 403)
		if stream != "7.m3u8" {
			refused(t, "play "+stream, w.hook("on_play", "c", stream, w.token(holderA, 7, bearer.Watch)), 403)
		}
	}
	for _, app := range []string{"", "evil", "live/..", "../live", "LIVE"} {
		refused(t, "app "+app, w.r.Hook(t.Context(), srs.Hook{Action: "on_publish", ClientID: "c", App: app, Stream: "7", Param: "?token=" + token}), 403)
	}
	if n := w.r.Status().Bindings; n != 0 {
		t.Errorf("%d bindings", n)
	}
}

// Hole 2: a self-chosen hls_ctx plays HLS after a refusal.
func TestHoleSelfChosenHLSSession(t *testing.T) {
	w := show(t)
	token := w.token(holderA, 7, bearer.Watch)
	play := func(param string) error {
		return w.r.Hook(t.Context(), srs.Hook{Action: "on_play", ClientID: "c", App: "live", Stream: "7.m3u8", Param: param})
	}
	accepted(t, "without", play("?token="+token))
	refused(t, "with", play("?token="+token+"&hls_ctx=mine"), 403)
	refused(t, "without a token", play("?hls_ctx=mine"), 403)
	for _, uri := range []string{"/live/7.m3u8?hls_ctx=mine", "/live/7.m3u8?token=" + token + "&hls_ctx=mine", "/hls/" + token + "/live/7.m3u8?hls_ctx=mine"} {
		refused(t, uri, w.admit("GET", uri), 403)
	}
}

// Hole 3: /rtc/v1/whip/?action=play plays too; the callback is on_play, which asks for a watch token.
func TestHoleWHIPThatPlays(t *testing.T) {
	w := show(t)
	refused(t, "a publish token plays", w.hook("on_play", "c", "7", w.token(creator, 7, bearer.Publish)), 401)
	refused(t, "an action", w.r.Hook(t.Context(), srs.Hook{Action: "on_play", ClientID: "c", App: "live", Stream: "7",
		Param: "app=live&stream=7&action=play&token=" + w.token(holderA, 7, bearer.Watch)}), 403)
}

// WHIP and WHEP send the whole query without a question mark, RTMP, FLV and HLS with it; nothing is decoded.
func TestParams(t *testing.T) {
	w := show(t)
	watch := w.token(holderA, 7, bearer.Watch)
	n := 0
	play := func(param string) error {
		n++
		client := fmt.Sprint("c", n)
		defer w.hook("on_stop", client, "7", "")
		return w.r.Hook(t.Context(), srs.Hook{Action: "on_play", ClientID: client, App: "live", Stream: "7", Param: param})
	}
	for _, param := range []string{"?token=" + watch, "app=live&stream=7&token=" + watch, "?vhost=__defaultVhost__&token=" + watch} {
		accepted(t, param, play(param))
	}
	for _, param := range []string{"app=live&stream=8&token=" + watch, "app=evil&stream=7&token=" + watch, "?token=" + watch + "&token=" + watch,
		"?token=x&token=" + watch, "app=live&stream=7&stream=7&token=" + watch} {
		refused(t, param, play(param), 403)
	}
	for _, param := range []string{"", "?", "token", "?token=", "?Token=" + watch, "?token=" + watch + "%20", "?token%3D" + watch, "?token=" + watch[:len(watch)-1], "#token=" + watch} {
		refused(t, param, play(param), 401)
	}
}

// Tokens that were stolen from another event, have expired, are forged, for another use, or whose wallet lost the right.
func TestTokensThatAreNoGood(t *testing.T) {
	w := show(t)
	watch, publish, other := w.token(holderA, 7, bearer.Watch), w.token(creator, 7, bearer.Publish), w.token(stranger, 8, bearer.Watch)
	keys, err := bearer.Open(filepath.Join(t.TempDir(), "k"))
	if err != nil {
		t.Fatal(err)
	}
	forged := keys.Mint(bearer.Claims{Use: bearer.Publish, Wallet: creator, Event: 7, Issued: 1 << 40})
	session := w.r.Keys.Mint(bearer.Claims{Use: bearer.Session, Wallet: creator, Event: 7, Issued: 1 << 40})
	refused(t, "of another event", w.hook("on_play", "c", "7", other), 403, "event 8")
	refused(t, "watch token publishes", w.hook("on_publish", "c", "7", watch), 401)
	refused(t, "publish token publishes another", w.hook("on_publish", "c", "8", publish), 403)
	refused(t, "publish token publishes the enhanced", w.hook("on_publish", "c", "7_enhanced", publish), 401)
	refused(t, "enhance token publishes the source", w.hook("on_publish", "c", "7", w.token(creator, 7, bearer.Enhance)), 401)
	refused(t, "forged", w.hook("on_publish", "c", "7", forged), 401)
	refused(t, "a session's", w.hook("on_publish", "c", "7", session), 401)
	w.pass(10 * time.Minute)
	refused(t, "expired", w.hook("on_play", "c", "7", watch), 401, "expired")
	watch = w.token(holderA, 7, bearer.Watch)
	w.give(7, 1, stranger)
	refused(t, "of one who sold the ticket", w.hook("on_play", "c", "7", watch), 403, "no ticket")
	w.change(7, func(e *store.Event) { e.Delegate = common.Address{} })
	w.at(begins + lasts + 600)
	refused(t, "after the window", w.hook("on_publish", "c", "7", publish), 403, "closed")
}

func TestEnhanced(t *testing.T) {
	w := show(t)
	w.change(7, func(e *store.Event) {
		e.Curations = []store.CurationContract{{Curator: wallet(50), Scope: 2, Active: true}, {Curator: wallet(51), Scope: 3, Active: true}}
	})
	if _, err := w.r.Issue(t.Context(), wallet(50), 7, bearer.Enhance); err == nil {
		t.Error("a promoter enhances")
	}
	token := w.token(wallet(51), 7, bearer.Enhance)
	w.publish("e1", "7_enhanced", token)
	w.publish("p1", "7", w.token(creator, 7, bearer.Publish)) // both are there at once
	w.look()
	w.kicks(7)
	w.change(7, func(e *store.Event) { e.Curations[1].Active = false })
	w.kicks(7, "e1")
}

// One active publisher: a second one is refused while the first brings frames, also when both come at once.
func TestOnePublisher(t *testing.T) {
	w := show(t)
	first, second := w.token(creator, 7, bearer.Publish), w.token(delegate, 7, bearer.Publish)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var in []string
	for i := range 8 {
		wg.Go(func() {
			client := fmt.Sprint("p", i)
			if w.hook("on_publish", client, "7", first) == nil {
				mu.Lock()
				defer mu.Unlock()
				in = append(in, client)
			}
		})
	}
	wg.Wait()
	if len(in) != 1 {
		t.Fatalf("let in: %q", in)
	}
	p := in[0]
	w.connect(p, "7", "fmle-publish", true)
	for n := range uint64(10) {
		w.frames(p, "7", n)
		w.look()
		refused(t, "second", w.hook("on_publish", "x", "7", second), 403, "already")
		refused(t, "by WHIP", w.admit("POST", "/rtc/v1/whip/?app=live&stream=7&token="+second), 403, "already")
		w.pass(attentive)
	}
	// It ends by itself: the next is let in at once, before SRS was looked at.
	w.hook("on_unpublish", p, "7", "")
	accepted(t, "after it ended", w.hook("on_publish", "x", "7", second))
	if kicks := w.srs.Kicks(); len(kicks) > 0 {
		t.Errorf("kicked: %q", kicks)
	}
}

// Two publishers whose rights were found at the same time: the second binding is refused.
func TestTwoPublishersAtOnce(t *testing.T) {
	w := show(t)
	accepted(t, "first", w.r.bind(&binding{Client: "a", Event: 7, Use: bearer.Publish, Wallet: creator}))
	refused(t, "second", w.r.bind(&binding{Client: "b", Event: 7, Use: bearer.Publish, Wallet: creator}), 403, "already")
	accepted(t, "the first again", w.r.bind(&binding{Client: "a", Event: 7, Use: bearer.Publish, Wallet: creator}))
	accepted(t, "another event's", w.r.bind(&binding{Client: "c", Event: 8, Use: bearer.Publish, Wallet: creator}))
}

// A publisher whose line was lost stays in SRS's list for a while: OBS comes back and takes its own place.
func TestStalePublisherGivesWay(t *testing.T) {
	w := show(t)
	token := w.token(creator, 7, bearer.Publish)
	for name, again := range map[string]func() error{
		"RTMP": func() error { return w.hook("on_publish", "new", "7", token) },
		"WHIP": func() error { return w.admit("POST", "/rtc/v1/whip/?app=live&stream=7&token="+token) }, // no callback comes while it is busy
	} {
		w.publish("old", "7", token)
		for range 3 {
			w.look()
			w.pass(attentive)
		}
		w.look()
		accepted(t, name, again())
		if kicks := w.srs.Kicks(); len(kicks) == 0 || kicks[len(kicks)-1] != "old" {
			t.Errorf("%s: kicked: %q", name, kicks)
		}
		w.hook("on_unpublish", "old", "7", "") // late, for one whom another followed
		if name == "RTMP" && w.r.bindings.byClient["new"] == nil {
			t.Error("the late on_unpublish of the old ended the new")
		}
		w.hook("on_unpublish", "new", "7", "")
	}
}

// A stream of sound alone brings no frames, and is not stale for that.
func TestSoundAloneIsNotStale(t *testing.T) {
	w := show(t)
	token := w.token(creator, 7, bearer.Publish)
	w.publish("p", "7", token)
	for range 5 {
		w.srs.Put(srs.Stream{App: "live", Name: "7", Publisher: "p", KbpsIn: 128, Audio: &srs.Audio{Codec: "AAC", Rate: 48000, Channels: 2}})
		w.look()
		w.pass(attentive)
	}
	refused(t, "second", w.hook("on_publish", "x", "7", token), 403, "already")
}

// When the stale publisher cannot be disconnected, the newcomer is told to come again, in time.
func TestStalePublisherOfAHangingSRS(t *testing.T) {
	w := show(t)
	token := w.token(creator, 7, bearer.Publish)
	w.publish("old", "7", token)
	for range 4 {
		w.look()
		w.pass(attentive)
	}
	w.srs.Break(srstest.Hangs)
	defer w.srs.Break(srstest.None)
	began := time.Now()
	refused(t, "newcomer", w.hook("on_publish", "new", "7", token), 503, "again")
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	// SRS's API stays silent: nobody knows, and SRS decides, which takes one publisher a stream.
	w.pass(time.Minute)
	accepted(t, "when nobody knows", w.hook("on_publish", "new", "7", token))
}

// A second RTMP publisher that SRS refuses after our yes (StreamBusy) gets no on_unpublish; it does not hold the place for ever.
func TestHoleStreamBusyWithoutUnpublish(t *testing.T) {
	w := show(t)
	token := w.token(creator, 7, bearer.Publish)
	accepted(t, "first", w.hook("on_publish", "busy", "7", token)) // and never shows up
	refused(t, "while it may still come", w.hook("on_publish", "x", "7", token), 403)
	for range 6 {
		w.pass(attentive)
		w.look()
	}
	if n := w.r.Status().Bindings; n != 0 {
		t.Errorf("%d bindings", n)
	}
	accepted(t, "afterwards", w.hook("on_publish", "x", "7", token))
}

// A refused WHIP publish still sends on_unpublish 33 s later, and on_hls may carry a viewer's client id: neither ends anybody.
func TestHoleCallbacksOfOthers(t *testing.T) {
	w := show(t)
	w.publish("p", "7", w.token(creator, 7, bearer.Publish))
	w.play("v", "7", w.token(holderA, 7, bearer.Watch))
	refused(t, "refused WHIP", w.hook("on_publish", "r", "7", w.token(holderA, 7, bearer.Watch)), 401)
	for _, h := range [][2]string{{"on_unpublish", "r"}, {"on_unpublish", "v"}, {"on_stop", "p"}, {"on_hls", "v"}, {"on_hls", "p"}, {"on_stop", "nobody"}} {
		accepted(t, h[0], w.hook(h[0], h[1], "7", ""))
	}
	if n := w.r.Status().Bindings; n != 2 {
		t.Errorf("%d bindings", n)
	}
}

func TestOnHLSWakes(t *testing.T) {
	var got []string
	w := show(t, func(o *Options) {
		o.Wake = func(event uint64, file string) { got = append(got, fmt.Sprint(event, " ", file)) }
	})
	for stream, app := range map[string]string{"7": "live", "9": "live", "7_enhanced": "live", "7_720p": "live", "../7": "live", "8": "other"} {
		accepted(t, stream, w.r.Hook(t.Context(), srs.Hook{Action: "on_hls", ClientID: "v", App: app, Stream: stream, File: stream + "/1-0-10000.ts"}))
	}
	slices.Sort(got)
	// 9 is not indexed (yet): recording does not depend on it.
	if strings.Join(got, ",") != "7 7/1-0-10000.ts,9 9/1-0-10000.ts" {
		t.Errorf("%q", got)
	}
}

func TestViewersPerToken(t *testing.T) {
	w := show(t)
	token := w.token(holderA, 7, bearer.Watch)
	for i := range 3 {
		w.play(fmt.Sprint("v", i), "7", token)
	}
	refused(t, "fourth", w.hook("on_play", "v3", "7", token), 429)
	refused(t, "by WHEP", w.admit("POST", "/rtc/v1/whep/?app=live&stream=7&token="+token), 429)
	refused(t, "by HLS", w.admit("GET", "/hls/"+token+"/live/7.m3u8"), 429)
	accepted(t, "another token", w.hook("on_play", "o", "7", w.token(holderB, 7, bearer.Watch)))
	w.hook("on_stop", "v0", "7", "")
	accepted(t, "after one left", w.hook("on_play", "v3", "7", token))
	// Those whom SRS does not list any more do not count, even if it never said that they left.
	w.connect("v3", "7", "rtc-play", false)
	w.look()
	for _, id := range []string{"v1", "v2", "v3"} {
		w.srs.Disconnect(id)
	}
	w.pass(attentive)
	w.look()
	refused(t, "missed once", w.hook("on_play", "v4", "7", token), 429) // a list that is read page by page may lack one
	for range 4 {
		w.pass(attentive)
		w.look()
	}
	accepted(t, "after they are gone", w.hook("on_play", "v4", "7", token))
}

// The ladder: SRS's own transcoder, which has no token, is let in from SRS's own machine while the source is published; nobody else is.
func TestLadder(t *testing.T) {
	w := show(t, func(o *Options) { o.Ladder = []string{"720p"} })
	refused(t, "without a source", w.hookFrom("on_publish", "t", "7_720p", "", "127.0.0.1"), 403, "nobody publishes")
	refused(t, "plays nothing", w.hookFrom("on_play", "t0", "7", "", "127.0.0.1"), 401)
	token := w.token(creator, 7, bearer.Publish)
	w.publish("p", "7", token)
	w.look()
	refused(t, "from elsewhere", w.hook("on_publish", "t", "7_720p", ""), 403)
	refused(t, "with the creator's token", w.hook("on_publish", "t", "7_720p", token), 403)
	refused(t, "with a token, from here", w.hookFrom("on_publish", "t", "7_720p", token, "127.0.0.1"), 403)
	refused(t, "a rung that is not configured", w.hookFrom("on_publish", "t", "7_480p", "", "127.0.0.1"), 403)
	refused(t, "over WHIP", w.admit("POST", "/rtc/v1/whip/?app=live&stream=7_720p&token="+token), 403)
	refused(t, "another event's", w.hookFrom("on_publish", "t", "8_720p", "", "127.0.0.1"), 403)
	accepted(t, "the transcoder plays", w.hookFrom("on_play", "t0", "7", "", "127.0.0.1"))
	refused(t, "a second transcoder", w.hookFrom("on_play", "t2", "7", "", "127.0.0.1"), 401)
	accepted(t, "the transcoder publishes", w.hookFrom("on_publish", "t1", "7_720p", "", "::ffff:127.0.0.1"))
	w.connect("t0", "7", "rtmp-play", false)
	w.connect("t1", "7_720p", "fmle-publish", true)
	w.frames("t1", "7_720p", 1)
	watch := w.token(holderA, 7, bearer.Watch)
	w.play("v", "7_720p", watch)
	refused(t, "a rung that is not configured", w.hook("on_play", "v2", "7_480p", watch), 403)
	refused(t, "a viewer without a token", w.hookFrom("on_play", "v3", "7_720p", "", "127.0.0.1"), 401)
	w.look()
	if live := w.r.Live(7); live.Viewers != 1 {
		t.Errorf("%d viewers", live.Viewers)
	}
	w.kicks(7)
	w.at(begins + lasts + 600)
	w.kicks(7, "p", "t0", "t1", "v")
}

// Off by default: without a ladder nobody is let in without a token, wherever from.
func TestNoLadder(t *testing.T) {
	w := show(t)
	w.publish("p", "7", w.token(creator, 7, bearer.Publish))
	w.look()
	refused(t, "publish", w.hookFrom("on_publish", "t", "7_720p", "", "127.0.0.1"), 403)
	refused(t, "play", w.hookFrom("on_play", "t", "7", "", "127.0.0.1"), 401)
}

// TestViewersPerWallet: a ticket does not let in everybody whom its holder gets a token for.
func TestViewersPerWallet(t *testing.T) {
	w := show(t)
	for i := range 3 * tokensPerWallet {
		token := w.token(holderA, 7, bearer.Watch)
		if i%2 == 0 {
			w.play(fmt.Sprint("v", i), "7", token)
			continue
		}
		accepted(t, "a player of HLS", w.admit("GET", "/hls/"+token+"/live/7.m3u8"))
	}
	fresh := w.token(holderA, 7, bearer.Watch)
	refused(t, "with a fresh token", w.hook("on_play", "more", "7", fresh), 429, "wallet")
	refused(t, "by WHEP", w.admit("POST", "/rtc/v1/whep/?app=live&stream=7&token="+fresh), 429)
	refused(t, "by HLS", w.admit("GET", "/hls/"+fresh+"/live/7.m3u8"), 429)
	accepted(t, "another wallet", w.hook("on_play", "o", "7", w.token(holderB, 7, bearer.Watch)))
	w.hook("on_stop", "v0", "7", "")
	accepted(t, "after one left", w.hook("on_play", "more", "7", fresh))
	w.pass(hlsGap + time.Second)
	w.look()
	accepted(t, "after HLS ended", w.admit("GET", "/hls/"+w.token(holderA, 7, bearer.Watch)+"/live/7.m3u8"))
}

// TestShowsPerCreator: who mints many events does not take the line and the disk from all; the same show may be published on.
func TestShowsPerCreator(t *testing.T) {
	w := show(t, func(o *Options) { o.ShowsPerCreator = 1 })
	w.connect("p", "7", "fmle-publish", true)
	accepted(t, "the first", w.hook("on_publish", "p", "7", w.token(creator, 7, bearer.Publish)))
	accepted(t, "its enhanced stream", w.hook("on_publish", "q", "7_enhanced", w.token(creator, 7, bearer.Enhance)))
	other := w.token(creator, 8, bearer.Publish)
	refused(t, "a second event", w.hook("on_publish", "r", "8", other), 429, "creator")
	refused(t, "its enhanced stream", w.hook("on_publish", "r", "8_enhanced", w.token(creator, 8, bearer.Enhance)), 429)
	w.hook("on_unpublish", "p", "7", "")
	refused(t, "while the enhanced stream is on", w.hook("on_publish", "r", "8", other), 429)
	w.hook("on_unpublish", "q", "7_enhanced", "")
	accepted(t, "after the first", w.hook("on_publish", "r", "8", other))
}

func TestUnknownCallback(t *testing.T) {
	w := show(t)
	for _, action := range []string{"", "on_dvr", "on_connect", "ON_PLAY"} {
		refused(t, action, w.r.Hook(context.Background(), srs.Hook{Action: action, App: "live", Stream: "7"}), 403)
	}
	if got := w.r.Status().Hooks; len(got) != 1 || got[0] != (HookCount{"other", "refused", 4}) {
		t.Errorf("%+v", got)
	}
}

// Nothing is remembered without a bound.
func TestBounds(t *testing.T) {
	w := show(t, func(o *Options) { o.ViewersPerToken = maxBindings + 10 })
	token := w.token(holderA, 7, bearer.Watch)
	c, err := w.r.enter(token, bearer.Watch, 7)
	if err != nil {
		t.Fatal(err)
	}
	for i := range maxBindings {
		if err := w.r.bind(&binding{Client: fmt.Sprint(i), Event: 7, Use: bearer.Watch, Wallet: c.Wallet, Token: c.ID, Issued: c.Issued}); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, "one more", w.hook("on_play", "v", "7", token), 503)
	accepted(t, "a publisher all the same", w.hook("on_publish", "p", "7", w.token(creator, 7, bearer.Publish)))
}
