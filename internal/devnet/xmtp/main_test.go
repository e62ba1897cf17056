package xmtp

import (
	"context"
	"net"
	"net/http"
	"testing"

	"connectrpc.com/connect"
	"go.uber.org/goleak"
	"google.golang.org/protobuf/encoding/protowire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, opts Options) *Node {
	t.Helper()
	n, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

// serve runs the node on a free port, or on the one given, until stop is called
// or the test ends.
func serve(t *testing.T, n *Node, address string) (url string, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- n.Run(ctx, listener) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(stop)
	return "http://" + listener.Addr().String(), stop
}

// peer speaks gRPC over HTTP/2 without TLS, as the SDK does.
type peer struct {
	t    *testing.T
	http *http.Client
	url  string
	opts []connect.ClientOption
}

func dial(t *testing.T, url string) *peer {
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	t.Cleanup(transport.CloseIdleConnections)
	return &peer{t, &http.Client{Transport: transport}, url, []connect.ClientOption{connect.WithGRPC(), connect.WithCodec(passthrough{})}}
}

func (p *peer) try(ctx context.Context, method string, request []byte) ([]byte, error) {
	client := connect.NewClient[frame, frame](p.http, p.url+method, p.opts...)
	response, err := client.CallUnary(ctx, connect.NewRequest(&frame{request}))
	if err != nil {
		return nil, err
	}
	return response.Msg.b, nil
}

func (p *peer) call(method string, request []byte) []byte {
	p.t.Helper()
	response, err := p.try(p.t.Context(), method, request)
	if err != nil {
		p.t.Fatalf("%s: %v", method, err)
	}
	return response
}

// refused fails the test unless the call fails with that code.
func (p *peer) refused(code connect.Code, method string, request []byte) {
	p.t.Helper()
	if _, err := p.try(p.t.Context(), method, request); connect.CodeOf(err) != code {
		p.t.Errorf("%s: %v, want code %v", method, err, code)
	}
}

func (p *peer) stream(ctx context.Context, method string, request []byte) *connect.ServerStreamForClient[frame] {
	p.t.Helper()
	client := connect.NewClient[frame, frame](p.http, p.url+method, p.opts...)
	stream, err := client.CallServerStream(ctx, connect.NewRequest(&frame{request}))
	if err != nil {
		p.t.Fatalf("%s: %v", method, err)
	}
	p.t.Cleanup(func() { stream.Close() })
	return stream
}

// one node, in memory, and a peer of it.
func pair(t *testing.T) (*Node, *peer) {
	n := open(t, Options{})
	url, _ := serve(t, n, "127.0.0.1:0")
	return n, dial(t, url)
}

// Encoding of requests and decoding of responses, field by field.

type value = any // string, []byte, int, bool or message

// message alternates field numbers and values; a slice of messages repeats the field.
type message []value

func enc(m message) []byte {
	var b []byte
	for i := 0; i < len(m); i += 2 {
		num := protowire.Number(m[i].(int))
		switch v := m[i+1].(type) {
		case string:
			b = putBytes(b, num, []byte(v))
		case []byte:
			b = putBytes(b, num, v)
		case int:
			b = putNumber(b, num, uint64(v))
		case uint64:
			b = putNumber(b, num, v)
		case bool:
			b = putBool(b, num, v)
		case message:
			b = putBytes(b, num, enc(v))
		case []message:
			for _, one := range v {
				b = putBytes(b, num, enc(one))
			}
		default:
			panic("no encoding for this")
		}
	}
	return b
}

// in walks down to a field of bytes: the last of that number on each level.
func in(t *testing.T, b []byte, path ...uint64) []byte {
	t.Helper()
	for _, num := range path {
		var err error
		if b, err = only(b, num); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func list(t *testing.T, b []byte, num uint64) [][]byte {
	t.Helper()
	out, err := repeated(b, num)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func number(t *testing.T, b []byte, num uint64) uint64 {
	t.Helper()
	var out uint64
	err := each(b, func(tag, number uint64, _ []byte) error {
		if tag == num<<3|varint {
			out = number
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// MLS messages, as far as the node reads them.

func private(group string, content byte, payload string) []byte {
	b := []byte{0, 1, 0, privateMessage, byte(len(group))}
	b = append(b, group...)
	b = append(b, 0, 0, 0, 0, 0, 0, 0, 7, content)
	return append(b, payload...)
}

func public(group string, sender []byte, content byte) []byte {
	b := []byte{0, 1, 0, publicMessage, byte(len(group))}
	b = append(b, group...)
	b = append(b, 0, 0, 0, 0, 0, 0, 0, 7)
	b = append(b, sender...)
	return append(b, 2, 'a', 'd', content)
}

// keyPackage has vectors of each length encoding before the signature key.
func keyPackage(installation, rest string) []byte {
	b := []byte{0, 1, 0, 3, 2, 'i', 'k', 0x40, 64}
	b = append(b, make([]byte, 64)...)
	b = append(b, 0x80, 0, 0, byte(len(installation)))
	b = append(b, installation...)
	return append(b, rest...)
}

func groupMessage(mls []byte) message {
	return message{1, message{1, mls, 2, "hmac", 3, true}}
}

func (p *peer) send(mls ...[]byte) {
	p.t.Helper()
	var all []message
	for _, m := range mls {
		all = append(all, groupMessage(m))
	}
	p.call(mlsAPI+"SendGroupMessages", enc(message{1, all}))
}
