package main

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/devnet/audience"
	"github.com/haus25/backend/internal/devnet/xmtp"
	"github.com/haus25/backend/internal/devnet/xmtp/xmtptest"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content/contenttest"
)

// town is everything that haus acts in, real where it can be: an EVM with the contracts, an XMTP node with SDK clients on it, and
// a stand-in of an IPFS node that takes uploads.
type town struct {
	t     *testing.T
	chain *devnet.Chain
	rpc   *tap
	node  *xmtp.Node
	stage *audience.Audience
	kubo  *contenttest.Server
	site  *site
	haus  *process
}

// newTown builds a town in which a block comes every 50 ms and nobody does anything. haus does not run yet.
func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{t: t}
	var err error
	w.chain, err = devnet.Start(t.Context(), devnet.Options{Seed: 3, Logger: slog.New(slog.DiscardHandler)})
	w.must(err)
	t.Cleanup(func() { w.check(w.chain.Close()) })
	w.mine(50 * time.Millisecond)
	w.rpc = newTap(t, w.chain.HTTPURL())

	network := xmtptest.New(t)
	w.node = network.Node
	w.stage = xmtptest.Audience(t, network.URL, "")
	w.kubo, err = contenttest.Start("kubo", "")
	w.must(err)
	t.Cleanup(w.kubo.Close)

	w.site = newSite(t, deployment{chain: w.chain.ChainID(), start: w.chain.StartBlock(), rpc: w.rpc.url, contracts: w.chain.Contracts()})
	w.amend(fmt.Sprintf(`
[reactors]
only = ["chat", "metadata"] # no media server is here, and asking for it again and again writes too

[agent]
key_file = "agent.json"
passphrase_file = "agent.pass"

[chat]
env = "local"
api_url = %q
sidecar = %q

[metadata]
settle = "1s"

[content]
upload = ["kubo"]
kubo_url = %q
gateways = [%q]
min_free = 0
`, network.URL, xmtptest.SidecarDir(t), w.kubo.URL, w.kubo.URL))
	w.site.write("agent.pass", "development\n")
	key := &keystore.Key{Address: crypto.PubkeyToAddress(w.chain.Agent().PublicKey), PrivateKey: w.chain.Agent()}
	text, err := keystore.EncryptKey(key, "development", keystore.LightScryptN, keystore.LightScryptP)
	w.must(err)
	w.must(os.WriteFile(filepath.Join(w.site.dir, "agent.json"), text, 0o600))
	return w
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) check(err error) {
	if err != nil {
		w.t.Error(err)
	}
}

// while runs something until the test ends.
func (w *town) while(run func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		w.check(<-ended)
	})
}

// mine adds a block now and then.
func (w *town) mine(every time.Duration) {
	w.while(func(ctx context.Context) error {
		blocks := time.NewTicker(every)
		defer blocks.Stop()
		for {
			select {
			case <-blocks.C:
				if _, _, err := w.chain.Mine(ctx); err != nil && ctx.Err() == nil {
					return err
				}
			case <-ctx.Done():
				return nil
			}
		}
	})
}

// amend adds to the configuration.
func (w *town) amend(text string) {
	w.t.Helper()
	old, err := os.ReadFile(w.site.file)
	w.must(err)
	w.site.write("haus.toml", string(old)+text)
}

// run starts haus and waits until it has caught up.
func (w *town) run(env ...string) {
	w.t.Helper()
	w.haus = w.site.haus("run", env...)
	w.haus.caughtUp(w.chain.Head().Number.Uint64())
}

// do puts calls into one block; all of them have to succeed.
func (w *town) do(calls ...devnet.Call) types.Receipts {
	w.t.Helper()
	_, receipts, err := w.chain.Mine(w.t.Context(), calls...)
	w.must(err)
	receipts = receipts[len(receipts)-len(calls):]
	for i, r := range receipts {
		if r.Status != types.ReceiptStatusSuccessful {
			w.t.Fatalf("call %d of %d was reverted", i, len(calls))
		}
	}
	return receipts
}

