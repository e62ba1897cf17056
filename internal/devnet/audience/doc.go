// Package audience is people with real, unmodified XMTP clients, for demonstrations and tests: wallets that join the network, read,
// write, add, remove and leave.
//
// It guarantees:
//   - what is read and done goes through the official SDK, the one that the chat's sidecar pins, in one Node.js process for all wallets;
//   - a wallet's acts go one after another, in the order in which they were called; what it reads is what the network has at that moment;
//   - a key stays in Go: the process asks for a signature when a wallet joins or revokes its client;
//   - the process ends with Close, with the context that it was started with, and with this program, however that ends.
//
// It never repeats what failed, and keeps no secret: databases on disk are encrypted with a key that everyone knows. It is for
// cmd/devnet, internal/devnet and tests; cmd/haus never imports it.
package audience
