package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// later are the sections and keys of parts that the design names and this version does not have.
var later = []string{"curation"}

// unknown says what may have been meant by a name that is no key; what is "key", "section" or "variable".
func (r *reader) unknown(name, what string) error {
	for _, l := range later {
		if name == l || strings.HasPrefix(name, l+".") || name == variable(l) || strings.HasPrefix(name, variable(l)+"_") {
			return fmt.Errorf("not part of this version: remove the %s", what)
		}
	}
	var candidates []string
	for _, k := range r.keys {
		if k.value != "" && name+"_file" == k.name {
			return fmt.Errorf("a secret does not belong into this file: write it to a file of its own and name that as %s, or set %s", k.name, k.value)
		}
		switch what {
		case "variable":
			candidates = append(candidates, k.env)
			if k.value != "" {
				candidates = append(candidates, k.value)
			}
		case "key":
			candidates = append(candidates, k.name)
		}
	}
	if what == "section" {
		candidates = sorted(sections(r.keys))
	}
	if near := nearest(name, candidates); near != "" {
		return fmt.Errorf("unknown %s, did you mean %s?", what, near)
	}
	return errors.New("unknown " + what + ": docs/configuration.md lists all there are")
}

// nearest returns the candidate that a slip of the pen would turn into name; empty: none is near.
func nearest(name string, candidates []string) string {
	separator := "."
	if strings.HasPrefix(name, "HAUS_") {
		separator = "_"
	}
	name = strings.ToLower(shorten(name))
	leaf := name[strings.LastIndex(name, separator)+1:]
	// A third of the last word may be wrong; to measure the whole name would let a long section excuse any key in it.
	best, least := "", len(leaf)/3+1
	for _, c := range candidates {
		d := distance(name, strings.ToLower(c))
		if _, key, ok := strings.Cut(c, "."); ok && leaf == key {
			d = min(d, 1) // the right key in the wrong section
		}
		if d < least {
			best, least = c, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete, replace or swap with their neighbour to get from a to b.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// shorten bounds what an error repeats of the user's text.
func shorten(s string) string {
	const most = 100
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// oneLine keeps an error on its line.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, shorten(strings.TrimSpace(s)))
}
