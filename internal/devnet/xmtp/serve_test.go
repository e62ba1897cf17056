package xmtp

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
)

func deadline(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), 50*time.Millisecond)
}

func TestRunRefusesOtherThanLoopback(t *testing.T) {
	n := open(t, Options{})
	listener, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Run(t.Context(), listener); err == nil || !strings.Contains(err.Error(), "listen on 127.0.0.1") {
		t.Errorf("Run on every interface: %v, want a refusal that says what to do", err)
	}
	if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("the refused listener is still open")
	}
}

// What has to be true for a client that never hears that the node was away.
func TestStopAndStartOnTheSamePort(t *testing.T) {
	dir := t.TempDir()
	first, err := New(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	url, stop := serve(t, first, "127.0.0.1:0")
	p := dial(t, url)
	p.send(private("g", contentApplication, "before"))
	stream := p.stream(t.Context(), mlsAPI+"SubscribeGroupMessages", enc(message{1, message{1, "g"}}))
	before := next(t, stream)
	stop()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if stream.Receive() || connect.CodeOf(stream.Err()) != connect.CodeUnavailable {
		t.Errorf("the stream ended with %v, want unavailable", stream.Err())
	}

	second := open(t, Options{Dir: dir})
	serve(t, second, strings.TrimPrefix(url, "http://"))
	p.send(private("g", contentApplication, "after"))
	items, _ := p.page("g", ascending, 0, before.id)
	if len(items) != 1 || items[0].id <= before.id || items[0].data != string(private("g", contentApplication, "after")) {
		t.Errorf("after id %d there is %+v, want the message sent after the restart", before.id, items)
	}
}

func TestClosedNode(t *testing.T) {
	n, p := pair(t)
	handler := &http.Server{Handler: n.Handler(), Protocols: new(http.Protocols)}
	handler.Protocols.SetUnencryptedHTTP2(true)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- handler.Serve(listener) }()
	t.Cleanup(func() { handler.Close(); <-served })
	outside := dial(t, "http://"+listener.Addr().String())
	stream := outside.stream(t.Context(), mlsAPI+"SubscribeGroupMessages", enc(message{1, message{1, "g"}}))

	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if stream.Receive() || connect.CodeOf(stream.Err()) != connect.CodeUnavailable {
		t.Errorf("the stream ended with %v, want unavailable", stream.Err())
	}
	outside.refused(connect.CodeUnavailable, mlsAPI+"SendGroupMessages", enc(message{1, groupMessage(private("g", contentApplication, ""))}))
	if err := n.Wait(t.Context(), func() bool { return false }); err == nil {
		t.Error("Wait goes on when the node is closed")
	}
	if _, err := p.try(t.Context(), mlsAPI+"FetchKeyPackages", nil); err == nil {
		t.Error("Run goes on when the node is closed")
	}
}

func TestUnknownMethodsAreUnimplemented(t *testing.T) {
	_, p := pair(t)
	for _, method := range []string{mlsAPI + "Subscribe", mlsAPI + "RegisterInstallation", "/xmtp.message_api.v1.MessageApi/Query"} {
		p.refused(connect.CodeUnimplemented, method, nil)
	}
	response, err := http.Get(p.url)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusNotFound {
		t.Errorf("a browser's GET is answered %s, want 404", response.Status)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestGRPCWeb(t *testing.T) {
	n, p := pair(t)
	transport := &http.Transport{} // HTTP/1.1, as browsers speak without TLS
	t.Cleanup(transport.CloseIdleConnections)
	web := &peer{t, &http.Client{Transport: transport}, p.url, []connect.ClientOption{connect.WithGRPCWeb(), connect.WithCodec(passthrough{})}}
	web.publish("A", create(alice))
	if got := p.inboxes(ethereum, alice); got[0] != "A" {
		t.Errorf("the browser's inbox is %q, want A", got[0])
	}
	stream := web.stream(t.Context(), mlsAPI+"SubscribeGroupMessages", enc(message{1, message{1, "g"}}))
	p.send(private("g", contentApplication, "hello"))
	if m := next(t, stream); m.data != string(private("g", contentApplication, "hello")) {
		t.Errorf("the browser's stream gave %q", m.data)
	}

	preflight, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, p.url+identityAPI+"GetInboxIds", nil)
	if err != nil {
		t.Fatal(err)
	}
	preflight.Header.Set("Origin", "http://localhost:3000")
	preflight.Header.Set("Access-Control-Request-Headers", "content-type,x-grpc-web,x-app-version")
	check := func(request *http.Request, status int, headers map[string]string) {
		t.Helper()
		response, err := web.http.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != status {
			t.Errorf("%s is answered %s, want %d", request.Method, response.Status, status)
		}
		for name, want := range headers {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", request.Method, name, got, want)
			}
		}
	}
	n.Refuse(true) // a browser has to be able to read a refusal too
	check(preflight, http.StatusNoContent, map[string]string{
		"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "*",
	})
	post := preflight.Clone(t.Context())
	post.Method = http.MethodPost
	post.Header.Set("Content-Type", "application/grpc-web+proto")
	check(post, http.StatusOK, map[string]string{
		"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin",
	})
}

func TestRequestsAreBounded(t *testing.T) {
	_, p := pair(t)
	p.refused(connect.CodeResourceExhausted, mlsAPI+"FetchKeyPackages", make([]byte, maxRequest+1))
}

func TestNotInTheProgram(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-e", "-deps", "../../../cmd/haus").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "github.com/haus25/backend/store\n") {
		t.Fatalf("these are not the dependencies of cmd/haus:\n%s", out)
	}
	if strings.Contains(string(out), "internal/devnet") {
		t.Error("cmd/haus imports a package of internal/devnet")
	}
}
