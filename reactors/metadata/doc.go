// Package metadata keeps each event's metadata document in step with what reactors know of the event, and is the only writer of it
// on chain.
//
// A document is composed from the one on chain and from parts: receipts of this reactor of kind "part:NAME" or "late:NAME" (see
// [reactors.Attempt.Hand]), whose data is the JSON value that shall stand under the top-level key NAME; null takes the key away. The
// newest of a name counts. A late part may still be written after the event's end, until it is finalized; any other not.
//
// It guarantees:
//
//   - Nobody's words are lost. Keys that are no part's are kept as they are; a document that cannot be read is never written over;
//     a change of the creator's that was mined between our reading and our writing is merged in three ways, the creator's values
//     first, and written once more ([Merge]).
//   - Nothing is written when nothing changed, and several changes close together are one transaction.
//   - A document is readable, on this machine's gateway and at an upload target when any is configured, before its URI is sent.
//   - What cannot be written is not forgotten: after the end it is kept and uploaded under the event's own file name, and the API
//     says that it is not on chain; without the right to write, it says who has to do what.
//
// It never asks the creator's consent: having the right to write is that. It never writes more often than it is allowed to, and
// never sends a transaction itself: package transactor does.
package metadata
