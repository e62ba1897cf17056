package api

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"iter"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/haus25/backend/store"
)

// reader answers one request from a snapshot; next is the cursor of the following page, "" when there is none.
type reader func(v *store.View) (data any, next string, err error)

// envelope is every answer under /v1.
type envelope struct {
	AsOf *block `json:"asOf"`
	Data any    `json:"data"`
	Next string `json:"next,omitempty"`
}

// block names a block.
type block struct {
	Block uint64 `json:"block"`
	Hash  string `json:"hash"`
	Time  uint64 `json:"time"`
}

func asOf(v *store.View) *block {
	ref, ok := v.AsOf()
	if !ok {
		return nil
	}
	return &block{ref.Number, ref.Hash.Hex(), ref.Time}
}

func (l *Listener) get(route string, answer fiber.Handler) {
	l.app.Get(route, func(c *fiber.Ctx) error {
		c.Context().SetUserValue(routeKey, route)
		return answer(c)
	})
}

// read registers a route whose answer comes from a snapshot: ask reads the request, the reader it returns reads the store.
func (l *Listener) read(route string, ask func(q *query) reader) {
	l.get(route, func(c *fiber.Ctx) error {
		q := newQuery(c, route)
		answer := ask(q)
		if err := q.end(); err != nil {
			return err
		}
		e, err := l.s.look(answer)
		if err != nil {
			return err
		}
		return send(c, e)
	})
}

// look holds a snapshot for as long as the store is being read, and no longer.
func (s *Server) look(answer reader) (*envelope, error) {
	v, err := s.store.View()
	if err != nil {
		return nil, err
	}
	defer v.Release()
	data, next, err := answer(v)
	if err != nil {
		return nil, err
	}
	return &envelope{asOf(v), data, next}, nil
}

func send(c *fiber.Ctx, e *envelope) error {
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write an answer of %T: %w", e.Data, err)
	}
	h := fnv.New64a()
	h.Write(body)
	tag := fmt.Sprintf(`"%016x"`, h.Sum64())
	c.Set("ETag", tag)
	if holds(c.Get("If-None-Match"), tag) {
		return c.Status(http.StatusNotModified).Send(nil)
	}
	c.Set("Content-Type", "application/json")
	return c.Send(body)
}

// holds tells whether an If-None-Match names the tag.
func holds(header, tag string) bool {
	for t := range strings.SplitSeq(header, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
			return true
		}
	}
	return false
}

// paging is what a request wants of a list.
type paging struct {
	list   string // the name of the list, for cursors
	limit  int    // items on the page
	after  []byte // the place to go on from; nil: the beginning
	budget int    // records to look at before the page ends short
	seal   func(place []byte) string
}

func (p *paging) next(place []byte) string {
	if p.seal != nil {
		return p.seal(place)
	}
	return sealCursor(p.list, place)
}

// verdict is what a filter says of a record.
type verdict int

const (
	take verdict = iota
	skip
	stop // this record and all that follow are outside the list
)

func all[T any](T) verdict { return take }

// page reads one page of a list. It looks one match further, so that next is there only when there is more, or when the
// budget ended first: a filter that matches rarely gives short pages instead of a long silence.
func page[T, R any](p *paging, rows iter.Seq2[store.Row[T], error], choose func(T) verdict, show func(T) (R, error)) ([]R, string, error) {
	items := []R{}
	var last []byte
	for row, err := range rows {
		if err != nil {
			return nil, "", err
		}
		if p.budget <= 0 {
			return items, p.next(last), nil
		}
		switch choose(row.Value) {
		case stop:
			return items, "", nil
		case take:
			if len(items) == p.limit {
				return items, p.next(last), nil
			}
			item, err := show(row.Value)
			if err != nil {
				return nil, "", err
			}
			items = append(items, item)
		}
		last = row.Cursor
		p.budget--
	}
	return items, "", nil
}
