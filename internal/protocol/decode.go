package protocol

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// ErrUnknown says that the contract has no such log.
var ErrUnknown = errors.New("unknown log")

const wordLen = 32

// maxArgs is more than any log of the contracts has.
const maxArgs = 8

// Decoded is a log's meaning. It refers to the log's data; strings are the bytes the chain holds.
type Decoded struct {
	*Signature
	words [maxArgs][]byte // 32 bytes each; for a string its contents
}

// Decode reads a log of the contract. It fails with ErrUnknown when the contract has no log of that topic, and otherwise
// names the argument that is not what its type allows.
func Decode(contract store.Contract, topics []common.Hash, data []byte) (d Decoded, err error) {
	if len(topics) == 0 {
		return d, fmt.Errorf("%w of %s: it has no topic", ErrUnknown, contract)
	}
	sig := signatures[contract][topics[0]]
	if sig == nil {
		return d, fmt.Errorf("%w of %s: topic %s", ErrUnknown, contract, topics[0])
	}
	d.Signature = sig
	if len(topics) != sig.topics {
		return d, fmt.Errorf("%s.%s: %d topics instead of %d", contract, sig.Name, len(topics), sig.topics)
	}
	topic, head := 1, 0
	for i := range sig.Args {
		a := &sig.Args[i]
		var word []byte
		if a.Indexed {
			word = topics[topic][:]
			topic++
		} else {
			if len(data) < head+wordLen {
				return d, fmt.Errorf("%s.%s: data of %d bytes ends before %s", contract, sig.Name, len(data), a.Name)
			}
			word = data[head : head+wordLen]
			head += wordLen
		}
		if d.words[i], err = a.read(word, data); err != nil {
			return d, fmt.Errorf("%s.%s: %w", contract, sig.Name, err)
		}
	}
	return d, nil
}

// read checks a word against the argument's type and returns what stands for its value.
func (a *Arg) read(word, data []byte) ([]byte, error) {
	switch a.kind {
	case kindUint:
		if !zeros(word[:wordLen-a.bits/8]) {
			return nil, fmt.Errorf("%s is larger than a %s", a.Name, a.Type)
		}
	case kindAddress:
		if !zeros(word[:12]) {
			return nil, fmt.Errorf("%s is not an address", a.Name)
		}
	case kindBool:
		if !zeros(word[:31]) || word[31] > 1 {
			return nil, fmt.Errorf("%s is not a bool", a.Name)
		}
	case kindString:
		offset, ok := small(word)
		if !ok || offset+wordLen > uint64(len(data)) {
			return nil, fmt.Errorf("%s begins outside the data", a.Name)
		}
		length, ok := small(data[offset : offset+wordLen])
		if !ok || length > uint64(len(data))-offset-wordLen {
			return nil, fmt.Errorf("%s ends outside the data", a.Name)
		}
		return data[offset+wordLen : offset+wordLen+length], nil
	}
	return word, nil
}

func zeros(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// small reads a word that counts bytes: anything past 2^32 is outside every log.
func small(word []byte) (uint64, bool) {
	return uint64(binary.BigEndian.Uint32(word[28:])), zeros(word[:28])
}

func (d *Decoded) word(name string) []byte {
	for i := range d.Args {
		if d.Args[i].Name == name {
			return d.words[i]
		}
	}
	panic(fmt.Sprintf("protocol: %s.%s has no argument %q", d.Contract, d.Name, name)) // the projection misnames it
}

// Has tells whether the log has an argument of that name.
func (d *Decoded) Has(name string) bool {
	for i := range d.Args {
		if d.Args[i].Name == name {
			return true
		}
	}
	return false
}

// Uint64 returns an integer argument, and whether it fits 64 bits.
func (d *Decoded) Uint64(name string) (uint64, bool) {
	w := d.word(name)
	return binary.BigEndian.Uint64(w[24:]), zeros(w[:24])
}

// Time returns an integer argument that is a time or duration, at most store.MaxTime.
func (d *Decoded) Time(name string) uint64 {
	if n, ok := d.Uint64(name); ok {
		return min(n, store.MaxTime)
	}
	return store.MaxTime
}

// Wei returns an integer argument.
func (d *Decoded) Wei(name string) (w store.Wei) {
	w.SetBytes32(d.word(name))
	return w
}

// Address returns an address argument.
func (d *Decoded) Address(name string) common.Address {
	return common.BytesToAddress(d.word(name)[12:])
}

// Bool returns a bool argument.
func (d *Decoded) Bool(name string) bool { return d.word(name)[31] == 1 }

// Bytes returns a string argument as the chain holds it: any bytes of any length.
func (d *Decoded) Bytes(name string) []byte { return d.word(name) }

// EventID returns the event that the log of a platform contract is about, and whether it is about one. A child's logs
// belong to the child's event instead.
func (d *Decoded) EventID() (id uint64, ok bool, err error) {
	name := "eventId"
	if !d.Has(name) {
		// Factory tokens are events; a kiosk's are tickets.
		if d.Contract != store.EventFactory || !d.Has("tokenId") {
			return 0, false, nil
		}
		name = "tokenId"
	}
	if id, ok = d.Uint64(name); !ok {
		return 0, false, fmt.Errorf("%s.%s: %s is larger than any event's", d.Contract, d.Name, name)
	}
	return id, true, nil
}

// CheckTicket fails when a kiosk's log is about a ticket whose id no kiosk could have counted to.
func (d *Decoded) CheckTicket() error {
	if d.Contract != store.TicketKiosk {
		return nil
	}
	for _, name := range []string{"ticketId", "tokenId"} {
		if d.Has(name) {
			if _, ok := d.Uint64(name); !ok {
				return fmt.Errorf("%s.%s: %s is larger than any ticket's", d.Contract, d.Name, name)
			}
		}
	}
	return nil
}

// Text returns argument i in the form the API gives: integers in decimal, addresses in lower-case hex, strings cleaned by
// Clean; a bool stays one.
func (d *Decoded) Text(i int) any {
	w := d.words[i]
	switch d.Args[i].kind {
	case kindAddress:
		return Hex(common.BytesToAddress(w[12:]))
	case kindBool:
		return w[31] == 1
	case kindString:
		return Clean(w, MaxURI)
	default:
		var n store.Wei
		return n.SetBytes32(w).Dec()
	}
}

// Hex writes an address in lower-case hex.
func Hex(a common.Address) string { return fmt.Sprintf("0x%x", a[:]) }
