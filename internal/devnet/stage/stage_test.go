package stage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	siwe "github.com/spruceid/siwe-go"
	"go.uber.org/goleak"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/devnet/broadcast"
	"github.com/haus25/backend/internal/srs"
)

// What geth leaves behind is geth's: see devnet.Chain.Close.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"),
		goleak.IgnoreAnyFunction("github.com/ethereum/go-ethereum/eth/filters.(*Subscription).Unsubscribe"),
	)
}

// theatre is haus as far as a stage meets it: sign-ins by signature, tokens by who holds tickets on chain, callbacks, kicks. Its
// methods run in the server's goroutines.
type theatre struct {
	t     *testing.T
	chain *devnet.Chain
	media *broadcast.Server

	mu       sync.Mutex
	nonces   int
	sessions map[string]common.Address
	tokens   map[string]common.Address // of streams
	clients  map[string]common.Address // by id at the media server
	shut     bool                      // refuses the first publish
	asked    []string
	opens    uint64 // chain time, once it was asked for
}

const eventTime = 6 * 60 // seconds of chain time

// premiere is the performer's event, by the chain.
func (h *theatre) premiere(ctx context.Context) (kiosk common.Address, start uint64) {
	factory := bindings.NewEventFactory()
	logs, err := h.chain.Client().FilterLogs(ctx, ethereum.FilterQuery{FromBlock: new(big.Int), Topics: [][]common.Hash{{factory.GetABI().Events["EventCreated"].ID}}})
	if err != nil {
		return
	}
	for i := range logs {
		if e, err := factory.UnpackEventCreatedEvent(&logs[i]); err == nil && e.EventId.Sign() == 0 && logs[i].Address == h.chain.Contracts().EventFactory {
			return e.TicketKioskAddress, e.StartDate.Uint64()
		}
	}
	return kiosk, 0
}

func (h *theatre) holds(ctx context.Context, who common.Address) bool {
	kiosk, _ := h.premiere(ctx)
	logs, err := h.chain.Client().FilterLogs(ctx, ethereum.FilterQuery{FromBlock: new(big.Int), Addresses: []common.Address{kiosk}, Topics: [][]common.Hash{{bindings.NewEventFactory().GetABI().Events["Transfer"].ID}}})
	if err != nil {
		return false
	}
	balance := 0
	for _, log := range logs {
		if common.BytesToAddress(log.Topics[1][:]) == who {
			balance--
		}
		if common.BytesToAddress(log.Topics[2][:]) == who {
			balance++
		}
	}
	return balance > 0
}

