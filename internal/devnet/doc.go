// Package devnet is the embedded world for demonstrations, tests and benchmarks:
// a real geth in process, the development contracts on it, and a story that
// happens there.
//
// It guarantees:
//   - every log comes from the EVM executing a signed transaction; geth serves
//     them by its own JSON-RPC, without limits that an indexer would meet;
//   - a chain is a function of Options: the same seed and genesis time give the
//     same transactions and logs, block by block, however fast it is told;
//   - time is the chain's: blocks carry genesis time plus number times
//     BlockTime times Speed, whatever the wall clock does; blocks may share a
//     second, as on SEI, and every block is final at once, unless Fork is used;
//   - a call answers at any past block (an archive node);
//   - Close leaves no goroutine of its own, no listener and, in memory, no file
//     behind.
//
// It never listens on anything but the addresses it is given, never talks to a
// peer, and holds no secret: all keys follow from the seed, so they must never
// hold value elsewhere.
package devnet
