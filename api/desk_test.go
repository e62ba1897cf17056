package api

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/store"
)

// person is a wallet with its key.
type person struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

// persons have the same keys in every run, so that golden answers stay the same.
func personOf(t testing.TB, n byte) person {
	t.Helper()
	key, err := crypto.ToECDSA(bytes.Repeat([]byte{n}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return person{key, crypto.PubkeyToAddress(key.PublicKey)}
}

func (p person) sign(t testing.TB, message string) string {
	t.Helper()
	sig, err := crypto.Sign(accounts.TextHash([]byte(message)), p.key)
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	return hexutil.Encode(sig)
}

// clock is a wall clock that a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// desk is a world with a control listener.
type desk struct {
	*world
	clock *clock
	keys  *bearer.Keyring
	stage *stage
	shelf *shelf
	base  string // of the control listener
}

func newDesk(t testing.TB, change ...func(*Options)) *desk {
	t.Helper()
	keys, err := bearer.Open(filepath.Join(t.TempDir(), "bearer.key"))
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{clock: &clock{at: wall}, keys: keys, stage: &stage{}, shelf: &shelf{}}
	d.world = newWorld(t, append([]func(*Options){func(o *Options) {
		o.Keys, o.Now, o.PublicURL = keys, d.clock.now, "https://api.haus.example"
		o.Streams, o.Archives, o.OpenBefore, o.CloseAfter = d.stage, d.shelf, 15*time.Minute, 10*time.Minute
		o.Operators = []common.Address{personOf(t, 9).address}
	}}, change...)...)
	d.base, _, _ = serve(t, d.server.Control())
	return d
}

// post sends a body; a string goes as it is. token "" sends none.
func (d *desk) post(path, token string, in any, headers ...string) (int, []byte, http.Header) {
	d.t.Helper()
	raw, ok := in.(string)
	if !ok {
		b, err := json.Marshal(in)
		if err != nil {
			d.t.Fatal(err)
		}
		raw = string(b)
	}
	req, err := http.NewRequest(http.MethodPost, d.base+path, strings.NewReader(raw))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
			continue
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := d.client.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return res.StatusCode, out, res.Header
}

// sent posts what has to be accepted with the status and returns the data of the answer.
func sent[T any](d *desk, want int, path, token string, in any, headers ...string) T {
	d.t.Helper()
	status, out, _ := d.post(path, token, in, headers...)
	if status != want {
		d.t.Fatalf("POST %s: %d %s", path, status, out)
	}
	var a answer[T]
	if err := json.Unmarshal(out, &a); err != nil {
		d.t.Fatalf("POST %s: %v in %s", path, err, out)
	}
	return a.Data
}

// refusal posts what has to be refused with the status and returns what the answer says.
func (d *desk) refusal(want int, path, token string, in any, headers ...string) problem {
	d.t.Helper()
	status, out, h := d.post(path, token, in, headers...)
	if status != want {
		d.t.Errorf("POST %s: %d %s", path, status, out)
		return problem{}
	}
	return problemOf(d.t, status, out, h)
}

// form is a message to sign in, of which a test changes what it is about.
type form struct {
	domain, address, statement, nonce, more string
	chain                                   uint64
	issued                                  time.Time
}

func (f form) String() string {
	if f.statement != "" {
		f.statement += "\n"
	}
	return fmt.Sprintf("%s wants you to sign in with your Ethereum account:\n%s\n\n%s\nURI: https://haus.example/login\nVersion: 1\nChain ID: %d\nNonce: %s\nIssued At: %s%s",
		f.domain, f.address, f.statement, f.chain, f.nonce, f.issued.UTC().Format("2006-01-02T15:04:05.000Z"), f.more)
}

// form asks for a nonce and fills the rest in as it should be.
func (d *desk) form(p person) form {
	d.t.Helper()
	n := sent[nonceJSON](d, 200, "/v1/auth/nonce", "", "")
	return form{domain: n.Domain, address: p.address.Hex(), statement: n.Statement, chain: n.ChainID, nonce: n.Nonce, issued: d.clock.now()}
}

type signed struct {
	Message   string `json:"message"`
	Signature string `json:"signature"`
}

func (p person) signs(t testing.TB, f form) signed {
	return signed{f.String(), p.sign(t, f.String())}
}

// in signs a person in.
func (d *desk) in(p person) string {
	d.t.Helper()
	return sent[sessionJSON](d, 200, "/v1/auth/sign-in", "", p.signs(d.t, d.form(p))).Token
}

// stage is a Streams that keeps what it was asked and answers what a test says.
type stage struct {
	mu     sync.Mutex
	asked  []string
	err    error
	live   srs.Live
	hook   func(srs.Hook) error
	admits func(srs.Request) error
}

func (s *stage) ask(format string, args ...any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, fmt.Sprintf(format, args...))
	return s.err
}

// took returns what was asked since the last time.
func (s *stage) took() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.asked
	s.asked = nil
	return out
}

