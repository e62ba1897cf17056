package metadata

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/indexer"
	"github.com/haus25/backend/internal/agent"
	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/metadata/transactor"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// rig is everything real but the runner: a geth, an index of it, a content store, a key.
type rig struct {
	*testing.T
	chain   *devnet.Chain
	pool    *evm.Pool
	dir     string
	store   *store.Store
	indexer *indexer.Indexer
	content *content.Store
	key     *ecdsa.PrivateKey // nil: none is configured
	targets []content.Target
	wrap    func(Writer) Writer // comes between reactor and transactor
	now     time.Time
	set     func(*Options)
	reactor *Reactor
}

// actor is somebody of the development world: its keys follow from the seed.
func (r *rig) actor(role string, index int) *ecdsa.PrivateKey {
	r.Helper()
	key, err := crypto.ToECDSA(crypto.Keccak256(fmt.Appendf(nil, "haus devnet 0 %s %d", role, index)))
	if err != nil {
		r.Fatal(err)
	}
	return key
}

func address(key *ecdsa.PrivateKey) common.Address { return crypto.PubkeyToAddress(key.PublicKey) }

// original is the document that the creator mints event 0 with.
const original = `{"name":"Night","description":"first","x":{"wei":123456789012345678901234567890},"attributes":[{"trait_type":"a","value":1}]}`

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{T: t, dir: t.TempDir(), now: time.Now().Truncate(time.Second), set: func(*Options) {}}
	var err error
	if r.chain, err = devnet.Start(t.Context(), devnet.Options{Logger: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.chain.Close(); err != nil {
			t.Error(err)
		}
	})
	if r.pool, err = evm.NewPool(evm.Options{Endpoints: []evm.EndpointConfig{{URL: r.chain.HTTPURL()}}, ChainID: r.chain.ChainID(), RetryMin: time.Millisecond, RetryMax: 5 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.pool.Close)
	r.key = r.actor("agent", 0)
	r.restart()
	t.Cleanup(func() { r.store.Close() })
	r.mint(r.put(original))
	r.catchUp()
	return r
}

// restart is the process dying and starting again: only the disk is left.
func (r *rig) restart() {
	r.Helper()
	if r.store != nil {
		if err := r.store.Close(); err != nil {
			r.Fatal(err)
		}
	}
	made := r.chain.Contracts()
	id := store.Identity{ChainID: r.chain.ChainID(), StartBlock: r.chain.StartBlock(), EventFactory: made.EventFactory, EventManager: made.EventManager, LiveTipping: made.LiveTipping}
	var err error
	if r.store, err = store.Open(store.Options{Dir: r.dir, Identity: id}); err != nil {
		r.Fatal(err)
	}
	if r.indexer, err = indexer.New(indexer.Options{Store: r.store, Pool: r.pool}); err != nil {
		r.Fatal(err)
	}
	if r.content, err = content.Open(content.Options{Dir: r.dir + "/content"}); err != nil {
		r.Fatal(err)
	}
	documents, err := fetch.New(fetch.Options{Local: r.content, MaxBytes: content.MaxJSON})
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(documents.Close)
	o := Options{Identity: id, Pool: r.pool, Documents: documents, Content: r.content, Targets: r.targets, Settle: 5 * time.Second}
	if r.key != nil {
		tx, err := transactor.New(transactor.Options{Store: r.store, Pool: r.pool, Key: agent.New(r.key), MaxFee: big.NewInt(300e9), Now: func() time.Time { return r.now }})
		if err != nil {
			r.Fatal(err)
		}
		o.Writer = tx
		if r.wrap != nil {
			o.Writer = r.wrap(tx)
		}
	}
	r.set(&o)
	r.reactor = New(o)
}

// put keeps a document of the creator's where the fetcher finds it, and returns its URI.
func (r *rig) put(document string) string {
	r.Helper()
	info, err := r.content.Put(r.Context(), strings.NewReader(document), "")
	if err != nil {
		r.Fatal(err)
	}
	return "ipfs://" + info.CID.String()
}

// mint makes the creator's event, of an hour, which starts in an hour of the chain's time.
func (r *rig) mint(uri string) {
	r.Helper()
	r.mine(r.call("creator", r.chain.Contracts().EventFactory, factory.PackCreateEvent(new(big.Int).SetUint64(r.chain.Head().Time+3600), big.NewInt(60),
		big.NewInt(1e15), uri, "improv", big.NewInt(10), big.NewInt(0))))
}

func (r *rig) call(role string, to common.Address, data []byte) devnet.Call {
	return devnet.Call{From: r.actor(role, 0), To: &to, Data: data}
}

// change is the creator setting another document.
func (r *rig) change(uri string) devnet.Call {
	return r.call("creator", r.chain.Contracts().EventManager, manager.PackUpdateMetadata(common.Big0, uri))
}

