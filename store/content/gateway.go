package content

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ipfs/go-cid"
)

// Gateway answers /ipfs/{cid}[/path] from a store: GET and HEAD, ranges, If-None-Match. It asks nobody else, so what is not in
// the store is 404 at once. Log is told of damage and of the disk's errors; nil: nothing is.
//
// It is net/http's file server with the headers below, not boxo's gateway: that one wants a block store, and lists folders as
// pages of HTML, resolves names and converts codecs, all of which would have to be refused again here.
//
// The headers make a stranger's file harmless on the API's own origin: nosniff, so that the type is what is said; a sandbox
// without rights, so that whatever is displayed all the same runs nothing and has no origin; and everything but media, raster
// images, playlists and JSON is a download.
func Gateway(s *Store, log *slog.Logger) http.Handler {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &gateway{s, log}
}

// GatewayPath is where the gateway expects to be mounted.
const GatewayPath = "/ipfs/"

// maxDepthOfPath bounds the folders that one request walks through.
const maxDepthOfPath = 16

type gateway struct {
	store *Store
	log   *slog.Logger
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "Content is only read: use GET or HEAD.")
		return
	}
	f, err := g.find(r.URL.EscapedPath())
	var wrong *badPath
	switch {
	case errors.As(err, &wrong):
		refuse(w, http.StatusBadRequest, wrong.detail)
		return
	case errors.Is(err, errFolder):
		refuse(w, http.StatusNotFound, "This is a folder: add the name of a file in it.")
		return
	case errors.Is(err, ErrNotFound):
		refuse(w, http.StatusNotFound, "This content is not kept here. Another IPFS gateway may have it.")
		return
	case err != nil:
		g.log.Error("content could not be served", "path", r.URL.Path, "error", err)
		refuse(w, http.StatusInternalServerError, "The content could not be read. The operator's log says why.")
		return
	}
	defer f.Close()
	h.Set("ETag", `"`+f.Info.CID.String()+`"`)
	h.Set("Cache-Control", "public, max-age=31536000, immutable") // a year, the most that caches honour: a CID never means anything else
	h.Set("Content-Type", f.Info.Type)
	if !shown[f.Info.Type] {
		h.Set("Content-Disposition", `attachment; filename="`+f.Info.CID.String()+`"`)
	}
	http.ServeContent(&ranged{ResponseWriter: w, size: f.Info.Size}, r, "", time.Time{}, f)
}

// ranged replaces the plain words of the file server for a range that the file has not by a problem.
type ranged struct {
	http.ResponseWriter
	size    int64
	refused bool
}

func (w *ranged) WriteHeader(status int) {
	if status != http.StatusRequestedRangeNotSatisfiable {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.refused = true
	w.Header().Del("Content-Disposition")
	w.Header().Del("Content-Length")
	refuse(w.ResponseWriter, status, fmt.Sprintf("The range is not within the file's %d bytes.", w.size))
}

func (w *ranged) Write(b []byte) (int, error) {
	if w.refused {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

var errFolder = errors.New("a folder")

// badPath is a path that no content has; detail is for the one who asked.
type badPath struct{ detail string }

func (b *badPath) Error() string { return b.detail }

// find opens what a path names.
func (g *gateway) find(path string) (*File, error) {
	rest, ok := strings.CutPrefix(path, GatewayPath)
	if !ok {
		return nil, ErrNotFound
	}
	root, rest, _ := strings.Cut(rest, "/")
	c, err := ParseCID(root)
	if err != nil {
		return nil, &badPath{fmt.Sprintf("A path is %s, a CID, and names in folders: %v.", GatewayPath, err)}
	}
	var names []string
	for name := range strings.SplitSeq(rest, "/") {
		if name == "" {
			continue
		}
		name, err := url.PathUnescape(name)
		if err != nil || len(names) == maxDepthOfPath {
			return nil, &badPath{fmt.Sprintf("The path below the CID cannot be read, or has more than %d names.", maxDepthOfPath)}
		}
		names = append(names, name)
	}
	at, err := g.store.Resolve(c, names)
	if err != nil {
		return nil, err
	}
	return g.open(at)
}

func (g *gateway) open(c cid.Cid) (*File, error) {
	f, err := g.store.Open(c)
	if errors.Is(err, ErrNotFound) {
		if _, dirErr := g.store.dir(c); dirErr == nil {
			return nil, errFolder
		}
	}
	return f, err
}

// refuse answers with RFC 9457 problem details, as the rest of the API does.
func refuse(w http.ResponseWriter, status int, detail string) {
	body, err := json.Marshal(struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
		Detail string `json:"detail"`
	}{"about:blank", http.StatusText(status), status, detail})
	if err != nil {
		panic(err) // strings and a number
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(body) // whoever asked may be gone, and nobody else cares
}
