// Package reactors runs what the chain causes: it keeps asking each reactor to make the world agree with the state of the
// events that were touched.
//
// It guarantees:
//
//   - Level, not edge. A [Reactor] is given an event, never a log. It compares what should be with what is and closes the
//     difference; ten purchases are one look. It may be asked twice, late, or again after it was cut in the middle.
//   - One worker a key (reactor, event), many keys at once, at most a limit of them for each reactor.
//   - Nothing runs for a block that is not final, and nothing at all before the index has reached the head once or while it
//     lags: half a history would ask for what a later log takes back.
//   - Nothing is lost. What is due stays due in the store until an attempt that began after it succeeds. A failure backs off
//     and is tried again; one that waiting cannot mend, a panic among them, is kept as dead with its reason. A provider that is
//     down is one open circuit, not a thousand failing keys.
//   - Cutting an attempt at any moment is harmless: it is repeated.
//
// It never knows what a reactor does, and reactors never import each other. One hands another its part through the store
// ([Attempt.Hand]).
package reactors
