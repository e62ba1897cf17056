package evm

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/valyala/fastjson"
)

const (
	// maxItems is SEI's limit of items in a batch.
	maxItems = 1000
	// maxRequest keeps a request well below SEI's limit of 25 MB.
	maxRequest = 16 << 20
)

// Result is the answer to one item of a [Batch], valid after [Batch.Send]. Value counts only when Err is nil.
type Result[T any] struct {
	Value T
	Err   error
}

// Batch collects questions for one endpoint. It is for one goroutine.
type Batch struct {
	e     *Endpoint
	items []item
	err   error // the first refused question
}

// item is one question with the way to hand over its answer.
type item struct {
	question
	what   string // method and bounds, for errors
	method string
	params []byte
	decode func(p *fastjson.Parser, raw []byte) (logs int, err error)
	fail   func(error)

	logCount int   // logs in the answer
	err      error // the answer's
}

// NewBatch returns an empty batch for this endpoint.
func (e *Endpoint) NewBatch() *Batch { return &Batch{e: e} }

// add puts a question whose answer is one small value.
func add[T any](b *Batch, it item, decode func(*fastjson.Value) (T, error)) *Result[T] {
	r := &Result[T]{Err: ErrNotSent}
	it.decode = func(p *fastjson.Parser, raw []byte) (int, error) {
		var v *fastjson.Value
		if v, r.Err = parse(p, raw); r.Err == nil {
			r.Value, r.Err = decode(v)
		}
		return 0, r.Err
	}
	it.fail = func(err error) { r.Err = err }
	b.items = append(b.items, it)
	return r
}

// Header asks for block n. A nil value without an error means that the endpoint has no such block.
func (b *Batch) Header(n uint64) *Result[*Header] {
	it := item{method: "eth_getBlockByNumber", params: headerParams(n), question: question{from: n, to: n}, what: fmt.Sprintf("block %d", n)}
	return add(b, it, func(v *fastjson.Value) (*Header, error) {
		h, err := decodeHeader(v)
		if err == nil && h != nil && h.Number != n {
			return nil, inconsistent("block %d was asked, the answer is block %d", n, h.Number)
		}
		return h, err
	})
}

// Latest asks for the newest block; it also sets [Endpoint.Head].
func (b *Batch) Latest() *Result[*Header] {
	it := item{method: "eth_getBlockByNumber", params: []byte(`["latest",false]`), what: "latest block"}
	return add(b, it, func(v *fastjson.Value) (*Header, error) {
		h, err := decodeHeader(v)
		if err == nil && h == nil {
			return nil, unavailable("the endpoint has no latest block")
		}
		if err == nil {
			b.e.head.Store(h.Number)
		}
		return h, err
	})
}

// BlockNumber asks for the newest block's number; it also sets [Endpoint.Head].
func (b *Batch) BlockNumber() *Result[uint64] {
	return add(b, item{method: "eth_blockNumber", params: []byte("[]"), what: "block number"}, func(v *fastjson.Value) (uint64, error) {
		n, err := decodeUint(v, "result")
		if err == nil {
			b.e.head.Store(n)
		}
		return n, err
	})
}

// ChainID asks which chain the endpoint serves.
func (b *Batch) ChainID() *Result[uint64] {
	return add(b, item{method: "eth_chainId", params: []byte("[]"), what: "chain id"}, func(v *fastjson.Value) (uint64, error) {
		return decodeUint(v, "result")
	})
}

// Code asks for the code at an address as of the newest block; it is empty where no contract is.
func (b *Batch) Code(a common.Address) *Result[[]byte] {
	params := append(append([]byte(`["`), a.Hex()...), `","latest"]`...)
	return add(b, item{method: "eth_getCode", params: params, what: "code of " + a.Hex()}, decodeBytes)
}

