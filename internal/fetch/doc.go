// Package fetch gets the documents that strangers name: the URI behind a token may be anything.
//
// It guarantees:
//
//   - Only ipfs:// URIs, https:// URLs and data: URIs of JSON. Whatever names a CID, also as a gateway's URL, is asked of the local
//     store first, then of the configured gateways in their order.
//   - Nothing that came under a CID is believed: the bytes are hashed here, and a path through folders is walked here over
//     blocks that were hashed here.
//   - A stranger's URL reaches public addresses only. The address is looked at when the connection is made, after the name was
//     resolved, at redirects too; so a name that resolves to another address the second time gains nothing.
//   - Bounds: bytes (after decompression), time, redirects, headers, blocks of a DAG.
//
// It never keeps what it fetched (anyone can name any file, and would fill the disk), never tries again on its own, and never shows
// a URL's path or query, which may hold a key.
package fetch