func (s *stage) Issue(_ context.Context, wallet common.Address, event uint64, use bearer.Use) (srs.Pass, error) {
	if err := s.ask("issue %s %d %d", protocol.Hex(wallet), event, use); err != nil {
		return srs.Pass{}, err
	}
	return srs.Pass{Token: "t0k", Wallet: wallet, Event: event, Expires: wall.Add(10 * time.Minute), OpensAt: 5, ClosesAt: 9, URLs: srs.URLs{WHEP: "https://room.example/rtc/v1/whep/?app=live&stream=0&token=t0k"},
		Variants: []srs.Variant{{Name: "source", Stream: "0", URLs: srs.URLs{HLS: "https://room.example:8080/live/0.m3u8?token=t0k"}}}}, nil
}

func (s *stage) Revoke(_ context.Context, wallet common.Address, event uint64) error {
	return s.ask("revoke %s %d", protocol.Hex(wallet), event)
}

func (s *stage) Report(_ context.Context, event uint64, token string, p srs.Playback) error {
	return s.ask("report %d %s %s %s", event, token, p.Protocol, p.Latency)
}

func (s *stage) Hook(_ context.Context, h srs.Hook) error {
	if s.hook != nil {
		return s.hook(h)
	}
	return s.ask("%s %s/%s", h.Action, h.App, h.Stream)
}

func (s *stage) Admit(_ context.Context, r srs.Request) error {
	if s.admits != nil {
		return s.admits(r)
	}
	return s.ask("admit %s %s %s", r.Method, r.URI, r.Address)
}

func (s *stage) Live(uint64) srs.Live {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live
}

func (s *stage) URLs(event uint64) srs.URLs {
	return srs.URLs{WHIP: fmt.Sprintf("https://room.example/rtc/v1/whip/?app=live&stream=%d", event), RTMP: fmt.Sprintf("rtmp://room.example:1935/live/%d", event)}
}

func (s *stage) Variants(event uint64) []srs.Variant {
	return []srs.Variant{
		{Name: "source", Stream: srs.NameOf(event, ""), URLs: srs.URLs{FLV: fmt.Sprintf("https://room.example:8080/live/%d.flv", event)}},
		{Name: "720p", Stream: srs.NameOf(event, "720p"), URLs: srs.URLs{FLV: fmt.Sprintf("https://room.example:8080/live/%d_720p.flv", event)}},
		{Name: srs.Enhanced, Stream: srs.NameOf(event, srs.Enhanced), URLs: srs.URLs{WHIP: fmt.Sprintf("https://room.example/rtc/v1/whip/?app=live&stream=%d_enhanced", event)}},
	}
}

// shelf is an Archives that keeps what it was told.
type shelf struct {
	told []string
	err  error
}

func (s *shelf) Command(_ context.Context, wallet common.Address, event uint64, command string) error {
	s.told = append(s.told, fmt.Sprintf("%s %d %s", protocol.Hex(wallet), event, command))
	return s.err
}

// theirs makes an event of a person, with another as its delegate.
func (d *desk) theirs(id uint64, creator, delegate person) {
	d.batch(20+id, func(b *store.Batch) {
		e := b.Event(id)
		event(e, 20, creator.address)
		e.Delegate = delegate.address
	})
}
