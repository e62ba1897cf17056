package main

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/crypto"
	siwe "github.com/spruceid/siwe-go" // writes the message that wallets sign, as the clients' libraries do

	"github.com/haus25/backend/store/content/contenttest"
)

// TestShowInModeHigh encodes a short show: as many pictures as were sent.
func TestShowInModeHigh(t *testing.T) {
	t.Parallel()
	h := newTheatre(t, `mode = "high"`, "kubo")
	p := h.perform("Encoded")
	h.haus = h.site.haus("run", quick)
	h.open()
	all := p.write(concert.of(t)[:3]...)
	h.has(p)
	h.close()
	r := h.judge(p.event, script{sessions: []act{{segments: all}}, coded: true})
	if len(r.Chunks) != 1 || r.Chunks[0].Mode == "copy" {
		t.Errorf("%+v", r.Chunks)
	}
	h.must(h.stopped())
}

// TestShowRemovesSources: the media server's files go, and not before a target has their chunk.
func TestShowRemovesSources(t *testing.T) {
	t.Parallel()
	h := newTheatre(t, "remove_source = true", "kubo")
	acknowledge := make(chan struct{})
	h.targets["kubo"].Fail(slices.Repeat([]contenttest.Fault{{Wait: acknowledge}}, 4)...)
	p := h.perform("Sources")
	h.haus = h.site.haus("run", quick)
	h.open()
	all := p.write(concert.of(t)[:8]...)
	h.until(p.event, "have a chunk that no target has", func(r *recorded) bool { return r.Counts.Chunks == 1 && r.Counts.Uploaded == 0 && r.Counts.Spooled == 2 })
	sources := func() int {
		files, err := filepath.Glob(filepath.Join(h.hls, "live", p.stream(), "*.ts"))
		h.must(err)
		return len(files)
	}
	if n := sources(); n != 8 {
		t.Fatalf("%d of 8 sources are there, and nobody else has them", n)
	}
	close(acknowledge)
	has := func(want int) {
		t.Helper()
		h.eventually(fmt.Sprintf("%d sources to be left", want), func() error {
			if n := sources(); n != want {
				return fmt.Errorf("%d are", n)
			}
			return nil
		})
	}
	has(2)
	h.close()
	h.judge(p.event, script{sessions: []act{{segments: all}}})
	has(0)
	h.must(h.stopped())
}

// TestRecover puts folders of segments into recordings by hand: while haus runs, and while it does not.
func TestRecover(t *testing.T) {
	t.Parallel()
	h := newTheatre(t, "", "kubo")
	folder := func(name string, segments []footage) (string, []footage) {
		for i, f := range segments {
			h.site.write(filepath.Join(name, fmt.Sprintf("%d.ts", i)), string(f.raw))
		}
		return filepath.Join(h.site.dir, name), slices.Clone(segments)
	}
	a, first := folder("a", concert.of(t)[:11]) // 10 comes after 9
	b, second := folder("b", encore.of(t)[:3])
	live, down := h.perform("By hand"), h.perform("By hand, while haus is down")
	h.haus = h.site.haus("run", quick)
	h.open()
	if out := h.command(exitOK, "archive", "recover", live.event.eventID(), a); !strings.Contains(out, "11 segments") {
		t.Errorf("it says %q", out)
	}
	h.command(exitOK, "archive", "recover", live.event.eventID(), a) // once more puts nothing in
	live.taken = 11
	h.has(live)
	h.must(h.stopped())
	if out := h.command(exitOK, "archive", "recover", down.event.eventID(), b); !strings.Contains(out, "3 segments") {
		t.Errorf("it says %q", out)
	}
	h.command(exitFailed, "archive", "recover", down.event.eventID(), filepath.Join(h.site.dir, "nowhere"))
	h.command(exitFailed, "archive", "recover", "99", b)
	h.haus = h.site.haus("run", quick)
	down.taken = 3
	h.has(down)
	h.close()
	h.judge(live.event, script{sessions: []act{{segments: first}}})
	h.judge(down.event, script{sessions: []act{{segments: second}}})
	h.must(h.stopped())
}

// TestRecordingByCommand: who leads an event starts its recording before the time, and stops it; nobody else does.
func TestRecordingByCommand(t *testing.T) {
	t.Parallel()
	h := newTheatre(t, "", "kubo")
	p := h.perform("On command") // in an hour
	p.now = true
	h.haus = h.site.haus("run", quick)
	h.seen()
	creator, fan := h.signIn(h.chain.Creator(0)), h.signIn(h.chain.Fan(0))
	order := func(token, what string) int {
		return h.post(fmt.Sprintf("/v1/events/%d/archive/%s", p.event.id, what), token, nil, nil)
	}
	if status := order(fan, "start"); status != http.StatusForbidden {
		t.Errorf("a fan's start is answered with %d", status)
	}
	if status := order("", "start"); status != http.StatusUnauthorized {
		t.Errorf("a stranger's start is answered with %d", status)
	}
	if status := order(creator, "start"); status != http.StatusAccepted {
		t.Fatalf("the creator's start is answered with %d", status)
	}
	h.pass(time.Minute) // what is taken a moment late has been written a moment before
	all := p.write(concert.of(t)[:7]...)
	h.has(p)
	if status := order(creator, "stop"); status != http.StatusAccepted {
		t.Fatalf("the creator's stop is answered with %d", status)
	}
	h.pass(time.Second)
	h.judge(p.event, script{sessions: []act{{segments: all}}})
	h.must(h.stopped())
}

var controlURL = regexp.MustCompile(`control=(http://\S+)`)

// signIn takes a wallet to the control listener, and returns what it shows from then on.
func (h *theatre) signIn(key *ecdsa.PrivateKey) string {
	h.t.Helper()
	var nonce struct {
		Nonce, Domain, Statement string
		ChainID                  uint64
	}
	h.post("/v1/auth/nonce", "", map[string]any{}, &nonce)
	message, err := siwe.InitMessage(nonce.Domain, address(key).Hex(), "http://"+nonce.Domain, nonce.Nonce, map[string]any{
		"statement": nonce.Statement, "chainId": int(nonce.ChainID), "issuedAt": time.Now().UTC().Format(time.RFC3339)})
	h.must(err)
	signature, err := crypto.Sign(accounts.TextHash([]byte(message.String())), key)
	h.must(err)
	signature[crypto.RecoveryIDOffset] += 27 // as wallets write it
	var session struct{ Token string }
	h.post("/v1/auth/sign-in", "", map[string]any{"message": message.String(), "signature": fmt.Sprintf("0x%x", signature)}, &session)
	if session.Token == "" {
		h.t.Fatalf("%s cannot sign in", address(key))
	}
	return session.Token
}

// post sends something to the control listener, reads the data of the answer, and returns its status.
func (h *theatre) post(path, token string, body, into any) int {
	h.t.Helper()
	var raw []byte
	if body != nil {
		var err error
		raw, err = json.Marshal(body)
		h.must(err)
	}
	request, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.where(controlURL)+path, bytes.NewReader(raw))
	h.must(err)
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	answer, err := client.Do(request)
	h.must(err)
	defer answer.Body.Close()
	if into != nil {
		h.must(json.NewDecoder(answer.Body).Decode(&struct{ Data any }{into}))
	}
	return answer.StatusCode
}
