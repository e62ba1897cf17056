// Package stream decides who publishes and who watches an event, and keeps the media servers to it.
//
// It guarantees:
//
//   - Access follows the chain. A token says who asked and for what; whether that wallet may is read from the newest state at every
//     callback, at every HTTP request and, for those who are connected, whenever the event changes and every 15 seconds. A ticket that
//     is sold, a delegate that is replaced, a window that is over disconnect within seconds.
//   - It fails closed: what is not a known shape, a legal name and a right that was found is refused. Nothing a stranger says becomes
//     a path, a URL or a command.
//   - A callback is answered from the store and from memory. Only a publisher who finds a dead one in its place waits, a second at
//     most, until that one is kicked.
//   - A show is not cut because haus restarts: who is connected is kept in a file, and a publisher that nobody remembers, whom only a
//     callback that said yes can have let in, stays until the window closes or somebody with the right comes.
//
// It never sees a picture, never lets SRS be reached from outside (that is the proxy's part) and never writes on chain.
//
// # Who is connected
//
// A callback that is answered with yes leaves one binding: SRS's id of the client, its wallet, token and event. Bindings are in memory,
// at most 50,000, and in one small file that a goroutine of Run rewrites: at once when a publisher came or went, else every two seconds.
// They end by the callback that says so, by a kick, or when SRS does not list the client any more. The file is no receipt: when it is
// lost, viewers are disconnected and come back with their tokens.
//
// Players of HLS are no connections. Each of their requests is checked, so they need no kick; they are counted by token and address.
//
// # Which state
//
// Answers are given by the newest indexed state. While the index lags they are given by what was right then, so that a performer can come
// back when the chain's endpoints are down; the reactors' runner disconnects nobody until it has caught up.
//
// # Expiry
//
// A watch token is for entering. Who entered stays as long as the wallet's right holds: a connection until it ends, a player of HLS
// as long as it asks from the same address at least every 30 seconds.
package stream
