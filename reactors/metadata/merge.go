package metadata

// Merge joins two documents that were both made from base: theirs, the creator's, and ours. For each key, and inside objects for
// each key of theirs and so on:
//
//   - who alone changed it (set, replaced or removed) has it their way;
//   - where both changed it to objects, the objects are merged in the same way, on the base's object or on an empty one;
//   - where both changed it otherwise, the creator's way counts, removal too. Arrays count as a whole: nothing says which of
//     their elements correspond.
//
// So what the creator wrote is never lost, and what we wrote only where the creator wrote something else. It holds that
// Merge(b, b, o) = o, Merge(b, t, b) = t, and Merge(b, t, Merge(b, t, o)) = Merge(b, t, o).
func Merge(base, theirs, ours Document) Document {
	out := Document{}
	for _, keys := range []Document{theirs, ours} {
		for k := range keys {
			if _, done := out[k]; done {
				continue
			}
			if v, there := mergeKey(at(base, k), at(theirs, k), at(ours, k)); there {
				out[k] = v
			}
		}
	}
	return out
}

// entry is what stands under a key.
type entry struct {
	value any
	there bool
}

func at(d Document, k string) entry {
	v, ok := d[k]
	return entry{v, ok}
}

func (e entry) object() (Document, bool) {
	o, ok := e.value.(map[string]any)
	return o, ok
}

func mergeKey(base, theirs, ours entry) (any, bool) {
	switch {
	case same(theirs, ours), same(ours, base):
		return theirs.value, theirs.there
	case same(theirs, base):
		return ours.value, ours.there
	}
	t, both := theirs.object()
	o, ok := ours.object()
	if !both || !ok {
		return theirs.value, theirs.there
	}
	b, _ := base.object()
	return map[string]any(Merge(b, t, o)), true
}
