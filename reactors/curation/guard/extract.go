package guard

import (
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext" // refuses duplicate names, wrong UTF-8 and what follows a value
)

// What Extract accepts: no aspect needs a tenth of it.
const (
	mostDepth  = 32
	mostObject = 64 << 10
)

// Why there is no object in an answer. Their words may be shown to a model.
var (
	ErrNoObject  = errors.New("the answer holds no JSON object")
	ErrSeveral   = errors.New("the answer holds more than one JSON object")
	ErrMalformed = errors.New("the answer is no valid JSON")
	ErrDuplicate = errors.New("the answer has the same name twice in one object")
	ErrCut       = errors.New("the answer ends within its JSON object")
	ErrTooDeep   = errors.New("the answer is nested deeper than 32 levels")
	ErrTooLarge  = errors.New("the answer is larger than 64 KiB")
)

// Extract returns the one JSON object of a model's answer, as it stands there. Around it may be a fence, prose, and <think>…</think> or the
// like, in which objects do not count.
func Extract(answer string) ([]byte, error) {
	if len(answer) > mostBytes {
		return nil, ErrTooLarge
	}
	var found []byte
	for rest := answer; rest != ""; {
		i := strings.IndexAny(rest, "{<")
		if i < 0 {
			break
		}
		rest = rest[i:]
		if rest[0] == '<' {
			open, name := thinking(rest)
			switch {
			case name == "":
				rest = rest[1:]
			case open:
				end := strings.Index(rest, "</"+name+">")
				if end < 0 {
					return nil, ErrCut
				}
				rest = rest[end+len(name)+3:]
			default: // some servers cut the opening tag off: all that was before was thought
				found, rest = nil, rest[len(name)+3:]
			}
			continue
		}
		if next := strings.TrimLeft(rest[1:], " \t\r\n"); next != "" && next[0] != '"' && next[0] != '}' {
			rest = rest[1:] // a brace of prose
			continue
		}
		n, err := object(rest)
		if err != nil {
			return nil, err
		}
		if found != nil {
			return nil, ErrSeveral
		}
		found, rest = []byte(rest[:n]), rest[n:]
	}
	if found == nil {
		return nil, ErrNoObject
	}
	return found, nil
}

// thinking tells whether text begins with a tag that encloses a model's thoughts, whether it opens, and its name.
func thinking(text string) (open bool, name string) {
	for _, name := range []string{"think", "thinking", "thought", "reasoning", "reflection", "analysis", "scratchpad"} {
		switch {
		case strings.HasPrefix(text, "<"+name+">"):
			return true, name
		case strings.HasPrefix(text, "</"+name+">"):
			return false, name
		}
	}
	return false, ""
}

// object returns the length of the object that text begins with.
func object(text string) (int, error) {
	d := jsontext.NewDecoder(strings.NewReader(text))
	for {
		t, err := d.ReadToken()
		switch {
		case errors.Is(err, jsontext.ErrDuplicateName):
			return 0, ErrDuplicate
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return 0, ErrCut
		case err != nil:
			return 0, ErrMalformed
		case d.StackDepth() > mostDepth:
			return 0, ErrTooDeep
		case d.InputOffset() > mostObject:
			return 0, ErrTooLarge
		}
		if t.Kind() == '}' && d.StackDepth() == 0 {
			return int(d.InputOffset()), nil
		}
	}
}
