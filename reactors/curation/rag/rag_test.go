package rag_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tmc/langchaingo/schema"

	"github.com/haus25/backend/reactors/curation/rag"
)

// given is an embedder whose vectors are the test's.
type given map[string][]float32

func (given) Name() string { return "given" }

func (g given) EmbedDocuments(_ context.Context, texts []string) (out [][]float32, err error) {
	for _, t := range texts {
		out = append(out, g[t])
	}
	return out, nil
}

func (g given) EmbedQuery(_ context.Context, text string) ([]float32, error) { return g[text], nil }

// TestExact compares the store with brute force.
func TestExact(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	vector := func() []float32 {
		v := make([]float32, 24)
		for i := range v {
			v[i] = float32(dice.NormFloat64())
		}
		return v
	}
	g := given{"the question": vector()}
	var docs []schema.Document
	for i := range 500 {
		text := fmt.Sprint("text ", i)
		g[text] = vector()
		docs = append(docs, schema.Document{PageContent: text})
	}
	cosine := func(a, b []float32) float64 {
		var dot, aa, bb float64
		for i := range a {
			dot, aa, bb = dot+float64(a[i])*float64(b[i]), aa+float64(a[i])*float64(a[i]), bb+float64(b[i])*float64(b[i])
		}
		return dot / math.Sqrt(aa*bb)
	}
	var want []string
	for _, d := range docs {
		want = append(want, d.PageContent)
	}
	slices.SortStableFunc(want, func(a, b string) int {
		return int(math.Copysign(1, cosine(g["the question"], g[b])-cosine(g["the question"], g[a])))
	})
	s := rag.NewStore(g)
	if _, err := s.AddDocuments(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	found, err := s.SimilaritySearch(t.Context(), "the question", 10)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range found {
		if d.PageContent != want[i] || math.Abs(float64(d.Score)-cosine(g["the question"], g[want[i]])) > 1e-5 {
			t.Errorf("place %d has %s (%v), want %s", i, d.PageContent, d.Score, want[i])
		}
	}
	if len(found) != 10 {
		t.Errorf("%d found", len(found))
	}
}

func TestVectorsThatAreNone(t *testing.T) {
	nan := float32(math.NaN())
	for name, v := range map[string][]float32{"of another length": {1}, "not a number": {nan, 1}, "empty": {}} {
		s := rag.NewStore(given{"good": {1, 0}, "bad": v, "q": {1, 0}})
		_, err := s.AddDocuments(t.Context(), []schema.Document{{PageContent: "good"}, {PageContent: "bad"}})
		if err != nil {
			continue
		}
		found, err := s.SimilaritySearch(t.Context(), "q", 5)
		if err != nil || len(found) != 1 || found[0].PageContent != "good" {
			t.Errorf("a vector %s is found: %v, %v", name, found, err)
		}
	}
}

func TestSearchByWords(t *testing.T) {
	texts := []rag.Text{
		{Source: "event 1", CID: "c1", Body: "A saxophone quartet plays in a laundromat. " + strings.Repeat("The washing machines keep the beat. ", 60)},
		{Source: "event 2", Body: "Improvised opera about a toaster that wants to retire."},
		{Source: "event 3", Body: "Slam poetry on trams, by people who missed theirs."},
		{Source: "event 4", Body: ""},
		{Source: "event 5", Body: strings.Repeat("x", 5000)},
	}
	for query, want := range map[string]string{"toaster opera": "event 2", "poetry for tram riders": "event 3", "laundromat saxophone": "event 1"} {
		found, err := rag.Search(t.Context(), rag.Lexical(), texts, query, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 || len(found) > 3 || found[0].Source != want {
			t.Errorf("%q finds %+v, want %s first", query, found, want)
		}
		seen := map[string]bool{}
		for _, p := range found {
			if seen[p.Source] || p.Source == "event 1" && p.CID != "c1" {
				t.Errorf("%q finds %+v", query, p)
			}
			seen[p.Source] = true
		}
		again, _ := rag.Search(t.Context(), rag.Lexical(), texts, query, 3)
		if !reflect.DeepEqual(found, again) {
			t.Errorf("%q finds other things the second time", query)
		}
	}
	if found, err := rag.Search(t.Context(), rag.Lexical(), nil, "anything", 3); err != nil || len(found) > 0 {
		t.Errorf("nothing to search: %v, %v", found, err)
	}
}

func FuzzSearch(f *testing.F) {
	f.Add("a", "b", 3)
	f.Add(strings.Repeat("é\n\n", 2000), "\xff\x00", 0)
	f.Fuzz(func(t *testing.T, body, query string, k int) {
		found, err := rag.Search(t.Context(), rag.Lexical(), []rag.Text{{Source: "one", Body: body}, {Source: "two", Body: query}}, query, k%20)
		if err != nil || len(found) > 2 {
			t.Errorf("%v, %v", found, err)
		}
	})
}
