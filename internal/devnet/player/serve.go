package player

import (
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

//go:embed web/player.html
var html []byte

// serve offers the page on the loopback. page is its address for a playlist.
func serve(web string) (page func(playlist string) string, stop func() error, err error) {
	library := filepath.Join(web, "node_modules", "hls.js", "dist", "hls.min.js")
	script, err := os.ReadFile(library)
	if err != nil {
		return nil, nil, fmt.Errorf("read hls.js: %w; install it (make player)", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("listen for the player's page: %w", err)
	}
	routes := http.NewServeMux()
	send := func(path, kind string, body []byte) {
		routes.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Write(body) // a browser that is gone needs nothing
		})
	}
	send("/player.html", "text/html; charset=utf-8", html)
	send("/hls.js", "text/javascript; charset=utf-8", script)
	send("/favicon.ico", "image/x-icon", nil)
	server := &http.Server{Handler: routes, ReadHeaderTimeout: 5 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	stop = func() error {
		err := server.Close()
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}
	base := "http://" + listener.Addr().String() + "/player.html?src="
	return func(playlist string) string { return base + url.QueryEscape(playlist) }, stop, nil
}
