// Package chat is the reactor that keeps an event's XMTP groups in step with its tickets.
//
// It guarantees:
//
//   - One group a room. A room is looked for (in the receipts, among the messenger's groups, in the documents that the chain ever
//     named) before it is made, and when one of these cannot be read nothing is made. Cut anywhere, the next look finds what
//     the last one did.
//   - In a room are the service, the creator, the owner of the event's NFT and its holders; a holder is in one room and is never
//     moved. At most [sidecar.MaxMembers] are in a room.
//   - Only wallets that the chain knows as former holders or owners are removed. Guests stay. Whom the creator removed, or who
//     left, comes back only with another ticket.
//   - A group that the service cannot enter any more is waited for, and replaced only when nobody else was in it or an operator
//     gives it up; then once.
//   - Few commits: what is missing is added in batches, and a burst of purchases is a handful of them.
//
// It reads no messages: of a group it asks for members and for changes of membership. It holds no key, and never adds a wallet that
// the chain does not name.
package chat
