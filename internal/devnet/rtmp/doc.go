// Package rtmp is a real RTMP server for tests: Debian's nginx with its RTMP module, and beside it what makes it speak to haus as SRS
// does.
//
// It guarantees:
//   - whoever publishes or plays does so over RTMP, and is let in by nginx itself, after haus' hooks listener said yes; as long as
//     nobody can be asked, everybody is refused;
//   - form posts become SRS' callbacks with what they carried: application, stream, query, address, client;
//   - SRS' HTTP API tells what nginx says of itself at that moment, and a kick ends the connection at nginx;
//   - segments are the module's own: written in place under their last name, {stream}-{seq}.ts, and listed when they are whole;
//   - nginx ends with Close, and with the process that started it.
//
// It announces no segment: the module has no callback for that.
package rtmp
