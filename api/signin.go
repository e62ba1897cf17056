package api

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	siwe "github.com/spruceid/siwe-go" // the reference for EIP-4361 in Go: its grammar is the part that is easy to get wrong

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/protocol"
)

// statement is what wallets are asked to show to who signs. Another one, or none, is as good.
const statement = "Sign in to haus. This sends no transaction and costs nothing."

// sessionLife is how long a sign-in holds.
const sessionLife = 24 * time.Hour

// How far the clock of who signs may be from ours, and how long ago he may have begun.
const (
	clockSkew  = 5 * time.Minute
	oldestSign = nonceLife + clockSkew
)

// maxMessage is more bytes than a message to sign in needs; the grammar's regular expression runs over all of them.
const maxMessage = 4 << 10

// nonceJSON is what a message to sign in is made of.
type nonceJSON struct {
	Nonce     string `json:"nonce"`
	Domain    string `json:"domain"`
	ChainID   uint64 `json:"chainId"`
	Expires   uint64 `json:"expires"` // wall clock
	Statement string `json:"statement"`
}

// domainOf is the domain that a message to sign in must name.
func (s *Server) domainOf(c *fiber.Ctx) (string, error) {
	if s.domain != "" {
		return s.domain, nil
	}
	// The Host header is a stranger's word; a name that is only this machine's cannot be another site's.
	host := strings.ToLower(string(c.Context().Host()))
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if a, err := netip.ParseAddr(strings.Trim(name, "[]")); name == "localhost" || err == nil && a.IsLoopback() {
		return host, nil
	}
	return "", newProblem(http.StatusServiceUnavailable, "Nobody can sign in here under this name: the operator has to set public_url.")
}

func (s *Server) giveNonce(c *fiber.Ctx) error {
	if s.o.Keys == nil {
		return newProblem(http.StatusServiceUnavailable, "Nobody can sign in here: this daemon takes no commands.")
	}
	domain, err := s.domainOf(c)
	if err != nil {
		return err
	}
	nonce, end := s.door.nonces.give(s.o.Now())
	return s.done(c, &nonceJSON{nonce, domain, s.store.Identity().ChainID, unix(end), statement})
}

// sessionJSON is what a sign-in gives.
type sessionJSON struct {
	Token   string `json:"token"`
	Address string `json:"address"`
	Expires uint64 `json:"expires"` // wall clock
}

func (s *Server) signIn(c *fiber.Ctx) error {
	now := s.o.Now()
	if s.o.Keys == nil {
		return newProblem(http.StatusServiceUnavailable, "Nobody can sign in here: this daemon takes no commands.")
	}
	domain, err := s.domainOf(c)
	if err != nil {
		return err
	}
	var in struct {
		Message   string `json:"message"`
		Signature string `json:"signature"`
	}
	if err := body(c, &in); err != nil {
		return err
	}
	tooMany := newProblem(http.StatusTooManyRequests, "There are too many sign-ins: wait a moment.")
	if ip, strange := stranger(c.Context()); strange && !s.door.sources.allow(ip.String(), now) {
		return tooMany
	}
	if !s.door.all.AllowN(now, 1) {
		return tooMany
	}
	m, id, err := s.readSignIn(in.Message, domain, now)
	if err != nil {
		return err
	}
	if err := verify(m, in.Signature); err != nil {
		return err
	}
	wallet := m.GetAddress()
	if !s.door.wallets.allow(wallet, now) {
		return tooMany
	}
	if !s.door.nonces.use(id, now) {
		return newProblem(http.StatusUnauthorized, "This nonce was used before: ask for another at /v1/auth/nonce.")
	}
	end := now.Add(sessionLife)
	if t, err := moment(m.GetExpirationTime()); err == nil && t != nil && t.Before(end) {
		end = *t // no longer than what was signed
	}
	token := s.o.Keys.Mint(bearer.Claims{Use: bearer.Session, Wallet: wallet, Issued: unix(now), Expires: unix(end)})
	return s.done(c, &sessionJSON{token, protocol.Hex(wallet), unix(end)})
}

// readSignIn reads a message to sign in and checks all but the signature.
func (s *Server) readSignIn(text, domain string, now time.Time) (*siwe.Message, nonceID, error) {
	wrong := func(detail string, args ...any) (*siwe.Message, nonceID, error) {
		return nil, nonceID{}, badParameter("message", detail, args...)
	}
	if len(text) > maxMessage {
		return wrong("The message has over %d bytes.", maxMessage)
	}
	m, err := siwe.ParseMessage(text)
	if err != nil {
		var invalid *siwe.InvalidMessage
		if errors.As(err, &invalid) {
			return wrong("The message is not one of EIP-4361: %s.", protocol.Clean([]byte(strings.TrimPrefix(invalid.Error(), "Invalid Message: ")), 200))
		}
		return wrong("The message is not one of EIP-4361.")
	}
	// The library verifies the message that it would have written itself; what the wallet showed has to be that one.
	if m.String() != text {
		return wrong("The message is not written as EIP-4361 says: let a library write it.")
	}
	if !strings.EqualFold(m.GetDomain(), domain) {
		return wrong("The message is for %s; this is %s.", shown(m.GetDomain()), domain)
	}
	if chain := s.store.Identity().ChainID; m.GetChainID() < 0 || uint64(m.GetChainID()) != chain {
		return wrong("The message is for chain %d; this is chain %d.", m.GetChainID(), chain)
	}
	issued := m.GetIssuedAt()
	times := [3]*time.Time{}
	for i, text := range []*string{&issued, m.GetExpirationTime(), m.GetNotBefore()} {
		if times[i], err = moment(text); err != nil {
			return wrong("%s is no time of RFC 3339.", shown(*text))
		}
	}
	switch issued, expires, notBefore := times[0], times[1], times[2]; {
	case issued.After(now.Add(clockSkew)):
		return wrong("The message was issued in the future: set the clock.")
	case issued.Before(now.Add(-oldestSign)):
		return wrong("The message is too old: sign a new one.")
	case expires != nil && !now.Before(*expires):
		return wrong("The message has expired: sign a new one.")
	case notBefore != nil && now.Before(*notBefore):
		return wrong("The message is not valid yet.")
	}
	id, ok := s.door.nonces.open(m.GetNonce(), now)
	if !ok {
		return nil, id, newProblem(http.StatusUnauthorized, "The nonce is not one of this daemon's, or has expired: ask for another at /v1/auth/nonce.")
	}
	return m, id, nil
}

// moment reads a time that may not be there.
func moment(text *string) (*time.Time, error) {
	if text == nil {
		return nil, nil
	}
	t, err := time.Parse(time.RFC3339, *text)
	return &t, err
}

// signatureText is the length of a signature of an account with a key: 65 bytes in hexadecimal.
const signatureText = 2 + 2*65

// verify checks that the wallet that the message names has signed it.
func verify(m *siwe.Message, signature string) error {
	const contracts = "Wallets that are contracts (EIP-1271) cannot sign in: use an account with a key of its own."
	// The library takes the last byte without a look at the length.
	if len(signature) != signatureText || !strings.HasPrefix(signature, "0x") {
		return badParameter("signature", "The signature is not 65 bytes as 0x and 130 hexadecimal digits. "+contracts)
	}
	if _, err := m.VerifyEIP191(signature); err != nil {
		return newProblem(http.StatusUnauthorized, fmt.Sprintf("The signature is not that of %s. %s", protocol.Hex(m.GetAddress()), contracts))
	}
	return nil
}
