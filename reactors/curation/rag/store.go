package rag

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/tmc/langchaingo/embeddings"
	"github.com/tmc/langchaingo/schema"
	"github.com/tmc/langchaingo/vectorstores"
)

// Errors of a [Store].
var (
	// ErrVector says that an embedder returned what is no vector, or not one of the store's.
	ErrVector = errors.New("the embedder returned no usable vector")
	// ErrOption says that an option of langchaingo's does not apply.
	ErrOption = errors.New("the option does not apply to this store")
)

// Batch is the most texts that an embedder is given at once: every provider takes as many.
const Batch = 64

// Sources is a filter for [vectorstores.WithFilters]: only documents whose metadata has one of these under "source".
type Sources []string

// Store keeps vectors in memory and compares all of them, by cosine, with each query. It is langchaingo's VectorStore, which has none in memory of its
// own. Its methods may be called by any goroutine.
type Store struct {
	embedder embeddings.Embedder

	mu     sync.RWMutex
	size   int // of a vector; 0: none is there yet
	docs   []schema.Document
	flat   []float32 // vectors, one behind the other
	length []float64 // of each
}

var _ vectorstores.VectorStore = (*Store)(nil)

// NewStore makes an empty store of one embedder's vectors.
func NewStore(e embeddings.Embedder) *Store { return &Store{embedder: e} }

// AddDocuments embeds documents, at most [Batch] at once, and keeps all of them or, at an error, none. It takes [vectorstores.WithDeduplicater];
// any other option is [ErrOption]. The ids are numbers in the order of addition.
func (s *Store) AddDocuments(ctx context.Context, docs []schema.Document, options ...vectorstores.Option) ([]string, error) {
	var o vectorstores.Options
	for _, set := range options {
		set(&o)
	}
	if o.NameSpace != "" || o.Embedder != nil || o.Filters != nil || o.ScoreThreshold != 0 {
		return nil, fmt.Errorf("add documents: %w", ErrOption)
	}
	if o.Deduplicater != nil {
		docs = slices.DeleteFunc(slices.Clone(docs), func(d schema.Document) bool { return o.Deduplicater(ctx, d) })
	}
	var vectors [][]float32
	for batch := range slices.Chunk(docs, Batch) {
		texts := make([]string, len(batch))
		for i, d := range batch {
			texts[i] = d.PageContent
		}
		more, err := s.embedder.EmbedDocuments(ctx, texts)
		if err != nil {
			return nil, fmt.Errorf("embed %d texts: %w", len(texts), err)
		}
		if len(more) != len(texts) {
			return nil, fmt.Errorf("embed %d texts: %w: there are %d", len(texts), ErrVector, len(more))
		}
		vectors = append(vectors, more...)
	}
	return s.keep(docs, vectors)
}

func (s *Store) keep(docs []schema.Document, vectors [][]float32) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	size, lengths := s.size, make([]float64, len(vectors))
	for i, v := range vectors {
		if size == 0 {
			size = len(v)
		}
		var err error
		if lengths[i], err = measure(v, size); err != nil {
			return nil, fmt.Errorf("keep the vector of text %d: %w", i, err)
		}
	}
	s.size = size
	ids := make([]string, len(docs))
	for i, d := range docs {
		ids[i] = strconv.Itoa(len(s.docs))
		s.docs, s.flat, s.length = append(s.docs, d), append(s.flat, vectors[i]...), append(s.length, lengths[i])
	}
	return ids, nil
}

// measure returns a vector's length.
func measure(v []float32, size int) (float64, error) {
	if len(v) != size || size == 0 {
		return 0, fmt.Errorf("%w: it has %d numbers and should have %d", ErrVector, len(v), size)
	}
	square := dot(v, v)
	if math.IsNaN(square) || math.IsInf(square, 0) { // squares of float32 do not overflow a float64
		return 0, fmt.Errorf("%w: it has a number that is none", ErrVector)
	}
	return math.Sqrt(square), nil
}

// SimilaritySearch returns at most n documents, the most similar first; of equally similar ones the one that was added first. Score is the
// cosine, -1 to 1. It takes [vectorstores.WithScoreThreshold] (the least score; 0: any) and [vectorstores.WithFilters] with [Sources]; any other
// option is [ErrOption]. A query that is all zero finds nothing.
func (s *Store) SimilaritySearch(ctx context.Context, query string, n int, options ...vectorstores.Option) ([]schema.Document, error) {
	var o vectorstores.Options
	for _, set := range options {
		set(&o)
	}
	only, filtered := o.Filters.(Sources)
	if o.NameSpace != "" || o.Embedder != nil || o.Deduplicater != nil || o.Filters != nil && !filtered || !(o.ScoreThreshold >= -1 && o.ScoreThreshold <= 1) {
		return nil, fmt.Errorf("search: %w", ErrOption)
	}
	s.mu.RLock()
	empty := len(s.docs) == 0
	s.mu.RUnlock()
	if empty || n <= 0 {
		return nil, nil
	}
	vector, err := s.embedder.EmbedQuery(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("embed the query: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	length, err := measure(vector, s.size)
	if err != nil {
		return nil, fmt.Errorf("embed the query: %w", err)
	}
	if length == 0 {
		return nil, nil
	}
	least := float64(o.ScoreThreshold)
	if least == 0 {
		least = -2
	}
	type hit struct {
		doc   int
		score float64
	}
	var hits []hit
	for i, of := range s.length {
		if of == 0 || filtered && !slices.Contains(only, source(s.docs[i])) {
			continue
		}
		score := dot(vector, s.flat[i*s.size:(i+1)*s.size]) / (length * of)
		if score = max(-1, min(1, score)); score >= least {
			hits = append(hits, hit{i, score})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	found := make([]schema.Document, min(n, len(hits)))
	for i := range found {
		found[i] = s.docs[hits[i].doc]
		found[i].Score = float32(hits[i].score)
	}
	return found, nil
}

// dot sums in float64, where a product of two float32 is exact: so a processor that multiplies and adds in one step comes to the same sum. Four sums
// side by side, as one alone would wait for itself.
func dot(a, b []float32) float64 {
	var s0, s1, s2, s3 float64
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		s0 += float64(x[0]) * float64(y[0])
		s1 += float64(x[1]) * float64(y[1])
		s2 += float64(x[2]) * float64(y[2])
		s3 += float64(x[3]) * float64(y[3])
	}
	for ; i < len(a); i++ {
		s0 += float64(a[i]) * float64(b[i])
	}
	return s0 + s1 + (s2 + s3)
}

func source(d schema.Document) string {
	s, _ := d.Metadata["source"].(string)
	return s
}
