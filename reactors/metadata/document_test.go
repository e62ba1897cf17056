package metadata

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func doc(t testing.TB, text string) Document {
	t.Helper()
	d, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func text(t testing.TB, d Document) string {
	t.Helper()
	raw, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func value(t testing.TB, text string) any {
	t.Helper()
	v, err := parseValue([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestStrangersValuesSurvive(t *testing.T) {
	in := `{"z":9007199254740993,"a":"é\u2028\"","nested":{"wei":123456789012345678901234567890,"e":1e400},"list":[1,[2,{"k":null}]],"":false}`
	got := text(t, Compose(doc(t, in), []Part{{Name: "chat", Value: value(t, `{"network":"dev"}`)}}))
	for _, want := range []string{`"z":9007199254740993`, `123456789012345678901234567890`, `1e400`, `[1,[2,{"k":null}]]`, `"":false`, `"chat":{"network":"dev"}`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
}

func TestNoDocument(t *testing.T) {
	for _, raw := range []string{"", "null", "[]", "1", `"x"`, "{", `{"a":1,"a":2}`, "{\"a\":\"\xff\"}", "<html>", strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200)} {
		if d, err := Parse([]byte(raw)); !errors.Is(err, ErrDocument) {
			t.Errorf("%.40q gave %v, %v", raw, d, err)
		}
	}
}

func TestCompose(t *testing.T) {
	chat := func(groups string) any { return value(t, `{"groupIds":`+groups+`}`) }
	for name, c := range map[string]struct {
		doc  string
		part Part
		want string
	}{
		"new":                            {`{"name":"x"}`, Part{Value: chat(`["a"]`)}, `{"chat":{"groupIds":["a"]},"name":"x"}`},
		"already there":                  {`{"chat":{"groupIds":["a"]}}`, Part{Value: chat(`["a"]`), Published: true}, `{"chat":{"groupIds":["a"]}}`},
		"replaces what was there before": {`{"chat":"mine"}`, Part{Value: chat(`["a"]`)}, `{"chat":{"groupIds":["a"]}}`},
		"put back":                       {`{}`, Part{Value: chat(`["a"]`), Published: true}, `{"chat":{"groupIds":["a"]}}`},
		"changed by somebody after it":   {`{"chat":"mine"}`, Part{Value: chat(`["a"]`), Published: true}, `{"chat":"mine"}`},
		"an older one of its own":        {`{"chat":{"groupIds":["a"]}}`, Part{Value: chat(`["a","b"]`), Earlier: []any{chat(`["a"]`)}, Published: true}, `{"chat":{"groupIds":["a","b"]}}`},
		"taken away":                     {`{"chat":{"groupIds":["a"]},"name":"x"}`, Part{}, `{"name":"x"}`},
		"taken away, put there again":    {`{"chat":"mine"}`, Part{Published: true}, `{"chat":"mine"}`},
		"nothing to take away":           {`{}`, Part{}, `{}`},
	} {
		before := doc(t, c.doc)
		c.part.Name = "chat"
		if got := text(t, Compose(before, []Part{c.part})); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
		if !before.Equal(doc(t, c.doc)) {
			t.Errorf("%s: the document was changed in place", name)
		}
	}
}

func TestMergeTable(t *testing.T) {
	for name, c := range map[string]struct{ base, theirs, ours, want string }{
		"both add":                       {`{}`, `{"a":1}`, `{"b":2}`, `{"a":1,"b":2}`},
		"both change one":                {`{"a":1}`, `{"a":2}`, `{"a":3}`, `{"a":2}`},
		"they remove, we keep":           {`{"a":1,"b":1}`, `{"b":1}`, `{"a":1,"b":2}`, `{"b":2}`},
		"they remove, we change":         {`{"a":1}`, `{}`, `{"a":2}`, `{}`},
		"we remove, they keep":           {`{"a":1,"b":1}`, `{"a":1,"b":2}`, `{"b":1}`, `{"b":2}`},
		"we remove, they change":         {`{"a":1}`, `{"a":2}`, `{}`, `{"a":2}`},
		"objects inside":                 {`{"o":{"x":1,"y":1}}`, `{"o":{"x":2,"y":1}}`, `{"o":{"x":1,"y":3,"z":4}}`, `{"o":{"x":2,"y":3,"z":4}}`},
		"objects that both made":         {`{}`, `{"o":{"x":1}}`, `{"o":{"x":2,"y":3}}`, `{"o":{"x":1,"y":3}}`},
		"arrays are whole":               {`{"l":[1]}`, `{"l":[1,2]}`, `{"l":[1,3]}`, `{"l":[1,2]}`},
		"an array that only we changed":  {`{"l":[1]}`, `{"l":[1],"a":1}`, `{"l":[1,3]}`, `{"a":1,"l":[1,3]}`},
		"null is a value":                {`{"a":1}`, `{"a":null}`, `{"a":2}`, `{"a":null}`},
		"null beside nothing":            {`{}`, `{"a":null}`, `{}`, `{"a":null}`},
		"an object against something":    {`{"o":{"x":1}}`, `{"o":"gone"}`, `{"o":{"x":2}}`, `{"o":"gone"}`},
		"equal numbers written two ways": {`{"a":1.0}`, `{"a":1}`, `{"a":2}`, `{"a":2}`},
	} {
		if got := text(t, Merge(doc(t, c.base), doc(t, c.theirs), doc(t, c.ours))); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// checkMerge holds the laws of Merge for three documents.
func checkMerge(t *testing.T, base, theirs, ours Document) {
	t.Helper()
	fail := func(law string, got Document) {
		t.Helper()
		t.Fatalf("%s\nbase   %s\ntheirs %s\nours   %s\ngot    %s", law, text(t, base), text(t, theirs), text(t, ours), text(t, got))
	}
	if got := Merge(base, base, ours); !got.Equal(ours) {
		fail("merge(b, b, o) is not o", got)
	}
	if got := Merge(base, theirs, base); !got.Equal(theirs) {
		fail("merge(b, t, b) is not t", got)
	}
	merged := Merge(base, theirs, ours)
	if got := Merge(base, theirs, merged); !got.Equal(merged) {
		fail("merging twice differs", got)
	}
	if why := lost(base, theirs, merged, ours); why != "" {
		fail("the creator lost "+why, merged)
	}
	if got := Merge(base, ours, ours); !got.Equal(ours) {
		fail("merge(b, o, o) is not o", got)
	}
}

// lost names what the creator wrote or removed that merged does not have: everything that differs from base counts, and what the
// creator left alone must be there unless we changed it.
func lost(base, theirs, merged, ours Document) string {
	for k := range theirs {
		b, th, m, o := at(base, k), at(theirs, k), at(merged, k), at(ours, k)
		if same(m, th) {
			continue
		}
		if same(th, b) && same(m, o) {
			continue // only we changed it
		}
		tObject, ok := th.object()
		mObject, both := m.object()
		if !ok || !both {
			return k
		}
		bObject, _ := b.object()
		oObject, _ := o.object()
		if why := lost(bObject, tObject, mObject, oObject); why != "" {
			return k + "." + why
		}
	}
	for k := range base {
		if _, kept := theirs[k]; !kept {
			if _, back := merged[k]; back {
				return "the removal of " + k
			}
		}
	}
	return ""
}

// randomDocument draws from few keys and values, so that documents meet.
func randomDocument(r *rand.Rand, depth int) Document {
	d := Document{}
	for range r.IntN(4) {
		d[string(rune('a'+r.IntN(4)))] = randomValue(r, depth)
	}
	return d
}

func randomValue(r *rand.Rand, depth int) any {
	switch n := r.IntN(8); {
	case n < 3 && depth > 0:
		return map[string]any(randomDocument(r, depth-1))
	case n == 3:
		return []any{json.Number(fmt.Sprint(r.IntN(2)))}
	case n == 4:
		return nil
	case n == 5:
		return "s"
	default:
		return json.Number(fmt.Sprint(r.IntN(3)))
	}
}

func TestMergeLaws(t *testing.T) {
	for seed := range uint64(50_000) {
		r := rand.New(rand.NewPCG(seed, 1))
		base := randomDocument(r, 3)
		// Half of the time what changed is a change of the base.
		change := func() Document {
			if r.IntN(2) == 0 {
				return randomDocument(r, 3)
			}
			return Merge(Document{}, randomDocument(r, 2), base)
		}
		checkMerge(t, base, change(), change())
	}
}

// TestWriteFindsNothingMore: composing what was composed changes nothing, so no second transaction follows from the first.
func TestComposeIsStable(t *testing.T) {
	for seed := range uint64(20_000) {
		r := rand.New(rand.NewPCG(seed, 2))
		var parts []Part
		for _, name := range []string{"a", "b"} {
			parts = append(parts, Part{Name: name, Value: randomValue(r, 2), Earlier: []any{randomValue(r, 2)}, Published: r.IntN(2) == 0})
		}
		before := randomDocument(r, 3)
		once := Compose(before, parts)
		for i := range parts {
			parts[i].Published = true // it was written
		}
		if again := Compose(once, parts); !again.Equal(once) {
			t.Fatalf("seed %d: %s became %s", seed, text(t, once), text(t, again))
		}
		for k, v := range before {
			if k != "a" && k != "b" && !same(once[k], v) {
				t.Fatalf("seed %d: %s of somebody else's changed", seed, k)
			}
		}
	}
}

func FuzzMerge(f *testing.F) {
	f.Add([]byte(`{"a":{"b":1}}`), []byte(`{"a":{"b":2},"c":[]}`), []byte(`{"a":{"b":1,"d":null}}`))
	f.Add([]byte(`{}`), []byte(`{"":0}`), []byte(`{"":-0.0}`))
	f.Fuzz(func(t *testing.T, b, th, o []byte) {
		base, err1 := Parse(b)
		theirs, err2 := Parse(th)
		ours, err3 := Parse(o)
		if errors.Join(err1, err2, err3) != nil {
			return
		}
		checkMerge(t, base, theirs, ours)
	})
}

func FuzzCompose(f *testing.F) {
	f.Add([]byte(`{"name":"x","chat":1}`), "chat", []byte(`{"groupIds":[1e1]}`))
	f.Fuzz(func(t *testing.T, raw []byte, name string, part []byte) {
		before, err := Parse(raw)
		if err != nil {
			return
		}
		v, err := parseValue(part)
		if err != nil {
			return
		}
		got := Compose(before, []Part{{Name: name, Value: v}})
		bytes1, err := got.Bytes()
		if err != nil {
			return // too large together, or a name that is no text
		}
		again, err := Parse(bytes1)
		if err != nil {
			t.Fatalf("what was written is not read: %v: %s", err, bytes1)
		}
		bytes2, err := again.Bytes()
		if err != nil || !bytes.Equal(bytes1, bytes2) {
			t.Fatalf("%s became %s (%v)", bytes1, bytes2, err)
		}
		for k, was := range before {
			if k != name && !same(again[k], was) {
				t.Fatalf("%q changed from %v to %v", k, was, again[k])
			}
		}
	})
}
