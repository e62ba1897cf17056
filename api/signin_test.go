package api

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/protocol"
)

func TestSignIn(t *testing.T) {
	d := newDesk(t)
	ana := personOf(t, 1)
	n := sent[nonceJSON](d, 200, "/v1/auth/nonce", "", "")
	if n.Domain != "api.haus.example" || n.ChainID != identity.ChainID || n.Expires != unix(wall)+300 || n.Statement == "" {
		t.Fatalf("%+v", n)
	}
	for name, change := range map[string]func(*form){
		"as it should be":         func(*form) {},
		"without a statement":     func(f *form) { f.statement = "" },
		"with another statement":  func(f *form) { f.statement = "Let me in, please!" },
		"with an end":             func(f *form) { f.more = "\nExpiration Time: " + wall.Add(time.Hour).UTC().Format(time.RFC3339) },
		"with a beginning":        func(f *form) { f.more = "\nNot Before: " + wall.UTC().Format(time.RFC3339) },
		"with resources":          func(f *form) { f.more = "\nRequest ID: 7\nResources:\n- https://haus.example/a?b=c\n- ipfs://x" },
		"of a clock that is fast": func(f *form) { f.issued = wall.Add(4 * time.Minute) },
		"of a clock that is slow": func(f *form) { f.issued = wall.Add(-9 * time.Minute) },
	} {
		f := d.form(ana)
		change(&f)
		status, out, _ := d.post("/v1/auth/sign-in", "", ana.signs(t, f))
		var got answer[sessionJSON]
		if err := json.Unmarshal(out, &got); err != nil || status != 200 {
			t.Errorf("%s: %d %s", name, status, out)
			continue
		}
		end := unix(wall) + 86400
		if name == "with an end" {
			end = unix(wall) + 3600
		}
		claims, err := d.keys.Read(got.Data.Token, bearer.Session, wall)
		if err != nil || claims.Wallet != ana.address || claims.Event != 0 || claims.Expires != end || got.Data.Expires != end || got.Data.Address != protocol.Hex(ana.address) {
			t.Errorf("%s: %+v, %+v, %v", name, got.Data, claims, err)
		}
	}
}

