package metadata

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"

	"github.com/haus25/backend/store/content"
)

// ErrDocument says that bytes are no metadata document: not JSON, ambiguous, too deep, too large, or not an object.
var ErrDocument = errors.New("not a metadata document")

// Document is an event's metadata document: a JSON object. Its values are nil, bool, json.Number, string, []any and
// map[string]any, numbers in their canonical form. Documents are values: nothing here changes one in place, and they share parts.
type Document map[string]any

// Parse reads a document of at most content.MaxJSON bytes. Every error is [ErrDocument].
func Parse(raw []byte) (Document, error) {
	v, err := parseValue(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	d, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%w: it is no JSON object", ErrDocument)
	}
	return d, nil
}

// parseValue reads one JSON value. Going through the canonical form refuses what is ambiguous and writes equal numbers equally.
func parseValue(raw []byte) (v any, err error) {
	canonical, err := content.CanonicalJSON(json.RawMessage(raw))
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(canonical))
	dec.UseNumber() // float64 would change what a stranger wrote
	return v, dec.Decode(&v)
}

// Bytes writes the document canonically: equal documents give equal bytes. The error is that it became too large.
func (d Document) Bytes() ([]byte, error) {
	raw, err := content.CanonicalJSON(map[string]any(d))
	if err != nil {
		return nil, fmt.Errorf("write a metadata document: %w", err)
	}
	return raw, nil
}

// Equal tells whether two documents have the same keys with the same values.
func (d Document) Equal(o Document) bool { return len(d) == len(o) && (len(d) == 0 || same(d, o)) }

func same[T any](a, b T) bool { return reflect.DeepEqual(a, b) }

// Part is what a reactor wants to stand under one top-level key of the document.
type Part struct {
	Name  string
	Value any // nil, JSON's null: the key shall not be there
	// Earlier are values that older parts of the name had.
	Earlier []any
	// Published says that a document which was composed with this part has been on chain.
	Published bool
}

// Compose returns the document with the parts in it. A part's key belongs to the reactor that recorded it, as a whole: the value
// is set, put back when the key is missing, and brought up to date when it is one of the part's own older values. One thing is
// stronger: what somebody else put there after the part was on chain stays, until the reactor records another part of that name.
// All other keys stay as they are.
func Compose(d Document, parts []Part) Document {
	out := maps.Clone(d)
	if out == nil {
		out = Document{}
	}
	for _, p := range parts {
		is, there := out[p.Name]
		if there && p.Published && !p.own(is) {
			continue
		}
		if p.Value == nil {
			delete(out, p.Name)
		} else {
			out[p.Name] = p.Value
		}
	}
	return out
}

func (p Part) own(v any) bool {
	for _, e := range p.Earlier {
		if same(e, v) {
			return true
		}
	}
	return same(p.Value, v)
}
