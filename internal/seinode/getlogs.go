package seinode

import "encoding/json"

// openEndedCut is where SEI silently ends the answer to a filter without a numbered toBlock.
const openEndedCut = 10_000

// getLogs answers eth_getLogs, with all the ways it has of not doing so.
func (s *sight) getLogs(params []json.RawMessage) ([]byte, *rpcError) {
	f, bad := parseFilter(params)
	if bad != nil {
		return nil, bad
	}
	from, to, open, bad := s.bounds(f)
	if bad != nil || from > to {
		return []byte("[]"), bad
	}
	fl, n := &s.faults, s.node
	if fl.RangeLimit > 0 && to-from >= fl.RangeLimit {
		n.count(FaultRangeLimit)
		return nil, fl.RangeWords.tooWide(from, to, fl.RangeLimit)
	}
	if to-from >= 100 && n.hit(FaultLogRateLimit, fl.LogRateLimit) {
		return nil, failure(-32000, "log query rate limit exceeded")
	}
	found := s.search(f, from, to)
	cut := openEndedCut
	if fl.OpenEndedCut > 0 {
		cut = fl.OpenEndedCut
	}
	if open && len(found) > cut {
		n.count(FaultOpenEndedCut)
		found = found[:cut]
	}
	if fl.CountLimit > 0 && len(found) > fl.CountLimit {
		n.count(FaultCountLimit)
		return nil, fl.CountWords.tooMany(from, fits(found, from, fl.CountLimit), fl.CountLimit)
	}
	out := s.appendLogs(nil, s.spoil(found))
	if fl.ByteLimit > 0 && len(out) > fl.ByteLimit {
		n.count(FaultByteLimit)
		return nil, fl.CountWords.tooLarge(fl.ByteLimit)
	}
	return out, nil
}

// bounds resolves the range of a filter. No error and from > to: an empty answer.
func (s *sight) bounds(f *filter) (from, to uint64, open bool, bad *rpcError) {
	if f.blockHash != nil {
		b := s.byHash(*f.blockHash)
		if b != nil {
			return b.Number, b.Number, false, nil
		}
		s.node.count(FaultUnknownHash)
		if s.faults.UnknownHashError {
			return 0, 0, false, failure(-32000, "unknown block")
		}
		return 1, 0, false, nil
	}
	if from, _, bad = s.number(f.from); bad != nil {
		return
	}
	if to, open, bad = s.number(f.to); bad != nil {
		return
	}
	if from > to {
		return 0, 0, false, failure(-32602, "invalid block range params")
	}
	if to > s.head.Number {
		if !s.faults.SilentFutureRange {
			s.node.count(FaultAhead)
			return 0, 0, false, failure(-32000, "requested toBlock %d is after latest available block %d", to, s.head.Number)
		}
		s.node.count(FaultFutureCut)
		if to = s.head.Number; from > to {
			return 1, 0, false, nil
		}
	}
	if earliest := s.earliest(); from < earliest {
		s.node.count(FaultPruned)
		return 0, 0, false, gone(s.faults.PrunedWords, from, to, earliest)
	}
	return from, to, open, nil
}

func (s *sight) search(f *filter, from, to uint64) []match {
	var found []match
	for number := from; number <= to; number++ {
		b := s.canonical(number)
		for i := range b.Logs {
			if f.matches(&b.Logs[i]) {
				found = append(found, match{b, i})
			}
		}
	}
	return found
}

// fits is the last block up to which an answer would stay within limit logs, at least from.
func fits(found []match, from uint64, limit int) uint64 {
	return max(from, found[limit].block.Number-1)
}

// spoil loses, repeats and mixes up logs of an answer that looks like any other.
func (s *sight) spoil(found []match) []match {
	n, fl := s.node, &s.faults
	keep := found[:0:0]
	lost := len(found) > 0 && n.hit(FaultLostLogs, fl.LostLogs)
	must := -1 // one goes in any case
	if lost {
		must = n.draw(len(found))
	}
	for i, m := range found {
		if n.forever(fl.LostForever, m.block.Hash, m.block.Logs[m.index].Index) {
			n.count(FaultLostForever)
			continue
		}
		if lost && (i == must || n.draw(2) == 0) {
			continue
		}
		keep = append(keep, m)
	}
	if len(keep) > 0 && n.hit(FaultDuplicateLogs, fl.DuplicateLogs) {
		at := n.draw(len(keep))
		keep = append(keep, keep[at:min(at+3, len(keep))]...)
	}
	if len(keep) > 1 && n.hit(FaultReorderLogs, fl.ReorderLogs) {
		for i := len(keep) - 1; i > 0; i-- {
			j := n.draw(i + 1)
			keep[i], keep[j] = keep[j], keep[i]
		}
	}
	return keep
}
