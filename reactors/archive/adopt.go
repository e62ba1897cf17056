package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/reactors/archive/spool"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// Documents reads what a URI names. It is *fetch.Fetcher.
type Documents interface {
	FetchJSON(ctx context.Context, uri string) (fetch.Document, error)
}

const (
	// adoptTries is how often a start asks for a document that cannot be had now: for about a day, in pauses that double.
	adoptTries = 12
	// adoptHolds is for how many of these nothing is made of what is spooled, 20 minutes: that would stand in the place of what is
	// adopted.
	adoptHolds = 6
	// adoptParallel is how many documents are asked for at once. A first start over years of history asks for thousands, some of them
	// from gateways that do not answer, and shows that are on now need the workers.
	adoptParallel = 2
)

// trial is how often a document was asked for, and when to ask again.
type trial struct {
	n    int
	next time.Time
}

// adopt takes over a recording that this program made and does not remember: receipts were lost, or this is another machine. The
// event's document names its manifest. It is asked for only where something was lost: of a recording that ended, of which neither
// receipts nor the spool know how, and where segments were let go that are in no chunk. The journal may have been restored from a backup
// that knows the first chunks.
//
// The document is the creator's to write, so what is adopted is the creator's word of the creator's own event. Each chunk of it is a
// receipt, which is kept for good, so a day has a limit. It tells whether nothing else is to be done before it could be read.
func (k *look) adopt(ctx context.Context) (wait bool, err error) {
	if k.Documents == nil || k.l.complete != nil || k.a.Event.MetadataURI == "" {
		return false, nil
	}
	p := next(k.spooled, k.l.done, k.w, true)
	gone := p != nil && !k.held(&p.segments[0])
	empty := k.w.over(k.a.Chain) && len(k.spooled) == 0 // the spool forgets what is complete, and nothing says that it is
	if !gone && !empty && !k.adoptionBegun() {
		return false, nil
	}
	part := len(k.l.chunks) > 0 && !gone // published it would take the place of the whole
	k.mu.Lock()
	t := k.tried[k.a.EventID]
	k.mu.Unlock()
	holds := func() bool { return part && t.n < adoptTries || gone && t.n < adoptHolds }
	switch {
	case t.n >= adoptTries:
		return false, nil
	case k.a.Wall.Before(t.next) && !k.a.Retried:
		k.wakeAt(t.next)
		return holds(), nil
	}
	select {
	case k.adopting <- struct{}{}:
		defer func() { <-k.adopting }()
	default:
		k.wakeAt(k.a.Wall.Add(patience + rand.N(quiet)))
		return holds(), nil
	}
	m, folder, err := k.published(ctx)
	var later *fetch.Temporary
	switch {
	case errors.As(err, &later):
		t = trial{t.n + 1, k.a.Wall.Add(max(later.After, patience<<t.n))}
		k.wakeAt(t.next)
	case err != nil && ctx.Err() != nil:
		return false, err
	case err != nil || m == nil || !k.begins(m):
		t.n = adoptTries // it will not become one
	}
	k.mu.Lock()
	k.tried[k.a.EventID] = t
	k.mu.Unlock()
	if later != nil || t.n == adoptTries {
		return holds(), nil
	}
	why, tomorrow, err := k.adopted.Take(k.a.View, k.a.Wall, adoption(k.a.EventID, k.a.Event.Creator, len(m.Chunks)))
	if err != nil {
		return false, err
	}
	if why != "" {
		k.note = fmt.Sprintf("the event's document names a recording of %d chunks, which is adopted later: %s", len(m.Chunks), why)
		k.wakeAt(tomorrow)
		return part, nil
	}
	k.a.Log.Info("a recording that nothing was remembered of is adopted", "manifest", folder, "chunks", len(m.Chunks))
	return false, k.take(m, folder)
}

// adoptionBegun tells whether an adoption was cut: its chunks come before its manifest.
func (k *look) adoptionBegun() bool {
	return len(k.l.chunks) > 0 && k.l.manifest == nil && !slices.ContainsFunc(k.l.chunks, func(c *chunk) bool { return !c.Adopted })
}

// begins tells whether a manifest begins with what is recorded, and goes on.
func (k *look) begins(m *manifest.Manifest) bool {
	for i, c := range k.l.chunks {
		if i >= len(m.Chunks) || m.Chunks[i].CID != c.CID {
			return false
		}
	}
	return len(m.Chunks) > len(k.l.chunks) || k.adoptionBegun()
}

// How many chunks are adopted in a day, for one creator and in all: whatever a manifest may list, and two weeks of shows, which are
// some 10 MB of receipts.
const (
	adoptedPerCreator = 8_000
	adoptedPerDay     = 20_000
)

