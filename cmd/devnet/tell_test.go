package main

import (
	"math/big"
	"strings"
	"testing"
)

const (
	alice = "0xaaaaaaaa00000000000000000000000000000001"
	bob   = "0xbbbbbbbb00000000000000000000000000000002"
)

func of(contract, name, event, transaction string, args map[string]any) log {
	return log{Contract: contract, Name: name, EventID: event, Transaction: transaction, Time: 1000, Args: args}
}

func TestABlockIsToldAsAPersonWould(t *testing.T) {
	type args = map[string]any
	for _, tt := range []struct {
		name string
		logs []log
		want string
	}{
		{"a creation is one line", []log{
			of("EventFactory", "Transfer", "1", "x", args{"from": nobody, "to": alice, "tokenId": "1"}),
			of("EventFactory", "MetadataUpdate", "1", "x", args{"tokenId": "1"}),
			of("TicketKiosk", "OwnershipTransferred", "1", "x", nil),
			of("Distributor", "EventRegistered", "1", "x", nil),
			of("LiveTipping", "EventRegistered", "1", "x", nil),
			of("EventFactory", "EventCreated", "1", "x", args{"creator": alice, "startDate": "1480", "metadataURI": "data:application/json;base64,eyJuYW1lIjoiRW5jb3JlIn0="}),
		}, "event 1 minted by 0xaaaaaaaa…: “Encore”, starts in 8m (8s here) /v1/events/1"},
		{"a ticket sold", []log{
			of("TicketKiosk", "Transfer", "1", "x", args{"from": nobody, "to": alice, "tokenId": "7"}),
			of("TicketKiosk", "RevenueDistributed", "1", "x", nil),
			of("TicketKiosk", "TicketMinted", "1", "x", args{"ticketId": "7", "buyer": alice, "price": "250000000000000000"}),
		}, "ticket 7 of event 1 sold to 0xaaaaaaaa… for 0.25 SEI /v1/events/1/tickets/7"},
		{"tickets of two events, to one and to many", []log{
			of("TicketKiosk", "TicketMinted", "1", "x", args{"ticketId": "7", "buyer": alice, "price": "250000000000000000"}),
			of("TicketKiosk", "TicketMinted", "2", "y", args{"ticketId": "1", "buyer": alice, "price": "0"}),
			of("TicketKiosk", "TicketMinted", "1", "z", args{"ticketId": "8", "buyer": alice, "price": "250000000000000000"}),
			of("TicketKiosk", "TicketMinted", "2", "y", args{"ticketId": "2", "buyer": bob, "price": "0"}),
		}, "2 tickets of event 1 sold to 0xaaaaaaaa… for 0.5 SEI /v1/events/1/tickets\n2 tickets of event 2 sold to 2 people for nothing /v1/events/2/tickets"},
		{"a resale and a burn", []log{
			of("TicketKiosk", "Transfer", "1", "x", args{"from": alice, "to": bob, "tokenId": "3"}),
			of("TicketKiosk", "Transfer", "1", "y", args{"from": bob, "to": nobody, "tokenId": "3"}),
		}, "ticket 3 of event 1 resold 0xaaaaaaaa… → 0xbbbbbbbb… /v1/events/1/tickets/3\nticket 3 of event 1 burnt by 0xbbbbbbbb… /v1/events/1/tickets/3"},
		{"tips, with a message and without", []log{
			of("LiveTipping", "TipReceived", "1", "x", args{"tipper": alice, "amount": "1500000000000000000", "message": "a\x1b[2Jb"}),
			of("LiveTipping", "NewHighestTipper", "1", "x", nil),
			of("LiveTipping", "TipReceived", "1", "y", args{"tipper": bob, "amount": "1", "message": ""}),
		}, "0xaaaaaaaa… tips event 1 1.5 SEI: “a\\x1b[2Jb” /v1/events/1/tips\n0xbbbbbbbb… tips event 1 0.000000000000000001 SEI /v1/events/1/tips"},
		{"a finalization is one line", []log{
			of("LiveTipping", "EventFinalized", "1", "x", args{"totalTips": "3000000000000000000"}),
			of("EventFactory", "Transfer", "1", "x", args{"from": alice, "to": bob, "tokenId": "1"}),
			of("EventFactory", "EventFinalizedAndTransferred", "1", "x", args{"highestTipper": bob}),
			of("EventFactory", "EventFinalized", "1", "x", nil),
		}, "event 1 finalized with 3 SEI of tips, NFT to 0xbbbbbbbb… /v1/events/1"},
		{"the NFT moves, the tipping closes", []log{
			of("EventFactory", "Transfer", "1", "x", args{"from": alice, "to": bob, "tokenId": "1"}),
			of("LiveTipping", "EventFinalized", "1", "y", args{"totalTips": "3000000000000000000"}),
		}, "event 1: NFT 0xaaaaaaaa… → 0xbbbbbbbb… /v1/events/1\nevent 1: tipping closed at 3 SEI /v1/events/1"},
		{"a Curation", []log{
			of("EventFactory", "CurationDeployed", "1", "x", args{"scope": "2"}),
			of("Curation", "CurationActivated", "1", "y", args{"curator": bob, "fee": "7", "scope": "2"}),
			of("Distributor", "CurationEnabled", "1", "y", nil),
		}, "Curation (Promoter) deployed for event 1 /v1/events/1\nevent 1: 0xbbbbbbbb… curates for 7 % (Promoter) /v1/events/1"},
		{"the whitelist, which is no event's", []log{
			of("EventManager", "GlobalWhitelistUpdated", "", "x", args{"agent": bob, "whitelisted": true}),
			of("EventManager", "GlobalWhitelistUpdated", "", "y", args{"agent": bob, "whitelisted": false}),
		}, "0xbbbbbbbb… may manage every event /v1/logs\n0xbbbbbbbb… may no longer manage every event /v1/logs"},
		{"nothing that it does not know", []log{{Contract: "TicketKiosk", EventID: "1"}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, h := range tell(tt.logs, 60) {
				got = append(got, h.text+" "+h.path)
			}
			if text := strings.Join(got, "\n"); text != tt.want {
				t.Errorf("got\n%s\nwant\n%s", text, tt.want)
			}
		})
	}
}