func (h *theatre) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct{ Message, Signature, Use, Action, Param, Stream string }
	var hook srs.Hook
	if r.Method == http.MethodPost {
		var raw json.RawMessage
		err := json.NewDecoder(r.Body).Decode(&raw)
		if err = errors.Join(err, json.Unmarshal(raw, &in), json.Unmarshal(raw, &hook)); err != nil {
			h.t.Errorf("%s: %v", r.URL, err)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	data := func(v any) { json.NewEncoder(w).Encode(map[string]any{"data": v}) }
	no := func(status int, detail string) {
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(map[string]string{"detail": detail})
	}
	wallet, signedIn := h.sessions[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	performer := crypto.PubkeyToAddress(h.chain.Performer().PublicKey)
	switch r.URL.Path {
	case "/v1/events":
		_, start := h.premiere(r.Context())
		if start == 0 {
			data([]any{})
			return
		}
		if !strings.EqualFold(r.URL.Query().Get("creator"), performer.Hex()) {
			h.t.Errorf("events are asked for with %s", r.URL.RawQuery)
		}
		data([]any{map[string]any{"eventId": "0", "startDate": start, "endDate": start + eventTime}})
	case "/v1/events/0/stream":
		_, start := h.premiere(r.Context())
		h.opens = start - 60
		data(map[string]any{"opensAt": h.opens})
	case "/v1/auth/nonce":
		h.nonces++
		data(map[string]any{"nonce": fmt.Sprintf("nonce%08d", h.nonces), "domain": r.Host, "chainId": h.chain.ChainID(), "statement": "Sign in."})
	case "/v1/auth/sign-in":
		m, err := siwe.ParseMessage(in.Message)
		if err == nil {
			_, err = m.VerifyEIP191(in.Signature)
		}
		if err != nil || m.GetDomain() != r.Host || m.GetChainID() != int(h.chain.ChainID()) || m.String() != in.Message {
			h.t.Errorf("signed in with %q: %v", in.Message, err)
			no(http.StatusUnauthorized, "the signature is wrong")
			return
		}
		token := fmt.Sprintf("session%d", len(h.sessions))
		h.sessions[token] = m.GetAddress()
		data(map[string]any{"token": token})
	case "/v1/events/0/stream/token":
		h.asked = append(h.asked, in.Use)
		switch {
		case !signedIn:
			no(http.StatusUnauthorized, "sign in")
		case len(h.asked) == 1: // as after a restart with another key
			clear(h.sessions)
			no(http.StatusUnauthorized, "the session is over")
		case in.Use == "publish" && h.chain.Head().Time < h.opens:
			h.t.Error("the performer asks before the doors open")
			no(http.StatusForbidden, "too early")
		case in.Use == "publish" && wallet != performer, in.Use == "watch" && !h.holds(r.Context(), wallet):
			no(http.StatusForbidden, "your wallet holds no ticket")
		default:
			token := fmt.Sprintf("token%d", len(h.tokens))
			h.tokens[token] = wallet
			data(map[string]any{"token": token})
		}
	case "/srs":
		_, token, _ := strings.Cut(in.Param, "token=")
		whose, known := h.tokens[token]
		switch {
		case !known:
			h.t.Errorf("%s with %q", in.Action, in.Param)
			fmt.Fprint(w, `{"code":1}`)
		case in.Action == "on_publish" && h.shut:
			h.shut = false
			fmt.Fprint(w, `{"code":1}`)
		default:
			h.clients[hook.ClientID] = whose
			if in.Action == "on_stop" || in.Action == "on_unpublish" {
				delete(h.clients, hook.ClientID)
			}
			fmt.Fprint(w, `{"code":0}`)
		}
	default:
		no(http.StatusNotFound, r.URL.Path)
	}
}

// usher kicks who watches without a ticket, and everybody at the end, until ctx ends.
func (h *theatre) usher(ctx context.Context, heads <-chan struct{}) {
	api, err := srs.NewAPI([]string{h.media.URL()}, "")
	if err != nil {
		h.t.Error(err)
		return
	}
	defer api.Close()
	for {
		select {
		case <-heads:
		case <-ctx.Done():
			return
		}
		_, start := h.premiere(ctx)
		clients, _ := api.Clients(ctx)
		h.mu.Lock()
		var out []srs.Client
		for _, c := range clients {
			if whose, known := h.clients[c.ID]; known && !c.Publish && (!h.holds(ctx, whose) || h.chain.Head().Time > start+eventTime+60) {
				out = append(out, c)
			}
		}
		h.mu.Unlock()
		for _, c := range out {
			if err := api.Kick(ctx, c.Server, c.ID); err != nil && ctx.Err() == nil {
				h.t.Error(err)
			}
		}
	}
}

// A premiere of six seconds: performed after a refusal, watched by who holds a ticket, left by who sold it.
func TestAPremiereIsPerformedAndWatched(t *testing.T) {
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	chain, err := devnet.Start(t.Context(), devnet.Options{Seed: 2, Speed: 60, BlockTime: 50 * time.Millisecond, Time: time.Date(2026, 1, 31, 20, 0, 0, 0, time.UTC),
		Premiere: devnet.Premiere{In: 2 * time.Second, Lasts: 6 * time.Second}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer chain.Close()
	h := &theatre{t: t, chain: chain, sessions: map[string]common.Address{}, tokens: map[string]common.Address{}, clients: map[string]common.Address{}, shut: true}
	server := httptest.NewServer(h)
	defer server.Close()
	if h.media, err = broadcast.Start(broadcast.Options{HLSDir: t.TempDir(), Hooks: server.URL + "/srs", Fragment: time.Second, Log: log}); err != nil {
		t.Fatal(err)
	}
	defer h.media.Close()
	ctx, stop := context.WithCancel(t.Context())
	var parts sync.WaitGroup
	heads := make(chan struct{}, 1)
	parts.Go(func() { h.usher(ctx, heads) })
	parts.Go(func() {
		if err := chain.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	parts.Go(func() {
		ticker := time.NewTicker(50 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				select {
				case heads <- struct{}{}:
				default:
				}
			case <-ctx.Done():
				return
			}
		}
	})
	var (
		mu   sync.Mutex
		said []string
	)
	event, err := Run(ctx, Options{Chain: chain, Server: h.media, Control: server.URL, Source: broadcast.Source{Width: 160, Height: 90, GOP: time.Second}, Beat: 40 * time.Millisecond, Log: log,
		Say: func(_ uint64, text string) {
			mu.Lock()
			defer mu.Unlock()
			said = append(said, text)
		}})
	stop()
	parts.Wait()
	if err != nil || event != 0 {
		t.Fatalf("event %d: %v", event, err)
	}
	viewer := func(i int) string {
		return fmt.Sprintf("0x%x…", crypto.PubkeyToAddress(chain.Viewer(i).PublicKey).Bytes()[:4])
	}
	// In this order, with other lines between.
	at := 0
	for _, want := range []string{
		"may not publish: on_publish of stream 0 is refused", "is live: ", viewer(1) + " watches (flv-play)", viewer(1) + " is disconnected by haus",
		viewer(1) + " may not watch: your wallet holds no ticket", "the show is over", "is disconnected at the end",
	} {
		next := slices.IndexFunc(said[at:], func(line string) bool { return strings.Contains(line, want) })
		if next < 0 {
			t.Fatalf("%q is missing, or too early:\n%s", want, strings.Join(said, "\n"))
		}
		at += next + 1
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{viewer(0) + " watches (rtc-play)", viewer(2) + " may not watch: ", viewer(2) + " watches (hls-play)"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing:\n%s", want, all)
		}
	}
	if strings.Contains(all, viewer(0)+" is disconnected by haus") {
		t.Errorf("who kept the ticket was thrown out:\n%s", all)
	}
}

// Nobody stays when the context ends, whatever is under way.
func TestAStageCanBeLeftAtAnyTime(t *testing.T) {
	chain, err := devnet.Start(t.Context(), devnet.Options{Speed: 60, Premiere: devnet.Premiere{In: time.Second, Lasts: time.Minute}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer chain.Close()
	if err := chain.Tell(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	h := &theatre{t: t, chain: chain, sessions: map[string]common.Address{}, tokens: map[string]common.Address{}, clients: map[string]common.Address{}}
	server := httptest.NewServer(h)
	defer server.Close()
	media, err := broadcast.Start(broadcast.Options{HLSDir: t.TempDir(), Hooks: server.URL + "/srs", Fragment: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer media.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	watched := make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		_, err := Run(ctx, Options{Chain: chain, Server: media, Control: server.URL, Source: broadcast.Source{Width: 160, Height: 90}, Beat: 10 * time.Millisecond, Say: func(_ uint64, text string) {
			if strings.Contains(text, "watches (flv-play)") {
				close(watched)
			}
		}})
		ended <- err
	}()
	<-watched
	began := time.Now()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if took := time.Since(began); took > 6*time.Second {
		t.Errorf("it took %s to leave", took)
	}
}
