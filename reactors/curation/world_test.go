package curation

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/curation/model"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

const event = 100 // the event that is curated; those below are history

var (
	creator = common.HexToAddress("0xc0ffee0000000000000000000000000000000000")
	other   = common.HexToAddress("0x0ddba11000000000000000000000000000000000")
	cheap   = model.Ref{Provider: model.OpenAI, Name: "small"}
	dear    = model.Ref{Provider: model.Anthropic, Name: "large"}
	painter = model.Ref{Provider: model.Google, Name: "brush"}
)

const start = 2_000_000_000 // of the event, chain time

// world is a reactor on a real store and real content, with a model of the test's.
type world struct {
	t       *testing.T
	dir     string
	s       *store.Store
	content *content.Store
	r       *Reactor
	fetcher *fetch.Fetcher
	options Options
	model   *script

	event       func(*store.Event)
	block, time uint64
	wall        time.Time
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, dir: t.TempDir(), time: start - 20*24*3600, wall: time.Unix(1_800_000_000, 0), model: &script{}}
	if err := os.Mkdir(filepath.Join(w.dir, "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.options = Options{Models: w.model, Roles: map[model.Role][]model.Ref{model.Creative: {cheap, dear}, model.Analytical: {cheap, dear}, model.Strategy: {dear, cheap},
		model.Platform: {cheap, dear}, model.Drawing: {painter}}}
	w.event = func(*store.Event) {}
	w.start()
	t.Cleanup(func() {
		w.s.Close()
		w.fetcher.Close()
	})
	w.history(12)
	w.now(w.time)
	return w
}

// start begins a process on what is on the disk.
func (w *world) start() {
	w.t.Helper()
	var err error
	if w.s != nil {
		w.s.Close()
	}
	if w.fetcher != nil {
		w.fetcher.Close()
	}
	if w.s, err = store.Open(store.Options{Dir: w.dir}); err != nil {
		w.t.Fatal(err)
	}
	if w.content, err = content.Open(content.Options{Dir: filepath.Join(w.dir, "content")}); err != nil {
		w.t.Fatal(err)
	}
	if w.fetcher, err = fetch.New(fetch.Options{Local: w.content}); err != nil {
		w.t.Fatal(err)
	}
	o := w.options
	o.Store, o.Content, o.Documents = w.s, w.content, w.fetcher
	o.Now = func() time.Time { return w.wall }
	w.r = New(o)
}

// document is a metadata document in a URI of its own.
func documentURI(fields map[string]any) string {
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return "data:application/json;base64," + base64.StdEncoding.EncodeToString(raw)
}

func plainDocument() string {
	return documentURI(map[string]any{"name": "Midnight Microphone", "description": "An open stage for stories that nobody has told on a stage before.", "category": "standup-comedy",
		"attributes": []map[string]any{{"trait_type": "language", "value": "en"}, {"trait_type": "timezone", "value": "Europe/Berlin"}}})
}

// history is n events that have ended, each by another creator, with tickets sold to others.
func (w *world) history(n int) {
	w.t.Helper()
	b := w.s.Begin()
	for i := range uint64(n) {
		e := b.Event(i + 1)
		at := uint64(start - 40*24*3600 + i*7200)
		e.ID, e.Known, e.Creator, e.Owner, e.ArtCategory = i+1, true, common.BigToAddress(big.NewInt(int64(1000+i))), common.BigToAddress(big.NewInt(int64(1000+i))), "standup-comedy"
		e.Created = store.Stamp{Block: i + 1, Time: at - 86400, Tx: common.BigToHash(big.NewInt(int64(i + 1)))}
		e.StartDate, e.RegisteredEnd = at, at+3600
		e.Kiosk = common.BigToAddress(big.NewInt(int64(5000 + i)))
		e.ReservePrice = *sei(1 + i%4)
		e.Called = store.Called{TicketsAmount: uint256.NewInt(50), TicketPrice: sei(1 + i%3)}
		e.Sold, e.Revenue, e.TotalTips = 10+i, *sei(20), *sei(2)
		e.MetadataURI = documentURI(map[string]any{"name": fmt.Sprint("Past show ", i), "description": "Stories from a kitchen."})
		for k := range uint64(3) {
			t := b.Ticket(i+1, k+1)
			t.Owner, t.OriginalOwner, t.Price = other, other, *sei(1)
			t.Minted = store.Stamp{Block: i + 2, Time: at - 3600*(k+1), Tx: common.BigToHash(big.NewInt(int64(9000 + i*10 + k)))}
		}
	}
	w.block = uint64(n) + 2
	b.Advance(store.Ref{Number: w.block, Hash: common.BigToHash(common.Big1), Time: w.time}, w.block)
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
}

func sei(n uint64) *uint256.Int {
	return new(uint256.Int).Mul(uint256.NewInt(n), uint256.NewInt(1_000_000_000_000_000_000))
}

