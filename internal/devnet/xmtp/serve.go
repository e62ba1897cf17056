package xmtp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	// Speaks gRPC and gRPC-Web, with their framing, deadlines, compression and
	// trailers, as a plain net/http handler.
	"connectrpc.com/connect"
)

const (
	// grace is how long Run waits, after its context has ended, for requests that
	// are being answered: milliseconds each. Streams end at once.
	grace = 200 * time.Millisecond

	headerTimeout = 10 * time.Second

	// Streams on one connection: every client of a process may share it, each with
	// two subscriptions and its queries. net/http's own limit is 250.
	maxStreams = 10_000
)

// frame is an encoded message, as connect hands it to a codec.
type frame struct{ b []byte }

// passthrough leaves encoding to the methods.
type passthrough struct{}

func (passthrough) Name() string { return "proto" }

// Both copy: connect keeps the buffers on its side for other requests.

func (passthrough) Marshal(m any) ([]byte, error) { return append([]byte(nil), m.(*frame).b...), nil }

func (passthrough) Unmarshal(b []byte, m any) error {
	m.(*frame).b = append([]byte(nil), b...)
	return nil
}

// Handler serves the API. It needs HTTP/2 for gRPC; gRPC-Web works on HTTP/1.1
// too. A server of the caller's has to end the requests' contexts when it stops.
func (n *Node) Handler() http.Handler {
	options := []connect.HandlerOption{
		connect.WithCodec(passthrough{}),
		connect.WithReadMaxBytes(maxRequest),
		connect.WithCompressMinBytes(maxRequest), // it costs time on loopback and gains none
	}
	mux := http.NewServeMux()
	for procedure, method := range n.unaries() {
		mux.Handle(procedure, connect.NewUnaryHandler(procedure, func(ctx context.Context, r *connect.Request[frame]) (*connect.Response[frame], error) {
			response, err := method(ctx, r.Msg.b)
			if err != nil {
				n.log.Debug("XMTP request failed", "method", procedure, "error", err)
				return nil, err
			}
			return connect.NewResponse(&frame{response}), nil
		}, options...))
	}
	for procedure, which := range map[string]func(*state) *topics{
		mlsAPI + "SubscribeGroupMessages":   func(s *state) *topics { return &s.messages },
		mlsAPI + "SubscribeWelcomeMessages": func(s *state) *topics { return &s.welcomes },
	} {
		mux.Handle(procedure, connect.NewServerStreamHandler(procedure, func(ctx context.Context, r *connect.Request[frame], stream *connect.ServerStream[frame]) error {
			// A client takes a stream for open when the response's headers are there,
			// so they cannot wait for a first message.
			headers := func() error { return stream.Send(nil) }
			return n.follow(ctx, which, r.Msg.b, headers, func(b []byte) error { return stream.Send(&frame{b}) })
		}, options...))
	}

	failed := connect.NewErrorWriter(options...)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || !failed.IsSupported(r) {
			http.NotFound(w, r)
			return
		}
		// Subscribe, the bidirectional stream, is among these: the SDK does without.
		n.log.Debug("XMTP method is not implemented", "method", r.URL.Path)
		failed.Write(w, r, connect.NewError(connect.CodeUnimplemented, fmt.Errorf("%s is not implemented", r.URL.Path)))
	})
	return cors(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := n.pass(r.Context()); err != nil {
			failed.Write(w, r, err)
			return
		}
		mux.ServeHTTP(w, r)
	}))
}

// cors lets every page in: the node is for development.
func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Expose-Headers", "Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin")
		if r.Method == http.MethodOptions {
			w.Header().Set("Access-Control-Allow-Methods", "POST")
			w.Header().Set("Access-Control-Allow-Headers", "*")
			w.Header().Set("Access-Control-Max-Age", "7200")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Run serves on the listener, which has to be a loopback address's, until the
// context ends or the node is closed, and then returns nil. It closes the
// listener. Run may be called again, with another listener.
func (n *Node) Run(ctx context.Context, listener net.Listener) error {
	if addr, ok := listener.Addr().(*net.TCPAddr); !ok || !addr.IP.IsLoopback() {
		listener.Close()
		return fmt.Errorf("serve XMTP on %s: this node lets everyone in, so it serves loopback addresses only; listen on 127.0.0.1", listener.Addr())
	}
	// Requests end with this context: what is streaming or hanging ends in no other way.
	base, end := context.WithCancelCause(context.WithoutCancel(ctx))
	defer end(errStopped)
	server := &http.Server{
		Handler:           n.Handler(),
		BaseContext:       func(net.Listener) context.Context { return base },
		ReadHeaderTimeout: headerTimeout,
		Protocols:         new(http.Protocols),
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ErrorLog:          slog.NewLogLogger(n.log.Handler(), slog.LevelDebug),
	}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetUnencryptedHTTP2(true)

	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve XMTP on %s: %w", listener.Addr(), errors.Join(err, server.Close()))
	case <-n.closed:
	case <-ctx.Done():
	}
	end(errStopped)
	deadline, stop := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer stop()
	if server.Shutdown(deadline) != nil {
		server.Close() // cuts those that a client keeps open
	}
	<-served
	return nil
}
