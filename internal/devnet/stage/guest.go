package stage

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	siwe "github.com/spruceid/siwe-go" // writes the message that wallets sign, as the clients' libraries do
)

const (
	// answerTime bounds one question to haus, answerBytes its answer.
	answerTime  = 10 * time.Second
	answerBytes = 1 << 20
)

// guest is a wallet at haus' control listener. One goroutine uses it.
type guest struct {
	base    string // e.g. http://127.0.0.1:8481
	key     *ecdsa.PrivateKey
	address common.Address
	session string // of the sign-in; empty: not signed in
	http    *http.Client
}

func newGuest(base string, key *ecdsa.PrivateKey) *guest {
	// Without connections that stay: they would outlive the guest.
	return &guest{base: base, key: key, address: crypto.PubkeyToAddress(key.PublicKey), http: &http.Client{Timeout: answerTime, Transport: &http.Transport{DisableKeepAlives: true}}}
}

// denied is haus' no, in its own words.
type denied struct {
	status int
	detail string
}

func (d *denied) Error() string { return fmt.Sprintf("haus says no (%d): %s", d.status, d.detail) }

// signIn proves by a signature whose wallet it is.
func (g *guest) signIn(ctx context.Context) error {
	var nonce struct {
		Nonce, Domain, Statement string
		ChainID                  uint64
	}
	if err := g.ask(ctx, http.MethodPost, "/v1/auth/nonce", map[string]any{}, &nonce); err != nil {
		return fmt.Errorf("ask for a nonce: %w", err)
	}
	message, err := siwe.InitMessage(nonce.Domain, g.address.Hex(), "http://"+nonce.Domain, nonce.Nonce, map[string]any{
		"statement": nonce.Statement, "chainId": int(nonce.ChainID), "issuedAt": time.Now().UTC().Format(time.RFC3339),
	})
	if err != nil {
		return fmt.Errorf("write the message to sign: %w", err)
	}
	signature, err := crypto.Sign(accounts.TextHash([]byte(message.String())), g.key)
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	signature[crypto.RecoveryIDOffset] += 27 // as wallets write it
	var session struct{ Token string }
	if err := g.ask(ctx, http.MethodPost, "/v1/auth/sign-in", map[string]any{"message": message.String(), "signature": fmt.Sprintf("0x%x", signature)}, &session); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	g.session = session.Token
	return nil
}

// pass is a token for one event's stream.
type pass struct{ Token string }

// pass asks for a token to publish or to watch, and signs in when that was not done yet, or is over.
func (g *guest) pass(ctx context.Context, event uint64, use string) (p pass, err error) {
	for fresh := false; ; fresh = true {
		if g.session == "" {
			fresh = true
			if err := g.signIn(ctx); err != nil {
				return p, err
			}
		}
		err = g.ask(ctx, http.MethodPost, fmt.Sprintf("/v1/events/%d/stream/token", event), map[string]any{"use": use}, &p)
		if no, ok := err.(*denied); !ok || no.status != http.StatusUnauthorized || fresh {
			return p, err
		}
		g.session = ""
	}
}

// ask sends a question and reads the data of the answer.
func (g *guest) ask(ctx context.Context, method, path string, body, data any) error {
	var text io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		text = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, g.base+path, text)
	if err != nil {
		return err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if g.session != "" {
		request.Header.Set("Authorization", "Bearer "+g.session)
	}
	answer, err := g.http.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, answerBytes))
	if err != nil {
		return fmt.Errorf("read the answer of %s: %w", path, err)
	}
	if answer.StatusCode != http.StatusOK {
		var problem struct{ Detail string }
		if json.Unmarshal(raw, &problem) != nil || problem.Detail == "" {
			problem.Detail = answer.Status
		}
		return &denied{answer.StatusCode, problem.Detail}
	}
	if err := json.Unmarshal(raw, &struct{ Data any }{data}); err != nil {
		return fmt.Errorf("read the answer of %s: %w", path, err)
	}
	return nil
}
