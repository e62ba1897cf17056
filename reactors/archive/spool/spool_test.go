package spool

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestRenamed(t *testing.T) {
	var touched []uint64
	w := newWorld(t, func(o *Options) { o.Touched = func(e uint64) { touched = append(touched, e) } })
	for i := range 3 {
		w.pass(10 * time.Second)
		w.serve("live/7/"+name(i), at(i).bytes(4))
	}
	w.put("live/7/1600000040-3-[duration].ts.tmp", at(3).bytes(2)) // growing
	w.scan()
	w.want(7, "1/1 "+name(0), "2/1 "+name(1), "3/1 "+name(2))
	if !slices.Equal(touched, []uint64{7, 7, 7}) || !slices.Equal(w.s.Events(), []uint64{7}) {
		t.Errorf("touched %v, events %v", touched, w.s.Events())
	}
	s := w.ledger(7)[1]
	if s.Seq != 1 || s.App != "live" || s.Stream != "7" || s.Written != epoch.Add(20*time.Second).UnixMilli() || s.Found != s.Written || s.Chain != 0 || s.Time() != uint64(epoch.Unix())+20 {
		t.Errorf("%+v", s)
	}
	w.open()
	w.scan()
	w.want(7, "1/1 "+name(0), "2/1 "+name(1), "3/1 "+name(2))
}

// name is SRS's name of segment i.
func name(i int) string {
	return time.Unix(epoch.Unix()+int64(i)*10, 0).UTC().Format("20060102150405") + "-" + string(rune('0'+i)) + "-10000.ts"
}

// With SRS, the duration is filled in when the file is renamed: the inode tells, not the name.
func TestRenamedWithDuration(t *testing.T) {
	w := newWorld(t)
	w.put("live/7/1600000040-3-[duration].ts.tmp", at(3).bytes(2))
	w.scan()
	w.rename("live/7/1600000040-3-[duration].ts.tmp", "live/7/1600000040-3-10010.ts")
	w.scan()
	w.want(7, "1/1 1600000040-3-10010.ts")
	if s := w.ledger(7)[0]; s.Seq != 3 {
		t.Errorf("%+v", s)
	}
}

func TestInPlace(t *testing.T) {
	w := newWorld(t)
	w.put("live/7-0.ts", at(0).bytes(3))
	w.scan()
	w.pass(9 * time.Second)
	w.put("live/7-0.ts", at(0).bytes(4)) // it grows
	w.scan()
	w.want(7)
	w.pass(time.Second)
	w.put("live/7-1.ts", at(1).bytes(1)) // the next: the first is finished
	w.pass(time.Second)
	w.scan()
	w.want(7, "1/1 7-0.ts")
	w.pass(9 * time.Second)
	w.put("live/7-1.ts", at(1).bytes(4))
	w.pass(time.Second)
	w.put("live/7.m3u8", []byte("#EXTM3U\n#EXTINF:10,\n7-0.ts\n#EXTINF:10,\n7-1.ts?x=1\n"))
	w.scan()
	w.want(7, "1/1 7-0.ts", "2/1 7-1.ts")
	w.pass(time.Second)
	w.put("live/7-2.ts", at(2).bytes(2)) // the last: nobody lists it
	w.scan()
	w.pass(29 * time.Second)
	w.scan()
	w.want(7, "1/1 7-0.ts", "2/1 7-1.ts")
	w.pass(time.Second)
	w.scan()
	w.want(7, "1/1 7-0.ts", "2/1 7-1.ts", "3/1 7-2.ts")
	w.pass(time.Second)
	w.put("live/7-2.ts", at(2).bytes(3)) // it was not finished after all: the rest follows, and nothing is there twice
	w.s.hints.add("live", "7-2.ts")
	w.scan()
	w.pass(30 * time.Second)
	w.scan()
	w.want(7, "1/1 7-0.ts", "2/1 7-1.ts", "3/1 7-2.ts", "4/1 7-2.ts")
	if l := w.ledger(7); l[2].Facts.Size+l[3].Facts.Size != 3*packet {
		t.Errorf("%d and %d bytes of %d", l[2].Facts.Size, l[3].Facts.Size, 3*packet)
	}
}

// A playlist from before a restart lists names that are being written anew.
func TestStalePlaylist(t *testing.T) {
	w := newWorld(t)
	w.put("live/7.m3u8", []byte("7-0.ts\n"))
	w.pass(time.Minute)
	w.put("live/7-0.ts", at(0).bytes(1))
	w.pass(time.Second)
	w.scan()
	w.want(7)
}

