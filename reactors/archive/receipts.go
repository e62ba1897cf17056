package archive

import (
	"encoding/json"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/store"
)

// Kinds of this reactor's receipts.
const (
	kindChunk    = "chunk"    // a chunk is checked and stored
	kindDamaged  = "damaged"  // a segment that cannot be read is stored as it came
	kindUpload   = "upload"   // a target acknowledged a chunk or a manifest
	kindProof    = "proof"    // what is known of a chunk's deals and proofs changed
	kindManifest = "manifest" // a manifest is stored
	kindHanded   = "handed"   // the event's document was given a manifest
	kindComplete = "complete" // the recording is complete
	kindCommand  = "command"  // somebody started or stopped the recording
)

// The commands.
const (
	Start = "start"
	Stop  = "stop"
)

// chunk is the receipt of a chunk.
type chunk struct {
	manifest.Chunk
	First uint64 `json:"first"` // number of its first segment in the spool's ledger
	Last  uint64 `json:"last"`  // and of its last
	Tool  string `json:"tool"`
	// Adopted says that it was found in the event's document: where else it is, is not known.
	Adopted bool `json:"adopted,omitempty"`
	// Gap and Why are of the session that it begins.
	Gap string `json:"gap,omitempty"`
	Why string `json:"why,omitempty"`
}

// damaged is the receipt of a segment that cannot be read.
type damaged struct {
	manifest.Damaged
	N uint64 `json:"n"`
}

type uploaded struct {
	CID    string `json:"cid"`
	Target string `json:"target"`
	ID     string `json:"id,omitempty"`
	Via    string `json:"via,omitempty"`
	Time   uint64 `json:"-"` // the receipt's
}

type proof struct {
	CID    string `json:"cid"`
	Target string `json:"target"`
	Deals  int    `json:"deals"`
	PDP    bool   `json:"pdp"`
	PoDSI  bool   `json:"podsi"`
}

type manifested struct {
	CID      string `json:"cid"`
	Chunks   int    `json:"chunks"`
	Complete bool   `json:"complete"`
}

type command struct {
	Command string         `json:"command"`
	Wallet  common.Address `json:"wallet"`
	Chain   uint64         `json:"chain"` // chain time, Unix seconds
}

// ledger is what the receipts say was done for one event.
type ledger struct {
	chunks   []*chunk
	damaged  []*damaged
	uploads  map[string]map[string]*uploaded // by CID and target
	proofs   map[string]map[string]*proof    // by CID and target
	manifest *manifested                     // the newest
	handed   *manifested                     // the newest
	complete *manifested                     // nil while it is not
	done     uint64                          // the last segment that is in a chunk or kept as it came
	commands []command
}

// readLedger folds the receipts. Of two that say the same chunk the first counts: it is what others may have seen.
func readLedger(v *store.View, k store.WorkKey) (*ledger, error) {
	l := &ledger{uploads: map[string]map[string]*uploaded{}, proofs: map[string]map[string]*proof{}}
	for r, err := range v.Receipts(k) {
		if err != nil {
			return nil, err
		}
		if err := l.fold(r); err != nil {
			return nil, fmt.Errorf("receipt %d of %s, a %s: %w", r.Number, k, r.Kind, err)
		}
	}
	return l, nil
}

func (l *ledger) fold(r store.Receipt) error {
	switch r.Kind {
	case kindChunk:
		c, err := read[chunk](r)
		if err == nil && c.Index == len(l.chunks) {
			l.chunks = append(l.chunks, c)
			l.done = max(l.done, c.Last)
			l.complete = nil
		}
		return err
	case kindDamaged:
		d, err := read[damaged](r)
		if err == nil && d.N > l.done {
			l.damaged = append(l.damaged, d)
			l.done = d.N
			l.complete = nil
		}
		return err
	case kindUpload:
		u, err := read[uploaded](r)
		if err == nil {
			u.Time = r.Time
			into(l.uploads, u.CID)[u.Target] = u
		}
		return err
	case kindProof:
		p, err := read[proof](r)
		if err == nil {
			into(l.proofs, p.CID)[p.Target] = p
		}
		return err
	case kindManifest:
		m, err := read[manifested](r)
		l.manifest = m
		return err
	case kindHanded:
		m, err := read[manifested](r)
		l.handed = m
		return err
	case kindComplete:
		m, err := read[manifested](r)
		l.complete = m
		return err
	case kindCommand:
		c, err := read[command](r)
		if err == nil {
			l.commands = append(l.commands, *c)
			l.complete = nil
		}
		return err
	}
	return nil
}

// Made tells what was made of an event's segments, for a spool that lost its memory: the number of the last, and the hashes of those
// that are in a chunk.
func Made(s *store.Store, event uint64) (n uint64, hashes map[string]bool, err error) {
	v, err := s.View()
	if err != nil {
		return 0, nil, err
	}
	defer v.Release()
	l, err := readLedger(v, store.WorkKey{Reactor: Name, EventID: event})
	if err != nil {
		return 0, nil, err
	}
	hashes = map[string]bool{}
	for _, c := range l.chunks {
		for _, from := range c.From {
			hashes[from.SHA256] = true
		}
	}
	return l.done, hashes, nil
}

func into[V any](m map[string]map[string]V, key string) map[string]V {
	if m[key] == nil {
		m[key] = map[string]V{}
	}
	return m[key]
}

func read[T any](r store.Receipt) (*T, error) {
	v := new(T)
	return v, json.Unmarshal(r.Data, v)
}

// record journals a receipt.
func record(a *reactors.Attempt, kind string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write a receipt of kind %s: %w", kind, err)
	}
	return a.Record(kind, raw)
}
