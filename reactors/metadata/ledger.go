package metadata

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/metadata/transactor"
	"github.com/haus25/backend/store"
)

// Kinds of receipts. Those of transactions are the transactor's.
const (
	partPrefix = "part:" // and the name of a part, which another reactor hands over
	latePrefix = "late:" // the same, of a part that may be written after the end
	kindKept   = "kept"
	kindWrite  = "write"
	kindUpload = "upload"
)

// purpose is what the transactor knows our transactions by: one at a time for each event.
const purpose = "updateMetadata"

// write is the receipt of a document that is about to be sent.
type write struct {
	Base   string            `json:"base"`             // the URI on chain that it was composed from
	BaseIs string            `json:"baseIs,omitempty"` // the base document as it was read, kept here: what a URL names may change
	URI    string            `json:"uri"`
	Merged string            `json:"merged,omitempty"` // the creator's URI that an earlier write of ours had covered and this one takes in
	Parts  map[string]uint64 `json:"parts"`            // numbers of the receipts of the parts in it
}

// kept is the receipt of a document that was composed and is about to be kept.
type kept struct {
	URI string `json:"uri"`
}

// upload is the receipt of a document that a target has acknowledged.
type upload struct {
	Target string `json:"target"`
	URI    string `json:"uri"`
	ID     string `json:"id,omitempty"` // the target's own name for it
}

// part is a part with what its receipts say.
type part struct {
	Part
	late   bool
	number uint64 // of the newest receipt
}

// published is a URI that was set on chain. ours is the write it came from; nil: it is somebody else's.
type published struct {
	uri  string
	ours *write
}

// ledger is what the store knows about an event's document.
type ledger struct {
	parts   []part // by name
	history []published
	uploads map[upload]bool // without ID
	kept    map[string]bool // by URI
	last    *write          // the newest
	newest  common.Hash     // transaction of the last write; zero: none was sent

	sent      bool        // a transaction was ever sent
	sentAt    []time.Time // the first offer of each nonce
	keptAt    []time.Time // each new document
	unwritten []time.Time // when parts were recorded that came after the last write
	notJSON   error       // a part that is no JSON value
}

