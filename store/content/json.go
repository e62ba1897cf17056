package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	// The Go team's next JSON package: it canonicalises by RFC 8785, refuses duplicate names and broken UTF-8, and can leave
	// numbers as they are, which no JCS library can.
	"github.com/go-json-experiment/json/jsontext"
)

// MaxJSON is the most bytes of a document that [CanonicalJSON] takes: one that lists the 2,700 chunks of three hours, at about 350
// bytes each, has 1 MiB.
const MaxJSON = 4 << 20

// maxDepth is how deep a document may be nested; an event's has about six levels.
const maxDepth = 100

// ErrJSON says that something is not a JSON document that can be kept: broken, too large, too deep, or ambiguous because a name
// occurs twice in an object.
var ErrJSON = errors.New("not a JSON document that can be kept")

// CanonicalJSON writes v, which encoding/json can marshal (json.RawMessage for a document as it came), in the one form of RFC
// 8785: names sorted by UTF-16, no spaces, one way to write each string and number.
//
// It departs from the RFC in one thing. The RFC takes every number for a float64, so that 9007199254740993 becomes
// 9007199254740992: an amount in wei or an id of a stranger's document would silently change. Here a number takes the RFC's form
// only if that denotes exactly the same number; else it stays as it was written. Documents whose numbers float64 can hold come
// out as the RFC says.
//
// Every error is [ErrJSON].
func CanonicalJSON(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJSON, err)
	}
	if len(raw) > MaxJSON {
		return nil, fmt.Errorf("%w: it has %d bytes, at most %d", ErrJSON, len(raw), MaxJSON)
	}
	numbered, err := rewriteNumbers(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJSON, err)
	}
	out := jsontext.Value(numbered)
	if err := out.Canonicalize(jsontext.CanonicalizeRawInts(false), jsontext.CanonicalizeRawFloats(false)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJSON, err)
	}
	return out, nil
}

// rewriteNumbers copies a document token by token and writes its numbers canonically.
func rewriteNumbers(raw []byte) ([]byte, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(raw))
	var out bytes.Buffer
	enc := jsontext.NewEncoder(&out)
	for {
		switch dec.PeekKind() {
		case '0':
			number, err := dec.ReadValue()
			if err != nil {
				return nil, err
			}
			if err := enc.WriteValue(jsontext.Value(canonicalNumber(string(number)))); err != nil {
				return nil, err
			}
		default:
			token, err := dec.ReadToken()
			if err == io.EOF {
				return out.Bytes(), nil
			}
			if err != nil {
				return nil, err
			}
			if err := enc.WriteToken(token); err != nil {
				return nil, err
			}
		}
		if dec.StackDepth() > maxDepth {
			return nil, fmt.Errorf("it is nested more than %d deep", maxDepth)
		}
	}
}

// canonicalNumber is the RFC's form of a JSON number where that is the same number, else the literal.
func canonicalNumber(literal string) string {
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return literal // larger than any float64
	}
	short := jsontext.Float(f).String()
	if f == 0 {
		short = "0" // also of -0, as the RFC has it
	}
	if decimal(short) == decimal(literal) {
		return short
	}
	return literal
}

// number is a decimal number in its only form: ±0.digits × 10^exponent, digits without zeros at either end.
type number struct {
	negative bool
	digits   string
	exponent int64
}

func decimal(literal string) number {
	mantissa, power, _ := strings.Cut(strings.ToLower(literal), "e")
	exponent, err := strconv.ParseInt(power, 10, 32)
	if power != "" && err != nil {
		return number{digits: literal} // an absurd exponent equals only itself
	}
	mantissa, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	exponent += int64(len(whole)) - int64(len(whole+fraction)-len(digits))
	digits = strings.TrimRight(digits, "0")
	if digits == "" {
		return number{}
	}
	return number{negative, digits, exponent}
}
