package store

import (
	"crypto/sha256"
	"fmt"
)

// SmallBuffers makes LevelDB write tables and compact them soon, as years of history would.
func (o *Options) SmallBuffers() { o.writeBuffer = 64 << 10 }

// Digest tells two states of the whole index apart, but for the generation.
func (v *View) Digest() (string, error) {
	h := sha256.New()
	for k, raw := range v.scan(nil, nil, false) {
		if k[0] == tCounters {
			c := v.counters
			c.Generation = 0
			raw = encode(c)
		}
		fmt.Fprintf(h, "%x=%x\n", k, raw)
	}
	return fmt.Sprintf("%x", h.Sum(nil)), v.err
}
