package evm

import (
	"bytes"
	"sync"

	"github.com/valyala/fastjson"
)

// An answer is cut into its parts before they are parsed one at a time: a parser's memory then follows the largest log
// and not the answer, which is faster too. Cutting only finds where parts end; parsing each part validates it.

const (
	// maxValues bounds the memory that parsing one part takes, about 100 bytes a value. A block has two values a transaction.
	maxValues = 1 << 20
	// smallPart has too few bytes for maxValues to matter.
	smallPart = 64 << 10
)

// parsers is not shared with other packages, so a parser is only as large as the largest part.
var parsers = sync.Pool{New: func() any { return new(fastjson.Parser) }}

// parse reads one part. The value lives until the parser's next use.
func parse(p *fastjson.Parser, part []byte) (*fastjson.Value, error) {
	if len(part) > smallPart && values(part) > maxValues {
		return nil, unavailable("malformed answer: more than %d values in one part", maxValues)
	}
	v, err := p.ParseBytes(part)
	if err != nil {
		return nil, unavailable("malformed answer: a part is not JSON")
	}
	return v, nil
}

// values is an upper bound of the JSON values in a part.
func values(part []byte) int {
	return 1 + bytes.Count(part, []byte{','}) + bytes.Count(part, []byte{'['}) + bytes.Count(part, []byte{'{'})
}

var errCut = unavailable("malformed answer: not JSON")

// elements calls f with each element of an array.
func elements(array []byte, f func(element []byte) error) error {
	return parts(array, '[', ']', func(b []byte) ([]byte, error) {
		n := skip(b)
		if n <= 0 {
			return nil, errCut
		}
		return b[n:], f(b[:n])
	})
}

// fields calls f with each field of an object; the key is without its quotes, and as it is written.
func fields(object []byte, f func(key string, value []byte) error) error {
	return parts(object, '{', '}', func(b []byte) ([]byte, error) {
		n := skip(b)
		if n < 2 || b[0] != '"' {
			return nil, errCut
		}
		key := b[1 : n-1]
		b = trim(b[n:])
		if len(b) == 0 || b[0] != ':' {
			return nil, errCut
		}
		b = trim(b[1:])
		if n = skip(b); n <= 0 {
			return nil, errCut
		}
		return b[n:], f(string(key), b[:n])
	})
}

// parts calls next at the beginning of each part between first and last; next returns what is behind the part.
func parts(b []byte, first, last byte, next func([]byte) ([]byte, error)) error {
	b = trim(b)
	if len(b) == 0 || b[0] != first {
		return errCut
	}
	b = trim(b[1:])
	if len(b) > 0 && b[0] == last {
		return end(b[1:])
	}
	for {
		rest, err := next(b)
		if err != nil {
			return err
		}
		rest = trim(rest)
		if len(rest) == 0 {
			return errCut
		}
		if rest[0] == last {
			return end(rest[1:])
		}
		if rest[0] != ',' {
			return errCut
		}
		b = trim(rest[1:])
	}
}

func end(b []byte) error {
	if len(trim(b)) > 0 {
		return errCut
	}
	return nil
}

func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\n' || b[0] == '\r' || b[0] == '\t') {
		b = b[1:]
	}
	return b
}

// skip returns the length of the value at the beginning of b; 0 or less when it does not end.
func skip(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			n := skipString(b[i:])
			if n <= 0 {
				return 0
			}
			if i += n - 1; depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i // a scalar's end
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\n', '\r', '\t':
			if depth == 0 {
				return i
			}
		}
	}
	if depth > 0 {
		return 0
	}
	return len(b)
}

// skipString returns the length of the string at the beginning of b with its quotes; 0 when it does not end.
func skipString(b []byte) int {
	for i := 1; ; i++ {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return 0
		}
		i += n
		slashes := 0
		for b[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
}
