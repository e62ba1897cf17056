// Package store keeps everything haus knows: what the chain said (data/index, LevelDB) and what haus did about it
// (data/receipts, an append-only journal).
//
// It guarantees:
//
//   - One batch. A [Batch] reaches the disk as one atomic, synced write: logs, records, indexes, counters, work and
//     cursor together, or not at all.
//   - Derived rows are never written by hand. Callers change an [Event], a [Ticket], a [Tip]; the batch compares each
//     record with what it was and moves every index row, per-address account and counter by the difference. So a record
//     that is folded again from its logs leaves all of them exact.
//   - Every batch inside the undo window can be taken back ([Store.Rollback]). Work, receipts and the feed survive it.
//   - A [View] is a snapshot: all its answers are as of the one block it names.
//   - The index belongs to one chain and one set of contracts, and says so when opened with another.
//
// It never talks to a network, never decodes a log and is the only package that touches LevelDB. Deleting data/index
// loses nothing: it is derived from the chain and from data/receipts.
package store