// event is one that was minted.
type event struct {
	id      uint64
	kiosk   common.Address
	creator *ecdsa.PrivateKey
}

func (e event) String() string { return fmt.Sprintf("event %d", e.id) }

// mint makes an event with a document of a creator's own, that starts in an hour.
func (w *town) mint(creator *ecdsa.PrivateKey, title string) event {
	w.t.Helper()
	at := w.chain.Contracts().EventFactory
	document := fmt.Sprintf(`data:application/json,{"name":%q,"mine":{"n":1.50}}`, title)
	call := devnet.Call{From: creator, To: &at, Data: factory.PackCreateEvent(new(big.Int).SetUint64(w.chain.Head().Time+3600), big.NewInt(60),
		big.NewInt(1e9), document, "poetry-slam", big.NewInt(1000), big.NewInt(1000))}
	for _, l := range w.do(call)[0].Logs {
		if made, err := factory.UnpackEventCreatedEvent(l); err == nil && l.Address == at {
			return event{made.EventId.Uint64(), made.TicketKioskAddress, creator}
		}
	}
	w.t.Fatal("no EventCreated")
	return event{}
}

// purchase is the call that buys a ticket.
func (e event) purchase(buyer *ecdsa.PrivateKey) devnet.Call {
	return devnet.Call{From: buyer, To: &e.kiosk, Value: big.NewInt(1000), Data: kiosk.PackPurchaseTicket(), Gas: 1_000_000}
}

// move is the call that gives a ticket away.
func (e event) move(ticket int64, from, to *ecdsa.PrivateKey) devnet.Call {
	return devnet.Call{From: from, To: &e.kiosk, Data: kiosk.PackTransferFrom(address(from), address(to), big.NewInt(ticket)), Gas: 1_000_000}
}

func address(k *ecdsa.PrivateKey) common.Address { return crypto.PubkeyToAddress(k.PublicKey) }

// join takes a wallet to XMTP.
func (w *town) join(k *ecdsa.PrivateKey) *audience.Client {
	w.t.Helper()
	c, err := w.stage.Join(w.t.Context(), k)
	w.must(err)
	return c
}

// eventually waits until look is content, and fails with what it complained of last.
func (w *town) eventually(what string, look func() error) {
	w.t.Helper()
	w.within(patience, what, look)
}

func (w *town) within(limit time.Duration, what string, look func() error) {
	w.t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	deadline := time.After(limit)
	for {
		err := look()
		if err == nil {
			return
		}
		select {
		case <-again.C:
		case <-deadline:
			w.t.Fatalf("%s: %v", what, err)
		}
	}
}

// ask reads something under /v1 of haus's API.
func (w *town) ask(path string, into any) error {
	status, body := w.haus.get(path)
	if status != http.StatusOK {
		return fmt.Errorf("%s answers %d: %s", path, status, body)
	}
	return json.Unmarshal(body, &struct{ Data any }{into})
}

// chat is what these tests look at of /v1/events/{id}/chat.
type chatAnswer struct {
	Standing string
	GroupIDs []string `json:"groupIds"`
	Rooms    []store.ChatRoom
	Seats    []store.ChatSeat
}

func (w *town) chat(e event) (c chatAnswer, err error) {
	cursor := ""
	for {
		status, body := w.haus.get(fmt.Sprintf("/v1/events/%d/chat?limit=1000%s", e.id, cursor))
		if status != http.StatusOK {
			return c, fmt.Errorf("the chat of %s answers %d: %s", e, status, body)
		}
		var page struct {
			Data chatAnswer
			Next string
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return c, err
		}
		seats := append(c.Seats, page.Data.Seats...)
		c = page.Data
		c.Seats = seats
		if cursor = "&cursor=" + page.Next; page.Next == "" {
			return c, nil
		}
	}
}

