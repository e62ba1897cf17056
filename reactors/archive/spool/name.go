package spool

import (
	"strconv"
	"strings"
)

const (
	finishedSuffix = ".ts"
	growingSuffix  = ".ts.tmp" // SRS, and ffmpeg with temp_file, rename from it
	playlistSuffix = ".m3u8"
)

// maxSeq is the highest number in a name that is taken for a place in an order; greater ones are times.
const maxSeq = 1_000_000_000

// eventOf reads a stream's name: an event's id in canonical decimal, and nothing else. Variants such as 5_720p and 5_enhanced are
// no events.
func eventOf(stream string) (uint64, bool) {
	id, err := strconv.ParseUint(stream, 10, 64)
	return id, err == nil && strconv.FormatUint(id, 10) == stream
}

// plain tells whether a file's name is one that a media server makes: visible ASCII, of sane length.
func plain(name string) bool {
	if name == "" || len(name) > 200 || name[0] == '.' {
		return false
	}
	for i := range len(name) {
		if c := name[i]; c <= ' ' || c > '~' || c == '/' || c == '\\' {
			return false
		}
	}
	return true
}

// segmentName takes a segment's file name apart. stem is the name without its suffix; growing says that it is of a file that was not
// finished when it got this name.
func segmentName(name string) (stem string, growing, ok bool) {
	if !plain(name) {
		return "", false, false
	}
	if stem, ok = strings.CutSuffix(name, growingSuffix); ok {
		return stem, true, stem != ""
	}
	stem, ok = strings.CutSuffix(name, finishedSuffix)
	return stem, false, ok && stem != ""
}

// flatOwner tells whose segment a file is that lies in the application's own folder: {stream}-{seq}, as SRS and nginx-rtmp have it by
// default. Exactly two numbers, so that a time in front is not taken for an event.
func flatOwner(stem string) (event uint64, ok bool) {
	stream, seq, found := strings.Cut(stem, "-")
	if !found || number(seq) < 0 {
		return 0, false
	}
	return eventOf(stream)
}

// seqOf is the segment's number in the order of its publish session: the middle one of [timestamp]-[seq]-[duration], else the one at
// the end; -1: there is none.
func seqOf(stem string) int64 {
	parts := strings.Split(stem, "-")
	if len(parts) == 3 && number(parts[0]) >= 0 && (number(parts[2]) >= 0 || parts[2] == "[duration]") { // SRS fills the duration in when it renames
		parts = parts[:2]
	}
	last := parts[len(parts)-1]
	n := number(last[strings.LastIndexFunc(last, func(r rune) bool { return r < '0' || r > '9' })+1:])
	if n >= maxSeq {
		return -1
	}
	return n
}

// number reads digits; -1: it is none, or greater than a name's would be.
func number(digits string) int64 {
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return -1
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
