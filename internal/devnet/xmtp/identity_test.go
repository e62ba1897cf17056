package xmtp

import (
	"context"
	"errors"
	"slices"
	"testing"

	"connectrpc.com/connect"
)

const (
	ethereum = 1 // IdentifierKind

	alice = "0x00000000000000000000000000000000000a11ce"
	bob   = "0x0000000000000000000000000000000000000b0b"
)

func create(address string) message { return message{1, message{1, address, 2, 1, 4, ethereum}} }
func add(address string) message    { return message{2, message{1, message{1, address}}} }
func revoke(address string) message { return message{3, message{1, message{1, address}}} }
func passkey(key string) message    { return message{2, message{1, message{3, message{1, key}}}} }
func installation(k string) message { return message{2, message{1, message{2, k}}} }
func update(inbox string, actions ...message) []byte {
	return enc(message{1, message{1, actions, 2, 12345, 3, inbox}})
}

func (p *peer) publish(inbox string, actions ...message) {
	p.t.Helper()
	p.call(identityAPI+"PublishIdentityUpdate", update(inbox, actions...))
}

// inboxes asks for all identifiers at once; "-" stands for an absent inbox id.
func (p *peer) inboxes(kind int, identifiers ...string) []string {
	p.t.Helper()
	var requests []message
	for _, id := range identifiers {
		requests = append(requests, message{1, id, 2, kind})
	}
	response := p.call(identityAPI+"GetInboxIds", enc(message{1, requests}))
	var out []string
	for i, r := range list(p.t, response, 1) {
		if got := string(in(p.t, r, 1)); got != identifiers[i] {
			p.t.Errorf("response %d is for %q, want the order of the request", i, got)
		}
		inbox := "-"
		if b := in(p.t, r, 2); b != nil {
			inbox = string(b)
		}
		out = append(out, inbox)
	}
	return out
}

func TestInboxIDs(t *testing.T) {
	_, p := pair(t)
	want := func(kind int, identifiers []string, want ...string) {
		t.Helper()
		if got := p.inboxes(kind, identifiers...); !slices.Equal(got, want) {
			t.Errorf("inboxes of %v are %v, want %v", identifiers, got, want)
		}
	}
	both := []string{alice, bob}
	want(ethereum, both, "-", "-")

	p.publish("A", create(alice), installation("key of an installation"))
	want(ethereum, both, "A", "-")
	want(0, []string{bob, "0x00000000000000000000000000000000000A11CE"}, "-", "A") // no kind, other case

	p.publish("B", create(bob))
	p.publish("B", add(alice))
	want(ethereum, both, "B", "B") // the last association counts

	p.publish("B", revoke(alice))
	want(ethereum, both, "A", "B") // and when it is revoked, the one before
	p.publish("A", revoke(alice), passkey("\x01\xff"))
	want(ethereum, both, "-", "B")
	// Passkeys are not looked up, whatever they look like.
	p.publish("C", message{1, message{1, bob, 2, 1, 4, 2}})
	want(2, []string{bob}, "-")
	want(ethereum, both, "-", "B")
}

func TestIdentityUpdates(t *testing.T) {
	_, p := pair(t)
	p.publish("A", create(alice))
	p.publish("B", create(bob))
	p.publish("A", passkey("k"))

	ask := func(requests ...message) [][]byte {
		t.Helper()
		return list(t, p.call(identityAPI+"GetIdentityUpdates", enc(message{1, requests})), 1)
	}
	got := ask(message{1, "B"}, message{1, "nobody"}, message{1, "A"})
	if len(got) != 3 {
		t.Fatalf("%d responses to 3 requests", len(got))
	}
	for i, inbox := range []string{"B", "nobody", "A"} {
		if string(in(t, got[i], 1)) != inbox {
			t.Errorf("response %d is for inbox %q, want %q", i, in(t, got[i], 1), inbox)
		}
	}
	logs := list(t, got[2], 2)
	if len(logs) != 2 || len(list(t, got[0], 2)) != 1 || len(list(t, got[1], 2)) != 0 {
		t.Fatalf("wrong numbers of updates: %d, %d, %d", len(list(t, got[0], 2)), len(list(t, got[1], 2)), len(logs))
	}
	first, second := number(t, logs[0], 1), number(t, logs[1], 1)
	if first == 0 || second <= first || number(t, logs[1], 2) <= number(t, logs[0], 2) {
		t.Errorf("ids %d, %d and times %d, %d, want ascending", first, second, number(t, logs[0], 2), number(t, logs[1], 2))
	}
	if !slices.Equal(in(t, logs[0], 3), in(t, update("A", create(alice)), 1)) {
		t.Error("the update is not the bytes that were published")
	}
	if rest := list(t, ask(message{1, "A", 2, first})[0], 2); len(rest) != 1 || number(t, rest[0], 1) != second {
		t.Errorf("after %d there are %d updates, want the second only", first, len(rest))
	}
	p.refused(connect.CodeInvalidArgument, identityAPI+"PublishIdentityUpdate", update("", create(alice)))
	p.refused(connect.CodeInvalidArgument, identityAPI+"PublishIdentityUpdate", []byte{0xff})
}