func (r *rig) mine(calls ...devnet.Call) types.Receipts {
	r.Helper()
	_, receipts, err := r.chain.Mine(r.Context(), calls...)
	if err != nil {
		r.Fatal(err)
	}
	for i, receipt := range receipts {
		if receipt.Status != types.ReceiptStatusSuccessful {
			r.Fatalf("transaction %d of block %d reverted", i, receipt.BlockNumber)
		}
	}
	return receipts
}

func (r *rig) catchUp() {
	r.Helper()
	if err := r.indexer.CatchUp(r.Context()); err != nil {
		r.Fatal(err)
	}
}

// hand records a part of event 0 as another reactor does.
func (r *rig) hand(kind, value string) {
	r.Helper()
	if _, err := r.store.Record(store.Receipt{Reactor: "metadata", Kind: kind, Time: uint64(r.now.Unix()), Data: []byte(value), Touch: true}); err != nil {
		r.Fatal(err)
	}
}

const chatA, chatB = `{"groupIds":["a"],"network":"dev"}`, `{"groupIds":["a","b"],"network":"dev"}`

// try is one attempt at event 0.
func (r *rig) try() (reactors.Result, *store.Publication, error) {
	r.Helper()
	a, err := reactors.NewAttempt(r.store, "metadata", 0, r.now, slog.New(slog.DiscardHandler))
	if err != nil {
		r.Fatal(err)
	}
	defer a.View.Release()
	result, err := r.reactor.Reconcile(r.Context(), a)
	pub, _ := result.State.(*store.Publication)
	return result, pub, err
}

// attempt wants the attempt to end in that standing.
func (r *rig) attempt(standing string) (reactors.Result, *store.Publication) {
	r.Helper()
	result, pub, err := r.try()
	if err != nil {
		r.Fatal(err)
	}
	if pub.Standing != standing {
		r.Fatalf("the standing is %+v, want %s", pub, standing)
	}
	return result, pub
}

// converge plays runner and chain until nothing is wanted any more.
func (r *rig) converge() *store.Publication {
	r.Helper()
	for range 30 {
		result, pub, err := r.try()
		if err == nil && pub.Standing == "current" {
			if !result.Settled {
				r.Fatalf("current and not settled: %+v", result)
			}
			return pub
		}
		r.mine()
		r.catchUp()
		r.now = r.now.Add(10 * time.Second)
	}
	_, pub, err := r.try()
	r.Fatalf("it does not converge: %+v, %v", pub, err)
	return nil
}

// chainURI is the event's URI by the contract's word.
func (r *rig) chainURI() string {
	r.Helper()
	f, err := askFacts(r.Context(), r.pool, r.reactor.Identity, 0, common.Address{})
	if err != nil {
		r.Fatal(err)
	}
	return f.uri
}

// onChain is the canonical document behind the contract's URI.
func (r *rig) onChain() string {
	r.Helper()
	d, err := r.reactor.Documents.FetchJSON(r.Context(), r.chainURI())
	if err != nil {
		r.Fatal(err)
	}
	raw, err := content.CanonicalJSON(Document(doc(r, string(d.Body))))
	if err != nil {
		r.Fatal(err)
	}
	return string(raw)
}

func (r *rig) wantOnChain(want string) {
	r.Helper()
	if got := r.onChain(); got != text(r, doc(r, want)) {
		r.Fatalf("on chain is\n%s\nwant\n%s", got, text(r, doc(r, want)))
	}
}

// sent counts the key's mined transactions.
func (r *rig) sent(want uint64) {
	r.Helper()
	n, err := r.chain.Client().NonceAt(r.Context(), address(r.actor("agent", 0)), nil)
	if err != nil {
		r.Fatal(err)
	}
	if n != want {
		r.Fatalf("%d transactions were sent, want %d", n, want)
	}
}

// hooked is a writer with something happening around Send.
type hooked struct {
	Writer
	before, after func() error
}

func (h *hooked) Send(ctx context.Context, in transactor.Intent) (transactor.Standing, error) {
	if h.before != nil {
		if err := h.before(); err != nil {
			return transactor.Standing{}, err
		}
	}
	st, err := h.Writer.Send(ctx, in)
	if err == nil && h.after != nil {
		err = h.after()
	}
	return st, err
}

var tipping = bindings.NewLiveTipping()

// devnetTip is a tip that reaches the reserve.
func devnetTip(r *rig) devnet.Call {
	c := r.call("fan", r.chain.Contracts().LiveTipping, tipping.PackSendTip(common.Big0, "well done"))
	c.Value = big.NewInt(1e18)
	return c
}

// partKind is the kind of receipt by which a reactor hands a part over.
func partKind(name string, late bool) string {
	if late {
		return latePrefix + name
	}
	return partPrefix + name
}
