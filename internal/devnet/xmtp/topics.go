package xmtp

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/encoding/protowire"
)

// maxPage is the official node's longest page of messages, and its default.
const maxPage = 100

// item is a stored message as it is sent: the encoded GroupMessage,
// WelcomeMessage or CommitLogEntry. Never changed once it is in a log.
type item struct {
	id    uint64
	topic string // group id or installation key
	wire  []byte
	meta  []byte // the same without content; group messages only
}

// topics is a log of items, ascending by id, whole and by topic. Both only grow,
// so a slice of them stays right when it is read without the node's lock.
type topics struct {
	all     []*item
	byTopic map[string][]*item
}

func (t *topics) append(i *item) {
	if t.byTopic == nil {
		t.byTopic = make(map[string][]*item)
	}
	t.all = append(t.all, i)
	t.byTopic[i.topic] = append(t.byTopic[i.topic], i)
}

// since are the items of a topic whose id is greater than the cursor.
func (t *topics) since(topic string, cursor uint64) []*item {
	items := t.byTopic[topic]
	n, found := slices.BinarySearchFunc(items, cursor, func(i *item, id uint64) int { return cmp.Compare(i.id, id) })
	if found {
		n++
	}
	return items[n:]
}

type direction uint64

const (
	unspecified direction = 0
	ascending   direction = 1
	descending  direction = 2
)

// query is a request for a page of one topic. The three requests of this form
// (group messages, welcomes, commit log) share their field numbers.
type query struct {
	topic     string
	direction direction
	limit     uint64 // 1 to maxPage
	cursor    uint64 // exclusive; 0 is the beginning of either direction
}

func readQuery(b []byte) (query, error) {
	q := query{limit: maxPage}
	err := each(b, func(tag, _ uint64, data []byte) error {
		switch tag {
		case 1<<3 | lenBytes:
			q.topic = string(data)
		case 2<<3 | lenBytes:
			return each(data, func(tag, number uint64, _ []byte) error {
				switch tag {
				case 1<<3 | varint:
					q.direction = direction(number)
				case 2<<3 | varint:
					if number > 0 && number < maxPage {
						q.limit = number
					}
				case 3<<3 | varint:
					q.cursor = number
				}
				return nil
			})
		}
		return nil
	})
	switch {
	case err != nil:
		return query{}, invalid(err)
	case q.topic == "":
		return query{}, invalid(errors.New("the query names no topic (group id or installation key)"))
	case q.direction > descending:
		return query{}, invalid(fmt.Errorf("sort direction %d is unknown", q.direction))
	}
	return q, nil
}

// page is what a query asks for, in its order, and the cursor that a next query
// continues with: 0 when this page is not full, so the last.
func (t *topics) page(q query) (items []*item, next uint64) {
	if q.direction == ascending {
		items = t.since(q.topic, q.cursor)
		items = items[:min(uint64(len(items)), q.limit)]
	} else {
		items = t.byTopic[q.topic]
		if q.cursor > 0 {
			items = items[:len(items)-len(t.since(q.topic, q.cursor-1))]
		}
		items = slices.Clone(items[len(items)-int(min(uint64(len(items)), q.limit)):])
		slices.Reverse(items)
	}
	if uint64(len(items)) == q.limit {
		next = items[len(items)-1].id
	}
	return items, next
}

// putPage appends the items as field num and the paging info as the field after it.
func putPage(b []byte, num protowire.Number, q query, items []*item, next uint64) []byte {
	for _, i := range items {
		b = putBytes(b, num, i.wire)
	}
	paging := putNumber(nil, 1, uint64(q.direction))
	paging = putNumber(paging, 2, q.limit)
	paging = putNumber(paging, 3, next)
	return putBytes(b, num+1, paging)
}

// filters are the topics that a subscription asks for, each with the cursor
// after which it wants items.
type filters map[string]uint64

func readFilters(b []byte) (filters, error) {
	all, err := repeated(b, 1)
	if err != nil {
		return nil, invalid(err)
	}
	out := make(filters, len(all))
	for _, filter := range all {
		var topic string
		var cursor uint64
		err := each(filter, func(tag, number uint64, data []byte) error {
			switch tag {
			case 1<<3 | lenBytes:
				topic = string(data)
			case 2<<3 | varint:
				cursor = number
			}
			return nil
		})
		if err != nil {
			return nil, invalid(err)
		}
		if topic == "" {
			return nil, invalid(errors.New("a filter names no topic (group id or installation key)"))
		}
		// Of a topic named twice the lower cursor counts: nothing that was asked for is left out.
		if before, twice := out[topic]; twice {
			cursor = min(cursor, before)
		}
		out[topic] = cursor
	}
	return out, nil
}

// missed are the items that the filters ask for and that are there already, ascending.
func (t *topics) missed(f filters) []*item {
	var out []*item
	for topic, cursor := range f {
		out = append(out, t.since(topic, cursor)...)
	}
	slices.SortFunc(out, func(a, b *item) int { return cmp.Compare(a.id, b.id) })
	return out
}

// after are the items from a position in the whole log on that the filters ask for.
func (t *topics) after(position int, f filters) []*item {
	var out []*item
	for _, i := range t.all[position:] {
		if _, ok := f[i.topic]; ok {
			out = append(out, i)
		}
	}
	return out
}

// invalid says that the client's request is wrong.
func invalid(err error) error { return connect.NewError(connect.CodeInvalidArgument, err) }
