// Package archive turns what the media server writes while an event is live into a recording that can be played and proven for
// good: chunks of at least a minute under the CID of their bytes, a playlist and a manifest in an IPFS folder, uploaded.
//
// It guarantees:
//
//   - Every recorded frame is in exactly one chunk. Which segments make which chunk follows from the spool's ledger and the window
//     alone, so that a chunk which was made, and not remembered, is made again byte for byte.
//   - A chunk is remembered after it was checked and stored; its segments are let go after that, and sources only when a target has
//     it too. What cannot be read is kept as it came.
//   - What is missing is named: lost packets, segments, times between publish sessions.
//   - The recording is complete when its window is over, the spool is empty, every chunk is stored here and, where targets are
//     configured, acknowledged by one of them under its CID.
//
// It never records: package spool does that, whatever the chain says, and is never held up by what is done here. It never uploads by
// itself: package upload does.
package archive
