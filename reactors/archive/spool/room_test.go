package spool

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func alarms(s *Spool) (out []string) {
	for _, a := range s.Status().Alarms {
		out = append(out, a.What)
	}
	return out
}

// Below MinFree others are asked to make room; below the floor recording waits, and then takes what still lies there.
func TestRoom(t *testing.T) {
	free := uint64(1 << 30)
	w := newWorld(t, func(o *Options) {
		o.Free = func(string) (uint64, error) { return free, nil }
		o.MinFree, o.Floor = 1<<20, 1<<10
	})
	expect := func(n int, low bool, want ...string) {
		t.Helper()
		st := w.s.Status()
		if got := alarms(w.s); len(w.ledger(7)) != n || w.s.Low() != low || st.Low != low || st.Full != slices.Contains(want, alarmFull) || st.Free != free || !slices.Equal(got, want) {
			t.Fatalf("%d segments, low %v, alarms %v, %+v", len(w.ledger(7)), w.s.Low(), got, st)
		}
	}
	w.serve("live/7/s-0.ts", at(0).bytes(4))
	expect(1, false)
	free = 1 << 19
	w.serve("live/7/s-1.ts", at(1).bytes(4))
	expect(2, true, alarmLow)
	free = 1<<10 + 4*packet - 1
	w.serve("live/7/s-2.ts", at(2).bytes(4))
	w.pass(10 * time.Second)
	w.serve("live/7/s-3.ts", at(3).bytes(4))
	expect(2, true, alarmFull, alarmLow)
	free++
	w.scan()
	expect(4, true, alarmLow)
	free = 1 << 30
	w.scan()
	expect(4, false)
	w.want(7, "1/1 s-0.ts", "2/1 s-1.ts", "3/1 s-2.ts", "4/1 s-3.ts")
}

// A file that cannot be read holds the ones after it up for a moment, then it is left behind, and taken when it can be.
func TestUnreadableFile(t *testing.T) {
	var log bytes.Buffer
	failing := true
	w := newWorld(t, func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		probes := 0
		o.step = func(name string) error {
			if name == "write" {
				if probes++; failing && probes != tries+2 { // the second file
					return errors.New("input/output error")
				}
			}
			return nil
		}
	})
	w.put("live/7/s-0.ts", at(0).bytes(4))
	w.pass(10 * time.Second)
	w.put("live/7/s-1.ts", at(1).bytes(4))
	w.pass(10 * time.Second)
	w.put("live/7/s-2.ts.tmp", at(2).bytes(1))
	for i := range tries + 1 {
		if n := len(w.ledger(7)); n != 0 {
			t.Fatalf("%d segments after %d attempts", n, i)
		}
		w.pass(100 * time.Millisecond)
		w.scan()
	}
	w.want(7, "1/1 s-1.ts")
	if got := alarms(w.s); !slices.Equal(got, []string{alarmFailing}) || strings.Count(log.String(), "input/output error") != 1 {
		t.Errorf("%v, %s", got, log.String())
	}
	failing = false
	w.scan()
	w.want(7, "1/1 s-1.ts", "2/2 s-0.ts (found late: it was written before segment 1)")
	if got := alarms(w.s); len(got) > 0 {
		t.Error(got)
	}
}

