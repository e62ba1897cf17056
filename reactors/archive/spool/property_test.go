package spool

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	firstSeed = flag.Uint64("seed", 1, "first seed of TestRandomServer")
	seeds     = flag.Int("seeds", 16, "how many seeds TestRandomServer plays")
)

var errKilled = errors.New("killed")

// server is a media server that writes one event's stream at random, and remembers every packet that it finished.
type server struct {
	w       *world
	rand    *rand.Rand
	event   uint64
	folder  string // below hls_dir
	prefix  string
	rename  bool // finishes by renaming; else it writes in place
	unique  bool // names never come again
	publish int
	index   int // in the publish session
	seq     int
	start   int64 // first decoding time of the publish session
	open    *os.File
	name    string // of the open file, as it will be
	begun   int    // packets of it
	id      string

	finished map[string]int    // segment → packets
	names    map[string]string // name → segment under it now
	lost     map[string]bool   // segments whose file was written over before the spool had it
}

// packetOf is packet i of a segment; no other is like it.
func packetOf(id string, i int, f fake) []byte {
	text := fmt.Sprintf("%s/%d ", id, i)
	if i == 0 {
		f.Filler = id
		return bytes.Replace(f.bytes(1), []byte("\n."), []byte("\n "), 1)
	}
	return []byte(text + strings.Repeat(".", packet-len(text)))
}

func (v *server) begin() {
	if v.publish == 0 || v.rand.IntN(4) == 0 && v.open == nil {
		v.publish++
		v.index, v.start = 0, v.rand.Int64N(1<<33)
		if !v.unique || v.rand.IntN(2) == 0 {
			v.seq = 0
		}
		v.w.pass(time.Duration(v.rand.IntN(20)) * time.Second)
	}
	if v.rand.IntN(10) == 0 { // segments that were never written
		skip := 1 + v.rand.IntN(3)
		v.seq, v.index = v.seq+skip, v.index+skip
	}
	v.id = fmt.Sprintf("%d.%d.%d", v.event, v.publish, v.index)
	v.name = fmt.Sprintf("%s%d.ts", v.prefix, v.seq)
	if v.unique {
		v.name = fmt.Sprintf("%s%d-%d-10000.ts", v.prefix, v.w.clock.UnixMilli(), v.seq)
	}
	path := v.name
	if v.rename {
		path += ".tmp"
	}
	v.overwrite(path)
	full := filepath.Join(v.w.hls, v.folder, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		v.w.t.Fatal(err)
	}
	f, err := os.Create(full)
	if err != nil {
		v.w.t.Fatal(err)
	}
	v.open, v.begun = f, 0
	v.write(1)
	v.hint(path)
}

// overwrite notes that what has a name loses it; only what the spool has not got yet is excused, for nobody could.
func (v *server) overwrite(name string) {
	if id, ok := v.names[name]; ok {
		if _, there := v.finished[id]; there && v.w.count(v.event)[id+"/0"] == 0 {
			v.lost[id] = true
		}
		delete(v.names, name)
	}
}

func (v *server) write(n int) {
	for range n {
		first := v.start + int64(v.index)*900_000
		if _, err := v.open.Write(packetOf(v.id, v.begun, fake{First: first & (wrap - 1), Last: first&(wrap-1) + 897_000, Step: 3000, Params: "p"})); err != nil {
			v.w.t.Fatal(err)
		}
		v.begun++
	}
	if err := os.Chtimes(v.open.Name(), v.w.clock, v.w.clock); err != nil {
		v.w.t.Fatal(err)
	}
}

// end finishes the open file. A server that dies leaves it as it is, with the rest of a packet at its end.
func (v *server) end(dies bool) {
	if dies {
		v.open.WriteString("torn")
	}
	if err := errors.Join(os.Chtimes(v.open.Name(), v.w.clock, v.w.clock), v.open.Close()); err != nil {
		v.w.t.Fatal(err)
	}
	key := v.name
	switch {
	case dies && v.rename:
		key += ".tmp"
	case v.rename:
		v.overwrite(v.name)
		v.w.rename(filepath.Join(v.folder, v.name+".tmp"), filepath.Join(v.folder, v.name))
	}
	if dies {
		v.overwrite(key)
	}
	v.names[key] = v.id
	v.finished[v.id] = v.begun
	v.hint(v.name)
	v.open = nil
	v.seq, v.index = v.seq+1, v.index+1
	if dies {
		v.publish, v.seq, v.index = v.publish+1, 0, 0
		v.start = v.rand.Int64N(1 << 33)
	}
}

// hint tells the spool, now and then.
func (v *server) hint(name string) {
	if v.rand.IntN(3) > 0 {
		v.w.s.hints.add(v.folder, name)
	}
}

func (v *server) step() {
	switch {
	case v.open == nil:
		v.begin()
	case v.begun < 3 || v.rand.IntN(2) == 0:
		v.write(1 + v.rand.IntN(3))
	default:
		v.end(v.rand.IntN(8) == 0)
		if v.rand.IntN(3) == 0 && !v.rename {
			v.begin() // at once, as servers do
		}
	}
}

