// Package indexer follows the haus²⁵ contracts into the store.
//
// It guarantees:
//
//   - Every log of the configured contracts and of the contracts that EventFactory made (kiosks, Curation contracts), from
//     the child's own creation block on, whatever range or block the child is created in. Nothing of anybody else.
//   - A range reaches the store whole, in order, with the cursor, in one batch; ranges are fetched ahead in parallel and
//     committed one after the other. A range and the block it ends with come from one endpoint.
//   - A reorg inside the undo window rolls back to the common ancestor and converges; past it the indexer halts, says so and
//     deletes nothing.
//   - What an endpoint lost is found again: blocks at the head are compared with their bloom, finished ranges are asked for a
//     second time, slowly, and a late log is folded into its event in its right place.
//   - The requests a new block costs depend on how many events are upcoming or live, not on how many there ever were.
//   - A log that cannot be decoded is stored raw and counted. A call that fails leaves a field unknown and is tried again;
//     it never holds the cursor.
//
// It never acts on what it reads (reactors do), never trusts a web socket for data, and never takes an empty answer for
// proof.
package indexer