func TestWhatStrangersWriteIsOneShortHarmlessLine(t *testing.T) {
	for text, want := range map[string]string{
		"two\nlines\tand":                     "two lines and",
		"\u202etfel":                          `\u202etfel`,
		"\a\x00":                              `\a\x00`,
		"もう一回！":                               "もう一…", // two columns each
		strings.Repeat("ha", 2_000):           "hahaha…",
		"a" + strings.Repeat("\u0301", 9_000): "",
	} {
		n := 13
		if want != "" && strings.HasSuffix(want, "…") {
			n = 6
		}
		got := clean(text, n)
		if want == "" {
			if len(got) > 200 {
				t.Errorf("a character with 9000 marks takes %d bytes", len(got))
			}
			continue
		}
		if got != want {
			t.Errorf("clean(%.20q) is %q, want %q", text, got, want)
		}
	}
}

func TestATitleIsReadWhereTheURICarriesIt(t *testing.T) {
	for uri, want := range map[string]string{
		`data:application/json,%7B%22name%22:%22%C3%93da%22%7D`:   "“Óda”",
		`data:application/json,{"name":"old","title":"accepted"}`: "“accepted”",
		`data:application/json,{"name":""}`:                       "untitled",
		`data:application/json;base64,!`:                          "data:application/json;ba…",
		"ipfs://bafkreic6ct7352tf4u2ja6kihfc7pm2krs32ujeb":        "ipfs://bafkreic6ct7352tf…",
	} {
		if got := document(uri); got != want {
			t.Errorf("%s is %s, want %s", uri, got, want)
		}
	}
}

func TestSpansAndAmounts(t *testing.T) {
	for seconds, want := range map[float64]string{0: "0s", 45.4: "45s", 480: "8m", 9000: "2h30m", 7200: "2h", 3e9: "34722 days"} {
		if got := span(seconds); got != want {
			t.Errorf("span(%v) is %s, want %s", seconds, got, want)
		}
	}
	for wei, want := range map[int64]string{0: "0 SEI", 1e18: "1 SEI", 1_250_000_000_000_000_000: "1.25 SEI"} {
		if got := sei(big.NewInt(wei)); got != want {
			t.Errorf("%d wei is %s, want %s", wei, got, want)
		}
	}
}
