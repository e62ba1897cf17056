package audience_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/devnet/audience"
	"github.com/haus25/backend/internal/devnet/xmtp/xmtptest"
)

// A group's life: made, read, written, joined, left by force; who is out reads no more.
func TestAGroupsLife(t *testing.T) {
	ctx := t.Context()
	w := xmtptest.New(t)
	wallets := w.Joined(3)
	alice, bob, carol := w.As(wallets[0]), w.As(wallets[1]), w.As(wallets[2])
	group, err := alice.Create(ctx, "Electric Kitchen", "event 0", bob.Address)
	must(t, err)

	groups, err := bob.Groups(ctx)
	must(t, err)
	if want := []audience.Group{{ID: group, Name: "Electric Kitchen", AppData: "event 0", Active: true}}; !slices.Equal(groups, want) {
		t.Errorf("bob is in %+v, want %+v", groups, want)
	}
	if groups, err := carol.Groups(ctx); err != nil || len(groups) != 0 {
		t.Errorf("carol is in %+v (%v)", groups, err)
	}
	if _, err := carol.Messages(ctx, group); !errors.Is(err, audience.ErrNotMember) {
		t.Errorf("carol reads a group that she was never in: %v", err)
	}

	stream, err := bob.Listen(ctx)
	must(t, err)
	must(t, alice.Send(ctx, group, "before carol"))
	must(t, alice.Add(ctx, group, carol.Address))
	must(t, carol.Send(ctx, group, "hello"))
	for _, want := range []struct {
		from *audience.Client
		text string
	}{{alice, "before carol"}, {carol, "hello"}} {
		heard, err := stream.Next(ctx)
		if err != nil || heard.Text != want.text || heard.From != want.from.Address || heard.InboxID != want.from.InboxID || heard.GroupID != group || time.Since(heard.At) > time.Minute {
			t.Errorf("bob hears %+v (%v), want %+v", heard, err, want)
		}
	}
	if got := xmtptest.Texts(t, carol, group); !slices.Equal(got, []string{"hello"}) {
		t.Errorf("carol reads %q: what was before her is not hers", got)
	}

	// Next that gives up loses nothing.
	soon, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := stream.Next(soon); !errors.Is(err, context.Canceled) {
		t.Errorf("bob gave up: %v", err)
	}
	must(t, alice.Send(ctx, group, "after bob gave up"))
	if heard, err := stream.Next(ctx); err != nil || heard.Text != "after bob gave up" {
		t.Errorf("bob hears %+v (%v)", heard, err)
	}

	members, err := alice.Members(ctx, group)
	must(t, err)
	roles := map[common.Address]audience.Role{}
	for _, m := range members {
		roles[m.Address] = m.Role
	}
	if len(members) != 3 || roles[alice.Address] != audience.RoleSuperAdmin || roles[bob.Address] != audience.RoleMember {
		t.Errorf("members are %+v", members)
	}
	if err := bob.Remove(ctx, group, carol.Address); err == nil {
		t.Error("a member that is no admin removed another")
	}
	must(t, alice.Remove(ctx, group, carol.Address))
	must(t, alice.Send(ctx, group, "without carol"))
	if got := xmtptest.Texts(t, carol, group); slices.Contains(got, "without carol") || !slices.Contains(got, "hello") {
		t.Errorf("after she was removed, carol reads %q", got)
	}
	for name, err := range map[string]error{"write": carol.Send(ctx, group, "still here?"), "leave": carol.Leave(ctx, group)} {
		if !errors.Is(err, audience.ErrNotMember) {
			t.Errorf("carol can still %s: %v", name, err)
		}
	}
	if groups, err := carol.Groups(ctx); err != nil || len(groups) != 1 || groups[0].Active {
		t.Errorf("carol is in %+v (%v)", groups, err)
	}

	must(t, alice.Rename(ctx, group, "Acoustic Kitchen"))
	if groups, err := bob.Groups(ctx); err != nil || groups[0].Name != "Acoustic Kitchen" {
		t.Errorf("bob is in %+v (%v)", groups, err)
	}
	must(t, bob.Leave(ctx, group))
	must(t, stream.Close(ctx))
	for {
		if _, err := stream.Next(ctx); err != nil {
			if !errors.Is(err, audience.ErrEnded) {
				t.Errorf("a closed stream: %v", err)
			}
			break
		}
	}
	if got := w.Node.Stats(); got.Inboxes != 3 || got.Groups != 1 {
		t.Errorf("the node counts %+v", got)
	}
}

