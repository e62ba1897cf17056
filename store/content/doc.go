// Package content keeps files under the name of what is in them (their IPFS CID), serves them, and carries them to upload
// targets.
//
// It guarantees:
//
//   - The name is the content. A CID is computed here from the bytes, as `ipfs add --cid-version=1` does it (UnixFS, 256 KiB
//     chunks, raw leaves, 174 links a node); nobody's word for it is taken, neither a caller's nor a provider's.
//   - Whole or absent. A file is written under a temporary name, synced, renamed, and its folder synced, before anyone is told
//     that it is there; after a kill at any moment it is whole or absent.
//   - Bounded memory. Files of any size are streamed; a part of one is read without the rest.
//   - The disk is not filled: what would leave less free than asked, or exceed the store's own limit, is refused before and
//     while it is written.
//   - One document, one CID. [CanonicalJSON] writes a JSON value in one way only and loses no digit of a stranger's number.
//
// It never fetches: the gateway and the store answer from this machine's disk alone. It never runs, parses or rewrites what it
// keeps, never lets a name from outside become a path, and never shows a provider's key in an error.
//
// A file lies on the disk as it is, in a file of its own: a block of it can be cut from it at any time, so none is kept beside
// it. A block store would hold the same bytes in pieces of 256 KiB, and a range read would have to walk a tree of them.
package content