// count counts every packet that the ledger's files of an event hold, and checks what they say of each other.
func (w *world) count(event uint64) map[string]int {
	w.t.Helper()
	out := map[string]int{}
	var before Segment
	var last string // packet
	for i, s := range w.ledger(event) {
		f, err := w.s.Open(event, s.N)
		if err != nil {
			w.t.Fatal(err)
		}
		raw, err := io.ReadAll(f)
		f.Close()
		if err != nil || int64(len(raw)) != s.Facts.Size || len(raw)%packet != 0 && !strings.HasSuffix(string(raw), "torn") {
			w.t.Fatalf("segment %d of event %d: %d bytes, %v", s.N, event, len(raw), err)
		}
		first := ""
		for at := 0; at+packet <= len(raw); at += packet {
			name := packetName(raw[at : at+packet])
			out[name]++
			if first == "" {
				first = name
			} else if !follows(last, name) {
				w.t.Fatalf("segment %d of event %d: %s after %s", s.N, event, name, last)
			}
			last = name
		}
		if s.N != uint64(i+1) {
			w.t.Fatalf("segment %d is the %d. of event %d", s.N, i+1, event)
		}
		if i > 0 && s.Session == before.Session && !joins(before, s, first) {
			w.t.Fatalf("event %d: segment %d, %s, is in the session of segment %d, %s, %s:\n%s", event, s.N, s.Name, before.N, before.Name, first, told(w.ledger(event)))
		}
		before = s
	}
	return out
}

func packetName(raw []byte) string {
	if raw[0] == '{' {
		_, rest, _ := strings.Cut(string(raw), `"Filler":"`)
		id, _, _ := strings.Cut(rest, `"`)
		return id + "/0"
	}
	name, _, _ := strings.Cut(string(raw), " ")
	return name
}

func follows(a, b string) bool {
	x, i, _ := strings.Cut(a, "/")
	y, j, _ := strings.Cut(b, "/")
	m, err1 := strconv.Atoi(i)
	n, err2 := strconv.Atoi(j)
	return x == y && n == m+1 && err1 == nil && err2 == nil
}

// joins tells whether two segments may be played as one: they follow each other in one publish session, or are one file.
func joins(a, b Segment, first string) bool {
	if !strings.HasSuffix(first, "/0") {
		return strings.TrimSuffix(a.Name, ".tmp") == strings.TrimSuffix(b.Name, ".tmp")
	}
	return !a.Partial && b.Seq == a.Seq+1 && len(a.Facts.Tracks) > 0 && (b.Facts.Tracks[0].FirstDTS-a.Facts.Tracks[0].FirstDTS)&(wrap-1) == 900_000
}

// play runs one random world, and then wants every finished packet in the ledger exactly once.
func play(t *testing.T, seed uint64) (segments, lost int) {
	r := rand.New(rand.NewPCG(seed, 0))
	killAt, steps := 0, 0
	w := newWorld(t, func(o *Options) {
		o.copies = 1
		o.step = func(string) error {
			if steps++; killAt > 0 && steps >= killAt {
				return errKilled // and every later step too, until it is started again
			}
			return nil
		}
	})
	var servers []*server
	for i := range 3 {
		v := &server{w: w, rand: r, event: uint64(i + 1), rename: r.IntN(3) > 0, unique: r.IntN(2) == 0, finished: map[string]int{}, names: map[string]string{}, lost: map[string]bool{}}
		v.folder = fmt.Sprintf("live/%d", v.event)
		if !v.unique && r.IntN(2) == 0 {
			v.folder, v.prefix = "live", fmt.Sprintf("%d-", v.event)
		}
		servers = append(servers, v)
	}
	for range 200 {
		servers[r.IntN(len(servers))].step()
		w.pass(time.Duration(r.IntN(6)) * time.Second / 2)
		switch r.IntN(8) {
		case 0:
			w.s.hints.lose()
		case 1, 2, 3:
			w.s.round(context.Background(), false, nil)
		case 4, 5:
			w.s.round(context.Background(), true, nil)
		case 6:
			if r.IntN(4) == 0 {
				killAt = steps + 1 + r.IntN(12)
				w.s.round(context.Background(), true, nil)
				killAt = 0
				w.open()
			}
		}
	}
	for _, v := range servers {
		if v.open != nil {
			v.end(v.rand.IntN(2) == 0)
		}
	}
	for range 4 { // what nobody hinted at is found by looking at everything
		w.pass(verifyEach + time.Second)
		w.scan()
	}
	for _, v := range servers {
		got := w.count(v.event)
		for id, n := range v.finished {
			segments++
			if v.lost[id] {
				lost++
				continue
			}
			for i := range n {
				if name := fmt.Sprintf("%s/%d", id, i); got[name] != 1 {
					t.Fatalf("packet %s is there %d times:\n%s", name, got[name], told(w.ledger(v.event)))
				}
			}
		}
		for name, n := range got {
			id, i, _ := strings.Cut(name, "/")
			if k, err := strconv.Atoi(i); err != nil || n != 1 || k >= v.finished[id] {
				t.Fatalf("packet %s is there %d times, and the segment has %d", name, n, v.finished[id])
			}
		}
	}
	if st := w.s.Status(); len(st.Alarms) > 0 {
		t.Fatalf("%+v", st.Alarms)
	}
	return segments, lost
}

// TestRandomServer plays servers that publish, stop, die, skip and write over, and a spool that is killed, hears half of it, and scans
// now and then. Every packet of every segment that was finished or left behind is in the ledger once. A seed is a whole run:
//
//	go test ./reactors/archive/spool -run TestRandomServer -seed 4711 -seeds 1
func TestRandomServer(t *testing.T) {
	n := *seeds
	if testing.Short() {
		n = min(n, 5)
	}
	segments, lost := 0, 0
	for seed := *firstSeed; seed < *firstSeed+uint64(n); seed++ {
		ok := t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			a, b := play(t, seed)
			segments, lost = segments+a, lost+b
		})
		if !ok {
			t.Fatalf("go test ./reactors/archive/spool -run TestRandomServer -seed %d -seeds 1", seed)
		}
	}
	t.Logf("%d segments, of which %d were written over before anybody looked", segments, lost)
	if lost > segments/5 {
		t.Error("the test says little: too many were written over")
	}
}