// Somebody who has the file open may write on after any pause.
func TestHeldOpen(t *testing.T) {
	w := newWorld(t)
	w.put("live/7/a-0.ts", at(0).bytes(3))
	f, err := os.OpenFile(filepath.Join(w.hls, "live/7/a-0.ts"), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	w.scan()
	w.pass(time.Hour)
	w.scan()
	w.want(7)
	f.Close()
	w.scan()
	w.want(7, "1/1 a-0.ts")
}

// What a dead server left is taken in whole packets, and what it becomes after all adds only the rest.
func TestSalvage(t *testing.T) {
	w := newWorld(t)
	w.serve("live/7/s-0.ts", at(0).bytes(2))
	w.pass(5 * time.Second)
	whole := at(1).bytes(5)
	w.put("live/7/s-1.ts.tmp", whole[:3*packet+100])
	w.scan()
	w.pass(time.Second)
	w.put("live/7/s-0.ts.tmp", at(9).bytes(3)) // it runs again, and counts anew
	w.scan()
	w.want(7, "1/1 s-0.ts")
	w.pass(3 * time.Second)
	w.stamp("live/7/s-0.ts.tmp")
	w.scan()
	w.want(7, "1/1 s-0.ts", "2/1 s-1.ts.tmp partial")
	w.rename("live/7/s-0.ts.tmp", "live/7/s-0.ts")
	w.scan()
	w.want(7, "1/1 s-0.ts", "2/1 s-1.ts.tmp partial", "3/2 s-0.ts (the segment before was never finished)")
	if n := w.ledger(7)[1].Facts.Size; n != 3*packet {
		t.Errorf("%d bytes", n)
	}
	for range 2 { // the leftover is finished all the same, and seen more than once
		f, err := os.OpenFile(filepath.Join(w.hls, "live/7/s-1.ts.tmp"), os.O_WRONLY|os.O_TRUNC, 0)
		if err == nil {
			f.Write(whole)
			f.Close()
			w.stamp("live/7/s-1.ts.tmp")
			w.rename("live/7/s-1.ts.tmp", "live/7/s-1.ts")
		}
		w.scan()
		w.open()
		w.scan()
		l := w.ledger(7)
		if len(l) != 4 || l[3].Facts.Size != 2*packet || l[3].Partial || l[3].Session != 3 {
			t.Fatal(told(l))
		}
	}
}

// An unfinished file whose rest comes before anything else stays in its session: joined, the two are the file.
func TestSalvageContinued(t *testing.T) {
	w := newWorld(t)
	whole := at(0).bytes(5)
	w.put("live/7/s-0.ts.tmp", whole[:packet+1])
	w.scan()
	w.pass(31 * time.Second)
	w.scan()
	w.want(7, "1/1 s-0.ts.tmp partial")
	w.put("live/7/s-0.ts.tmp", whole)
	w.rename("live/7/s-0.ts.tmp", "live/7/s-0.ts")
	w.scan()
	w.want(7, "1/1 s-0.ts.tmp partial", "2/1 s-0.ts")
	w.pass(10 * time.Second)
	w.serve("live/7/s-1.ts", at(1).bytes(5))
	if l := w.ledger(7); l[1].Facts.Size != 4*packet || len(l) != 3 {
		t.Fatal(told(l))
	}
}

// After ten seconds without a publisher SRS counts from 0, and with its default names writes over what there is.
func TestOverwritten(t *testing.T) {
	w := newWorld(t)
	for round, from := range []int{0, 20} {
		for i := range 2 {
			w.pass(10 * time.Second)
			w.serve("live/7-"+string(rune('0'+i))+".ts", at(from+i).bytes(4+round))
		}
	}
	want := []string{"1/1 7-0.ts", "2/1 7-1.ts", "3/2 7-0.ts (the numbering restarts: 0 after 1)", "4/2 7-1.ts"}
	w.want(7, want...)
	// The same show once more: equal bytes, and shown again. Nothing but its time and place tells.
	for i := range 2 {
		w.pass(10 * time.Second)
		w.serve("live/7-"+string(rune('0'+i))+".ts", at(20+i).bytes(5))
	}
	want = append(want, "5/3 7-0.ts (the numbering restarts: 0 after 1)", "6/3 7-1.ts")
	w.want(7, want...)
	// In place, of the same length, found without a word from anybody.
	w.pass(time.Second)
	w.put("live/7-0.ts", at(40).bytes(5))
	w.pass(verifyEach + time.Second)
	w.scan()
	w.pass(30 * time.Second)
	w.scan()
	w.want(7, append(want, "7/4 7-0.ts (the numbering restarts: 0 after 1)")...)
}

// The same file under another name is nothing new.
func TestMoved(t *testing.T) {
	w := newWorld(t)
	w.serve("live/7/a-0.ts", at(0).bytes(4))
	w.rename("live/7/a-0.ts", "live/7/b-5.ts")
	w.scan()
	w.pass(time.Minute)
	w.scan()
	raw, err := os.ReadFile(filepath.Join(w.hls, "live/7/b-5.ts"))
	if err != nil {
		t.Fatal(err)
	}
	w.clock = epoch
	w.put("live/7/c-6.ts", raw) // a copy that keeps the time
	w.clock = epoch.Add(2 * time.Minute)
	for range 3 {
		w.scan()
		w.pass(time.Minute)
	}
	w.want(7, "1/1 a-0.ts")
	w.open()
	if _, ok := w.s.event(7).knows("7/c-6.ts"); !ok {
		t.Error("the copy would be read again")
	}
}

// The program was down: what lies there is sorted, and only the newest file may be unfinished.
func TestLateStart(t *testing.T) {
	w := newWorld(t)
	for i := range 100 {
		w.pass(10 * time.Second)
		w.put("live/7/s-"+itoa(i)+".ts", at(i).bytes(3))
	}
	w.pass(time.Second)
	w.put("live/7/s-100.ts.tmp", at(100).bytes(1))
	w.scan()
	l := w.ledger(7)
	if len(l) != 100 || l[99].Session != 1 || l[99].Seq != 99 {
		t.Fatal(told(l))
	}
	// One more turns up after all.
	w.clock = epoch.Add(55 * time.Second)
	w.put("live/7/t-4.ts", at(4).bytes(7))
	w.clock = epoch.Add(1100 * time.Second)
	w.stamp("live/7/s-100.ts.tmp")
	w.scan()
	w.pass(patience)
	w.scan()
	w.stamp("live/7/s-100.ts.tmp")
	w.rename("live/7/s-100.ts.tmp", "live/7/s-100.ts")
	w.scan()
	if got := told(w.ledger(7)[100:]); got != "101/2 t-4.ts (found late: it was written before segment 100)\n102/3 s-100.ts (segments 5 to 99 are missing)\n" {
		t.Error(got)
	}
}

func itoa(i int) string {
	return strings.TrimLeft(string([]byte{'0' + byte(i/100), '0' + byte(i/10%10)}), "0") + string(rune('0'+i%10))
}

func TestHostileNames(t *testing.T) {
	w := newWorld(t)
	secret := filepath.Join(t.TempDir(), "secret.ts")
	if err := os.WriteFile(secret, at(0).bytes(2), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"live/007/a-0.ts", "live/18446744073709551616/a-0.ts", "live/-1/a-0.ts", "live/+1/a-0.ts", "live/1 /a-0.ts", "live/7_enhanced/a-0.ts", "live/7_720p/a-0.ts",
		"live/7_720p-0.ts", "live/07-0.ts", "live/7-x.ts", "live/7.ts", "live/1600000000-3-10000.ts", "live/.ts", "live/7/.ts", "live/7/.hidden-0.ts", "live/7/a\nb-0.ts", "live/7/a b-0.ts",
		"live/7/a-0.mp4", "live/7/a-0.ts.removing", "live/7/ü-0.ts", "other/7/a-0.ts", "7/a-0.ts", "live/7/deep/a-0.ts",
	} {
		w.put(name, at(0).bytes(2))
	}
	if err := errors.Join(os.Mkdir(filepath.Join(w.hls, "live/7/dir-1.ts"), 0o755), os.Symlink(secret, filepath.Join(w.hls, "live/7/link-1.ts")),
		os.Symlink(filepath.Dir(secret), filepath.Join(w.hls, "live/8")), os.Symlink("7", filepath.Join(w.hls, "live/9")),
		os.Symlink("../../other/7/a-0.ts", filepath.Join(w.hls, "live/7/inner-1.ts")), syscall.Mkfifo(filepath.Join(w.hls, "live/7/pipe-1.ts"), 0o644)); err != nil {
		t.Fatal(err)
	}
	w.s.Wake(7, "../../../etc/passwd.ts")
	w.s.Wake(7, secret)
	for range 3 {
		w.scan()
		w.pass(time.Minute)
	}
	if got := w.s.Events(); len(got) > 0 {
		t.Errorf("recorded %v: %s", got, told(w.ledger(got[0])))
	}
	made, err := os.ReadDir(w.o.Dir)
	if err != nil || len(made) > 0 {
		t.Errorf("made %v, %v", made, err)
	}
	w.put("live/18446744073709551615/a-0.ts", at(0).bytes(2))
	w.scan()
	w.pass(time.Minute)
	w.scan()
	w.want(18446744073709551615, "1/1 a-0.ts")
}

func TestReleaseForget(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.pass(10 * time.Second)
		w.serve("live/7/"+name(i), at(i).bytes(4))
	}
	if st := w.s.Status(); st.Segments != 5 || st.Bytes != 20*packet || st.TakenSegments != 5 || st.Active != 1 {
		t.Errorf("%+v", st)
	}
	if err := w.s.Release(7, 3); err != nil {
		t.Fatal(err)
	}
	check := func() {
		t.Helper()
		if l := w.ledger(7); len(l) != 5 || l[4].N != 5 {
			t.Fatal(told(l))
		}
		for n := uint64(1); n <= 6; n++ {
			f, err := w.s.Open(7, n)
			if gone := n <= 3 || n == 6; gone != errors.Is(err, fs.ErrNotExist) || !gone && err != nil {
				t.Errorf("segment %d: %v", n, err)
			}
			if err == nil {
				f.Close()
			}
		}
		if st := w.s.Status(); st.Segments != 2 || st.Bytes != 8*packet {
			t.Errorf("%+v", st)
		}
	}
	check()
	w.open()
	w.scan()
	check()
	if err := w.s.Release(7, 5); err != nil {
		t.Fatal(err)
	}
	w.remove("live/7/" + name(0))
	if err := w.s.Forget(7); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		w.scan()
		w.pass(time.Minute)
		w.scan()
		if l, events := w.ledger(7), w.s.Events(); len(l)+len(events) > 0 {
			t.Fatal(told(l), events)
		}
		left, err := os.ReadDir(filepath.Join(w.o.Dir, "7"))
		if err != nil || len(left) != 1 {
			t.Errorf("%v, %v", left, err)
		}
		w.open()
	}
	// Somebody goes on.
	w.serve("live/7/"+name(6), at(6).bytes(4))
	w.want(7, "6/2 "+name(6))
	w.open()
	w.want(7, "6/2 "+name(6))
}

