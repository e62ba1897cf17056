package render

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
)

// slots are the last two digits of an event's id. Ids are counted up, so each slot has the same number of events.
const slots = 100

// Place is the SRS that has an event: the same for all its routes and variants. An SRS that is taken away moves its own events only, and one that
// is added takes its share from all.
//
// nginx's own consistent hash is of no use here: it hashes address and port, and so it would look for one event's WHIP and HLS, which are on
// different ports, at different SRS.
func Place(list []Instance, event uint64) Instance { return list[place(list, event%slots)] }

// place is rendezvous hashing: each instance draws a number for the slot, and the greatest has it.
func place(list []Instance, slot uint64) (at int) {
	var greatest uint64
	for i, in := range list {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s/%02d", in.API, slot))
		if n := binary.BigEndian.Uint64(sum[:]); i == 0 || n > greatest {
			at, greatest = i, n
		}
	}
	return at
}

// shares lists each instance's slots as the alternatives of a regular expression; empty: it has none.
func shares(list []Instance) []string {
	own := make([][]string, len(list))
	for slot := range uint64(slots) {
		at := place(list, slot)
		own[at] = append(own[at], fmt.Sprintf("%02d", slot))
	}
	out := make([]string, len(list))
	for i := range own {
		out[i] = strings.Join(own[i], "|")
	}
	return out
}
