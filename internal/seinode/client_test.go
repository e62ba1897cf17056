package seinode

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

// go-ethereum's own client is the judge of what is wire-exact.

func world(t *testing.T, seed uint64, blocks int) (*World, *Node, *ethclient.Client, string) {
	t.Helper()
	w := NewWorld(Options{Seed: seed})
	w.Steps(blocks)
	n := w.NewNode("a")
	url, _ := Serve(t, n)
	c := dial(t, url)
	return w, n, c, url
}

func dial(t *testing.T, url string) *ethclient.Client {
	t.Helper()
	c, err := ethclient.DialContext(t.Context(), url)
	if err != nil {
		t.Fatalf("dial %s: %v", url, err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestEthclientReadsLogs(t *testing.T) {
	w, _, c, _ := world(t, 3, 300)
	var want []types.Log
	for number := w.StartBlock(); number <= w.Head().Number; number++ {
		b := w.Block(number)
		for i := range b.Logs {
			l := &b.Logs[i]
			data := l.Data
			if data == nil {
				data = []byte{}
			}
			want = append(want, types.Log{Address: l.Address, Topics: l.Topics, Data: data, BlockNumber: number, BlockHash: b.Hash, TxHash: l.TxHash, TxIndex: uint(l.TxIndex), Index: uint(l.Index)})
		}
	}
	all := ethereum.FilterQuery{FromBlock: num64(w.StartBlock()), ToBlock: num64(w.Head().Number)}
	check := func(what string, q ethereum.FilterQuery, keep func(*types.Log) bool) {
		t.Helper()
		got, err := c.FilterLogs(t.Context(), q)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		var sel []types.Log
		for i := range want {
			if keep(&want[i]) {
				sel = append(sel, want[i])
			}
		}
		if len(sel) == 0 {
			t.Fatalf("%s: the world has no such log", what)
		}
		if !reflect.DeepEqual(got, sel) {
			t.Errorf("%s: %d logs, want %d, or they differ", what, len(got), len(sel))
		}
	}
	check("everything", all, func(*types.Log) bool { return true })
	q := all
	q.Addresses = []common.Address{w.Contracts().EventFactory, w.Contracts().LiveTipping}
	check("two addresses", q, func(l *types.Log) bool {
		return l.Address == w.Contracts().EventFactory || l.Address == w.Contracts().LiveTipping
	})
	q = all
	q.Topics = [][]common.Hash{{logTicketTransfer.topic, logTicketMinted.topic}}
	check("either of two topics", q, func(l *types.Log) bool {
		return len(l.Topics) > 0 && (l.Topics[0] == logTicketTransfer.topic || l.Topics[0] == logTicketMinted.topic)
	})
	q = all
	q.Topics = [][]common.Hash{nil, {common.Hash{}}}
	check("any first topic, zero second", q, func(l *types.Log) bool { return len(l.Topics) > 1 && l.Topics[1] == common.Hash{} })
	last := want[len(want)-1]
	check("by block hash", ethereum.FilterQuery{BlockHash: &last.BlockHash}, func(l *types.Log) bool { return l.BlockHash == last.BlockHash })

	stranger := common.HexToHash("0x01")
	if got, err := c.FilterLogs(t.Context(), ethereum.FilterQuery{BlockHash: &stranger}); err != nil || len(got) != 0 {
		t.Errorf("unknown block hash: %v, %v; SEI answers []", got, err)
	}
	q = ethereum.FilterQuery{FromBlock: num64(w.Head().Number), ToBlock: num64(w.StartBlock())}
	if _, err := c.FilterLogs(t.Context(), q); err == nil || err.(rpc.Error).ErrorCode() != -32602 {
		t.Errorf("a range backwards: %v; want -32602", err)
	}
}

func num64(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

func TestEthclientReadsHeaders(t *testing.T) {
	w, n, c, _ := world(t, 3, 60)
	b := w.Head()
	for b.Number > w.StartBlock() && len(b.Logs) == 0 {
		b = w.Block(b.Number - 1)
	}
	h, err := c.HeaderByNumber(t.Context(), num64(b.Number))
	if err != nil {
		t.Fatal(err)
	}
	if h.Number.Uint64() != b.Number || h.Time != b.Time || h.ParentHash != b.Parent || h.Bloom != b.Bloom() {
		t.Errorf("header %+v is not block %d", h, b.Number)
	}
	if h.Hash() == b.Hash {
		t.Error("hashing the header's fields gives the block's hash; on SEI it does not")
	}
	for i := range b.Logs {
		if !h.Bloom.Test(b.Logs[i].Address[:]) {
			t.Errorf("the bloom misses log %d's address", i)
		}
	}
	for _, tag := range []string{"latest", "safe", "finalized"} {
		got := rawBlock(t, c, tag)
		if got["hash"] != w.Head().Hash.Hex() || got["number"] != hexutil.EncodeUint64(w.Head().Number) {
			t.Errorf("%s is %v, want the head", tag, got["number"])
		}
	}
	if _, err := c.HeaderByNumber(t.Context(), num64(w.Head().Number+1)); err != ethereum.NotFound {
		t.Errorf("a block past the head: %v, want not found", err)
	}
	if h, err := c.HeaderByHash(t.Context(), b.Hash); err != nil || h.Number.Uint64() != b.Number {
		t.Errorf("by hash: %v, %v", h, err)
	}
	if _, err := c.HeaderByHash(t.Context(), common.Hash{1}); err != ethereum.NotFound {
		t.Errorf("an unknown hash: %v, want not found", err)
	}
	n.SetFaults(Faults{ZeroParentHash: true})
	if h, _ := c.HeaderByNumber(t.Context(), num64(b.Number)); h == nil || h.ParentHash != (common.Hash{}) {
		t.Errorf("zero parent hash: %v", h)
	}
	if id, err := c.ChainID(t.Context()); err != nil || id.Uint64() != 1328 {
		t.Errorf("chain id %v, %v", id, err)
	}
	if id, err := c.NetworkID(t.Context()); err != nil || id.Uint64() != 1328 {
		t.Errorf("net version %v, %v", id, err)
	}
	if head, err := c.BlockNumber(t.Context()); err != nil || head != w.Head().Number {
		t.Errorf("head %d, %v", head, err)
	}
}

func rawBlock(t *testing.T, c *ethclient.Client, tag string) map[string]any {
	t.Helper()
	var got map[string]any
	if err := c.Client().CallContext(t.Context(), &got, "eth_getBlockByNumber", tag, false); err != nil {
		t.Fatalf("block %s: %v", tag, err)
	}
	return got
}

func TestCallsAnswerFromTheState(t *testing.T) {
	w := NewWorld(Options{Seed: 1})
	mine(t, w, opening(w), Buy{Event: 0, Buyer: bob}, Buy{Event: 0, Buyer: bob}, SendTicket{Event: 0, Ticket: 1, To: carol},
		Tip{Event: 0, Tipper: bob, Amount: big.NewInt(60)}, Whitelist{Agent: carol, Listed: true}, DeployCuration{Event: 0, Scope: 2, Fee: 5})
	n := w.NewNode("a")
	url, _ := Serve(t, n)
	c := dial(t, url)
	tr := w.Truth(w.Head().Number).Events[0]
	kiosk, cont := common.HexToAddress(tr.Kiosk), w.Contracts()
	call := func(name string, to common.Address, fn string, args ...any) []any {
		t.Helper()
		a := contractABI(t, name)
		data, err := a.Pack(fn, args...)
		if err != nil {
			t.Fatalf("pack %s: %v", fn, err)
		}
		out, err := c.CallContract(t.Context(), ethereum.CallMsg{To: &to, Data: data}, nil)
		if err != nil {
			t.Fatalf("call %s: %v", fn, err)
		}
		vs, err := a.Unpack(fn, out)
		if err != nil {
			t.Fatalf("unpack %s from %x: %v", fn, out, err)
		}
		return vs
	}
	big0 := new(big.Int)
	i := func(n int64) *big.Int { return big.NewInt(n) }
	equal(t, "getSalesInfo", call("TicketKiosk", kiosk, "getSalesInfo"), []any{i(3), i(2), i(1), i(10), "improv"})
	equal(t, "kiosk ownerOf", call("TicketKiosk", kiosk, "ownerOf", i(1)), []any{carol})
	equal(t, "getUserTickets", call("TicketKiosk", kiosk, "getUserTickets", bob), []any{[]*big.Int{i(2)}})
	equal(t, "hasTicketForEvent of the buyer", call("TicketKiosk", kiosk, "hasTicketForEvent", bob, big0), []any{true})
	equal(t, "hasTicketForEvent of the second owner", call("TicketKiosk", kiosk, "hasTicketForEvent", carol, big0), []any{false})
	equal(t, "getTicketInfo", fmt.Sprint(call("TicketKiosk", kiosk, "getTicketInfo", i(1))[:4]), fmt.Sprint([]any{big0, carol, bob, i(10)}))
	equal(t, "totalEvents", call("EventFactory", cont.EventFactory, "totalEvents"), []any{i(1)})
	equal(t, "ownerOf", call("EventFactory", cont.EventFactory, "ownerOf", big0), []any{alice})
	equal(t, "tokenURI", call("EventFactory", cont.EventFactory, "tokenURI", big0), []any{"ipfs://a"})
	equal(t, "getTicketKiosk", call("EventFactory", cont.EventFactory, "getTicketKiosk", big0), []any{kiosk})
	equal(t, "getCurationContract", call("EventFactory", cont.EventFactory, "getCurationContract", big0), []any{common.HexToAddress(tr.Curations[0].Address)})
	equal(t, "getCreatorEvents", len(call("EventFactory", cont.EventFactory, "getCreatorEvents", alice)[0].([]*big.Int)), 1)
	equal(t, "getAllTicketKiosks", call("EventFactory", cont.EventFactory, "getAllTicketKiosks")[1], []common.Address{kiosk})
	equal(t, "globalWhitelist", call("EventManager", cont.EventManager, "globalWhitelist", carol), []any{true})
	equal(t, "eventDelegates", call("EventManager", cont.EventManager, "eventDelegates", big0), []any{carol})
	equal(t, "getEventTippingData", call("LiveTipping", cont.LiveTipping, "getEventTippingData", big0),
		[]any{alice, num64(tr.Start), num64(tr.End), i(100), i(60), bob, i(60), true, false})
	ev := abi.ConvertType(call("EventFactory", cont.EventFactory, "getEvent", big0)[0], new(struct {
		Creator, KioskAddress, CurationAddress common.Address
		StartDate, EventDuration, ReservePrice *big.Int
		Finalized                              bool
		MetadataURI, ArtCategory               string
	}))
	encodedEvent, _ := json.Marshal(ev)
	wantEvent, _ := json.Marshal(map[string]any{"Creator": alice, "KioskAddress": kiosk, "CurationAddress": common.HexToAddress(tr.Curations[0].Address),
		"StartDate": tr.Start, "EventDuration": 2, "ReservePrice": 100, "Finalized": false, "MetadataURI": "ipfs://a", "ArtCategory": "improv"})
	var got, want any
	json.Unmarshal(encodedEvent, &got)
	json.Unmarshal(wantEvent, &want)
	equal(t, "getEvent", got, want)

	owner9, _ := contractABI(t, "TicketKiosk").Pack("ownerOf", i(9))
	_, err := c.CallContract(t.Context(), ethereum.CallMsg{To: &kiosk, Data: owner9}, nil)
	if de, ok := err.(rpc.DataError); !ok || de.ErrorData() != "0x7e273289"+common.BigToHash(i(9)).Hex()[2:] {
		t.Errorf("ownerOf a ticket that is not: %v, want ERC721NonexistentToken(9)", err)
	}
	if out, err := c.CallContract(t.Context(), ethereum.CallMsg{To: &bob, Data: owner9}, nil); err != nil || len(out) != 0 {
		t.Errorf("call to an account without code: %x, %v; want nothing", out, err)
	}
	for _, a := range []common.Address{kiosk, cont.EventFactory, cont.Distributor} {
		if code, err := c.CodeAt(t.Context(), a, nil); err != nil || len(code) == 0 {
			t.Errorf("contract %s has code %x, %v", a, code, err)
		}
	}
	if code, err := c.CodeAt(t.Context(), alice, nil); err != nil || len(code) != 0 {
		t.Errorf("alice has code %x, %v", code, err)
	}
	noEvent, _ := contractABI(t, "EventFactory").Pack("getEvent", i(9))
	if _, err := c.CallContract(t.Context(), ethereum.CallMsg{To: &cont.EventFactory, Data: noEvent}, nil); err == nil || err.Error() != "execution reverted: Event does not exist" {
		t.Errorf("getEvent of one that is not: %v", err)
	}
	if _, err := c.CallContract(t.Context(), ethereum.CallMsg{To: &kiosk, Data: []byte{1, 2, 3, 4}}, nil); err == nil || err.Error() != "execution reverted" {
		t.Errorf("a function that is not: %v", err)
	}
	sales, _ := contractABI(t, "TicketKiosk").Pack("getSalesInfo")
	at := ethereum.CallMsg{To: &kiosk, Data: sales}
	if out, err := c.CallContractAtHash(t.Context(), at, w.Head().Hash); err != nil || len(out) == 0 {
		t.Errorf("call at the head's hash: %x, %v", out, err)
	}
	if _, err := c.CallContractAtHash(t.Context(), at, common.Hash{1}); err == nil {
		t.Error("a call at an unknown hash succeeds")
	}
	if out, err := c.CallContract(t.Context(), at, num64(w.Head().Number-1)); err != nil || len(out) != 0 {
		t.Errorf("call before the kiosk's block: %x, %v; want nothing", out, err)
	}
	if _, err := c.CallContract(t.Context(), at, num64(w.Head().Number+1)); err == nil {
		t.Error("a call past the head succeeds")
	}
	if n.Posts() != n.AllRequests()["eth_call"]+n.AllRequests()["eth_getCode"] {
		t.Errorf("%d posts, but requests %v", n.Posts(), n.AllRequests())
	}
	n.SetLag(1) // before the kiosk's block
	if code, err := c.CodeAt(t.Context(), kiosk, nil); err != nil || len(code) != 0 {
		t.Errorf("the kiosk has code before its block: %x, %v", code, err)
	}
}

func TestViewsDiffer(t *testing.T) {
	w, a, ca, _ := world(t, 4, 40)
	b := w.NewNode("b")
	url, _ := Serve(t, b)
	cb := dial(t, url)
	b.SetLag(5)
	head := func(c *ethclient.Client) uint64 {
		n, err := c.BlockNumber(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if head(ca) != w.Head().Number || head(cb) != w.Head().Number-5 {
		t.Errorf("heads %d and %d of %d; want 5 apart", head(ca), head(cb), w.Head().Number)
	}
	b.SetLag(0)
	f := w.Fork(4, 6)
	b.ServeFork(f)
	at := hexutil.EncodeUint64(f.First().Number)
	if head(cb) != f.Head().Number || rawBlock(t, cb, at)["hash"] != f.First().Hash.Hex() || rawBlock(t, ca, at)["hash"] == f.First().Hash.Hex() {
		t.Error("the fork shows on the wrong node")
	}
	if h, err := cb.HeaderByHash(t.Context(), f.Head().Hash); err != nil || h.Number.Uint64() != f.Head().Number {
		t.Errorf("the fork's head by hash: %v, %v", h, err)
	}
	old := w.Head().Hash
	w.Adopt(f)
	b.ServeFork(nil)
	if rawBlock(t, ca, at)["hash"] != f.First().Hash.Hex() {
		t.Error("an adopted fork is not canonical")
	}
	if _, err := ca.HeaderByHash(t.Context(), old); err != ethereum.NotFound {
		t.Errorf("the orphaned head by hash: %v, want not found", err)
	}
	if a.Requests("eth_blockNumber") == 0 || a.Requests("eth_getBlockByNumber") == 0 {
		t.Errorf("requests are not counted: %v", a.AllRequests())
	}
}

func TestNewHeads(t *testing.T) {
	w := NewWorld(Options{Seed: 4})
	n := w.NewNode("a")
	_, ws := Serve(t, n)
	c := dial(t, ws)
	heads := make(chan *types.Header, 16)
	sub, err := c.SubscribeNewHead(t.Context(), heads)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		b := w.Step()
		h := next(t, t.Context(), heads, sub)
		if h.Number.Uint64() != b.Number || h.Bloom != (types.Bloom{}) {
			t.Errorf("head %v, want %d with a zero bloom", h.Number, b.Number)
		}
	}
	b := w.Reorg(2)
	if h := next(t, t.Context(), heads, sub); h.Number.Uint64() != b.Number || h.Time != b.Time {
		t.Errorf("after a reorg: head %v, want %d", h.Number, b.Number)
	}
	if id, err := c.ChainID(t.Context()); err != nil || id.Uint64() != 1328 {
		t.Errorf("a call over the socket: %v, %v", id, err)
	}
	n.SetLag(2)
	n.SetLag(0)
	sub.Unsubscribe()
	if err := n.Await(t.Context(), func(n *Node) bool { return n.Requests("eth_unsubscribe") == 1 }); err != nil {
		t.Error(err)
	}
}

func next(t *testing.T, ctx context.Context, heads chan *types.Header, sub ethereum.Subscription) *types.Header {
	t.Helper()
	select {
	case h := <-heads:
		return h
	case err := <-sub.Err():
		t.Fatalf("the subscription ended: %v", err)
	case <-ctx.Done():
		t.Fatal(ctx.Err())
	}
	return nil
}
