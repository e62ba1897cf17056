package fetch

import (
	"encoding/base64"
	"fmt"
	"mime"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
)

// Bounds of a URI, in bytes. Browsers and servers take URLs of about 2,000; a folder's names have at most 255.
const (
	maxURL     = 2048
	maxSegment = 255
	maxPath    = 16 // segments
)

// source is a URI that was understood: exactly one of its parts is there, or cid together with the URL it came from.
type source struct {
	cid  cid.Cid
	path []string // below cid
	url  *url.URL // https, or http to this machine; of a gateway when cid is there too
	data []byte   // of a data: URI
}

func badURI(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrURI}, args...)...)
}

// parse understands a stranger's URI. loopback also takes http URLs of this machine.
func parse(uri string, max int64, loopback bool) (source, error) {
	if scheme, rest, ok := strings.Cut(uri, ":"); ok && strings.EqualFold(scheme, "data") {
		data, err := parseData(rest, max)
		return source{data: data}, err
	}
	if len(uri) > maxURL {
		return source{}, badURI("it has %d bytes, at most %d", len(uri), maxURL)
	}
	if !utf8.ValidString(uri) || strings.ContainsFunc(uri, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return source{}, badURI("it holds characters that no URI has")
	}
	u, err := url.Parse(uri)
	if err != nil {
		return source{}, badURI("it cannot be read")
	}
	switch {
	case u.Scheme == "ipfs":
		return parseIPFS(u)
	case u.Scheme == "https", u.Scheme == "http" && loopback && onThisMachine(u.Hostname()):
	default:
		return source{}, badURI("it must begin with ipfs://, https:// or data:application/json")
	}
	if u.Opaque != "" || u.Hostname() == "" || u.User != nil {
		return source{}, badURI("it must have a host and no user")
	}
	if port := u.Port(); port != "" && port != "443" && !(loopback && onThisMachine(u.Hostname())) {
		return source{}, badURI("a port other than 443 is not asked")
	}
	u.Fragment, u.RawFragment = "", ""
	if c, path, ok := gatewayURL(u); ok {
		segments, err := split(path)
		return source{cid: c, path: segments, url: u}, err
	}
	return source{url: u}, nil
}

// parseIPFS reads ipfs://CID/path and the old ipfs://ipfs/CID/path. A query or fragment means nothing there.
func parseIPFS(u *url.URL) (source, error) {
	root, path := u.Host, u.EscapedPath()
	if root == "ipfs" {
		root, path, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
	}
	if u.User != nil || u.Opaque != "" {
		return source{}, badURI("it must be ipfs://CID or ipfs://CID/path")
	}
	c, err := content.ParseCID(root)
	if err != nil {
		return source{}, badURI("%w", err)
	}
	segments, err := split(path)
	return source{cid: c, path: segments}, err
}

// gatewayURL finds the CID in the URLs of gateways: https://host/ipfs/CID/path and https://CID.ipfs.host/path.
func gatewayURL(u *url.URL) (c cid.Cid, path string, ok bool) {
	if rest, found := strings.CutPrefix(u.EscapedPath(), "/ipfs/"); found {
		root, path, _ := strings.Cut(rest, "/")
		c, err := content.ParseCID(root)
		return c, path, err == nil
	}
	if label, rest, found := strings.Cut(u.Hostname(), "."); found && strings.HasPrefix(rest, "ipfs.") {
		c, err := content.ParseCID(label)
		return c, u.EscapedPath(), err == nil
	}
	return cid.Undef, "", false
}

// split takes a path apart into names of folders' entries.
func split(escaped string) ([]string, error) {
	var segments []string
	for s := range strings.SplitSeq(escaped, "/") {
		if s == "" {
			continue
		}
		name, err := url.PathUnescape(s)
		if err != nil || !utf8.ValidString(name) || len(name) > maxSegment || name == "." || name == ".." || strings.ContainsAny(name, "/\x00") {
			return nil, badURI("its path has a name that no file can have")
		}
		segments = append(segments, name)
	}
	if len(segments) > maxPath {
		return nil, badURI("its path has %d names, at most %d", len(segments), maxPath)
	}
	return segments, nil
}

// parseData reads what follows "data:" (RFC 2397). Decoded it is never longer than encoded, so a bound on one bounds both.
func parseData(rest string, max int64) ([]byte, error) {
	if int64(len(rest)) > 3*max+maxURL {
		return nil, fmt.Errorf("%w: a data: URI of %d bytes", ErrTooLarge, len(rest))
	}
	head, body, ok := strings.Cut(rest, ",")
	if !ok || len(head) > maxURL {
		return nil, badURI("a data: URI has a comma before its data")
	}
	head, encoded := strings.CutSuffix(head, ";base64")
	if kind, _, err := mime.ParseMediaType(head); err != nil || kind != content.TypeJSON {
		return nil, badURI("a data: URI must be of application/json")
	}
	data, err := url.PathUnescape(body)
	if err != nil {
		return nil, badURI("the data: URI is not percent-encoded as it should be")
	}
	if encoded {
		raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(data, "="))
		if err != nil {
			return nil, badURI("the data: URI is not base64")
		}
		data = string(raw)
	}
	if int64(len(data)) > max {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(data), max)
	}
	return []byte(data), nil
}

// onThisMachine tells a host that is loopback by its spelling.
func onThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && ip.Unmap().IsLoopback())
}
