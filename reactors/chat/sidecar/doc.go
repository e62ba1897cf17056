// Package sidecar runs the official XMTP SDK, which exists for Node.js and not for Go, as a child process and speaks to it.
//
// It guarantees:
//
//   - The wallet's key never reaches the child. The child asks for a signature, and gets one only on the text that registers
//     our own inbox or an installation of it. The database's key travels over the inherited socket, never in arguments
//     or the environment, and the child sees none of haus's environment.
//   - A child that ended, hangs or speaks nonsense is ended and replaced, with back-off; a call meanwhile answers
//     [ErrUnavailable] at once; only the very first child is waited for. What was written before the end is in the child's database
//     and is found again.
//   - Every call is bounded: in time by its context and by [Options].CallTimeout, in size both ways.
//   - Writes to one group go one after another, in the order in which they were called.
//   - The child ends with haus, however haus ends: the end of the socket is its sign. One that hangs then is killed by the next
//     haus before that opens the database: a lock beside it tells.
//   - No message that people write leaves the SDK. [Sidecar.Changes] asks its database for membership changes alone.
//
// It never decides who belongs into a group, never repeats a call by itself, and embeds nothing: this folder,
// with its .mjs files and node_modules, lies beside the binary.
package sidecar
