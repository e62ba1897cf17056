// Package seinode is a stand-in for tests: a JSON-RPC node that behaves on the wire like SEI's EVM
// endpoints do, in front of an in-memory chain that a seeded generator fills with haus²⁵ activity,
// together with the truth about that activity.
//
// It guarantees:
//   - the same seed and the same calls give the same chain, byte for byte, reorgs included;
//   - every answer of a node without faults is what the chain says, in the words and JSON shapes of SEI;
//   - a block's hash never equals types.Header.Hash() of its own fields, as on SEI;
//   - each fault of a real endpoint is one field of [Faults], may change while requests run, and is counted;
//   - [Truth] is computed from the actions that were played, never from the logs that they left behind.
//
// It never executes EVM code, opens no listener by itself but in [Serve], and is no part of the production binary.
//
// A simulation test reads like this:
//
//	w := seinode.NewWorld(seinode.Options{Seed: seed})
//	node := w.NewNode("a")
//	httpURL, _ := seinode.Serve(t, node)
//	w.Steps(300)
//	w.Reorg(3)
//	node.SetFaults(seinode.Faults{}.Random(rng, 0.5))
//	… index httpURL, then compare the store with w.Truth(head) and w.TrustedLogs(head) …
package seinode
