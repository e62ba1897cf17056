// Package xmtp is an XMTP node for development and tests: it stores and serves
// what real, unmodified clients of the official SDK send, on loopback.
//
// It guarantees:
//   - the v3 API (xmtp.identity.api.v1, xmtp.mls.api.v1) over gRPC on HTTP/2
//     without TLS, and on the same port over gRPC-Web with CORS, for browsers;
//   - one ascending sequence of ids over everything written, kept by a journal
//     over restarts: databases of clients stay valid;
//   - what is answered as written is in the operating system's hands: a kill of
//     the process loses nothing. Synced to disk is only on Close, so a power cut
//     may lose the last writes;
//   - commits told apart from other messages exactly, by the MLS header;
//   - bounded requests; malformed ones are refused and change nothing.
//
// It never checks a signature, a key package, an association's right, an epoch
// or who is allowed to write to a group; it has no rate limits, expires nothing,
// keeps everything in memory, finds no inbox by a passkey, and every web page may
// talk to it. Smart contract wallets are verified by a function of the caller's,
// or not at all. What it sees without being in a group it tells: [Node.Groups].
//
// A client has to set the SDK's ApiUrls for its env to this node's URL, besides
// apiUrl: the SDK (5.5.0) looks a wallet's inbox up there.
//
// It is for cmd/devnet, internal/devnet and tests; cmd/haus never imports it.
package xmtp
