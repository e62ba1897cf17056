package xmtp

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"connectrpc.com/connect"
)

// next receives one message of a subscription to groups.
func next(t *testing.T, s *connect.ServerStreamForClient[frame]) got {
	t.Helper()
	if !s.Receive() {
		t.Fatalf("the stream ended: %v", s.Err())
	}
	return decode(t, s.Msg().b)
}

func TestSubscribeCatchesUpThenFollows(t *testing.T) {
	_, p := pair(t)
	p.send(private("a", contentApplication, "a1"), private("b", contentCommit, "b1"), private("c", contentApplication, "c1"), private("a", contentCommit, "a2"))
	first, _ := p.page("a", ascending, 1, 0)

	// a after its first message, b from the start, c not at all, d although there is none yet.
	stream := p.stream(t.Context(), mlsAPI+"SubscribeGroupMessages", enc(message{1, []message{
		{1, "d"}, {1, "a", 2, first[0].id}, {1, "b", 2, 0},
	}}))
	want := func(payloads ...string) {
		t.Helper()
		for _, payload := range payloads {
			if m := next(t, stream); m.data[len(m.data)-2:] != payload {
				t.Fatalf("got %q, want %q", m.data, payload)
			}
		}
	}
	want("b1", "a2")
	p.send(private("c", contentApplication, "c2"), private("d", contentApplication, "d1"), private("a", contentApplication, "a3"))
	want("d1", "a3")
}

func TestSubscribeOpensBeforeThereIsAnything(t *testing.T) {
	_, p := pair(t)
	ctx, cancel := context.WithCancel(t.Context())
	// CallServerStream returns when the response's headers are there.
	stream := p.stream(ctx, mlsAPI+"SubscribeGroupMessages", enc(message{1, message{1, "g"}}))
	cancel()
	if stream.Receive() {
		t.Errorf("received %+v", stream.Msg())
	}
	if code := connect.CodeOf(stream.Err()); code != connect.CodeCanceled {
		t.Errorf("the stream ended with %v, want canceled", stream.Err())
	}
}

// The SDK asks for live messages alone by the largest cursor.
func TestSubscribeFromTheEnd(t *testing.T) {
	_, p := pair(t)
	p.send(private("g", contentApplication, "old"))
	stream := p.stream(t.Context(), mlsAPI+"SubscribeGroupMessages", enc(message{1, message{1, "g", 2, uint64(math.MaxUint64)}}))
	p.send(private("g", contentApplication, "new"))
	if m := next(t, stream); m.data != string(private("g", contentApplication, "new")) {
		t.Errorf("got %q, want the new message", m.data)
	}
}

func TestSubscribeMissesNothingWhileOthersWrite(t *testing.T) {
	const writers, each = 4, 50
	_, p := pair(t)
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				_, err := p.try(t.Context(), mlsAPI+"SendGroupMessages", enc(message{1, groupMessage(private("g", contentApplication, fmt.Sprint(w, i)))}))
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	var reading sync.WaitGroup
	for range 3 {
		stream := p.stream(t.Context(), mlsAPI+"SubscribeGroupMessages", enc(message{1, message{1, "g"}}))
		reading.Go(func() {
			last := uint64(0)
			for i := range writers * each {
				if !stream.Receive() {
					t.Errorf("the stream ended after %d messages: %v", i, stream.Err())
					return
				}
				m := decode(t, stream.Msg().b)
				if m.id <= last {
					t.Errorf("message %d after %d", m.id, last)
				}
				last = m.id
			}
		})
	}
	writing.Wait()
	reading.Wait()
}

func TestSubscribeWelcomes(t *testing.T) {
	_, p := pair(t)
	welcome := func(payload string) {
		p.call(mlsAPI+"SendWelcomeMessages", enc(message{1, message{1, message{1, "key", 2, payload}}}))
	}
	welcome("before")
	stream := p.stream(t.Context(), mlsAPI+"SubscribeWelcomeMessages", enc(message{1, message{1, "key"}}))
	var received []string
	for range 2 {
		if !stream.Receive() {
			t.Fatal(stream.Err())
		}
		received = append(received, string(in(t, stream.Msg().b, 1, 4)))
		if len(received) == 1 {
			welcome("after")
		}
	}
	if !slices.Equal(received, []string{"before", "after"}) {
		t.Errorf("received %q", received)
	}
	bad := p.stream(t.Context(), mlsAPI+"SubscribeWelcomeMessages", enc(message{1, message{2, 7}}))
	if bad.Receive() || connect.CodeOf(bad.Err()) != connect.CodeInvalidArgument {
		t.Errorf("a filter without a key ends with %v, want invalid argument", bad.Err())
	}
}

func TestFilterNamedTwice(t *testing.T) {
	f, err := readFilters(enc(message{1, []message{{1, "g", 2, 9}, {1, "g", 2, 4}, {1, "g", 2, 7}}}))
	if err != nil || len(f) != 1 || f["g"] != 4 {
		t.Errorf("filters are %v, %v; want g after 4", f, err)
	}
}
