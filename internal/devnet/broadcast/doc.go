// Package broadcast is a stand-in for SRS, the media server, in process: it asks and tells haus by SRS's callbacks, answers its HTTP
// API, and writes a performer's segments and playlists to disk as SRS does. What is performed is made by ffmpeg: a test picture and
// changing tones.
//
// It guarantees:
//   - publishing and playing begin only after the hooks' URL let them; a hook that cannot be reached refuses;
//   - a segment grows as X.ts.tmp, is closed and renamed to X.ts, then the playlist is replaced, then on_hls is sent: in this order;
//   - every segment's bytes are ffmpeg's own, cut at the first keyframe at or after a fragment's length;
//   - no ffmpeg outlives its publication, nor the process that started it, and none becomes a zombie;
//   - every fault of Faults happens exactly as it is named there.
//
// It never sends media to viewers: who watches is a connection that SRS' API tells of and that can be kicked.
package broadcast
