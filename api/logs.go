package api

import (
	"encoding/binary"
	"encoding/json"
	"iter"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// logJSON is a log as the feed, an event's logs and the live stream show it: read, and as the chain has it.
type logJSON struct {
	Cursor           string        `json:"cursor"` // its place in the feed
	Removed          bool          `json:"removed"`
	Name             *string       `json:"name"` // null: not a log that its contract is known to have
	Contract         string        `json:"contract"`
	Address          string        `json:"address"`
	EventID          *string       `json:"eventId"`
	Args             *arguments    `json:"args"`
	Block            uint64        `json:"block"`
	BlockHash        string        `json:"blockHash"`
	Time             uint64        `json:"time"`
	TransactionHash  string        `json:"transactionHash"`
	TransactionIndex uint32        `json:"transactionIndex"`
	LogIndex         uint32        `json:"logIndex"`
	Topics           []common.Hash `json:"topics"`
	Data             hexutil.Bytes `json:"data"`
}

// arguments are written in the order of the Solidity declaration.
type arguments struct{ of protocol.Decoded }

// MarshalJSON writes one object, argument names as keys.
func (a *arguments) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i := range a.of.Args {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := json.Marshal(a.of.Args[i].Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(a.of.Text(i))
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

func showLog(l *store.Log, generation, seq uint64, removed bool) *logJSON {
	out := &logJSON{
		Cursor: sealFeed(generation, seq), Removed: removed, Contract: l.Contract.String(), Address: protocol.Hex(l.Address),
		Block: l.Block, BlockHash: l.BlockHash.Hex(), Time: l.Time, TransactionHash: l.TxHash.Hex(),
		TransactionIndex: l.Tx, LogIndex: l.Pos.Log, Topics: l.Topics, Data: l.Data,
	}
	if l.HasEvent {
		out.EventID = new(strconv.FormatUint(l.EventID, 10))
	}
	if out.Topics == nil {
		out.Topics = []common.Hash{}
	}
	if !l.Undecoded {
		if d, err := protocol.Decode(l.Contract, l.Topics, l.Data); err == nil {
			out.Name, out.Args = &d.Name, &arguments{d}
		}
	}
	return out
}

// logFilter chooses logs; what is nil or zero chooses all.
type logFilter struct {
	event    *uint64
	address  *common.Address
	contract store.Contract
	topics   map[topicOf]bool
}

type topicOf struct {
	contract store.Contract
	topic    common.Hash
}

// contracts are the contracts that have logs, by name; logNames the logs, by name.
var contracts, contractNames, logNames = func() (map[string]store.Contract, []string, map[string]map[topicOf]bool) {
	byName, names, logs := map[string]store.Contract{}, []string{}, map[string]map[topicOf]bool{}
	for c := store.EventFactory; c <= store.Curation; c++ {
		byName[c.String()] = c
		names = append(names, c.String())
		for _, s := range protocol.Signatures(c) {
			if logs[s.Name] == nil {
				logs[s.Name] = map[topicOf]bool{}
			}
			logs[s.Name][topicOf{c, s.Topic}] = true
		}
	}
	return byName, names, logs
}()

func newLogFilter(q *query) logFilter {
	f := logFilter{event: q.id("eventId"), address: q.address("address"), contract: contracts[q.choice("contract", "", contractNames...)]}
	if name := q.text("name", 64); name != nil {
		if f.topics = logNames[*name]; f.topics == nil {
			q.fail("name", "name is %s: no contract has such a log; write it as in Solidity, for example TicketMinted.", shown(*name))
		}
	}
	return f
}

func (f *logFilter) matches(l *store.Log) bool {
	switch {
	case f.event != nil && (!l.HasEvent || l.EventID != *f.event),
		f.address != nil && l.Address != *f.address,
		f.contract != 0 && l.Contract != f.contract,
		f.topics != nil && (l.Undecoded || len(l.Topics) == 0 || !f.topics[topicOf{l.Contract, l.Topics[0]}]):
		return false
	}
	return true
}

func (s *Server) logs(q *query) reader {
	f, backwards := newLogFilter(q), q.backwards()
	p := paging{limit: q.limit(), budget: scanBudget}
	var generation, seq uint64
	text, resumed := q.take("cursor")
	if resumed {
		var ok bool
		if generation, seq, ok = openFeed(text); !ok {
			q.fail("cursor", "cursor is no place in the feed: give the cursor of an entry, the next of a page or the id of a live event.")
		}
	}
	return func(v *store.View) (any, string, error) {
		if resumed && generation != v.Generation() {
			return nil, "", badParameter("cursor", "cursor is of another index: this one was built anew. Leave it out to begin again.")
		}
		p.seal = func(place []byte) string { return sealFeed(v.Generation(), binary.BigEndian.Uint64(place)) }
		if backwards && resumed && seq == 0 {
			return []*logJSON{}, "", nil // before the first
		}
		return result(page(&p, feedRows(v, seq, backwards), func(e store.FeedEntry) verdict {
			p.budget -= len(e.Log.Data) / logUnit
			if f.matches(e.Log) {
				return take
			}
			return skip
		}, func(e store.FeedEntry) (*logJSON, error) {
			return showLog(e.Log, v.Generation(), e.Seq, e.Removed), nil
		}))
	}
}

// feedRows gives the feed the shape of every other list.
func feedRows(v *store.View, seq uint64, backwards bool) iter.Seq2[store.Row[store.FeedEntry], error] {
	return func(yield func(store.Row[store.FeedEntry], error) bool) {
		for e, err := range v.Feed(seq, backwards) {
			if !yield(store.Row[store.FeedEntry]{Cursor: binary.BigEndian.AppendUint64(nil, e.Seq), Value: e}, err) {
				return
			}
		}
	}
}

func (s *Server) eventLogs(q *query) reader {
	id, backwards := q.pathID("eventId"), q.backwards()
	p := q.paging(16)
	return func(v *store.View) (any, string, error) {
		if _, err := v.Event(id); err != nil {
			return nil, "", err
		}
		return result(page(&p, v.EventLogs(id, p.after, backwards), func(l *store.Log) verdict {
			p.budget -= len(l.Data) / logUnit
			return take
		}, func(l *store.Log) (*logJSON, error) { return showLog(l, v.Generation(), l.Seq, false), nil }))
	}
}