func TestInboxIsFull(t *testing.T) {
	_, p := pair(t)
	for range maxIdentityUpdates {
		p.publish("A", create(alice))
	}
	p.refused(connect.CodeResourceExhausted, identityAPI+"PublishIdentityUpdate", update("A", revoke(alice)))
	p.publish("B", create(bob))
	if got := p.inboxes(ethereum, alice, bob); !slices.Equal(got, []string{"A", "B"}) {
		t.Errorf("inboxes are %v, want A and B", got)
	}
}

func TestKeyPackages(t *testing.T) {
	n, p := pair(t)
	upload := func(kp []byte) []byte { return enc(message{1, message{1, kp}, 2, true}) }
	p.call(mlsAPI+"UploadKeyPackage", upload(keyPackage("one", "old")))
	p.call(mlsAPI+"UploadKeyPackage", upload(keyPackage("two", "")))
	p.call(mlsAPI+"UploadKeyPackage", upload(keyPackage("one", "new")))
	p.refused(connect.CodeInvalidArgument, mlsAPI+"UploadKeyPackage", upload(keyPackage("", "")))
	p.refused(connect.CodeInvalidArgument, mlsAPI+"UploadKeyPackage", upload([]byte{0, 1, 0, 3, 9}))

	response := p.call(mlsAPI+"FetchKeyPackages", enc(message{1, "two", 1, "nobody", 1, "one"}))
	var got []string
	for _, r := range list(t, response, 1) {
		got = append(got, string(in(t, r, 1)))
	}
	if want := []string{string(keyPackage("two", "")), "", string(keyPackage("one", "new"))}; !slices.Equal(got, want) {
		t.Errorf("key packages are %q, want %q", got, want)
	}
	if s := n.Stats(); s.Installations != 2 {
		t.Errorf("%d installations, want 2", s.Installations)
	}
}

func TestVerifySmartContractWallets(t *testing.T) {
	request := enc(message{1, []message{
		{1, "eip155:1:0xgood", 2, 7, 3, "signature", 4, "hash"},
		{1, "eip155:1:0xbad", 3, "signature", 4, "hash"},
		{1, "eip155:9:0xfar", 3, "signature", 4, "hash"},
	}})
	answers := func(opts Options) (valid []uint64, problems []string) {
		n := open(t, opts)
		url, _ := serve(t, n, "127.0.0.1:0")
		for _, r := range list(t, dial(t, url).call(identityAPI+"VerifySmartContractWalletSignatures", request), 1) {
			valid = append(valid, number(t, r, 1))
			problems = append(problems, string(in(t, r, 3)))
		}
		return valid, problems
	}
	valid, problems := answers(Options{Verify: func(_ context.Context, account string, block uint64, hash, signature []byte) (bool, error) {
		if string(hash) != "hash" || string(signature) != "signature" {
			t.Errorf("asked about hash %q and signature %q", hash, signature)
		}
		switch account {
		case "eip155:1:0xgood":
			return block == 7, nil
		case "eip155:1:0xbad":
			return false, nil
		}
		return true, errors.New("no endpoint for this chain")
	}})
	if !slices.Equal(valid, []uint64{1, 0, 0}) || !slices.Equal(problems, []string{"", "", "no endpoint for this chain"}) {
		t.Errorf("answers are %v with %q", valid, problems)
	}
	if valid, problems := answers(Options{}); !slices.Equal(valid, []uint64{0, 0, 0}) || problems[0] == "" {
		t.Errorf("without a verifier answers are %v with %q, want none valid and a reason", valid, problems)
	}
}