// A wallet whose database is kept is the same installation again, in another process; without, another one.
func TestWalletsComeBack(t *testing.T) {
	url := xmtptest.New(t).URL
	for _, kept := range []bool{true, false} {
		dir := ""
		if kept {
			dir = t.TempDir()
		}
		key := xmtptest.Key(t)
		first := xmtptest.Audience(t, url, dir)
		before, err := first.Join(t.Context(), key)
		must(t, err)
		must(t, first.Close())
		again, err := xmtptest.Audience(t, url, dir).Join(t.Context(), key)
		must(t, err)
		if again.InboxID != before.InboxID || (again.InstallationID == before.InstallationID) != kept {
			t.Errorf("kept %t: %+v, then %+v", kept, before, again)
		}
	}
}

func TestAClosedClientHasToJoinAgain(t *testing.T) {
	url := xmtptest.New(t).URL
	a := xmtptest.Audience(t, url, "")
	c := join(t, a, 1)[0]
	must(t, c.Close(t.Context()))
	if _, err := c.Groups(t.Context()); !errors.Is(err, audience.ErrNotMember) || !strings.Contains(err.Error(), "has not joined") {
		t.Errorf("a closed client answers %v", err)
	}
}

// A revoked client is sent no welcome to a group.
func TestARevokedClient(t *testing.T) {
	w := xmtptest.New(t)
	people := w.Joined(2)
	welcomes := func() int {
		before := w.Node.Stats().Welcomes
		_, err := w.As(people[0]).Create(t.Context(), "", "", people[1])
		must(t, err)
		return w.Node.Stats().Welcomes - before
	}
	if n := welcomes(); n != 1 {
		t.Errorf("%d welcomes", n)
	}
	must(t, w.As(people[1]).Revoke(t.Context(), w.Key(people[1])))
	if n := welcomes(); n != 0 {
		t.Errorf("%d welcomes after it was revoked", n)
	}
}

// A process that is killed is gone, and says so to everybody who waits for it.
func TestAKilledProcessIsGone(t *testing.T) {
	url := xmtptest.New(t).URL
	a, err := audience.Start(context.Background(), audience.Options{SidecarDir: xmtptest.SidecarDir(t), APIURL: url})
	must(t, err)
	stream, err := join(t, a, 1)[0].Listen(t.Context())
	must(t, err)
	heard := make(chan error, 1)
	go func() {
		_, err := stream.Next(t.Context())
		heard <- err
	}()
	must(t, a.Kill())
	if err := <-heard; !errors.Is(err, audience.ErrGone) {
		t.Errorf("who listened hears %v", err)
	}
	if _, err := a.Join(t.Context(), xmtptest.Key(t)); !errors.Is(err, audience.ErrGone) {
		t.Errorf("somebody joins: %v", err)
	}
	if err := a.Close(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("its end: %v", err)
	}
}

func TestStartExplains(t *testing.T) {
	if _, err := audience.Start(t.Context(), audience.Options{SidecarDir: t.TempDir()}); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "make sidecar") {
		t.Errorf("no SDK: %v", err)
	}
	if _, err := audience.Start(t.Context(), audience.Options{SidecarDir: xmtptest.SidecarDir(t), Node: "no-such-node"}); err == nil || !strings.Contains(err.Error(), "nodejs.org") {
		t.Errorf("no Node.js: %v", err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := audience.Start(over, audience.Options{SidecarDir: xmtptest.SidecarDir(t)}); !errors.Is(err, context.Canceled) {
		t.Errorf("a start that nobody wants: %v", err)
	}
}

// A network that is not there is an error, and not a hang.
func TestNoNetwork(t *testing.T) {
	a := xmtptest.Audience(t, "http://127.0.0.1:9", "")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := a.Join(ctx, xmtptest.Key(t)); err == nil || ctx.Err() != nil {
		t.Errorf("joined: %v", err)
	}
}
