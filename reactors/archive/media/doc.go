// Package media reads, joins and checks what a show is made of: MPEG-TS segments as the media server writes them, and the chunks
// that are made of them.
//
// It guarantees:
//
//   - What a file is said to hold was counted in its bytes: units, times, key frames, lost packets. No name, playlist or header of
//     anybody's is believed.
//   - The same segments give the same chunk, byte for byte, in every mode, by the same ffmpeg and an encoder of one thread.
//   - A chunk is made of exactly the bytes that were recorded, or not at all.
//   - A chunk is checked before anybody is told of it, and says what is missing when something is.
//   - Any bytes can be read: bounded in memory and time, without a panic.
//   - ffmpeg ends with its context and with this process, and is given no secret.
//
// It never decides what belongs together, and never removes a file.
//
// # Format
//
// A chunk is a fragmented MP4: its init (ftyp, moov) at the front, fragments behind it. So one file is both: a video that a browser
// plays by its CID alone, and an HLS segment, named by EXT-X-MAP with the BYTERANGE of its first [Contents].Init bytes and by
// EXT-X-BYTERANGE for the rest. MPEG-TS was the other choice, and would have needed no muxing; but no browser except Safari plays it by
// itself, so a chunk would be of use only through a player with a demultiplexer.
//
// Times go on within a publish session: decode times of its chunks lie on one clock, of 90 kHz for video, which begins at [Head] with
// the session's first unit ([Origin]). So whoever has two files can prove that nothing is missing between them ([Join]), and a
// playlist needs EXT-X-DISCONTINUITY only between sessions. A chunk of a later hour plays alone all the same: Chromium shows it from
// where it begins (its bar shows the time before, where there is nothing). There is no edit list, since what it would mend for one
// player it breaks for the others: composition offsets are positive, as all demultiplexers read them.
//
// A session begins at Head and not at 0 because an encoder that reorders pictures puts their decode times before the first picture, and a
// fragment's cannot be negative. And its first picture comes some frames after its first decode time: a playlist that says
// EXT-X-START with [Contents].Delay spares players to look for it.
package media