func TestSilence(t *testing.T) {
	w := newWorld(t)
	expect := func(text string) {
		t.Helper()
		w.scan()
		st := w.s.Status()
		if text == "" && len(st.Alarms) > 0 || text != "" && (len(st.Alarms) != 1 || st.Alarms[0].Event != 7 || !strings.Contains(st.Alarms[0].Text, text)) {
			t.Fatalf("%+v", st.Alarms)
		}
	}
	w.put("live/7/s-0.ts.tmp", at(0).bytes(1))
	expect("")
	for i := range 5 { // it grows and grows
		w.pass(10 * time.Second)
		w.put("live/7/s-0.ts.tmp", at(0).bytes(2+i))
		if i < 4 {
			expect("")
		}
	}
	expect("no segment was finished")
	if st := w.s.Status(); st.Active != 1 || !st.Streams[0].Growing {
		t.Errorf("%+v", st)
	}
	w.rename("live/7/s-0.ts.tmp", "live/7/s-0.ts")
	expect("")
	w.pass(time.Minute) // nobody sends
	expect("")
	if st := w.s.Status(); st.Active != 0 {
		t.Errorf("%+v", st)
	}
	w.s.Wake(7, "/elsewhere/live/7/s-1.ts") // but SRS says somebody does
	expect("")
	w.pass(31 * time.Second)
	w.s.Wake(7, "/elsewhere/live/7/s-4.ts")
	expect("is stream.hls_dir right?")
	w.serve("live/7/s-5.ts", at(5).bytes(2))
	expect("")
	w.s.Wake(7, "live/7/s-5.ts") // taken before it was announced
	w.pass(31 * time.Second)
	expect("")
	if err := os.RemoveAll(w.hls); err != nil {
		t.Fatal(err)
	}
	w.scan()
	if st := w.s.Status(); len(st.Alarms) != 1 || st.Alarms[0].What != alarmUnreadable {
		t.Errorf("%+v", st.Alarms)
	}
	w.put("live/7/s-6.ts", at(6).bytes(2))
	w.scan()
	if got := alarms(w.s); len(got) > 0 {
		t.Error(got)
	}
}

// A flipped bit inside a ledger is told, and what can be read is; recording goes on.
func TestDamagedLedger(t *testing.T) {
	w := newWorld(t)
	for i := range 3 {
		w.pass(10 * time.Second)
		w.serve("live/7/"+name(i), at(i).bytes(4))
	}
	path := filepath.Join(w.o.Dir, "7", ledgerName)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[bytes.IndexByte(raw, '\n')+40] ^= 1 // in the second line
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	w.open()
	w.pass(10 * time.Second)
	w.serve("live/7/"+name(3), at(3).bytes(4))
	w.scan()
	l, err := w.s.Ledger(7, 0)
	if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "restore it") {
		t.Error(err)
	}
	if got := alarms(w.s); !slices.Contains(got, alarmDamaged) {
		t.Error(got)
	}
	numbers := []uint64{}
	for _, s := range l {
		numbers = append(numbers, s.N)
	}
	// The second file is not known any more, so it is taken again: too late, and once.
	if len(numbers) < 3 || numbers[0] != 1 || numbers[1] != 3 || numbers[2] != 4 {
		t.Error(numbers)
	}
	f, err := w.s.Open(7, 2)
	if err != nil {
		t.Fatal("the bytes of the lost line are gone: ", err)
	}
	f.Close()
}

func TestImport(t *testing.T) {
	w := newWorld(t)
	w.serve("live/7/s-0.ts", at(0).bytes(4))
	dir := t.TempDir()
	write := func(name string, content []byte, at time.Time) {
		t.Helper()
		if err := errors.Join(os.WriteFile(filepath.Join(dir, name), content, 0o600), os.Chtimes(filepath.Join(dir, name), at, at)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 12 { // copied in an order that means nothing
		write("s-"+itoa(i)+".ts", at(i).bytes(4), epoch.Add(time.Duration(20-i)*time.Millisecond))
	}
	write("s-12.ts.tmp", append(at(12).bytes(2), 'x'), epoch)
	write("notes.txt", nil, epoch)
	if err := os.Symlink("s-1.ts", filepath.Join(dir, "s-13.ts")); err != nil {
		t.Fatal(err)
	}
	for want := range 2 { // 12 the first time
		if n, err := w.s.Import(t.Context(), 7, dir); n != 12-12*want || err != nil {
			t.Fatal(n, err)
		}
		l := w.ledger(7)
		if len(l) != 13 || l[0].Given || !l[1].Given || l[12].Session != 1 || l[12].Name != "s-12.ts.tmp" || !l[12].Partial || l[12].Facts.Size != 2*packet {
			t.Fatalf("%s%+v", told(l), l[12])
		}
		w.open()
	}
	// Written over the time that it played: that order counts.
	other := t.TempDir()
	dir = other
	write("b-0.ts", at(20).bytes(3), epoch.Add(10*time.Second))
	write("a-1.ts", at(21).bytes(3), epoch.Add(20*time.Second))
	if n, err := w.s.Import(t.Context(), 8, other); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	w.want(8, "1/1 b-0.ts", "2/1 a-1.ts")
	if _, err := w.s.Import(t.Context(), 8, t.TempDir()); err == nil {
		t.Error("an empty folder was imported")
	}
}
