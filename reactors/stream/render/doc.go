// Package render writes what stands in front of and around a show: the configuration of SRS, the media server, and of nginx, the only
// way from the public to SRS's HTTP.
//
// It guarantees that
//   - SRS's own HTTP listens on private addresses only, asks haus before anybody publishes or plays, and keeps every segment until
//     haus has archived it;
//   - nginx passes on a request only when its path and query are, byte for byte, of one of few shapes, and haus allowed this very
//     request; what it passes on is written anew from the parts of the shape. When haus does not answer, nobody gets in;
//   - all requests about one event reach the same SRS, and removing an SRS moves no other's events;
//   - neither writes a token or the secret into a log, SRS's as long as it runs behind [Filter];
//   - no configured value can end the directive that it stands in: what could is refused, with what would be right.
//
// It never reads or writes a file, starts a process, or decides who may publish or watch.
package render
