// Package stage lets a premiere be performed and watched for real: its creator signs in at haus, publishes for as long as the chain
// says, and its viewers come, are thrown out and are let in as their tickets go.
//
// It guarantees:
//   - everybody acts as any client does: by haus' control listener and the media server, with the key of the story and nothing else;
//   - what haus refuses is tried again while the show may still go on, and said in haus' own words;
//   - nobody throws anybody out but haus, and nobody stays longer than Run.
//
// It is for demonstrations: it checks nothing, it says what it meets.
package stage
