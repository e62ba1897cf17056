package xmtp

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/devnet/audience"
)

// people are unmodified clients of the official SDK in one process, on the node at url, their databases in dir or in memory.
func people(t *testing.T, url, dir string) *audience.Audience {
	t.Helper()
	a, err := audience.Start(context.Background(), audience.Options{
		SidecarDir: filepath.Join("..", "..", "..", "reactors", "chat", "sidecar"), APIURL: url, Dir: dir, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	must(t, err)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := crypto.GenerateKey()
	must(t, err)
	return key
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// reads compares what a client reads in a group with all that it should.
func reads(t *testing.T, who string, c *audience.Client, group string, want ...string) {
	t.Helper()
	messages, err := c.Messages(t.Context(), group)
	must(t, err)
	var got []string
	for _, m := range messages {
		got = append(got, m.Text)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s reads %q, want %q", who, got, want)
	}
}

// What the chat needs of a network, each step checked with real clients: registration, a group, messages, a stream, a removal, a late
// joiner, a node that goes away and comes back with its journal, one that refuses, a full group.
func TestRealClients(t *testing.T) {
	ctx, dir, kept := t.Context(), t.TempDir(), t.TempDir()
	node := open(t, Options{Dir: dir})
	url, stop := serve(t, node, "127.0.0.1:0")
	keeper, others := people(t, url, kept), people(t, url, "")
	join := func(from *audience.Audience, key *ecdsa.PrivateKey) *audience.Client {
		t.Helper()
		c, err := from.Join(ctx, key)
		must(t, err)
		return c
	}
	alices := newKey(t)
	alice, bob, carol := join(keeper, alices), join(others, newKey(t)), join(others, newKey(t))
	daves := newKey(t)
	dave := crypto.PubkeyToAddress(daves.PublicKey)

	reachable, err := alice.Reachable(ctx, dave, carol.Address, bob.Address)
	must(t, err)
	if !slices.Equal(reachable, []common.Address{carol.Address, bob.Address}) {
		t.Errorf("reachable are %v, want carol %s and bob %s", reachable, carol.Address, bob.Address)
	}

	group, err := alice.Create(ctx, "Electric Kitchen", "event:0")
	must(t, err)
	must(t, alice.Add(ctx, group, bob.Address, carol.Address))
	groups, err := bob.Groups(ctx)
	must(t, err)
	if want := []audience.Group{{ID: group, Name: "Electric Kitchen", AppData: "event:0", Active: true}}; !slices.Equal(groups, want) {
		t.Errorf("bob is in %+v, want %+v", groups, want)
	}
	size := func(c *audience.Client) int {
		t.Helper()
		members, err := c.Members(ctx, group)
		must(t, err)
		return len(members)
	}
	if err := bob.Remove(ctx, group, carol.Address); err == nil {
		t.Error("a member that is no admin removed another")
	}
	// One wallet that nobody can reach fails the whole addition.
	if err := alice.Add(ctx, group, dave); err == nil {
		t.Error("a wallet that is not on the network was added")
	}
	if n := size(bob); n != 3 {
		t.Errorf("%d members", n)
	}

	stream, err := bob.Listen(ctx)
	must(t, err)
	sent := time.Now()
	must(t, alice.Send(ctx, group, "welcome"))
	if heard, err := stream.Next(ctx); err != nil || heard.Text != "welcome" || heard.From != alice.Address {
		t.Errorf("bob hears %+v, %v", heard, err)
	}
	t.Logf("from one client to another's stream: %v", time.Since(sent).Round(time.Millisecond))
	must(t, stream.Close(ctx))
	must(t, alice.Send(ctx, group, "everyone"))
	reads(t, "carol", carol, group, "welcome", "everyone")

	must(t, alice.Remove(ctx, group, carol.Address))
	must(t, alice.Send(ctx, group, "without carol"))
	reads(t, "bob", bob, group, "welcome", "everyone", "without carol")
	reads(t, "carol", carol, group, "welcome", "everyone")
	if err := carol.Send(ctx, group, "am I still here?"); !errors.Is(err, audience.ErrNotMember) {
		t.Errorf("carol writes: %v", err)
	}

	late := join(others, daves)
	if reachable, err := alice.Reachable(ctx, dave); err != nil || len(reachable) != 1 {
		t.Errorf("reachable are %v, %v, want dave", reachable, err)
	}
	must(t, alice.Add(ctx, group, dave))
	must(t, alice.Send(ctx, group, "hello dave"))
	reads(t, "dave", late, group, "hello dave")

	// A node that goes away comes back with its journal, and with it all that clients had.
	stop()
	must(t, node.Close())
	if _, err := bob.Members(ctx, group); err == nil {
		t.Error("a node that is not there answered")
	}
	node = open(t, Options{Dir: dir})
	serve(t, node, strings.TrimPrefix(url, "http://"))
	must(t, alice.Send(ctx, group, "after the restart"))
	reads(t, "bob", bob, group, "welcome", "everyone", "without carol", "hello dave", "after the restart")
	reads(t, "dave", late, group, "hello dave", "after the restart")
	reads(t, "carol", carol, group, "welcome", "everyone")
	if _, err := carol.Members(ctx, group); !errors.Is(err, audience.ErrNotMember) {
		t.Errorf("carol is in the group: %v", err)
	}
	// So does a client whose database is opened again.
	must(t, keeper.Close())
	again := join(people(t, url, kept), alices)
	if again.InstallationID != alice.InstallationID {
		t.Errorf("%s became %s", alice.InstallationID, again.InstallationID)
	}
	if groups, err := again.Groups(ctx); err != nil || len(groups) != 1 || groups[0].ID != group || groups[0].AppData != "event:0" {
		t.Errorf("it is in %+v, %v", groups, err)
	}

	node.Refuse(true)
	if _, err := bob.Members(ctx, group); err == nil {
		t.Error("a node that refuses answered")
	}
	node.Refuse(false)
	size(bob)

	// More than a group holds, and more than net/http's usual number of streams on one connection.
	registrations := 260
	if testing.Short() {
		registrations = 60
	}
	var fans []common.Address
	var last *audience.Client
	var took []time.Duration
	for range registrations {
		began := time.Now()
		fan := join(others, newKey(t))
		took = append(took, time.Since(began))
		if len(fans) < 247 { // with alice, bob and dave it is full
			last = fan
			fans = append(fans, fan.Address)
		}
	}
	slices.Sort(took)
	t.Logf("%d registrations: p50 %v, p99 %v", registrations, took[registrations/2].Round(time.Millisecond), took[registrations*99/100].Round(time.Millisecond))
	commits := func() int {
		all := node.Groups()
		if len(all) != 1 || all[0].ID != group {
			t.Fatalf("the node has %+v, want %s alone", all, group)
		}
		return all[0].Commits
	}
	before, began, batches := commits(), time.Now(), 0
	for batch := range slices.Chunk(fans, 50) {
		must(t, again.Add(ctx, group, batch...))
		batches++
	}
	t.Logf("%d added, 50 at a time: %v", len(fans), time.Since(began).Round(time.Millisecond))
	if n := commits() - before; n != batches {
		t.Errorf("%d commits for %d additions", n, batches)
	}
	if n := size(bob); n != 3+len(fans) {
		t.Errorf("%d members, want %d", n, 3+len(fans))
	}
	must(t, again.Send(ctx, group, "all of you"))
	reads(t, "the last one", last, group, "all of you")
	if got := node.Stats(); got.Inboxes != 4+registrations || got.Installations != 4+registrations || got.Groups != 1 {
		t.Errorf("the node counts %+v, want %d inboxes, as many installations and one group", got, 4+registrations)
	}
}
