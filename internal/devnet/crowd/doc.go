// Package crowd lets the people of a development chain talk: who mints an event or buys a ticket takes a real XMTP client, finds the
// event's group, which haus makes, and writes there.
//
// It guarantees:
//   - everybody acts as themselves, with the key of the story, and knows what any client knows: the chain's logs and the groups that
//     the wallet is in. It never asks haus, and nobody but haus adds or removes anybody;
//   - most people join XMTP when they first take part; some later, some never;
//   - a resale between two who talk is looked at from both sides: who is out reads no more, who is in does;
//   - what is not there yet, or no longer, is waited for, a bounded time; a network that is down is tried again at the next beat.
//
// It is for demonstrations: what is said when is left to chance.
package crowd