// TestSignInsThatAreRefused is what an attacker tries, and what goes wrong by itself.
func TestSignInsThatAreRefused(t *testing.T) {
	d := newDesk(t)
	ana, eve := personOf(t, 1), personOf(t, 2)
	other := newDesk(t) // another daemon, or this one after a restart
	old := d.form(ana)
	d.clock.pass(nonceLife)
	now := d.clock.now()
	at := func(what string, when time.Time) string { return "\n" + what + ": " + when.UTC().Format(time.RFC3339) }
	for name, c := range map[string]struct {
		status int
		says   string
		make   func(f form) signed
	}{
		"a foreign domain": {400, "haus.evil", func(f form) signed { f.domain = "haus.evil"; return ana.signs(t, f) }},
		"a domain that begins like ours": {400, "evil", func(f form) signed {
			f.domain = "api.haus.example.evil"
			return ana.signs(t, f)
		}},
		"our domain as a user":   {400, "", func(f form) signed { f.domain = "api.haus.example@evil"; return ana.signs(t, f) }},
		"another port":           {400, "8080", func(f form) signed { f.domain += ":8080"; return ana.signs(t, f) }},
		"a foreign chain":        {400, "chain 1;", func(f form) signed { f.chain = 1; return ana.signs(t, f) }},
		"a chain beyond numbers": {400, "", func(f form) signed { f.chain = 1<<64 - 1; return ana.signs(t, f) }},
		"one that has expired": {400, "expired", func(f form) signed {
			f.more = at("Expiration Time", now)
			return ana.signs(t, f)
		}},
		"one that is not valid yet": {400, "not valid yet", func(f form) signed {
			f.more = at("Not Before", now.Add(time.Minute))
			return ana.signs(t, f)
		}},
		"one of the future": {400, "future", func(f form) signed { f.issued = now.Add(6 * time.Minute); return ana.signs(t, f) }},
		"one of long ago":   {400, "too old", func(f form) signed { f.issued = now.Add(-11 * time.Minute); return ana.signs(t, f) }},
		"a day that is none": {400, "", func(f form) signed {
			m := strings.Replace(f.String(), f.issued.UTC().Format("2006-01-02"), "2030-02-30", 1)
			return signed{m, ana.sign(t, m)}
		}},
		"a leap second": {400, "", func(f form) signed {
			m := strings.Replace(f.String(), f.issued.UTC().Format("05.000Z"), "60.000Z", 1)
			return signed{m, ana.sign(t, m)}
		}},
		"a nonce that is over": {401, "nonce", func(f form) signed { f.nonce = old.nonce; return ana.signs(t, f) }},
		"a nonce of another daemon": {401, "nonce", func(f form) signed {
			f.nonce = other.form(ana).nonce
			return ana.signs(t, f)
		}},
		"a nonce with a later end": {401, "nonce", func(f form) signed {
			f.nonce = "00000000ffffffff" + f.nonce[16:]
			return ana.signs(t, f)
		}},
		"a made-up nonce": {401, "nonce", func(f form) signed { f.nonce = strings.Repeat("a", 64); return ana.signs(t, f) }},
		"a short nonce":   {400, "", func(f form) signed { f.nonce = "abc"; return ana.signs(t, f) }},
		"another's signature": {401, "signature", func(f form) signed {
			return signed{f.String(), eve.sign(t, f.String())}
		}},
		"a signature of another message": {401, "signature", func(f form) signed {
			return signed{f.String(), ana.sign(t, f.String()+" ")}
		}},
		"no signature":               {400, "EIP-1271", func(f form) signed { return signed{f.String(), ""} }},
		"a signature of one byte":    {400, "EIP-1271", func(f form) signed { return signed{f.String(), "0x00"} }},
		"a signature of 64 bytes":    {400, "EIP-1271", func(f form) signed { return signed{f.String(), ana.sign(t, f.String())[:130]} }},
		"a contract's signature":     {400, "EIP-1271", func(f form) signed { return signed{f.String(), "0x" + strings.Repeat("ab", 500)} }},
		"a signature that is no hex": {401, "", func(f form) signed { return signed{f.String(), "0x" + strings.Repeat("zz", 65)} }},
		"a signature of zeros":       {401, "", func(f form) signed { return signed{f.String(), "0x" + strings.Repeat("00", 65)} }},
		"an unknown recovery byte":   {401, "", func(f form) signed { return signed{f.String(), ana.sign(t, f.String())[:130] + "02"} }},
		"an address in lower case": {400, "EIP-55", func(f form) signed {
			f.address = strings.ToLower(f.address)
			return ana.signs(t, f)
		}},
		"lines that end as on Windows": {400, "", func(f form) signed {
			m := strings.ReplaceAll(f.String(), "\n", "\r\n")
			return signed{m, ana.sign(t, m)}
		}},
		"a number written otherwise": {400, "", func(f form) signed {
			m := strings.Replace(f.String(), "Chain ID: ", "Chain ID: 0", 1)
			return signed{m, ana.sign(t, m)}
		}},
		"more after the end": {400, "", func(f form) signed { f.more = "\nURI: https://evil"; return ana.signs(t, f) }},
		"two nonces":         {400, "", func(f form) signed { f.nonce += "\nNonce: 12345678"; return ana.signs(t, f) }},
		"nothing":            {400, "", func(form) signed { return signed{} }},
		"too much":           {400, "bytes", func(f form) signed { f.statement = strings.Repeat("a", maxMessage); return ana.signs(t, f) }},
	} {
		f := d.form(ana)
		p := d.refusal(c.status, "/v1/auth/sign-in", "", c.make(f))
		if !strings.Contains(p.Detail, c.says) {
			t.Errorf("%s: %q does not say %q", name, p.Detail, c.says)
		}
		// None of these costs the nonce: who does not know the signature cannot lock anybody out.
		d.clock.pass(time.Second)
		now = d.clock.now()
	}
	f := d.form(ana)
	d.refusal(401, "/v1/auth/sign-in", "", signed{f.String(), eve.sign(t, f.String())})
	sent[sessionJSON](d, 200, "/v1/auth/sign-in", "", ana.signs(t, f))
}