// Call runs a view function as of the newest block. A revert is an [*RPCError].
func (b *Batch) Call(to common.Address, data []byte) *Result[[]byte] {
	params := append(append([]byte(`[{"to":"`), to.Hex()...), `","data":"`...)
	params = append(append(params, hexutil.Encode(data)...), `"},"latest"]`...)
	it := item{method: "eth_call", params: params, question: question{call: true}, what: "call to " + to.Hex()}
	return add(b, it, decodeBytes)
}

// Logs asks for the logs that match f, in the order of the chain. A filter that is refused ([ErrFilter]) keeps the whole batch from being sent.
func (b *Batch) Logs(f Filter) *Result[[]Log] {
	if err := f.check(); err != nil {
		b.err = errors.Join(b.err, err)
	}
	it := item{
		method:   "eth_getLogs",
		params:   logsParams(&f),
		question: question{logs: true, from: f.From, to: f.To},
		what:     fmt.Sprintf("logs of blocks %d to %d", f.From, f.To),
	}
	r := &Result[[]Log]{Err: ErrNotSent}
	it.decode = func(p *fastjson.Parser, raw []byte) (int, error) {
		r.Value, r.Err = decodeLogs(p, raw, &f)
		return len(r.Value), r.Err
	}
	it.fail = func(err error) { r.Err = err }
	b.items = append(b.items, it)
	return r
}

// Send asks everything and fills in the results: one POST for each 1000 items. It returns the error that kept answers from coming,
// which is then also the Err of each result without one; errors of single items are only in their results.
// The batch is empty afterwards and can be filled again.
func (b *Batch) Send(ctx context.Context) error {
	items, err := b.items, b.err
	b.items, b.err = nil, nil
	for len(items) > 0 && err == nil {
		n := chunk(items)
		err = b.e.exchange(ctx, items[:n])
		items = items[n:]
	}
	for i := range items { // not sent
		items[i].fail(err)
	}
	return err
}

// chunk returns how many of the items fit in one request.
func chunk(items []item) int {
	size := 0
	for i := range items {
		size += len(items[i].params) + 100
		if i == maxItems || i > 0 && size > maxRequest {
			return i
		}
	}
	return len(items)
}

// encode writes the request; an item's id is its index.
func encode(items []item) []byte {
	size := 2
	for i := range items {
		size += len(items[i].params) + 100
	}
	b := append(make([]byte, 0, size), '[')
	for i := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(b, `{"jsonrpc":"2.0","id":`...), int64(i), 10)
		b = append(append(b, `,"method":"`...), items[i].method...)
		b = append(append(b, `","params":`...), items[i].params...)
		b = append(b, '}')
	}
	return append(b, ']')
}

func headerParams(n uint64) []byte {
	return append(appendQuantity([]byte("["), n), ",false]"...)
}

func logsParams(f *Filter) []byte {
	b := make([]byte, 0, 96+45*len(f.Addresses))
	b = appendQuantity(append(b, `[{"fromBlock":`...), f.From)
	b = appendQuantity(append(b, `,"toBlock":`...), f.To)
	if len(f.Addresses) > 0 {
		b = append(b, `,"address":`...)
		b = appendList(b, len(f.Addresses), func(i int) []byte { return f.Addresses[i][:] })
	}
	if len(f.Topics) > 0 {
		b = append(b, `,"topics":[`...)
		for i, position := range f.Topics {
			if i > 0 {
				b = append(b, ',')
			}
			if len(position) == 0 {
				b = append(b, "null"...)
				continue
			}
			b = appendList(b, len(position), func(i int) []byte { return position[i][:] })
		}
		b = append(b, ']')
	}
	return append(b, "}]"...)
}

func appendQuantity(b []byte, n uint64) []byte {
	return append(strconv.AppendUint(append(b, `"0x`...), n, 16), '"')
}

func appendList(b []byte, n int, at func(int) []byte) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '[')
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `"0x`...)
		for _, c := range at(i) {
			b = append(b, digits[c>>4], digits[c&15])
		}
		b = append(b, '"')
	}
	return append(b, ']')
}
