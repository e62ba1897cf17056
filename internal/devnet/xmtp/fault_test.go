package xmtp

import (
	"testing"

	"connectrpc.com/connect"
)

func TestRefuse(t *testing.T) {
	n, p := pair(t)
	stream := p.stream(t.Context(), mlsAPI+"SubscribeGroupMessages", enc(message{1, message{1, "g"}}))

	n.Refuse(true)
	p.refused(connect.CodeUnavailable, mlsAPI+"SendGroupMessages", enc(message{1, groupMessage(private("g", contentApplication, ""))}))
	if stream.Receive() || connect.CodeOf(stream.Err()) != connect.CodeUnavailable {
		t.Errorf("the stream ended with %v, want unavailable", stream.Err())
	}
	if s := n.Stats(); s.Messages != 0 {
		t.Errorf("%d messages were written while the node refused", s.Messages)
	}

	n.Refuse(false)
	p.send(private("g", contentApplication, ""))
}

func TestHang(t *testing.T) {
	n, p := pair(t)
	stream := p.stream(t.Context(), mlsAPI+"SubscribeGroupMessages", enc(message{1, message{1, "g"}}))

	n.Hang(true)
	// Past the API: something that the stream could send, if it did not hang.
	if err := n.write(kindGroupMessage, enc(message{1, private("g", contentApplication, "first")})); err != nil {
		t.Fatal(err)
	}
	received := make(chan string, 2)
	go func() {
		for range 2 {
			if !stream.Receive() {
				t.Errorf("the stream ended: %v", stream.Err())
				break
			}
			m := decode(t, stream.Msg().b)
			received <- m.data
		}
		close(received)
	}()
	answered := make(chan error, 1)
	go func() {
		_, err := p.try(t.Context(), mlsAPI+"SendGroupMessages", enc(message{1, groupMessage(private("g", contentApplication, "second"))}))
		answered <- err
	}()
	// The next request has a deadline, and reaches the node after the one before
	// it in most runs; in none may either be answered.
	late := *p
	ctx, cancel := deadline(t)
	defer cancel()
	if _, err := late.try(ctx, mlsAPI+"QueryGroupMessages", enc(message{1, "g"})); connect.CodeOf(err) != connect.CodeDeadlineExceeded {
		t.Errorf("a request with a deadline ended with %v, want deadline exceeded", err)
	}
	select {
	case err := <-answered:
		t.Errorf("the node answered while it hung: %v", err)
	case m := <-received:
		t.Errorf("the stream gave %q while the node hung", m)
	default:
	}

	n.Hang(false)
	if err := <-answered; err != nil {
		t.Errorf("after it hung the node answered %v", err)
	}
	if a, b := <-received, <-received; a != string(private("g", contentApplication, "first")) || b != string(private("g", contentApplication, "second")) {
		t.Errorf("after it hung the stream gave %q and %q", a, b)
	}
}

func TestStopWhileHanging(t *testing.T) {
	n := open(t, Options{})
	url, stop := serve(t, n, "127.0.0.1:0")
	stream := dial(t, url).stream(t.Context(), mlsAPI+"SubscribeGroupMessages", enc(message{1, message{1, "g"}}))
	n.Hang(true)
	stop() // returns, though a request hangs
	if stream.Receive() || connect.CodeOf(stream.Err()) != connect.CodeUnavailable {
		t.Errorf("the stream ended with %v, want unavailable", stream.Err())
	}
}

func TestRefuseGoesBeforeHang(t *testing.T) {
	n, p := pair(t)
	n.Hang(true)
	ended := make(chan error, 1)
	go func() {
		_, err := p.try(t.Context(), mlsAPI+"QueryGroupMessages", enc(message{1, "g"}))
		ended <- err
	}()
	n.Refuse(true)
	if err := <-ended; connect.CodeOf(err) != connect.CodeUnavailable {
		t.Errorf("the request ended with %v, want unavailable", err)
	}
}
