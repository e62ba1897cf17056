// Package bindings packs calls to the haus²⁵ contracts and unpacks their logs, results and errors.
//
// Every other file is written by `make bindings` (abigen, v2) from abi/*.json and never edited by
// hand. Unpacking answers an error for a log of another signature or of a broken shape, but it does
// not look at the address: whether a log counts is the caller's decision. Strings come out as the
// bytes the chain holds, not always UTF-8. Pack functions panic on nil integers; TryPack functions
// answer an error instead. The package holds no bytecode and talks to no chain.
//
// Lookalike and ERC1967Proxy serve tests and the development deployment only.
package bindings