func TestANonceIsGoodOnce(t *testing.T) {
	d := newDesk(t)
	ana := personOf(t, 1)
	s := ana.signs(t, d.form(ana))
	const tries = 8
	statuses := make([]int, tries)
	var all sync.WaitGroup
	for i := range tries {
		all.Go(func() { statuses[i], _, _ = d.post("/v1/auth/sign-in", "", s) })
	}
	all.Wait()
	in := 0
	for _, status := range statuses {
		switch status {
		case 200:
			in++
		case 401:
		default:
			t.Errorf("status %d", status)
		}
	}
	if in != 1 {
		t.Errorf("one message signed %d of %d in", in, tries)
	}
	d.clock.pass(nonceLife - time.Second) // just before its end it is still known
	d.refusal(401, "/v1/auth/sign-in", "", s)
	// Other messages with the same nonce are replays too.
	f := d.form(ana)
	sent[sessionJSON](d, 200, "/v1/auth/sign-in", "", ana.signs(t, f))
	f.statement = "another"
	d.refusal(401, "/v1/auth/sign-in", "", ana.signs(t, f))
}

// TestARestartEndsNoncesNotSessions: the key of nonces is drawn at each start, the key of tokens is kept.
func TestARestartEndsNoncesNotSessions(t *testing.T) {
	d := newDesk(t)
	ana := personOf(t, 1)
	session, late := d.in(ana), ana.signs(t, d.form(ana))
	d.server = New(d.server.o)
	d.base, _, _ = serve(t, d.server.Control())
	d.refusal(401, "/v1/auth/sign-in", "", late)
	sent[passJSON](d, 200, "/v1/events/0/stream/token", session, `{"use":"watch"}`)
}

func TestUsedNoncesAreForgotten(t *testing.T) {
	var n nonces
	now := wall
	for range 1000 {
		text, _ := n.give(now)
		id, ok := n.open(text, now)
		if !ok || !n.use(id, now) || n.use(id, now) {
			t.Fatalf("nonce %s", text)
		}
		now = now.Add(time.Second)
	}
	if most := int(nonceLife.Seconds()*1.2) + 2; len(n.used) > most {
		t.Errorf("%d used nonces are kept, at most %d can be replayed", len(n.used), most)
	}
}

func TestLimitsAreBounded(t *testing.T) {
	l := limits[int]{every: time.Second, burst: 2}
	for i := range 3 * mostLimits {
		if !l.allow(i, wall) {
			t.Fatalf("%d was refused", i)
		}
	}
	if len(l.known) > mostLimits {
		t.Errorf("%d are known", len(l.known))
	}
	for i, want := range []bool{true, true, false} {
		if got := l.allow(-1, wall); got != want {
			t.Errorf("time %d: %v", i, got)
		}
	}
	if !l.allow(-1, wall.Add(time.Second)) {
		t.Error("a second later it is refused")
	}
}

func TestSignInsAreLimited(t *testing.T) {
	d := newDesk(t)
	ana := personOf(t, 1)
	tally := map[int]int{}
	for range 12 {
		status, _, _ := d.post("/v1/auth/sign-in", "", ana.signs(t, d.form(ana)))
		tally[status]++
	}
	if tally[200] != 10 || tally[429] != 2 {
		t.Errorf("of one wallet: %v", tally)
	}
	for range 2 * signInsPerSecond {
		status, _, _ := d.post("/v1/auth/sign-in", "", `{"message":"","signature":""}`)
		tally[status]++
	}
	if tally[429] < 10 {
		t.Errorf("of all: %v", tally)
	}
	d.clock.pass(time.Minute)
	sent[sessionJSON](d, 200, "/v1/auth/sign-in", "", ana.signs(t, d.form(ana)))
}

