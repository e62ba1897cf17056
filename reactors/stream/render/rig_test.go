package render

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	host    = "room.example.org"
	shared  = "0123456789abcdef0123456789abcdef"
	session = "/rtc/v1/whip/?action=delete&token=srs1token&app=live&stream=7&session=a1b2:c3d+/e4"
)

// token is as long as a real one; wrong ones are valid in form.
func token(name string) string { return name + strings.Repeat("x", 94-len(name)) }

// rig is a real nginx with the rendered configuration between a client and stand-ins of haus and of SRS.
type rig struct {
	t     *testing.T
	o     Options
	ports []string // addresses of the two public ports: 443 and 8080
	logs  string
	haus  *haus
	srs   []*srs
	// stop ends nginx when it has answered everything, so that its logs are whole.
	stop func()
}

// haus answers /nginx as the hooks listener does.
type haus struct {
	*httptest.Server
	mu      sync.Mutex
	asked   []http.Header
	verdict func(http.Header) int
	conns   int
}

func (h *haus) questions() []http.Header {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]http.Header{}, h.asked...)
}

// judge lets another decide.
func (h *haus) judge(verdict func(http.Header) int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.verdict = verdict
}

// decide answers by what the URI holds: the tokens' names are the verdicts.
func decide(h http.Header) int {
	for name, status := range map[string]int{"good": 204, "srs1token": 204, "gone": 404, "full": 429, "broken": 500, "sold": 403} {
		if strings.Contains(h.Get("X-Original-URI"), name) {
			return status
		}
	}
	return 401
}

// srs is one media server: two HTTP servers and what they were asked.
type srs struct {
	api, http *httptest.Server
	mu        sync.Mutex
	got       []string
	headers   []http.Header
	gone      chan struct{} // told when a player of FLV went
	files     string        // a folder of HLS; empty: everything has some bytes
}

func (s *srs) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.got...)
}

// serve gives out the files of a folder.
func (s *srs) serve(dir string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = dir
}

func (s *srs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.got = append(s.got, strings.TrimSpace(r.Method+" "+r.RequestURI+" "+string(body)))
	s.headers = append(s.headers, r.Header.Clone())
	files := s.files
	s.mu.Unlock()
	w.Header().Set("Access-Control-Allow-Origin", "https://srs.example") // nginx' own is the only one
	w.Header().Set("Cache-Control", "max-age=3600")
	switch {
	case r.Method == "POST":
		w.Header().Set("Location", session)
		w.Header().Set("Content-Type", "application/sdp")
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, "v=0 answer")
	case strings.HasSuffix(r.URL.Path, ".flv"):
		io.WriteString(w, "FLV")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		s.gone <- struct{}{}
	case files != "":
		http.FileServer(http.Dir(files)).ServeHTTP(w, r)
	default:
		io.WriteString(w, "bytes of "+r.URL.Path)
	}
}