func upTo(through uint64) func(uint64) bool { return func(n uint64) bool { return n <= through } }

func TestRemoveSources(t *testing.T) {
	w := newWorld(t)
	for i := range 4 {
		w.pass(10 * time.Second)
		w.serve("live/7/"+name(i), at(i).bytes(4))
	}
	w.pass(time.Second)
	w.put("live/7/"+name(1), at(11).bytes(4)) // another file by now, and not taken
	w.put("live/7/"+name(5), at(5).bytes(4))
	if n, err := w.s.RemoveSources(7, upTo(3)); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	left, err := filepath.Glob(filepath.Join(w.hls, "live/7/*"))
	for i := range left {
		left[i] = filepath.Base(left[i])
	}
	if err != nil || !slices.Equal(left, []string{name(1), name(3), name(5)}) {
		t.Errorf("%v, %v", left, err)
	}
	// A kill between moving aside and removing.
	w.rename("live/7/"+name(3), "live/7/"+name(3)+removing)
	if n, err := w.s.RemoveSources(7, upTo(4)); err != nil || n != 1 {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Join(w.hls, "live/7", name(3)+removing)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("left aside")
	}
	w.pass(verifyEach)
	w.scan()
	w.pass(time.Minute)
	w.scan()
	if l := w.ledger(7); len(l) != 6 {
		t.Error(told(l))
	}
}

