package evm

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// wsNode serves each connection with script, after answering the chain id and the subscription over a real web socket.
func wsNode(t *testing.T, chain uint64, script func(connection int, c *websocket.Conn)) string {
	t.Helper()
	var connections atomic.Int64
	upgrader := websocket.Upgrader{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(connections.Add(1))
		c, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer c.Close()
		for range 2 {
			var q request
			if c.ReadJSON(&q) != nil {
				return
			}
			result := fmt.Sprintf("0x%x", chain)
			if q.Method == "eth_subscribe" {
				result = "0xcafe"
			}
			say(c, fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":%q}`, q.ID, result))
		}
		script(n, c)
	}))
	t.Cleanup(s.Close)
	return strings.Replace(s.URL, "http://", "ws://", 1)
}

func say(c *websocket.Conn, msg string) { _ = c.WriteMessage(websocket.TextMessage, []byte(msg)) }

func sayHead(c *websocket.Conn, result string) {
	say(c, `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0xcafe","result":`+result+`}}`)
}

// silent keeps the connection open until the client leaves.
func silent(c *websocket.Conn) { _, _, _ = c.NextReader() }

// wakes runs heads until the wanted numbers came in this order, or the test's time is over.
func wakes(t *testing.T, urls []string, silence time.Duration, want ...uint64) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var logged bytes.Buffer
	var got []uint64
	err := heads(ctx, urls, testChain, silence, newBackOff(time.Millisecond, 2*time.Millisecond), slog.New(slog.NewTextHandler(&logged, nil)), func(n uint64) {
		if len(got) < len(want) && n != want[len(got)] {
			t.Errorf("after %v came %d, want %v", got, n, want)
			cancel()
		}
		if got = append(got, n); len(got) == len(want) {
			cancel()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return logged.String()
}

func TestHeads(t *testing.T) {
	u := wsNode(t, testChain, func(_ int, c *websocket.Conn) {
		sayHead(c, `{"number":"0x5","logsBloom":"0x00"}`)
		sayHead(c, "null")
		say(c, `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0xother","result":{"number":"0x99"}}}`)
		say(c, `{"jsonrpc":"2.0","id":9,"result":true}`)
		sayHead(c, `{"number":"0x6"}`)
		silent(c)
	})
	if log := wakes(t, []string{u}, time.Minute, 0, 5, 0, 6); log != "" {
		t.Fatalf("a good socket is complained about: %s", log)
	}
}

func TestHeadsReconnect(t *testing.T) {
	for name, script := range map[string]func(c *websocket.Conn){
		"close":     func(c *websocket.Conn) { _ = c.WriteMessage(websocket.CloseMessage, nil) },
		"reset":     func(c *websocket.Conn) { c.Close() },
		"silence":   silent,
		"not JSON":  func(c *websocket.Conn) { say(c, "nonsense") },
		"bad head":  func(c *websocket.Conn) { sayHead(c, `{"number":5}`) },
		"too large": func(c *websocket.Conn) { say(c, strings.Repeat(" ", maxHead+1)); silent(c) },
	} {
		t.Run(name, func(t *testing.T) {
			u := wsNode(t, testChain, func(n int, c *websocket.Conn) {
				if n == 1 {
					sayHead(c, `{"number":"0x5"}`)
					script(c)
					return
				}
				sayHead(c, `{"number":"0x7"}`)
				silent(c)
			})
			if log := wakes(t, []string{u}, 100*time.Millisecond, 0, 5, 0, 7); !strings.Contains(log, "web socket ended") {
				t.Fatalf("nothing is logged: %s", log)
			}
		})
	}
}

// A node that cannot keep up sends null heads without end: they wake, and are no sign of life.
func TestHeadsLeavesEndlessNulls(t *testing.T) {
	u := wsNode(t, testChain, func(n int, c *websocket.Conn) {
		if n > 1 {
			sayHead(c, `{"number":"0x7"}`)
			silent(c)
			return
		}
		every := time.NewTicker(5 * time.Millisecond)
		defer every.Stop()
		for err := error(nil); err == nil; <-every.C {
			err = c.WriteMessage(websocket.TextMessage, []byte(`{"method":"eth_subscription","params":{"subscription":"0xcafe","result":null}}`))
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	nulls, last := 0, uint64(0)
	err := heads(ctx, []string{u}, testChain, 100*time.Millisecond, newBackOff(time.Millisecond, 2*time.Millisecond), nil, func(n uint64) {
		if last = n; n == 0 {
			nulls++
		} else {
			cancel()
		}
	})
	if err != nil || last != 7 || nulls < 3 {
		t.Fatalf("got %v, %d wake-ups without a number and then %d; want a new connection's head 7", err, nulls, last)
	}
}

func TestHeadsLeavesWrongChainAndDeadURL(t *testing.T) {
	wrong := wsNode(t, 1329, func(int, *websocket.Conn) { t.Error("subscribed to the wrong chain") })
	right := wsNode(t, testChain, func(_ int, c *websocket.Conn) {
		sayHead(c, `{"number":"0x5"}`)
		silent(c)
	})
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "KEYKEYKEY")
	}))
	t.Cleanup(refusing.Close)
	log := wakes(t, []string{wrong, strings.Replace(refusing.URL, "http", "ws", 1) + "/KEYKEYKEY", "ws://user:PASSWORD1@127.0.0.1:1/?k=KEYKEYKEY", right}, time.Minute, 0, 5)
	for _, words := range []string{"is chain 1329", "HTTP 403", "connect"} {
		if !strings.Contains(log, words) {
			t.Errorf("log misses %q:\n%s", words, log)
		}
	}
	if strings.Contains(log, "KEYKEYKEY") || strings.Contains(log, "PASSWORD1") {
		t.Errorf("log shows a secret:\n%s", log)
	}
}

func TestHeadsRefusesSubscription(t *testing.T) {
	upgrader := websocket.Upgrader{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer c.Close()
		var q request
		_ = c.ReadJSON(&q)
		say(c, `{"id":1,"error":{"code":-32601,"message":"no such\nmethod"}}`)
		silent(c)
	}))
	t.Cleanup(s.Close)
	right := wsNode(t, testChain, func(_ int, c *websocket.Conn) { silent(c) })
	log := wakes(t, []string{strings.Replace(s.URL, "http", "ws", 1), right}, time.Minute, 0)
	if !strings.Contains(log, "eth_chainId: rpc error -32601: no such method") {
		t.Fatalf("log misses the refusal: %s", log)
	}
}

func TestHeadsArguments(t *testing.T) {
	none := func(uint64) { t.Error("woken") }
	for _, u := range []string{"http://h/KEYKEYKEY", "ws:///KEYKEYKEY", "ws://h/%zz/KEYKEYKEY"} {
		err := Heads(t.Context(), []string{u}, testChain, time.Second, nil, none)
		if err == nil || !strings.Contains(err.Error(), "chain.ws") || strings.Contains(err.Error(), "KEYKEYKEY") {
			t.Errorf("%s: got %v", u, err)
		}
	}
	if err := Heads(t.Context(), []string{"ws://h"}, testChain, 0, nil, none); err == nil {
		t.Error("no silence is accepted")
	}
	if err := Heads(t.Context(), nil, testChain, time.Second, nil, none); err != nil {
		t.Error(err)
	}
}
