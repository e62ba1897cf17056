package fetch

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/haus25/backend/store/content"
)

func TestPublicAddresses(t *testing.T) {
	for _, a := range []string{"1.1.1.1", "93.184.216.34", "198.17.255.255", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"} {
		if !public(netip.MustParseAddr(a)) {
			t.Errorf("%s is public", a)
		}
	}
	for _, a := range []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
		"192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::",
		"3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1",
	} {
		if public(netip.MustParseAddr(a)) {
			t.Errorf("%s is not public", a)
		}
	}
	if public(netip.Addr{}) {
		t.Error("no address is public")
	}
}

// names is a name server: for each name the answers of one question after the other, the last for ever.
type names struct {
	mu      sync.Mutex
	answers map[string][]string
	asked   map[string]int
	serving sync.WaitGroup
}

func (n *names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		n.serving.Go(func() { n.serve(ours) })
		return theirs, nil
	}}
}

func (n *names) serve(c net.Conn) {
	defer c.Close()
	for {
		var size [2]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		raw := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(c, raw); err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(raw) != nil || len(m.Questions) != 1 {
			return
		}
		m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
		q := m.Questions[0]
		if a, err := netip.ParseAddr(n.next(strings.TrimSuffix(q.Name.String(), "."), q.Type)); err == nil {
			var body dnsmessage.ResourceBody
			if a.Is4() {
				body = &dnsmessage.AResource{A: a.As4()}
			} else {
				body = &dnsmessage.AAAAResource{AAAA: a.As16()}
			}
			m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: body}}
		}
		out, err := m.Pack()
		if err != nil {
			return
		}
		binary.BigEndian.PutUint16(size[:], uint16(len(out)))
		if _, err := c.Write(append(size[:], out...)); err != nil {
			return
		}
	}
}

// next answers a question for one kind of address; "" when the turn's answer is of the other.
func (n *names) next(name string, kind dnsmessage.Type) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := name + kind.String()
	turn := min(n.asked[key], len(n.answers[name])-1)
	if turn < 0 {
		return ""
	}
	n.asked[key]++
	answer := n.answers[name][turn]
	if strings.Contains(answer, ":") != (kind == dnsmessage.TypeAAAA) {
		return ""
	}
	return answer
}

// trusting makes both clients believe a test server's certificate.
func trusting(f *Fetcher, server *httptest.Server) {
	for _, c := range []*http.Client{f.stranger, f.operator} {
		c.Transport.(*http.Transport).TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
		c.Transport.(*http.Transport).TLSClientConfig.ServerName = "example.com" // whom the test certificate is for
	}
}

func newFetcher(t *testing.T, o Options) *Fetcher {
	t.Helper()
	f, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// TestNamesOfPrivateAddresses: a name may resolve to anything, whatever the URL looks like.
func TestNamesOfPrivateAddresses(t *testing.T) {
	n := &names{answers: map[string][]string{}, asked: map[string]int{}}
	for i, a := range []string{"127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.9.9", "::1", "::ffff:127.0.0.1", "fd00::1", "fe80::1", "64:ff9b::7f00:1"} {
		n.answers[string(rune('a'+i))+".attacker.test"] = []string{a}
	}
	f := newFetcher(t, Options{resolver: n.resolver()})
	for name, a := range n.answers {
		if _, err := f.Fetch(t.Context(), "https://"+name+"/x"); !errors.Is(err, ErrURI) {
			t.Errorf("%s: %v", a, err)
		}
	}
	for _, host := range []string{"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.0", "2130706433", "0x7f.1", "017700000001"} {
		if _, err := f.Fetch(t.Context(), "https://"+host+"/latest/meta-data"); err == nil {
			t.Errorf("%s was asked", host)
		} else if !strings.ContainsAny(host, "x") && strings.ContainsAny(host, ".:") && !errors.Is(err, ErrURI) {
			t.Errorf("%s: %v", host, err)
		}
	}
	n.serving.Wait()
}

// TestRebinding: the first look at a name finds an allowed address, the next another. Each connection is judged by its own.
func TestRebinding(t *testing.T) {
	hits := 0
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits++
		w.Header().Set("Connection", "close")
		io.WriteString(w, "{}")
	}))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	n := &names{answers: map[string][]string{"rebind.test": {"127.0.0.1", "10.0.0.1"}}, asked: map[string]int{}}
	f := newFetcher(t, Options{resolver: n.resolver(), loopback: true}) // so that the first address is allowed
	trusting(f, server)
	u := &url.URL{Scheme: "https", Host: "rebind.test:" + port, Path: "/"}
	if _, err := get(t.Context(), f.stranger, u, "*/*", 100); err != nil || hits != 1 {
		t.Fatalf("first: %v, %d hits", err, hits)
	}
	if _, err := get(t.Context(), f.stranger, u, "*/*", 100); !errors.Is(err, ErrURI) || hits != 1 {
		t.Errorf("rebound: %v, %d hits", err, hits)
	}
	n.serving.Wait()
}

// TestRedirectsAreGuarded: a gateway that the operator named on this machine redirects to where it should not.
func TestRedirectsAreGuarded(t *testing.T) {
	inside := 0
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inside++ }))
	defer target.Close()
	var to string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to, http.StatusFound)
	}))
	defer server.Close()
	for _, to = range []string{target.URL, "https://" + strings.TrimPrefix(target.URL, "http://"), "https://169.254.169.254/latest", "https://[fd00::1]/", "file:///etc/passwd", "https://user@example.org/", "/loop"} {
		f := newFetcher(t, Options{Gateways: []string{server.URL}})
		if _, err := f.Fetch(t.Context(), "ipfs://"+rawHello); err == nil || inside > 0 {
			t.Errorf("%s: %v, %d requests inside", to, err, inside)
		}
	}
}

// TestGatewayOnThisMachineIsNoDoor: that the operator's gateway has a private address gives strangers' URLs none.
func TestGatewayOnThisMachineIsNoDoor(t *testing.T) {
	hits := 0
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer server.Close()
	f := newFetcher(t, Options{Gateways: []string{server.URL}})
	trusting(f, server)
	if _, err := get(t.Context(), f.stranger, &url.URL{Scheme: "https", Host: server.Listener.Addr().String(), Path: "/admin"}, "*/*", 100); !errors.Is(err, ErrURI) || hits > 0 {
		t.Errorf("%v, %d hits", err, hits)
	}
}

// TestRedirectsTellNoKey: a gateway's key may stand in its URL, and whoever publishes content may let a gateway redirect to them.
func TestRedirectsTellNoKey(t *testing.T) {
	b := []byte(`{"a":1}`)
	var told http.Header
	there := server(t, func(w http.ResponseWriter, r *http.Request) {
		told = r.Header
		w.Write(b)
	})
	here := server(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, there, http.StatusFound) })
	f := newFetcher(t, Options{Gateways: []string{here + "?token=geheim"}, loopback: true})
	if _, err := f.Fetch(t.Context(), "ipfs://"+content.CID(b).String()); err != nil {
		t.Fatal(err)
	}
	for name, values := range told {
		if strings.Contains(strings.Join(values, " "), "geheim") {
			t.Errorf("%s: %s", name, values)
		}
	}
}
