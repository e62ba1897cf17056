// Package banner makes an event's banner: set from its title when nobody draws one, or from a picture that a model drew.
//
// It guarantees that the same event and font give the same bytes on every machine, that a stranger's text costs no more than any other, and that a picture
// of a model is decoded within bounds and written anew, so that nothing but its pixels is kept.
//
// It never fetches anything, and never pretends: what could not be set is said.
package banner
