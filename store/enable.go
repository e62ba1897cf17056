package store

import "slices"

// Enabled returns the reactors for which logs have marked work, as the last EnableReactors said.
func (v *View) Enabled() ([]string, error) {
	var out []string
	for k := range v.scan(key(tEnabled), after(key(tEnabled)), false) {
		out = append(out, string(k[1:len(k)-1]))
	}
	return out, v.err
}

// EnableReactors says for which reactors logs mark work from now on. One that was not among them before has missed what
// happened: every known event is touched for it, first, so that an interrupted call is repeated. Call it before the indexer runs.
func (s *Store) EnableReactors(names []string) error {
	v, err := s.View()
	if err != nil {
		return err
	}
	defer v.Release()
	before, err := v.Enabled()
	if err != nil {
		return err
	}
	const perBatch = 1000 // keys
	b := s.Begin()
	defer func() { b.Discard() }()
	for _, name := range names {
		if slices.Contains(before, name) {
			continue
		}
		for r, err := range v.Events(AllEvents(), nil, false) {
			if err != nil {
				return err
			}
			b.Touch(name, r.Value.ID)
			if len(b.touched) < perBatch {
				continue
			}
			if err := b.Commit(); err != nil {
				return err
			}
			b = s.Begin()
		}
		b.set(key(tEnabled, name), none)
	}
	for _, name := range before {
		if !slices.Contains(names, name) {
			b.del(key(tEnabled, name))
		}
	}
	return b.Commit()
}
