// Package spool is the recorder: it follows the folder in which a media server writes its HLS segments, and takes every finished
// segment of a stream that is named like an event into a folder of its own, as soon as it appears and whatever the chain says of
// the event. A show cannot be repeated, so it errs towards recording.
//
// It guarantees:
//
//   - The folder is the truth. File system notifications and callbacks only wake it; a scan finds whatever they missed.
//   - A segment is whole or absent, and in an event's ledger once, whenever the program is killed: it is copied under a temporary
//     name, synced, named, and then entered, in one synced, checksummed line. An error on the way is a kill on a small scale: what is
//     on the disk is read again and the file, which still lies in the folder, is taken again.
//   - Nothing is taken while it is written: a file is finished when it was renamed, when a playlist lists it, when a later one
//     exists, or when it has not changed for a while and nobody has it open.
//   - New content under an old name is another segment. The same file under another name is not, nor is what a leftover of a dead
//     server had in common with the file that it became after all.
//   - Sessions are decided from files alone: names, times, and what their bytes say.
//   - Strangers' names become no path of its own, and no symbolic link is followed below the folder.
//
// It never writes into the folder, but removes files from it when it is told to ([Spool.RemoveSources]) and they are what it took. It
// never decides what is archived, and looks into no bytes itself: package media does.
//
// Two files of equal bytes that were written at different times are two segments: somebody who plays a recording twice shows it twice.
package spool