// start runs nginx before n SRS. change, when not nil, has the last word on the options, edit on what is rendered.
func start(t *testing.T, n int, change func(*Options), edit ...func(string) string) *rig {
	t.Helper()
	binary, err := exec.LookPath("nginx")
	if err != nil {
		t.Fatal("nginx is missing: apt-get install nginx")
	}
	dir := t.TempDir()
	r := &rig{t: t, logs: dir, haus: &haus{verdict: decide}}
	r.haus.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		h := q.Header.Clone()
		h.Set("Line", q.Method+" "+q.RequestURI)
		r.haus.mu.Lock()
		r.haus.asked = append(r.haus.asked, h)
		verdict := r.haus.verdict
		r.haus.mu.Unlock()
		w.WriteHeader(verdict(h))
	}))
	r.haus.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			r.haus.mu.Lock()
			r.haus.conns++
			r.haus.mu.Unlock()
		}
	}
	r.haus.Start()
	t.Cleanup(r.haus.Close)
	r.o = Options{Host: host, HLSDir: "/var/lib/srs/hls", Hooks: address(r.haus.Server), Secret: shared, LogDir: dir}
	for i := range n {
		s := &srs{gone: make(chan struct{}, 16)}
		s.api, s.http = httptest.NewServer(s), httptest.NewServer(s)
		t.Cleanup(s.api.Close)
		t.Cleanup(s.http.Close)
		r.srs = append(r.srs, s)
		r.o.SRS = append(r.o.SRS, Instance{API: address(s.api), HTTP: address(s.http), RTMP: uint16(1935 + i), RTC: uint16(8000 + i)})
	}
	r.o.Cert, r.o.Key = certificate(t, dir)

	// nginx takes over sockets that are open already, so no port is guessed and nobody has to wait until it listens.
	var sockets []*os.File
	var inherit strings.Builder
	for i := range 2 {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		f, err := ln.(*net.TCPListener).File()
		if err != nil {
			t.Fatal(err)
		}
		r.ports = append(r.ports, ln.Addr().String())
		ln.Close()
		defer f.Close()
		sockets = append(sockets, f)
		fmt.Fprintf(&inherit, "%d;", 3+i)
	}
	r.o.Listen = r.ports
	if change != nil {
		change(&r.o)
	}
	text, err := Nginx(r.o)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range edit {
		text = e(text)
	}
	conf := wrap(t, dir, text)
	cmd := exec.Command(binary, "-e", filepath.Join(dir, "main.log"), "-c", conf)
	cmd.ExtraFiles = sockets
	cmd.Env = append(os.Environ(), "NGINX="+inherit.String())
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for _, f := range sockets { // exec made them block, and a worker that lost the race for a connection would
		raw, err := f.SyscallConn()
		if err == nil {
			err = raw.Control(func(fd uintptr) { err = syscall.SetNonblock(int(fd), true) })
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var once sync.Once
	end := func(how os.Signal) {
		once.Do(func() {
			cmd.Process.Signal(how)
			if err := cmd.Wait(); err != nil {
				t.Errorf("nginx ended with %v:\n%s", err, read(t, filepath.Join(dir, "main.log")))
			}
		})
	}
	t.Cleanup(func() { end(syscall.SIGTERM) })
	r.stop = func() { end(syscall.SIGQUIT) }
	return r
}

// wrap makes the configuration around the rendered part, and has nginx look at it.
func wrap(t *testing.T, dir, text string) string {
	t.Helper()
	user := ""
	if os.Getuid() == 0 {
		user = "user root;"
	}
	for _, sub := range []string{"body", "proxy"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "haus.conf"), text)
	conf := filepath.Join(dir, "nginx.conf")
	write(t, conf, fmt.Sprintf(`%s
daemon off;
worker_processes 2;
pid %[2]s/nginx.pid;
error_log %[2]s/main.log warn;
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path %[2]s/body;
    proxy_temp_path %[2]s/proxy;
    fastcgi_temp_path %[2]s/proxy;
    uwsgi_temp_path %[2]s/proxy;
    scgi_temp_path %[2]s/proxy;
    include %[2]s/haus.conf;
}
`, user, dir))
	out, err := exec.Command("nginx", "-t", "-e", filepath.Join(dir, "main.log"), "-c", conf).CombinedOutput()
	if err != nil || strings.Contains(string(out), "[warn]") {
		t.Fatalf("nginx -t: %v\n%s\n%s", err, out, text)
	}
	return conf
}

func address(s *httptest.Server) netip.AddrPort {
	return netip.MustParseAddrPort(s.Listener.Addr().String())
}

func certificate(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalECPrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write(t, cert, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	write(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: raw})))
	return cert, key
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// dial connects to one of the public ports.
func (r *rig) dial(port int) net.Conn {
	r.t.Helper()
	var c net.Conn
	var err error
	if r.o.Plain {
		c, err = net.Dial("tcp", r.ports[port])
	} else {
		c, err = tls.Dial("tcp", r.ports[port], &tls.Config{InsecureSkipVerify: true, ServerName: host})
	}
	if err != nil {
		r.t.Fatal(err)
	}
	c.SetDeadline(time.Now().Add(20 * time.Second))
	return c
}

// answer is a whole response.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request line as it is, with further headers and a body, and closes.
func (r *rig) ask(method, uri, body string, headers ...string) answer {
	r.t.Helper()
	c := r.dial(0)
	defer c.Close()
	lines := append([]string{method + " " + uri + " HTTP/1.1", "Host: " + host, "Connection: close"}, headers...)
	if body != "" {
		lines = append(lines, fmt.Sprintf("Content-Length: %d", len(body)))
	}
	if _, err := io.WriteString(c, strings.Join(lines, "\r\n")+"\r\n\r\n"+body); err != nil {
		r.t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: method})
	if err != nil {
		r.t.Fatalf("%s %.200s: %v", method, uri, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatalf("%s %.200s: %v", method, uri, err)
	}
	return answer{res.StatusCode, res.Header, string(text)}
}

// reached is everything that any SRS was asked.
func (r *rig) reached() (list []string) {
	for _, s := range r.srs {
		list = append(list, s.requests()...)
	}
	return list
}

// rate asks for segments over kept connections, and returns requests a second.
func (r *rig) rate(clients, each int) float64 {
	began := time.Now()
	var group errgroup.Group
	for range clients {
		group.Go(func() error {
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, Timeout: 20 * time.Second}
			defer client.CloseIdleConnections()
			for range each {
				res, err := client.Get("https://" + r.ports[0] + "/hls/" + good + "/live/7/1-2-3.ts")
				if err != nil {
					return err
				}
				_, err = io.Copy(io.Discard, res.Body)
				res.Body.Close()
				if err != nil || res.StatusCode != 200 {
					return fmt.Errorf("status %d, %w", res.StatusCode, err)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		r.t.Fatal(err)
	}
	return float64(clients*each) / time.Since(began).Seconds()
}
