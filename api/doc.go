// Package api answers questions about the index and about what reactors do over HTTP: JSON under /v1, a live feed of
// server-sent events, health and Prometheus metrics.
//
// It guarantees:
//
//   - One block per answer. Every answer is read from one snapshot of the store and names the block it is as of; the
//     snapshot is released before a byte is sent, so a slow reader holds nothing.
//   - Reads only. No function here writes to the store or to the chain, and one guard refuses every method but GET, HEAD
//     and OPTIONS before a route is looked for.
//   - A cursor is a place in a list's order, never a count: pages neither repeat nor miss a row that existed throughout,
//     whatever is written meanwhile.
//   - The live feed resumes from any id it ever sent, without a gap and without a duplicate, across reconnects, restarts
//     and rollbacks.
//   - Bounds on all that a stranger can choose: header and body bytes, connections, streams, page sizes, records scanned.
//
// It never talks to a network on its own, never says 0 or "" for what is not known (it says null), and never shows the
// text of an internal error. What a reactor says of its own failures is shown, cleaned and bounded, without a panic's trace:
// reactors keep secrets out of their words.
package api
