// Package rag finds passages of past events that bear on a new one: the texts are split, embedded, and compared exactly, each with the query.
//
// It guarantees:
//
//   - The same texts, query and vectors give the same passages in the same order, on every machine: products are summed in one order and without
//     rounding between them, and equal scores keep the order that the texts came in.
//   - The best are the best: every vector is looked at. There is no index that could miss one.
//   - What is no vector is refused (another length, NaN, infinity) or never found (zero).
//   - Work is bounded whatever the texts are: see [Search].
//
// It never asks a model by itself: who has one gives an [Embedder]. [Lexical] needs none; it compares words and spelling, not meaning, and its name
// says so. It never cleans a text: what comes in has to be clean.
package rag
