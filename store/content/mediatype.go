package content

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Media types that are named here because a sniffer cannot tell them or callers give them as a hint.
const (
	TypeJSON     = "application/json"
	TypePlaylist = "application/vnd.apple.mpegurl"
	TypeMPEGTS   = "video/mp2t"
	TypeMP4      = "video/mp4"
)

// shown are the types that a browser may show where it is: media, raster images, playlists and JSON, none of which can run a
// script. Everything else, SVG and HTML first of all, is offered as a download.
var shown = map[string]bool{
	TypeJSON: true, TypePlaylist: true, TypeMPEGTS: true, TypeMP4: true,
	"video/webm": true, "audio/mp4": true, "audio/mpeg": true, "audio/aac": true, "audio/wave": true, "audio/ogg": true, "application/ogg": true,
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/avif": true,
}

// unknownType is what is said of bytes that are none of the shown types.
const unknownType = "application/octet-stream"

// sniffed is how many bytes a type is told from.
const sniffed = 1024

// sniff tells the type from a file's first bytes; whole says that there are no more.
func sniff(head []byte, whole bool) string {
	switch {
	case bytes.HasPrefix(head, []byte("#EXTM3U")):
		return TypePlaylist
	case len(head) > 376 && head[0] == 0x47 && head[188] == 0x47 && head[376] == 0x47: // the sync byte of three packets
		return TypeMPEGTS
	case looksLikeJSON(head, whole):
		return TypeJSON
	}
	if len(head) >= 12 {
		switch string(head[4:8]) {
		case "ftyp":
			if brand := string(head[8:12]); brand == "avif" || brand == "avis" {
				return "image/avif"
			}
			return TypeMP4
		case "styp", "moof", "sidx", "emsg", "prft": // fragments of MP4 that begin without a header
			return TypeMP4
		}
	}
	kind, _, _ := strings.Cut(http.DetectContentType(head), ";")
	if shown[kind] {
		return kind
	}
	return unknownType
}

// looksLikeJSON takes only objects and arrays: a bare word or number may be anything.
func looksLikeJSON(head []byte, whole bool) bool {
	start := bytes.TrimLeft(head, " \t\r\n")
	if len(start) == 0 || (start[0] != '{' && start[0] != '[') {
		return false
	}
	dec := jsontext.NewDecoder(bytes.NewReader(head))
	for {
		_, err := dec.ReadToken()
		switch {
		case err == nil:
		case err == io.EOF:
			return true
		default:
			return !whole && errors.Is(err, io.ErrUnexpectedEOF)
		}
	}
}