func TestSettled(t *testing.T) {
	w := newWorld(t)
	settled := func(want bool) {
		t.Helper()
		if got, err := w.s.Settled(t.Context(), 7); got != want || err != nil {
			t.Errorf("%v, %v", got, err)
		}
	}
	settled(true)
	w.put("live/7/s-0.ts.tmp", at(0).bytes(3))
	settled(false)
	w.scan()
	settled(false)
	w.rename("live/7/s-0.ts.tmp", "live/7/s-0.ts")
	settled(false)
	w.scan()
	settled(true)
	w.put("live/8/s-0.ts.tmp", at(0).bytes(3))
	w.put("live/8-1.ts", at(0).bytes(3))
	settled(true)
	w.put("live/7-1.ts", at(1).bytes(3))
	settled(false)
	w.pass(time.Minute)
	w.scan()
	w.pass(time.Minute)
	w.scan()
	settled(true)
	if err := os.RemoveAll(w.hls); err != nil {
		t.Fatal(err)
	}
	settled(false)
}

func TestChainTime(t *testing.T) {
	now, known := uint64(5000), true
	w := newWorld(t, func(o *Options) { o.Clock = func() (uint64, bool) { return now, known } })
	w.put("live/7/s-0.ts.tmp", at(0).bytes(3))
	w.scan()
	w.pass(25 * time.Second)
	w.rename("live/7/s-0.ts.tmp", "live/7/s-0.ts")
	w.scan()
	known = false
	w.serve("live/7/s-1.ts", at(1).bytes(3))
	now, known = 3, true
	w.put("live/7/s-2.ts.tmp", at(2).bytes(3))
	w.scan()
	w.pass(time.Minute)
	w.rename("live/7/s-2.ts.tmp", "live/7/s-2.ts")
	w.scan()
	l := w.ledger(7)
	if len(l) != 3 || l[0].Chain != 4975 || l[1].Chain != 0 || l[2].Chain != 0 {
		t.Errorf("%+v", l)
	}
}
