package rag

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tmc/langchaingo/schema"
	"github.com/tmc/langchaingo/textsplitter"
)

// Text is a piece of history, already cleaned.
type Text struct {
	Source string // "event 17"
	CID    string // of the document that it is from; empty: of none
	Body   string
}

// How much of it is looked at. A real embedder is paid by the text.
const (
	chunkSize    = 600 // runes; about 150 tokens, which every embedder takes
	chunkOverlap = 80
	longestText  = 20_000 // runes of a text; what is behind them is not looked at
	longestQuery = 2_000
	mostChunks   = 1_024 // of all texts; texts behind them are not looked at
)

// Search finds the passages of texts that are most like query: at most k, one of each source, the best first. What has nothing in common with the
// query (a score of 0 or less) is none. Passages are at most 600 runes long.
//
// The texts are embedded in batches, one after the other and in order, and then the query: a caller may count on it. Errors are the embedder's, wrapped,
// and [ErrVector].
func Search(ctx context.Context, e Embedder, texts []Text, query string, k int) ([]Passage, error) {
	query = cut(strings.TrimSpace(query), longestQuery)
	if query == "" || k <= 0 {
		return nil, nil
	}
	docs, err := split(texts)
	if err != nil {
		return nil, err
	}
	if len(docs) == 0 {
		return nil, nil
	}
	store := NewStore(e)
	if _, err := store.AddDocuments(ctx, docs); err != nil {
		return nil, err
	}
	best, err := store.SimilaritySearch(ctx, query, len(docs))
	if err != nil {
		return nil, err
	}
	var found []Passage
	seen := map[string]bool{}
	for _, d := range best {
		if len(found) == k || d.Score <= 0 {
			break
		}
		if from := source(d); !seen[from] {
			seen[from] = true
			cid, _ := d.Metadata["cid"].(string)
			found = append(found, Passage{Source: from, CID: cid, Text: d.PageContent, Score: d.Score})
		}
	}
	return found, nil
}

// split cuts texts at paragraphs, lines or words. langchaingo's splitter by tokens is not used: it fetches its vocabulary from the network.
func split(texts []Text) ([]schema.Document, error) {
	splitter := textsplitter.NewRecursiveCharacter(textsplitter.WithChunkSize(chunkSize), textsplitter.WithChunkOverlap(chunkOverlap),
		textsplitter.WithLenFunc(utf8.RuneCountInString))
	var docs []schema.Document
	for _, t := range texts {
		chunks, err := splitter.SplitText(cut(strings.ToValidUTF8(t.Body, ""), longestText))
		if err != nil {
			return nil, fmt.Errorf("split the text of %s: %w", t.Source, err)
		}
		for _, chunk := range chunks {
			if len(docs) == mostChunks {
				return docs, nil
			}
			if chunk = strings.TrimSpace(chunk); chunk != "" {
				docs = append(docs, schema.Document{PageContent: chunk, Metadata: map[string]any{"source": t.Source, "cid": t.CID}})
			}
		}
	}
	return docs, nil
}

// cut keeps the first runes of a text.
func cut(text string, runes int) string {
	n := 0
	for i := range text {
		if n == runes {
			return text[:i]
		}
		n++
	}
	return text
}
