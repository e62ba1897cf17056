package evm

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/valyala/fastjson"
)

const (
	// maxTopics is the EVM's: LOG0 to LOG4.
	maxTopics = 4
	// Topics and data of many logs share allocations of about these sizes, so that keeping one log keeps no whole answer.
	topicsChunk = 1024 // hashes
	dataChunk   = 64 << 10
	// usualLog is the length of a log in JSON from which the number of logs is guessed.
	usualLog = 600
)

// hexDigits returns the digits of a 0x-prefixed string.
func hexDigits(v *fastjson.Value, field string) ([]byte, error) {
	if v == nil || v.Type() != fastjson.TypeString {
		return nil, unavailable("malformed answer: %s is no string", field)
	}
	s := v.GetStringBytes()
	if len(s) < 2 || s[0] != '0' || s[1] != 'x' {
		return nil, unavailable("malformed answer: %s does not begin with 0x", field)
	}
	return s[2:], nil
}

func decodeUint(v *fastjson.Value, field string) (uint64, error) {
	s, err := hexDigits(v, field)
	if err != nil {
		return 0, err
	}
	if len(s) == 0 || len(s) > 16 {
		return 0, unavailable("malformed answer: %s has %d hex digits, 1 to 16 are possible", field, len(s))
	}
	var n uint64
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, unavailable("malformed answer: %s is no hex number", field)
		}
		n = n<<4 | uint64(c)
	}
	return n, nil
}

func decodeUint32(v *fastjson.Value, field string) (uint32, error) {
	n, err := decodeUint(v, field)
	if err == nil && n > 1<<32-1 {
		return 0, unavailable("malformed answer: %s %d is out of range", field, n)
	}
	return uint32(n), err
}

// decodeFixed fills dst.
func decodeFixed(dst []byte, v *fastjson.Value, field string) error {
	s, err := hexDigits(v, field)
	if err != nil {
		return err
	}
	if len(s) != 2*len(dst) {
		return unavailable("malformed answer: %s has %d hex digits instead of %d", field, len(s), 2*len(dst))
	}
	if _, err := hex.Decode(dst, s); err != nil {
		return unavailable("malformed answer: %s is not hex", field)
	}
	return nil
}

func decodeBytes(v *fastjson.Value) ([]byte, error) {
	s, err := hexDigits(v, "result")
	if err != nil {
		return nil, err
	}
	b := make([]byte, len(s)/2)
	if _, err := hex.Decode(b, s); err != nil {
		return nil, unavailable("malformed answer: result is not hex")
	}
	return b, nil
}

// decodeHeader returns nil for null.
func decodeHeader(v *fastjson.Value) (*Header, error) {
	if v.Type() == fastjson.TypeNull {
		return nil, nil
	}
	if v.Type() != fastjson.TypeObject {
		return nil, unavailable("malformed answer: block is no object")
	}
	var h Header
	var err error
	if h.Number, err = decodeUint(v.Get("number"), "block number"); err != nil {
		return nil, err
	}
	if h.Time, err = decodeUint(v.Get("timestamp"), "block timestamp"); err != nil {
		return nil, err
	}
	if err = decodeFixed(h.Hash[:], v.Get("hash"), "block hash"); err != nil {
		return nil, err
	}
	if err = decodeFixed(h.ParentHash[:], v.Get("parentHash"), "block parentHash"); err != nil {
		return nil, err
	}
	if err = decodeFixed(h.Bloom[:], v.Get("logsBloom"), "block logsBloom"); err != nil {
		return nil, err
	}
	return &h, nil
}

// decodeLogs reads an array of logs one by one, with next to no garbage.
func decodeLogs(p *fastjson.Parser, raw []byte, f *Filter) ([]Log, error) {
	d := logDecoder{filter: f, addresses: make(map[common.Address]struct{}, len(f.Addresses))}
	for _, a := range f.Addresses {
		d.addresses[a] = struct{}{}
	}
	logs := make([]Log, 0, len(raw)/usualLog)
	err := elements(raw, func(part []byte) error {
		v, err := parse(p, part)
		if err != nil {
			return err
		}
		logs = append(logs, Log{})
		return d.decode(&logs[len(logs)-1], v)
	})
	if err != nil || len(logs) == 0 {
		return nil, err
	}
	return arrange(logs)
}

type logDecoder struct {
	filter    *Filter
	addresses map[common.Address]struct{}
	topics    []common.Hash // the chunk in use
	data      []byte        // the chunk in use
}

// The fields that a log must have, as bits.
const (
	hasAddress = 1 << iota
	hasTopics
	hasData
	hasBlockNumber
	hasBlockHash
	hasTxHash
	hasTxIndex
	hasIndex
	hasAll = 1<<iota - 1
)