// readLedger reads the receipts and the chain's history of the event.
func readLedger(a *reactors.Attempt) (*ledger, error) {
	l := &ledger{uploads: map[upload]bool{}, kept: map[string]bool{}}
	parts := map[string]*part{}
	writeOf := map[common.Hash]*write{}
	nonces := map[uint64]bool{}
	for r, err := range a.View.Receipts(a.Key()) {
		if err == nil {
			err = l.add(r, parts, writeOf, nonces)
		}
		if err != nil {
			return nil, fmt.Errorf("read the receipts of event %d: %w", a.EventID, err)
		}
	}
	if len(parts) == 0 && !l.sent { // nothing follows from the history, which may be long
		return l, nil
	}
	for row, err := range a.View.EventLogs(a.EventID, nil, false) {
		if err != nil {
			return nil, fmt.Errorf("read the logs of event %d: %w", a.EventID, err)
		}
		if uri, ok := uriSet(row.Value); ok {
			l.history = append(l.history, published{uri, writeOf[row.Value.TxHash]})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		p := parts[name]
		p.Published = slices.ContainsFunc(l.history, func(h published) bool { return h.ours != nil && h.ours.Parts[name] == p.number })
		l.parts = append(l.parts, *p)
	}
	return l, nil
}

func (l *ledger) add(r store.Receipt, parts map[string]*part, writeOf map[common.Hash]*write, nonces map[uint64]bool) error {
	name, late := strings.CutPrefix(r.Kind, latePrefix)
	ordinary := false
	if !late {
		name, ordinary = strings.CutPrefix(r.Kind, partPrefix)
	}
	switch {
	case late || ordinary:
		v, err := parseValue(r.Data)
		if err != nil { // the reactor's mistake; the others' parts do not suffer
			l.notJSON = fmt.Errorf("part %s (receipt %d): %w", name, r.Number, err)
			return nil
		}
		p := parts[name]
		if p == nil {
			p = &part{Part: Part{Name: name}}
			parts[name] = p
		} else {
			p.Earlier = append(p.Earlier, p.Value)
		}
		p.Value, p.late, p.number = v, late, r.Number
		l.unwritten = append(l.unwritten, time.Unix(int64(r.Time), 0))
	case r.Kind == kindWrite:
		w := new(write)
		if err := json.Unmarshal(r.Data, w); err != nil {
			return err
		}
		l.last, l.newest, l.unwritten = w, common.Hash{}, nil
	case r.Kind == kindKept:
		var d kept
		if err := json.Unmarshal(r.Data, &d); err != nil {
			return err
		}
		l.kept[d.URI], l.keptAt = true, append(l.keptAt, time.Unix(int64(r.Time), 0))
	case r.Kind == kindUpload:
		var u upload
		if err := json.Unmarshal(r.Data, &u); err != nil {
			return err
		}
		l.uploads[upload{Target: u.Target, URI: u.URI}] = true
	case r.Kind == transactor.KindSent:
		var s transactor.Sent
		if err := json.Unmarshal(r.Data, &s); err != nil {
			return err
		}
		if s.Purpose != purpose {
			return nil
		}
		// A write is recorded before its transaction, and none while one is on its way.
		writeOf[s.Hash], l.newest, l.sent = l.last, s.Hash, true
		if !nonces[s.Nonce] {
			nonces[s.Nonce] = true
			l.sentAt = append(l.sentAt, time.Unix(int64(r.Time), 0))
		}
	}
	return nil
}

// uriSet returns the URI that a log gives the event.
func uriSet(log *store.Log) (string, bool) {
	if log.Contract != store.EventFactory || log.Undecoded {
		return "", false
	}
	d, err := protocol.Decode(log.Contract, log.Topics, log.Data)
	if err != nil {
		return "", false
	}
	switch d.Name {
	case "EventCreated":
		return string(d.Bytes("metadataURI")), true
	case "MetadataUpdated":
		return string(d.Bytes("newMetadataURI")), true
	}
	return "", false
}

// current is the URI on chain as of the state that was looked at.
func (l *ledger) current() (published, error) {
	if len(l.history) == 0 {
		return published{}, errors.New("the logs of the event do not say its metadata URI")
	}
	return l.history[len(l.history)-1], nil
}

// covered finds a change of somebody else's that a write of ours replaced without having seen it: the contract has no
// compare-and-set. Only the newest stretch of ours counts, since whoever wrote after it has decided anew; and not what a later
// write of ours has merged.
func (l *ledger) covered() (first *write, theirs string, found bool) {
	i := len(l.history)
	for i > 0 && l.history[i-1].ours != nil {
		i--
	}
	if i == 0 || i == len(l.history) {
		return nil, "", false
	}
	first, theirs = l.history[i].ours, l.history[i-1].uri
	if first.Base == theirs || slices.ContainsFunc(l.history[i:], func(h published) bool { return h.ours.Merged == theirs }) {
		return nil, "", false
	}
	return first, theirs, true
}

// settlesAt is when parts recorded since the last write may be written: settle after the newest, but not later than four times
// settle after the oldest. Zero: now.
func (l *ledger) settlesAt(now time.Time, settle time.Duration) time.Time {
	if len(l.unwritten) == 0 {
		return time.Time{}
	}
	oldest, newest := slices.MinFunc(l.unwritten, time.Time.Compare), slices.MaxFunc(l.unwritten, time.Time.Compare)
	at := newest.Add(settle)
	if longest := oldest.Add(4 * settle); longest.Before(at) {
		at = longest
	}
	if !at.After(now) || at.Sub(now) > settle+time.Second { // a clock that was set back must not hold anything up
		return time.Time{}
	}
	return at
}

// fullUntil is when another transaction is allowed: at most limit in an hour. Zero: now.
func (l *ledger) fullUntil(now time.Time, limit int) time.Time {
	return hourIsFull(l.sentAt, now, limit)
}

// mayKeep is when a composed document may be kept: at once when it was kept before, else at most limit new ones in an hour. Zero: now.
func (l *ledger) mayKeep(uri string, now time.Time, limit int) time.Time {
	if l.kept[uri] {
		return time.Time{}
	}
	return hourIsFull(l.keptAt, now, limit)
}

func hourIsFull(times []time.Time, now time.Time, limit int) time.Time {
	recent := slices.DeleteFunc(slices.Clone(times), func(at time.Time) bool { return now.Sub(at).Abs() >= time.Hour }) // far ahead: the clock was wrong
	if len(recent) < limit {
		return time.Time{}
	}
	return recent[len(recent)-limit].Add(time.Hour)
}

func (l *ledger) names() (all []string) {
	for _, p := range l.parts {
		all = append(all, p.Name)
	}
	return all
}

// compose puts the parts into a document; only the late ones when late.
func (l *ledger) compose(d Document, late bool) Document {
	var parts []Part
	for _, p := range l.parts {
		if p.late || !late {
			parts = append(parts, p.Part)
		}
	}
	return Compose(d, parts)
}

func (l *ledger) numbers() map[string]uint64 {
	out := map[string]uint64{}
	for _, p := range l.parts {
		out[p.Name] = p.number
	}
	return out
}