// TestSignInsBehindAProxy: one visitor of a proxy on this machine does not use up what is there for all.
func TestSignInsBehindAProxy(t *testing.T) {
	d := newDesk(t)
	tally := map[int]int{}
	for i := range 3 * signInsPerSecond {
		said := fmt.Sprintf("198.51.100.%d, 192.0.2.1", i%250) // what stands first is the visitor's own word
		status, _, _ := d.post("/v1/auth/sign-in", "", `{"message":"","signature":""}`, "X-Forwarded-For", said)
		tally[status]++
	}
	if tally[400] != 20 || tally[429] != 3*signInsPerSecond-20 {
		t.Errorf("%v", tally)
	}
	ana := personOf(t, 1)
	sent[sessionJSON](d, 200, "/v1/auth/sign-in", "", ana.signs(t, d.form(ana)), "X-Forwarded-For", "192.0.2.2")
	for _, said := range []string{"", "unknown", "192.0.2.1, ", "127.0.0.1"} { // no address of a stranger
		sent[sessionJSON](d, 200, "/v1/auth/sign-in", "", ana.signs(t, d.form(ana)), "X-Forwarded-For", said)
	}
	d.refusal(429, "/v1/auth/sign-in", "", ana.signs(t, d.form(ana)), "X-Forwarded-For", "::ffff:192.0.2.1") // the same address in another dress
}

// TestDomainWithoutAPublicURL: only a name of this machine is one that no other site can have.
func TestDomainWithoutAPublicURL(t *testing.T) {
	d := newDesk(t, func(o *Options) { o.PublicURL = "" })
	ana := personOf(t, 1)
	for _, host := range []string{"localhost:8481", "127.0.0.1:8481", "127.9.9.9", "[::1]:8481", "LOCALHOST"} {
		n := sent[nonceJSON](d, 200, "/v1/auth/nonce", "", "", "Host", host)
		if n.Domain != strings.ToLower(host) {
			t.Errorf("%s: domain %s", host, n.Domain)
		}
		f := form{domain: n.Domain, address: ana.address.Hex(), chain: n.ChainID, nonce: n.Nonce, issued: wall}
		sent[sessionJSON](d, 200, "/v1/auth/sign-in", "", ana.signs(t, f), "Host", host)
	}
	for _, host := range []string{"evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.0.2.1", "0.0.0.0"} {
		if p := d.refusal(503, "/v1/auth/nonce", "", "", "Host", host); !strings.Contains(p.Detail, "public_url") {
			t.Errorf("%s: %+v", host, p)
		}
	}
}

// raw opens a connection and writes to it.
func (d *desk) raw(text string) net.Conn {
	d.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(d.base, "http://"))
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		d.t.Fatal(err)
	}
	if _, err := io.WriteString(c, text); err != nil {
		d.t.Fatal(err)
	}
	return c
}

func TestBodiesAreBounded(t *testing.T) {
	d := newDesk(t)
	for path := range commands {
		// The head alone: the answer comes before a body is read, and who still writes one may lose it.
		res, err := http.ReadResponse(bufio.NewReader(d.raw(fmt.Sprintf("POST %s HTTP/1.1\r\nHost: haus.example\r\nContent-Length: %d\r\n\r\n", path, maxCommand+1))), nil)
		if err != nil {
			t.Fatal(err)
		}
		out, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(out), fmt.Sprint(maxCommand)) {
			t.Errorf("%s: %s %s, %v", path, res.Status, out, err)
		}
	}
	if status, _, _ := d.post("/v1/auth/sign-in", "", strings.Repeat("a", maxCommand)); status != 400 {
		t.Errorf("a body of the most bytes: %d", status)
	}
	var packed bytes.Buffer // 2 MB as 2 kB
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(`{"message":"` + strings.Repeat("a", 2<<20) + `"}`)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if p := d.refusal(400, "/v1/auth/sign-in", "", packed.String(), "Content-Encoding", "gzip"); p.Parameter != "body" {
		t.Errorf("a packed body: %+v", p)
	}
	status, out, _ := d.post("/v1/auth/sign-in", "", "--x\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nx\r\n--x--\r\n", "Content-Type", "multipart/form-data; boundary=x")
	if status != 400 {
		t.Errorf("a form: %d %s", status, out)
	}
}
