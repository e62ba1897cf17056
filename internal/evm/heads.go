package evm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v4"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/gorilla/websocket"
)

const (
	// maxHead bounds a web socket message in bytes; a head is about 2 kB.
	maxHead = 1 << 20
	// wsPatience bounds connecting, and each answer before the subscription runs.
	wsPatience = 10 * time.Second
	// The delays between connections.
	wsRetryMin, wsRetryMax = time.Second, time.Minute
)

// Heads calls wake for each new block that one of the web sockets announces, until ctx ends, and then returns nil. The number is 0 when
// blocks may have passed unnamed: after a connection is made, and for the null heads that SEI's nodes send when they cannot keep up.
// A wake-up is no data: the block has still to be read. wake is called from one goroutine and has to return quickly.
//
// A socket on which no head comes for silence, on another chain, or that fails in any way is left for the next URL, with back-off and jitter.
// The only errors are impossible arguments; without URLs there is nothing to do and Heads returns nil at once.
func Heads(ctx context.Context, wsURLs []string, chainID uint64, silence time.Duration, log *slog.Logger, wake func(number uint64)) error {
	return heads(ctx, wsURLs, chainID, silence, newBackOff(wsRetryMin, wsRetryMax), log, wake)
}

func heads(ctx context.Context, wsURLs []string, chainID uint64, silence time.Duration, retry *backoff.ExponentialBackOff, log *slog.Logger, wake func(uint64)) error {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if silence <= 0 {
		return fmt.Errorf("follow heads: silence of %s is no duration to wait", silence)
	}
	sockets := make([]*socket, len(wsURLs))
	for i, raw := range wsURLs {
		u, err := url.Parse(raw)
		if err != nil || u.Host == "" || u.Scheme != "ws" && u.Scheme != "wss" {
			return fmt.Errorf("chain.ws: entry %d of %d is not a ws or wss URL with a host (it is not shown, it may hold a key)", i+1, len(wsURLs))
		}
		s := &socket{chainID: chainID, silence: silence, wake: wake}
		var secrets []string
		s.name, secrets = redact(u)
		s.hide = redactor(secrets)
		// The handshake takes userinfo as a header only.
		s.header = http.Header{}
		if u.User != nil {
			password, _ := u.User.Password()
			r := http.Request{Header: s.header}
			r.SetBasicAuth(u.User.Username(), password)
			u.User = nil
		}
		s.url = u.String()
		sockets[i] = s
	}
	for i := 0; len(sockets) > 0; i++ {
		s := sockets[i%len(sockets)]
		live, err := s.follow(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if live {
			retry.Reset()
		}
		delay := retry.NextBackOff()
		log.Warn("web socket ended, polling goes on without it", "endpoint", s.name, "error", err, "wait", delay)
		if wait(ctx, time.Now().Add(delay)) != nil {
			return nil
		}
	}
	return nil
}

// socket is one URL to follow heads on.
type socket struct {
	url, name string
	header    http.Header
	hide      *strings.Replacer
	chainID   uint64
	silence   time.Duration
	wake      func(uint64)
}

// wsMessage is an answer or a notification.
type wsMessage struct {
	ID     *uint64         `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
	Method string `json:"method"`
	Params struct {
		Subscription string `json:"subscription"`
		Result       *struct {
			Number hexutil.Uint64 `json:"number"`
		} `json:"result"`
	} `json:"params"`
}

// follow connects and wakes until the connection ends. live says whether at least one head came.
func (s *socket) follow(ctx context.Context) (live bool, err error) {
	defer func() {
		if err != nil {
			err = errors.New(printable(s.hide.Replace(err.Error())))
		}
	}()
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: wsPatience}
	conn, resp, err := dialer.DialContext(ctx, s.url, s.header)
	if err != nil {
		if resp != nil {
			return false, fmt.Errorf("connect: HTTP %d: %w", resp.StatusCode, err)
		}
		return false, fmt.Errorf("connect: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	conn.SetReadLimit(maxHead)

	var id hexutil.Uint64
	if err := ask(conn, 1, "eth_chainId", "[]", &id); err != nil {
		return false, err
	}
	if uint64(id) != s.chainID {
		return false, &ChainError{Endpoint: s.name, Want: s.chainID, Got: uint64(id)}
	}
	var subscription string
	if err := ask(conn, 2, "eth_subscribe", `["newHeads"]`, &subscription); err != nil {
		return false, err
	}
	s.wake(0)
	if err := conn.SetReadDeadline(time.Now().Add(s.silence)); err != nil {
		return false, fmt.Errorf("set deadline: %w", err)
	}
	for {
		var m wsMessage
		if err := conn.ReadJSON(&m); err != nil {
			return live, fmt.Errorf("read heads (a time-out means none came for %s): %w", s.silence, err)
		}
		if m.Method != "eth_subscription" || m.Params.Subscription != subscription {
			continue
		}
		if m.Params.Result == nil {
			s.wake(0) // and no sign of life: a node that sends only these is left when silence has passed
			continue
		}
		live = true
		if err := conn.SetReadDeadline(time.Now().Add(s.silence)); err != nil {
			return live, fmt.Errorf("set deadline: %w", err)
		}
		s.wake(uint64(m.Params.Result.Number))
	}
}

// ask sends one request and waits for its answer.
func ask(conn *websocket.Conn, id uint64, method, params string, result any) error {
	deadline := time.Now().Add(wsPatience)
	if err := errors.Join(conn.SetWriteDeadline(deadline), conn.SetReadDeadline(deadline)); err != nil {
		return fmt.Errorf("%s: set deadline: %w", method, err)
	}
	request := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, id, method, params)
	if err := conn.WriteMessage(websocket.TextMessage, []byte(request)); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	for {
		var m wsMessage
		if err := conn.ReadJSON(&m); err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		if m.ID == nil || *m.ID != id {
			continue
		}
		if m.Error != nil {
			return fmt.Errorf("%s: %w", method, &RPCError{Code: m.Error.Code, Message: printable(m.Error.Message)})
		}
		if err := json.Unmarshal(m.Result, result); err != nil {
			return fmt.Errorf("%s: malformed answer: %w", method, err)
		}
		return nil
	}
}
