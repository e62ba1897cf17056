// Package upload brings files of the content store to upload targets, and keeps at it.
//
// It guarantees:
//
//   - Level, not edge. It is told what an event lacks at which targets, as often as one likes, and works until that is empty.
//   - What a target acknowledged is journalled (Options.Done) before it counts. After a restart the journal decides: its caller wants
//     only what lacks a receipt. A kill between the acknowledgement and the receipt costs one more upload of the same CID, which does
//     a target no harm; nothing else is uploaded twice, the same content of two events neither.
//   - No target waits for another: each has its own workers, pauses and standing. One that wants something of its operator is parked
//     as a whole, told of once, and tried with one file now and then.
//   - The oldest of an event first; events take turns.
//   - All uploads together stay below the configured rate, and leave live traffic room.
//
// It never decides what is wanted, never removes anything, and takes no target's word for a CID (package content compares it).
package upload
