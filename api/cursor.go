package api

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
)

// A cursor is base64url without padding. The first four bytes say which list it belongs to; the rest is a place in that
// list's order. It holds no secret and needs no signature: any other place in the same list is one that could be asked for
// as well.

var cursorText = base64.RawURLEncoding

// maxCursor is more characters than any cursor has.
const maxCursor = 64

// listTag tells lists apart: the route, its path and its filters.
func listTag(list string) []byte {
	h := fnv.New32a()
	h.Write([]byte(list))
	return h.Sum(nil)
}

// sealCursor names a place in a list.
func sealCursor(list string, place []byte) string {
	return cursorText.EncodeToString(append(listTag(list), place...))
}

// placeSize says how many bytes a place in a list has.
type placeSize struct{ least, most int }

func exactly(size int) placeSize { return placeSize{size, size} }

// openCursor returns the place, and false for a cursor of another list or for no cursor at all.
func openCursor(list, text string, size placeSize) ([]byte, bool) {
	if len(text) > maxCursor {
		return nil, false
	}
	raw, err := cursorText.DecodeString(text)
	// One place has one text: the decoder lets line breaks and loose last bits pass.
	if err != nil || cursorText.EncodeToString(raw) != text || len(raw) < 4 || string(raw[:4]) != string(listTag(list)) {
		return nil, false
	}
	place := raw[4:]
	return place, len(place) >= size.least && len(place) <= size.most
}

// feedList is one list for everyone: what /v1/logs gave, /v1/live goes on from, whatever the filters.
const feedList = "feed"

// sealFeed names a place in the feed. Sequence numbers mean nothing in an index that was built anew, so its generation is
// part of the cursor.
func sealFeed(generation, seq uint64) string {
	return sealCursor(feedList, binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, generation), seq))
}

func openFeed(text string) (generation, seq uint64, ok bool) {
	place, ok := openCursor(feedList, text, exactly(16))
	if !ok {
		return 0, 0, false
	}
	return binary.BigEndian.Uint64(place), binary.BigEndian.Uint64(place[8:]), true
}
