package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/params"
)

// again is how long to wait before the feed is asked for anew: haus may not
// listen yet, or have been restarted.
const again = 500 * time.Millisecond

// follow prints what haus at base tells on its live feed, until ctx ends.
func follow(ctx context.Context, base string, w io.Writer) {
	f := feed{base: base, w: w}
	for ctx.Err() == nil {
		if err := f.read(ctx); err != nil && f.connected && ctx.Err() == nil {
			fmt.Fprintf(w, "the live feed of %s broke off: %v\n", base, err)
			f.connected = false
		}
		select {
		case <-ctx.Done():
		case <-time.After(again):
		}
	}
}

// feed is haus' live feed, a stream of server-sent events.
type feed struct {
	base      string
	w         io.Writer
	last      string // id of the last event: where to go on
	connected bool
}

// read reads one connection until it ends.
func (f *feed) read(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.base+"/v1/live", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "text/event-stream")
	if f.last != "" {
		request.Header.Set("Last-Event-ID", f.last)
	}
	// A client of its own: an idle connection would outlive us.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", request.URL, answer.Status)
	}
	f.connected = true

	// One event is lines up to an empty one. An event is as long as a stranger
	// makes it, so lines are read without a limit.
	var (
		lines = bufio.NewReader(answer.Body)
		name  string
		data  []byte
	)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "":
			if len(line) == 0 && len(data) > 0 {
				if text := f.tell(name, data); text != "" {
					fmt.Fprintln(f.w, text)
				}
				name, data = "", nil
			}
		case "id":
			f.last = string(value)
		case "event":
			name = string(value)
		case "data":
			data = append(data, value...)
		}
	}
}

// seen is what is read of an event's data; everything may be missing.
type seen struct {
	Name     string         `json:"name"`
	Contract string         `json:"contract"`
	EventID  string         `json:"eventId"`
	Block    uint64         `json:"block"`
	Args     map[string]any `json:"args"`
	Removed  bool           `json:"removed"`
}

// shown are the arguments worth a place in a line, in their order.
var shown = []string{
	"creator", "delegatee", "newDelegatee", "agent", "whitelisted", "startDate", "endDate", "artCategory",
	"from", "to", "tokenId", "ticketId", "buyer", "price", "reservePrice", "newPrice",
	"tipper", "amount", "message", "newHighest", "highestTipper", "totalTips", "reservePriceMet",
	"curator", "curationContract", "scope", "fee", "recipient", "distributionType", "metadataURI", "newMetadataURI",
}

// wei are the arguments that are amounts of money.
var wei = map[string]bool{"price": true, "reservePrice": true, "newPrice": true, "amount": true, "totalTips": true}

// quiet are logs that only go with another one of the same transaction, which
// says more: a mint and a purchase are one line each.
var quiet = map[string]bool{
	"MetadataUpdate": true, "OwnershipTransferred": true, "EventRegistered": true, "RevenueDistributed": true,
	"EventFinalizedAndTransferred": true,
}

const nobody = "0x0000000000000000000000000000000000000000"

// tell makes a line of an event; empty when there is nothing to say.
func (f *feed) tell(name string, data []byte) string {
	var s seen
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Sprintf("%s: not understood: %v", name, err)
	}
	if s.Name == "" {
		if name == "" || name == "head" || name == "log" {
			return ""
		}
		return fmt.Sprintf("%s: %s", name, short(string(data), 120))
	}
	if quiet[s.Name] || s.Name == "Transfer" && s.Args["from"] == nobody {
		return ""
	}
	var line strings.Builder
	if s.Removed {
		line.WriteString("TAKEN BACK ")
	}
	fmt.Fprintf(&line, "block %d  %s.%s", s.Block, s.Contract, s.Name)
	if s.EventID != "" {
		fmt.Fprintf(&line, "  event %s", s.EventID)
	}
	for _, argument := range shown {
		value, ok := s.Args[argument]
		if !ok {
			continue
		}
		text := show(value)
		if wei[argument] {
			text = sei(value, text)
		}
		fmt.Fprintf(&line, "  %s %s", argument, text)
	}
	fmt.Fprintf(&line, "  → %s", f.where(s))
	return line.String()
}

// where to look at what happened.
func (f *feed) where(s seen) string {
	if s.EventID == "" {
		return f.base + "/v1/logs"
	}
	at := f.base + "/v1/events/" + s.EventID
	ticket, ok := s.Args["ticketId"]
	if !ok && s.Contract == "TicketKiosk" {
		ticket, ok = s.Args["tokenId"]
	}
	switch {
	case ok:
		return fmt.Sprintf("%s/tickets/%v", at, ticket)
	case s.Name == "TipReceived" || s.Name == "NewHighestTipper":
		return at + "/tips"
	default:
		return at
	}
}

// show writes a value for a terminal: what strangers wrote is quoted, so that
// it cannot steer one, and cut.
func show(value any) string {
	text, isText := value.(string)
	if !isText {
		encoded, err := json.Marshal(value)
		if err != nil {
			return "?"
		}
		return short(string(encoded), 48)
	}
	if strings.HasPrefix(text, "0x") && len(text) == 42 {
		return short(text, 10)
	}
	if text != "" && strings.Trim(text, "0123456789") == "" {
		return short(text, 30)
	}
	return short(text, 48)
}

// sei writes an amount of wei in SEI; what is no amount stays as it is.
func sei(value any, as string) string {
	text, _ := value.(string)
	amount, ok := new(big.Int).SetString(text, 10)
	if !ok || amount.BitLen() > 256 {
		return as
	}
	whole := new(big.Rat).SetFrac(amount, big.NewInt(params.Ether))
	return strings.TrimSuffix(strings.TrimRight(whole.FloatString(18), "0"), ".") + " SEI"
}

// short quotes text where it has to be and cuts it to about n characters.
func short(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		text = string(runes[:n]) + "…"
	}
	if quoted := fmt.Sprintf("%q", text); quoted != `"`+text+`"` || strings.ContainsAny(text, " ") || text == "" {
		return quoted
	}
	return text
}