func (d *logDecoder) decode(l *Log, v *fastjson.Value) error {
	o, err := v.Object()
	if err != nil {
		return unavailable("malformed answer: a log is no object")
	}
	seen := 0
	o.Visit(func(key []byte, v *fastjson.Value) {
		if err != nil {
			return
		}
		bit := 0
		switch string(key) {
		case "address":
			bit, err = hasAddress, decodeFixed(l.Address[:], v, "log address")
		case "topics":
			bit, err = hasTopics, d.decodeTopics(l, v)
		case "data":
			bit, err = hasData, d.decodeData(l, v)
		case "blockNumber":
			bit = hasBlockNumber
			l.BlockNumber, err = decodeUint(v, "log blockNumber")
		case "blockHash":
			bit, err = hasBlockHash, decodeFixed(l.BlockHash[:], v, "log blockHash")
		case "transactionHash":
			bit, err = hasTxHash, decodeFixed(l.TxHash[:], v, "log transactionHash")
		case "transactionIndex":
			bit = hasTxIndex
			l.TxIndex, err = decodeUint32(v, "log transactionIndex")
		case "logIndex":
			bit = hasIndex
			l.Index, err = decodeUint32(v, "log logIndex")
		case "blockTimestamp":
			if v.Type() != fastjson.TypeNull {
				l.BlockTime, err = decodeUint(v, "log blockTimestamp")
			}
		case "removed":
			if v.Type() != fastjson.TypeFalse && v.Type() != fastjson.TypeNull {
				err = inconsistent("a log of block %d is marked as removed", l.BlockNumber)
			}
		}
		if err == nil && seen&bit != 0 {
			err = unavailable("malformed answer: a log has the field %q twice", string(key))
		}
		seen |= bit
	})
	switch {
	case err != nil:
		return err
	case seen != hasAll:
		return unavailable("malformed answer: a log misses fields (has %08b of %08b)", seen, hasAll)
	case l.BlockNumber < d.filter.From || l.BlockNumber > d.filter.To:
		return inconsistent("blocks %d to %d were asked, a log is of block %d", d.filter.From, d.filter.To, l.BlockNumber)
	case !d.matches(l):
		return inconsistent("log %d of block %d does not match the filter", l.Index, l.BlockNumber)
	}
	return nil
}

func (d *logDecoder) decodeTopics(l *Log, v *fastjson.Value) error {
	if v.Type() != fastjson.TypeArray {
		return unavailable("malformed answer: log topics are no array")
	}
	topics := v.GetArray()
	if len(topics) > maxTopics {
		return unavailable("malformed answer: a log has %d topics, at most %d are possible", len(topics), maxTopics)
	}
	if cap(d.topics)-len(d.topics) < len(topics) {
		d.topics = make([]common.Hash, 0, topicsChunk)
	}
	first := len(d.topics)
	for _, t := range topics {
		var h common.Hash
		if err := decodeFixed(h[:], t, "log topic"); err != nil {
			return err
		}
		d.topics = append(d.topics, h)
	}
	l.Topics = d.topics[first:len(d.topics):len(d.topics)]
	return nil
}

func (d *logDecoder) decodeData(l *Log, v *fastjson.Value) error {
	s, err := hexDigits(v, "log data")
	if err != nil {
		return err
	}
	if cap(d.data)-len(d.data) < len(s)/2 {
		d.data = make([]byte, 0, max(dataChunk, len(s)/2))
	}
	first := len(d.data)
	if d.data, err = hex.AppendDecode(d.data, s); err != nil {
		return unavailable("malformed answer: log data is not hex")
	}
	l.Data = d.data[first:len(d.data):len(d.data)]
	return nil
}

// matches says whether the log was asked for.
func (d *logDecoder) matches(l *Log) bool {
	if _, ok := d.addresses[l.Address]; !ok && !d.filter.AnyAddress {
		return false
	}
	for i, position := range d.filter.Topics {
		if len(position) > 0 && (i >= len(l.Topics) || !slices.Contains(position, l.Topics[i])) {
			return false
		}
	}
	// A position that matches anything still has to be there.
	return len(l.Topics) >= len(d.filter.Topics)
}

func compareLogs(a, b Log) int {
	return cmp.Or(cmp.Compare(a.BlockNumber, b.BlockNumber), cmp.Compare(a.TxIndex, b.TxIndex),
		cmp.Compare(a.Index, b.Index), bytes.Compare(a.TxHash[:], b.TxHash[:]))
}

// arrange sorts logs, drops repetitions, and refuses an answer in which two different logs claim the same place.
func arrange(logs []Log) ([]Log, error) {
	if !slices.IsSortedFunc(logs, compareLogs) {
		slices.SortFunc(logs, compareLogs)
	}
	kept := logs[:1]
	txs := map[common.Hash]uint32{logs[0].TxHash: logs[0].TxIndex} // of the current block
	for i := 1; i < len(logs); i++ {
		l, last := &logs[i], &kept[len(kept)-1]
		switch {
		case l.BlockNumber != last.BlockNumber:
			clear(txs)
		case l.BlockHash != last.BlockHash:
			return nil, inconsistent("block %d has two hashes, %s and %s", l.BlockNumber, last.BlockHash, l.BlockHash)
		case l.TxHash == last.TxHash && l.TxIndex == last.TxIndex:
			if l.Index != last.Index {
				break
			}
			if l.Address != last.Address || !slices.Equal(l.Topics, last.Topics) || !bytes.Equal(l.Data, last.Data) {
				return nil, inconsistent("two different logs are log %d of transaction %s", l.Index, l.TxHash)
			}
			continue
		}
		if index, ok := txs[l.TxHash]; ok && index != l.TxIndex {
			return nil, inconsistent("transaction %s has two places in block %d", l.TxHash, l.BlockNumber)
		}
		txs[l.TxHash] = l.TxIndex
		kept = append(kept, *l)
	}
	return kept, nil
}
