package api

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"github.com/gofiber/fiber/v2"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// query reads a request's path and parameters. The first thing that is wrong is kept and answered; a parameter that no one
// asked for is wrong too, so that a misspelt filter is never a filter that did nothing.
type query struct {
	c      *fiber.Ctx
	values map[string]string // not asked for yet
	list   strings.Builder   // what has been asked for, in order: the name of the list
	bad    *problem
}

func newQuery(c *fiber.Ctx, route string) *query {
	q := &query{c: c, values: map[string]string{}}
	q.list.WriteString(route)
	values, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		q.fail("query", "The query string cannot be read: write name=value pairs joined by &, percent-encoded.")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch all := values[name]; {
		case name == "":
			q.fail("query", "The query string has a value without a name: write name=value pairs joined by &.")
		case len(all) > 1:
			q.fail(name, "%s is given %d times: give it once.", shown(name), len(all))
		case all[0] == "":
			q.fail(name, "%s is empty: leave it out or give it a value.", shown(name))
		default:
			q.values[name] = all[0]
		}
	}
	return q
}

func (q *query) fail(name, detail string, args ...any) {
	if q.bad == nil {
		q.bad = badParameter(name, detail, args...)
	}
}

// take returns a parameter that is there once, and never again.
func (q *query) take(name string) (string, bool) {
	text, ok := q.values[name]
	delete(q.values, name)
	return text, ok
}

// names adds to the name of the list.
func (q *query) names(name, value string) { nameList(&q.list, name, value) }

func nameList(b *strings.Builder, name, value string) { fmt.Fprintf(b, " %s=%q", name, value) }

// listName is the name that a query of this route and these parameters has; pairs are names and values in the order in
// which the route asks for them.
func listName(route string, pairs ...string) string {
	var b strings.Builder
	b.WriteString(route)
	for i := 0; i < len(pairs); i += 2 {
		nameList(&b, pairs[i], pairs[i+1])
	}
	return b.String()
}

// shown is a stranger's value as an answer may repeat it.
func shown(text string) string {
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	return strconv.Quote(strings.ToValidUTF8(text, "\uFFFD"))
}

func number(text string) (uint64, bool) {
	if text == "" || len(text) > 1 && text[0] == '0' || text[0] == '+' {
		return 0, false
	}
	n, err := strconv.ParseUint(text, 10, 64)
	return n, err == nil
}

// pathID reads an id from the path.
func (q *query) pathID(name string) uint64 {
	text := q.c.Params(name)
	id, ok := number(text)
	if !ok {
		q.fail(name, "%s is %s: write it in decimal digits, from 0 to 2^64−1, without leading zeros.", name, shown(text))
	}
	q.names(name, text)
	return id
}

// id reads an id from a parameter.
func (q *query) id(name string) *uint64 {
	text, ok := q.take(name)
	if !ok {
		return nil
	}
	id, ok := number(text)
	if !ok {
		q.fail(name, "%s is %s: write it in decimal digits, from 0 to 2^64−1, without leading zeros.", name, shown(text))
	}
	q.names(name, text)
	return &id
}

func (q *query) toAddress(name, text string) common.Address {
	digits, prefixed := strings.CutPrefix(text, "0x")
	if !prefixed || len(digits) != 40 || strings.Trim(digits, "0123456789abcdefABCDEF") != "" {
		q.fail(name, "%s is %s: write an address as 0x and 40 hexadecimal digits.", name, shown(text))
		return common.Address{}
	}
	a := common.HexToAddress(text)
	q.names(name, protocol.Hex(a))
	return a
}

// pathAddress reads an address from the path.
func (q *query) pathAddress(name string) common.Address { return q.toAddress(name, q.c.Params(name)) }

// address reads an address from a parameter.
func (q *query) address(name string) *common.Address {
	text, ok := q.take(name)
	if !ok {
		return nil
	}
	a := q.toAddress(name, text)
	return &a
}

// time reads Unix seconds.
func (q *query) time(name string) *uint64 {
	text, ok := q.take(name)
	if !ok {
		return nil
	}
	t, ok := number(text)
	if !ok || t > store.MaxTime {
		q.fail(name, "%s is %s: write Unix seconds, from 0 to %d.", name, shown(text), uint64(store.MaxTime))
	}
	q.names(name, text)
	return &t
}

// text reads a string of at most limit bytes.
func (q *query) text(name string, limit int) *string {
	text, ok := q.take(name)
	if !ok {
		return nil
	}
	if len(text) > limit || !utf8.ValidString(text) {
		q.fail(name, "%s is %s: it has to be UTF-8 of at most %d bytes.", name, shown(text), limit)
	}
	q.names(name, text)
	return &text
}

// choice reads one of some words; without one it is the default.
func (q *query) choice(name, otherwise string, words ...string) string {
	text, ok := q.take(name)
	if !ok {
		text = otherwise
	} else if !slices.Contains(words, text) {
		q.fail(name, "%s is %s: choose one of %s.", name, shown(text), strings.Join(words, ", "))
	}
	q.names(name, text)
	return text
}

// backwards reads order=asc|desc, oldest first by default.
func (q *query) backwards() bool { return q.choice("order", "asc", "asc", "desc") == "desc" }

// limit reads how many items a page may have.
func (q *query) limit() int {
	text, ok := q.take("limit")
	if !ok {
		return defaultLimit
	}
	n, ok := number(text)
	if !ok || n < 1 || n > maxLimit {
		q.fail("limit", "limit is %s: it goes from 1 to %d.", shown(text), maxLimit)
		return defaultLimit
	}
	return int(n)
}

// paging reads limit and cursor; size is how many bytes a place in the list has. Every filter must have been read before,
// since together they are the list that the cursor belongs to.
func (q *query) paging(size int) paging { return q.pagingSized(exactly(size)) }

func (q *query) pagingSized(size placeSize) paging {
	p := paging{list: q.list.String(), limit: q.limit(), budget: scanBudget}
	if text, ok := q.take("cursor"); ok {
		if p.after, ok = openCursor(p.list, text, size); !ok {
			q.fail("cursor", "cursor is none of this list: give the next of a page with the same path, filters and order, or leave it out to begin again.")
		}
	}
	return p
}

// end is called when everything was asked for, and returns what is wrong.
func (q *query) end() error {
	for _, name := range slices.Sorted(maps.Keys(q.values)) {
		q.fail(name, "%s is not a parameter of this route: docs/api.md lists them.", shown(name))
	}
	if q.bad != nil {
		return q.bad
	}
	return nil
}
