package metadata

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/metadata/transactor"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// Documents reads what a URI names. It is *fetch.Fetcher: a [*fetch.Temporary] says that the document may be read later.
type Documents interface {
	FetchJSON(ctx context.Context, uri string) (fetch.Document, error)
}

// Writer sends transactions. It is *transactor.Transactor.
type Writer interface {
	Address() common.Address
	Look(ctx context.Context, event uint64, purpose string, asOf uint64) (transactor.Standing, error)
	Send(ctx context.Context, in transactor.Intent) (transactor.Standing, error)
}

// Options configure the [Reactor]. All are required but Writer, Targets and what has a default.
type Options struct {
	Identity  store.Identity
	Pool      *evm.Pool
	Documents Documents
	Content   *content.Store
	// Writer is nil when no key is configured: documents are then composed and kept here only.
	Writer Writer
	// Targets are where documents are uploaded to; a transaction waits until one of them has its document. None: this machine's
	// gateway is the only place.
	Targets []content.Target
	// Settle is the pause after the newest part before it is written; 0: none.
	Settle time.Duration
	// WritesPerHour is the most transactions for one event in an hour; 12.
	WritesPerHour int
}

// Reactor is the metadata reactor. Its methods may be called by any goroutine.
type Reactor struct{ Options }

const (
	// again is when to look at what somebody has to mend where no log tells of it: a whitelist, an account's balance, a document
	// behind a URL, a target's plan.
	again = 10 * time.Minute
	// indexed is when to look for the index having reached what the chain already says, should its log be late.
	indexed = 5 * time.Second
)

// New makes the reactor.
func New(o Options) *Reactor {
	if o.WritesPerHour == 0 {
		o.WritesPerHour = 12
	}
	return &Reactor{o}
}

// Name is "metadata".
func (r *Reactor) Name() string { return transactor.Reactor }

// look is one attempt.
type look struct {
	*Reactor
	a   *reactors.Attempt
	l   *ledger
	pub *store.Publication
}

// Reconcile writes the event's document when it differs from what parts and chain say.
func (r *Reactor) Reconcile(ctx context.Context, a *reactors.Attempt) (reactors.Result, error) {
	if a.Event == nil {
		return reactors.Result{Settled: true}, nil // EventCreated will touch the key
	}
	l, err := readLedger(a)
	if err != nil {
		return reactors.Result{}, err
	}
	k := &look{r, a, l, &store.Publication{Standing: "current", OnChainURI: a.Event.MetadataURI, Parts: l.names(), Transaction: l.newest, Updated: uint64(a.Wall.Unix())}}
	result, err := k.reconcile(ctx)
	if err != nil {
		k.pub.Standing, k.pub.Why = "waiting", err.Error()
		result.State = k.pub
	}
	return result, err
}

// stop ends the attempt: nothing failed, and why is waited for. The zero time: only a touch ends the wait.
func (k *look) stop(standing, why string, at time.Time) (reactors.Result, error) {
	k.pub.Standing, k.pub.Why = standing, why
	return reactors.Result{Waits: why, WallAt: at, State: k.pub}, nil
}

func (k *look) in(d time.Duration) time.Time { return k.a.Wall.Add(d) }

func (k *look) asOf() uint64 {
	ref, _ := k.a.View.AsOf()
	return ref.Number
}

func (k *look) reconcile(ctx context.Context) (reactors.Result, error) {
	if k.l.notJSON != nil {
		return reactors.Result{}, reactors.Permanent(fmt.Errorf("event %d: %w", k.a.EventID, k.l.notJSON))
	}
	if k.l.sent && k.Writer != nil {
		st, err := k.Writer.Look(ctx, k.a.EventID, purpose, k.asOf())
		if err != nil {
			return reactors.Result{}, err
		}
		if st.State == transactor.Pending || st.State == transactor.Mined {
			return k.onItsWay(st)
		}
	}
	if at := k.l.settlesAt(k.a.Wall, k.Settle); !at.IsZero() {
		return k.stop("pending", "further changes are waited for", at)
	}
	first, theirs, covered := k.l.covered()
	if len(k.l.parts) == 0 && !covered {
		return reactors.Result{Settled: true, State: k.pub}, nil
	}
	now, err := k.l.current()
	if err != nil {
		return reactors.Result{}, reactors.Permanent(fmt.Errorf("event %d: %w", k.a.EventID, err))
	}
	base, why, err := k.read(ctx, now.uri)
	if err != nil || why != "" {
		return k.unreadable(why, err)
	}
	want, next := base, write{Base: now.uri, Parts: k.l.numbers()}
	if covered {
		if want, why, err = k.merge(ctx, first, theirs, base); err != nil || why != "" {
			return k.unreadable(why, err)
		}
		next.Merged = theirs
	}
	hasLate := !k.l.compose(want, true).Equal(want)
	want = k.l.compose(want, false)
	if want.Equal(base) {
		return k.current(ctx, now, base)
	}
	raw, uri, at, err := k.keepNew(ctx, want)
	if err != nil {
		return reactors.Result{}, err
	}
	if !at.IsZero() {
		return k.stop("waiting", fmt.Sprintf("the event had %d new documents in an hour, which is metadata.writes_per_hour", k.WritesPerHour), at)
	}
	next.URI, k.pub.URI = uri, uri
	if status := k.a.Event.StatusAt(k.a.Chain); !mayWrite(status, hasLate, covered) {
		return k.offChain(ctx, status, raw, uri)
	}
	return k.write(ctx, base, raw, next)
}

