package seinode

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// Serve puts a node on a loopback port until the test ends, and returns its HTTP and web-socket URLs.
func Serve(t testing.TB, n *Node) (httpURL, wsURL string) {
	t.Helper()
	srv := httptest.NewServer(n)
	t.Cleanup(func() {
		n.Close() // first: hanging requests end, so that the server can
		srv.Close()
	})
	return srv.URL, "ws" + strings.TrimPrefix(srv.URL, "http")
}
