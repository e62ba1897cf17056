// Package contenttest stands in for the providers that content is uploaded to: Lighthouse, Pinata and a kubo node, as HTTP
// servers on this machine that speak their wire formats and fail as they do. For tests and development worlds.
//
// It guarantees that a CID it names was computed from the bytes it received, that it refuses what the real one refuses (a wrong
// key, a wrong method, a form without its file), and that it chooses the real one's defaults for what a request leaves out (a
// CIDv0, a private network). What it holds it also serves as a gateway does, below /ipfs/.
//
// What Lighthouse is asked about accounts, deals and proofs it answers as it was told to. It keeps everything in memory, makes no
// deals, knows no pins, and writes nothing to the disk.
package contenttest