// onItsWay waits for a transaction, or for the index to reach the block of one.
func (k *look) onItsWay(st transactor.Standing) (reactors.Result, error) {
	k.pub.Transaction = st.Hash
	if k.l.last != nil {
		k.pub.URI = k.l.last.URI
	}
	if st.State == transactor.Mined {
		return k.stop("pending", fmt.Sprintf("block %d, which holds the transaction, is not indexed as final yet", st.Block), k.in(indexed))
	}
	why := "the transaction is on its way"
	if st.Why != "" {
		why += ": " + st.Why
	}
	if st.Mend {
		return k.stop("parked", why, st.Again)
	}
	return k.stop("pending", why, st.Again)
}

// read returns the document of a URI that is or was on chain, or why it can never be read.
func (k *look) read(ctx context.Context, uri string) (d Document, why string, err error) {
	if uri == "" {
		return Document{}, "", nil
	}
	raw, err := k.fetch(ctx, uri)
	if err == nil {
		if d, err = Parse(raw); err == nil {
			return d, "", nil
		}
	}
	err = fmt.Errorf("read the document at %.200q: %w", uri, err)
	if later, ok := errors.AsType[*fetch.Temporary](err); ok {
		if later.After > 0 {
			err = reactors.RetryAfter(later.After, err)
		}
		return nil, "", err
	}
	if ctx.Err() != nil {
		return nil, "", err
	}
	return nil, fmt.Sprintf("the document cannot be read, and is not written over: %v: the creator sets another with updateMetadata", err), nil
}

// fetch takes our own documents from the local store, since they may have grown larger than what is fetched of strangers.
func (k *look) fetch(ctx context.Context, uri string) ([]byte, error) {
	if c, err := content.ParseCID(strings.TrimPrefix(uri, "ipfs://")); err == nil {
		if raw, err := k.Content.Get(c, content.MaxJSON); err == nil {
			return raw, nil
		}
	}
	doc, err := k.Documents.FetchJSON(ctx, uri)
	return doc.Body, err
}

// keepNew keeps a composed document, or says when it may be. An owner can set another URI in every block; each makes a document to be
// kept and uploaded for good, also when no transaction may follow.
func (k *look) keepNew(ctx context.Context, d Document) (raw []byte, uri string, at time.Time, err error) {
	if raw, err = d.Bytes(); err != nil {
		return nil, "", at, reactors.Permanent(err)
	}
	uri = "ipfs://" + content.CID(raw).String()
	if at = k.l.mayKeep(uri, k.a.Wall, k.WritesPerHour); !at.IsZero() {
		return nil, "", at, nil
	}
	if !k.l.kept[uri] {
		if err := record(k.a, kindKept, kept{URI: uri}); err != nil {
			return nil, "", at, err
		}
	}
	_, _, err = k.keep(ctx, d)
	return raw, uri, at, err
}

// merge gives back what a write of ours covered: first was composed from its base, while somebody set theirs.
func (k *look) merge(ctx context.Context, first *write, theirs string, ours Document) (Document, string, error) {
	was, changed := first.BaseIs, Document{}
	if was == "" {
		was = first.Base
	}
	base, why, err := k.read(ctx, was)
	if err == nil && why == "" {
		changed, why, err = k.read(ctx, theirs)
	}
	if err != nil || why != "" {
		return nil, why, err
	}
	k.a.Log.Info("merges a change that was made while the document was written", "theirs", theirs)
	return Merge(base, changed, ours), "", nil
}

func (k *look) unreadable(why string, err error) (reactors.Result, error) {
	if err != nil {
		return reactors.Result{}, err
	}
	return k.stop("waiting", why, k.in(6*again)) // a URL may name something else later
}
