package curation

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	// LevelDB's pool of buffers ends by itself up to a second after the store was closed.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"))
}
