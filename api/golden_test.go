package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/haus25/backend/internal/protocol"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden compares every route's answer with the file that was looked at once. Cursors of the feed hold a random
// generation, so they stand there by their number.
func TestGolden(t *testing.T) {
	w := newWorld(t)
	golden(w, "empty-status", "/v1/status", 200)
	golden(w, "empty-stats", "/v1/stats", 200)
	golden(w, "empty-events", "/v1/events", 200)
	w.story()
	a, b, c := protocol.Hex(alice), protocol.Hex(bob), protocol.Hex(carol)
	for name, path := range map[string]string{
		"status":                 "/v1/status",
		"stats":                  "/v1/stats",
		"events":                 "/v1/events",
		"events-page":            "/v1/events?limit=1&sort=eventId",
		"events-upcoming":        "/v1/events?status=upcoming",
		"events-live":            "/v1/events?status=live&sort=endDate",
		"events-filtered":        "/v1/events?creator=" + a + "&owner=" + b + "&category=poetry-slam&status=finalized&from=1700000200&to=1700000200",
		"events-kiosk":           "/v1/events?kiosk=" + protocol.Hex(addr(0x10002)),
		"events-by-start":        "/v1/events?sort=-startDate&from=1700000100&to=1700000199",
		"event":                  "/v1/events/0",
		"event-unknowns":         "/v1/events/1",
		"event-tickets":          "/v1/events/0/tickets",
		"event-tickets-owner":    "/v1/events/0/tickets?owner=" + c,
		"event-ticket":           "/v1/events/0/tickets/3",
		"event-tips":             "/v1/events/0/tips?order=desc",
		"event-logs":             "/v1/events/0/logs?limit=2",
		"address":                "/v1/addresses/" + b + "?limit=1",
		"address-whitelisted":    "/v1/addresses/" + c,
		"address-stranger":       "/v1/addresses/" + protocol.Hex(addr(0xdead)),
		"address-events":         "/v1/addresses/" + a + "/events",
		"address-events-owner":   "/v1/addresses/" + b + "/events?role=owner",
		"address-events-proxied": "/v1/addresses/" + c + "/events?role=delegate",
		"address-tickets":        "/v1/addresses/" + b + "/tickets",
		"address-tickets-bought": "/v1/addresses/" + b + "/tickets?held=bought&limit=2",
		"address-tips":           "/v1/addresses/" + b + "/tips?limit=1",
		"logs":                   "/v1/logs",
		"logs-newest":            "/v1/logs?order=desc&limit=1",
		"logs-filtered":          "/v1/logs?name=TipReceived&contract=LiveTipping&eventId=0&address=" + protocol.Hex(addr(0xf0+3)) + "&limit=1",
	} {
		t.Run(name, func(t *testing.T) {
			w := *w
			w.t = t
			golden(&w, name, path, 200)
		})
	}
	golden(w, "not-found", "/v1/events/99", 404)
	golden(w, "bad", "/v1/events?limit=0", 400)
	golden(w, "healthz", "/healthz", 200)
	golden(w, "readyz", "/readyz", 200)
}

func golden(w *world, name, path string, want int) {
	w.t.Helper()
	status, body, _ := w.get(path)
	if status != want {
		w.t.Fatalf("GET %s: %d %s", path, status, body)
	}
	text := string(body)
	generation := w.generation()
	for seq := range uint64(32) {
		text = strings.ReplaceAll(text, sealFeed(generation, seq), fmt.Sprintf("(feed %d)", seq))
	}
	text = strings.ReplaceAll(text, strconv.FormatUint(generation, 16), "(generation)")
	var got bytes.Buffer
	if err := json.Indent(&got, []byte(text), "", "  "); err != nil {
		w.t.Fatalf("GET %s: %v in %s", path, err, body)
	}
	got.WriteByte('\n')
	file := filepath.Join("testdata", "golden", name+".json")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			w.t.Fatal(err)
		}
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			w.t.Fatal(err)
		}
	}
	expected, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatalf("%v: run go test ./api -run TestGolden -update, and look at what it writes", err)
	}
	if !bytes.Equal(expected, got.Bytes()) {
		w.t.Errorf("GET %s is not %s:\n%s", path, file, got.String())
	}
}
