// Package api answers over HTTP what is in the index and what reactors do, takes the commands of wallets, and tells media servers who
// may publish and watch. It has three listeners of one kind: one that only reads, one that reads and takes commands, both public, and
// a private one for the media servers.
//
// It guarantees:
//
//   - One block per answer. Every answer is read from one snapshot of the store and names the block it is as of; the
//     snapshot is released before a byte is sent, so a slow reader holds nothing.
//   - The read listener only reads: one guard refuses every method but GET, HEAD and OPTIONS before a route is looked for, and
//     no route is registered for another. A command passes one of a few narrow interfaces to the reactor that does it.
//   - A cursor is a place in a list's order, never a count: pages neither repeat nor miss a row that existed throughout,
//     whatever is written meanwhile.
//   - The live feed resumes from any id it ever sent, without a gap and without a duplicate, across reconnects, restarts
//     and rollbacks.
//   - A wallet is who has signed a message (EIP-4361) with a nonce of this process, once, for this domain and chain. A session says
//     only which wallet it is; what that may do is read from the store at each use.
//   - Media servers get a yes only when everything says yes. A wrong secret, an index that is behind, an error, a panic are a no.
//   - Bounds on all that a stranger can choose: header and body bytes, connections, streams, page sizes, records scanned,
//     sign-ins and commands, and what is remembered of them.
//
// It never talks to a network on its own, never says 0 or "" for what is not known (it says null), and never shows the
// text of an internal error. What a reactor says of its own failures is shown, cleaned and bounded, without a panic's trace:
// reactors keep secrets out of their words. No token and no secret reaches a log, an error or a metric.
package api