// seated waits until the API says of each wallet that it has that standing in the event's chat.
func (w *town) seated(e event, standing string, wallets ...*ecdsa.PrivateKey) (c chatAnswer) {
	w.t.Helper()
	w.eventually(fmt.Sprintf("%d wallets to be %s in the chat of %s", len(wallets), standing, e), func() (err error) {
		if c, err = w.chat(e); err != nil {
			return err
		}
		have := map[common.Address]string{}
		for _, s := range c.Seats {
			have[s.Address] = s.Standing + " " + s.Why
		}
		for _, k := range wallets {
			if is := have[address(k)]; !strings.HasPrefix(is, standing+" ") {
				return fmt.Errorf("%s is %q", address(k), is)
			}
		}
		return nil
	})
	return c
}

// members are the wallets in a group as a member's client sees it.
func (w *town) members(c *audience.Client, group string) (all []common.Address, err error) {
	members, err := c.Members(w.t.Context(), group)
	for _, m := range members {
		all = append(all, m.Address)
	}
	slices.SortFunc(all, common.Address.Cmp)
	return all, err
}

// holds waits until a group has exactly the members, besides the service.
func (w *town) holds(c *audience.Client, group string, keys ...*ecdsa.PrivateKey) {
	w.t.Helper()
	want := []common.Address{address(w.chain.Agent())}
	for _, k := range keys {
		want = append(want, address(k))
	}
	slices.SortFunc(want, common.Address.Cmp)
	w.eventually("the members of group "+group, func() error {
		got, err := w.members(c, group)
		if err == nil && !slices.Equal(got, want) {
			err = fmt.Errorf("%v, want %v", got, want)
		}
		return err
	})
}

// texts are the messages of a group as a client reads them.
func (w *town) texts(c *audience.Client, group string) []string {
	w.t.Helper()
	messages, err := c.Messages(w.t.Context(), group)
	w.must(err)
	var texts []string
	for _, m := range messages {
		texts = append(texts, m.Text)
	}
	return texts
}

// uri is the event's metadata URI on chain.
func (w *town) uri(e event) string {
	w.t.Helper()
	at := w.chain.Contracts().EventFactory
	raw, err := w.chain.Client().CallContract(w.t.Context(), ethereum.CallMsg{To: &at, Data: factory.PackTokenURI(new(big.Int).SetUint64(e.id))}, nil)
	w.must(err)
	uri, err := factory.UnpackTokenURI(raw)
	w.must(err)
	return uri
}

// document waits until the event's document on chain names the groups, and returns it as haus's gateway serves it.
func (w *town) document(e event, groups ...string) (doc map[string]json.RawMessage) {
	w.t.Helper()
	w.eventually("the document of "+e.String(), func() error {
		cid, ours := strings.CutPrefix(w.uri(e), "ipfs://")
		if !ours {
			return errors.New("the chain has the creator's document still")
		}
		status, body := w.haus.get("/ipfs/" + cid)
		if status != http.StatusOK {
			return fmt.Errorf("the gateway answers %d: %s", status, body)
		}
		doc = nil
		var chat struct{ GroupIDs []string }
		if err := errors.Join(json.Unmarshal(body, &doc), json.Unmarshal(doc["chat"], &chat)); err != nil {
			return err
		}
		if !slices.Equal(chat.GroupIDs, groups) {
			return fmt.Errorf("it names the groups %q, want %q", chat.GroupIDs, groups)
		}
		return nil
	})
	return doc
}

// updates counts the transactions that changed the event's metadata URI.
func (w *town) updates(e event) int {
	w.t.Helper()
	at := w.chain.Contracts().EventFactory
	logs, err := w.chain.Client().FilterLogs(w.t.Context(), ethereum.FilterQuery{Addresses: []common.Address{at},
		Topics: [][]common.Hash{{crypto.Keccak256Hash([]byte("MetadataUpdated(uint256,string)"))}, {common.BigToHash(new(big.Int).SetUint64(e.id))}}})
	w.must(err)
	return len(logs)
}