func adoptionsOf(perCreator, perDay uint64) *reactors.Allowance {
	limit := reactors.Limit{}
	limit.PerCreator.SetUint64(perCreator)
	limit.Total.SetUint64(perDay)
	return reactors.NewAllowance(limit, adoptions)
}

func adoption(event uint64, creator common.Address, chunks int) reactors.Use {
	u := reactors.Use{ID: strconv.FormatUint(event, 10), Creator: creator}
	u.Amount.SetUint64(uint64(chunks))
	return u
}

// adoptions tells what was adopted since the beginning of a day.
func adoptions(v *store.View, day time.Time) (uses []reactors.Use, err error) {
	chunks := map[uint64]int{}
	for r, err := range v.AllReceipts(Name) {
		if err != nil {
			return nil, err
		}
		if at := time.Unix(int64(r.Time), 0); r.Kind != kindChunk || at.Before(day) || !at.Before(day.Add(24*time.Hour)) {
			continue
		}
		c, err := read[chunk](r)
		if err != nil {
			return nil, fmt.Errorf("receipt %d, a %s: %w", r.Number, r.Kind, err)
		}
		if c.Adopted {
			chunks[r.EventID]++
		}
	}
	for event, n := range chunks {
		e, err := v.Event(event)
		if errors.Is(err, store.ErrNotFound) {
			e, err = &store.Event{}, nil // it counts for the total
		}
		if err != nil {
			return nil, err
		}
		uses = append(uses, adoption(event, e.Creator, n))
	}
	return uses, nil
}

// published reads the manifest that the event's document names; nil: it names none.
func (k *look) published(ctx context.Context) (*manifest.Manifest, string, error) {
	d, err := k.Documents.FetchJSON(ctx, k.a.Event.MetadataURI)
	if err != nil {
		return nil, "", err
	}
	var said struct {
		Recording recording `json:"recording"`
	}
	if json.Unmarshal(d.Body, &said) != nil || said.Recording.Manifest == "" {
		return nil, "", nil
	}
	// It is shown in URLs and asked for by its CID, so it has to be one, written as we write it: no path, no other form.
	folder := said.Recording.Manifest
	if c, err := content.ParseCID(folder); err != nil || c.String() != folder {
		return nil, "", nil
	}
	if d, err = k.Documents.FetchJSON(ctx, "ipfs://"+folder+"/"+manifest.DocumentName); err != nil {
		return nil, "", fmt.Errorf("read the manifest of event %d: %w", k.a.EventID, err)
	}
	m, err := manifest.Parse(d.Body)
	if err != nil {
		return nil, "", err
	}
	if id := k.Store.Identity(); m.EventID != k.a.EventID || m.ChainID != id.ChainID || m.EventFactory != id.EventFactory {
		return nil, "", fmt.Errorf("%w: it is another event's", manifest.ErrInvalid)
	}
	return m, folder, nil
}

// take records what the manifest says, as if it had been made here.
func (k *look) take(m *manifest.Manifest, folder string) error {
	numbers := map[string]uint64{}
	for i := range k.spooled {
		numbers[k.spooled[i].Facts.SHA256] = k.spooled[i].N
	}
	for i := len(k.l.chunks); i < len(m.Chunks); i++ {
		c := &chunk{Chunk: m.Chunks[i], Adopted: true}
		if len(m.Tools) > 0 {
			c.Tool = m.Tools[0]
		}
		if s := m.Sessions[c.Session-1]; i == 0 || c.Session != m.Chunks[i-1].Session {
			c.Why, c.Gap = s.Why, s.Gap
		}
		for _, from := range c.From {
			if n := numbers[from.SHA256]; n > 0 {
				c.Last = max(c.Last, n)
				if c.First == 0 {
					c.First = n
				}
			}
		}
		k.at("adopt")
		if err := record(k.a, kindChunk, c); err != nil {
			return err
		}
		k.l.chunks, k.l.done = append(k.l.chunks, c), max(k.l.done, c.Last)
	}
	stored := &manifested{CID: folder, Chunks: len(m.Chunks), Complete: m.Complete}
	for _, kind := range []string{kindManifest, kindHanded} {
		k.at("adopt")
		if err := record(k.a, kind, stored); err != nil {
			return err
		}
	}
	k.l.manifest, k.l.handed = stored, stored
	return nil
}

// held tells whether the bytes of a segment are in the spool.
func (k *look) held(s *spool.Segment) bool {
	_, err := os.Stat(k.Spool.Path(k.a.EventID, s.N))
	return !errors.Is(err, os.ErrNotExist)
}