// now moves chain time; the wall's follows. The curated event is as event makes it.
func (w *world) now(at uint64) {
	w.t.Helper()
	w.wall = w.wall.Add(time.Duration(max(at, w.time)-w.time) * time.Second)
	w.time = max(at, w.time)
	w.block++
	b := w.s.Begin()
	e := b.Event(event)
	e.ID, e.Known, e.Creator, e.Owner, e.ArtCategory = event, true, creator, creator, "standup-comedy"
	e.Created = store.Stamp{Block: 5, Time: start - 21*24*3600, Tx: common.HexToHash("0x77")}
	e.StartDate, e.RegisteredEnd = start, start+5400
	e.Kiosk = common.HexToAddress("0x01")
	e.ReservePrice = *sei(2)
	e.Called = store.Called{TicketsAmount: uint256.NewInt(60), TicketPrice: sei(1)}
	if e.MetadataURI == "" {
		e.MetadataURI = plainDocument()
	}
	w.event(e)
	b.Touch(Name, event)
	b.Advance(store.Ref{Number: w.block, Hash: common.BigToHash(common.Big1), Time: w.time}, w.block)
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
}

// look makes one attempt, a second later.
func (w *world) look() (reactors.Result, error) { return w.lookAt(event) }

func (w *world) lookAt(id uint64) (reactors.Result, error) {
	w.wall = w.wall.Add(time.Second)
	a, err := reactors.NewAttempt(w.s, Name, id, w.wall, slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	defer a.View.Release()
	r, err := w.r.Reconcile(w.t.Context(), a)
	if err == nil && r.State != nil {
		b := w.s.Begin()
		b.SetState(id, r.State)
		if err := b.Commit(); err != nil {
			w.t.Fatal(err)
		}
	}
	return r, err
}

// quiesce looks, at the times that the reactor wishes, until it waits for nothing.
func (w *world) quiesce() *store.CurationState {
	w.t.Helper()
	for range 30 {
		r, err := w.look()
		if err != nil {
			w.t.Fatal(err)
		}
		if r.Waits == "" {
			return w.state()
		}
		if r.WallAt.After(w.wall) {
			w.wall = r.WallAt
		}
	}
	w.t.Fatal("it never comes to rest")
	return nil
}

func (w *world) state() *store.CurationState {
	w.t.Helper()
	v := w.view()
	defer v.Release()
	s := &store.CurationState{}
	if err := v.State(event, s); err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) view() *store.View {
	w.t.Helper()
	v, err := w.s.View()
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// parts are what the metadata reactor was handed, the newest of each name, and how many there were.
func (w *world) parts() (map[string]json.RawMessage, int) {
	w.t.Helper()
	v := w.view()
	defer v.Release()
	out, n := map[string]json.RawMessage{}, 0
	for r, err := range v.Receipts(store.WorkKey{Reactor: "metadata", EventID: event}) {
		if err != nil {
			w.t.Fatal(err)
		}
		_, name, _ := strings.Cut(r.Kind, ":")
		out[name] = r.Data
		n++
	}
	return out, n
}

func (w *world) order(o store.CurationOrder) (uint64, error) {
	return w.r.Order(w.t.Context(), creator, event, o)
}

// replayed is an error when a proposal comes out otherwise than it was made.
func (w *world) replayed() {
	w.t.Helper()
	v := w.view()
	defer v.Release()
	list, err := Replay(w.t.Context(), v, event, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, one := range list {
		if !one.Same {
			w.t.Errorf("%s %d of %s comes out otherwise: %s", one.Aspect, one.Number, one.Job, one.Why)
		}
	}
	if len(list) == 0 {
		w.t.Error("nothing was replayed")
	}
}

// asked is one call of a model.
type asked struct {
	ref    model.Ref
	schema string // or "image", "embed", "text"
	call   model.Call
}

// script is models of the test's.
type script struct {
	mu    sync.Mutex
	calls []asked
	// answer answers; nil: good.
	answer  func(a asked, n int) (model.Reply, error) // n counts calls of the same schema from 1
	picture func(n int) (model.Image, error)
}

func (s *script) note(a asked) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, a)
	for _, one := range s.calls {
		if one.schema == a.schema {
			n++
		}
	}
	return n
}

func (s *script) count(schema string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.calls {
		if one.schema == schema || schema == "" {
			n++
		}
	}
	return n
}

func (s *script) Ask(ctx context.Context, c model.Call) (model.Reply, error) {
	a := asked{ref: c.Model, schema: "text", call: c}
	if c.Schema != nil {
		a.schema = c.Schema.Name
	}
	n := s.note(a)
	if s.answer != nil {
		return s.answer(a, n)
	}
	return good(a), nil
}

func (s *script) Draw(ctx context.Context, p model.Picture) (model.Image, error) {
	n := s.note(asked{ref: p.Model, schema: "image"})
	if s.picture != nil {
		return s.picture(n)
	}
	return model.Image{}, &model.Error{Model: p.Model, Kind: model.Refused, Detail: "a safety filter"}
}

func (s *script) Embed(ctx context.Context, ref model.Ref, texts []string) (model.Vectors, error) {
	s.note(asked{ref: ref, schema: "embed"})
	v := model.Vectors{Model: ref.Name, Usage: model.Usage{In: 10, Known: true}}
	for _, t := range texts {
		v.Vectors = append(v.Vectors, []float32{float32(len(t)%7 + 1), float32(strings.Count(t, "e") + 1), 1})
	}
	return v, nil
}

func (s *script) Check(context.Context, model.Ref) error { return nil }

func (s *script) Price(ref model.Ref) model.Price {
	if ref == dear {
		return model.Price{In: 3_000_000, Out: 15_000_000, Image: 40_000, Known: true}
	}
	return model.Price{In: 100_000, Out: 400_000, Image: 40_000, Known: true}
}
