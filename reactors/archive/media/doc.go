// Package media reads, joins and checks what a show is made of: MPEG-TS segments as the media server writes them, and the chunks
// that are made of them.
//
// It guarantees:
//
//   - What a file is said to hold was counted in its bytes: units, times, key frames, lost packets. No name, playlist or header of
//     anybody's is believed.
//   - The same segments give the same chunk, byte for byte, in every mode that copies.
//   - A chunk is checked before anybody is told of it, and says what is missing when something is.
//
// It never decides what belongs together, and never removes a file.
package media
