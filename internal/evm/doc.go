// Package evm reads an EVM chain through a list of JSON-RPC endpoints that may each be slow, wrong, limited or down.
//
// It guarantees:
//
//   - Data comes only from an endpoint whose eth_chainId was checked since it last failed.
//   - One [Batch] of at most 1000 items is one POST to one endpoint, so what it returns is one node's view.
//   - Every request has a time-out and every answer a size limit; answers are validated field by field, and logs
//     come back in the order of the chain, without duplicates, all inside the range and the filter that was asked.
//   - Range limits, faults, pruned history and blocks that are not there yet are told apart, however a vendor words them.
//   - Endpoint URLs hold keys: no error, log line or status shows more of one than its host and well-known path words.
//
// It never sends an open-ended filter or one for all addresses by accident, never computes a block's hash, never follows a redirect,
// never shrinks a range because a block is not there yet, and never takes a web socket's word for data: [Heads] only wakes.
//
// An empty answer is no proof that a block has no logs; callers compare with [Header.Bloom].
package evm
