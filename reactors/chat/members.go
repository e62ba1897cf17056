package chat

import (
	"fmt"
	"iter"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// role is the first of a wallet's reasons to be in the chat.
type role string

const (
	roleCreator role = "creator"
	roleOwner   role = "owner"
	roleHolder  role = "holder"
)

// everywhere tells the roles that have a seat in every room.
func (r role) everywhere() bool { return r != roleHolder }

// wanted is a wallet that belongs into the chat.
type wanted struct {
	wallet common.Address
	role   role
}

// desired lists who belongs into the chat, each wallet once: creator, owner, then the holders by their lowest ticket, so that
// seats are given in the order of the tickets. Nobody holds a burned ticket, and the zero address is nobody.
func desired(creator, owner common.Address, tickets iter.Seq2[store.Row[*store.Ticket], error]) ([]wanted, error) {
	var out []wanted
	seen := map[common.Address]bool{{}: true}
	add := func(a common.Address, r role) {
		if !seen[a] {
			seen[a] = true
			out = append(out, wanted{a, r})
		}
	}
	add(creator, roleCreator)
	add(owner, roleOwner)
	for row, err := range tickets {
		if err != nil {
			return nil, fmt.Errorf("list the tickets: %w", err)
		}
		if t := row.Value; !t.Burned {
			add(t.Owner, roleHolder)
		}
	}
	return out, nil
}

// acquisitions counts for each wallet how often it came by a ticket of the event or by the event's NFT, up to a block. Who is in it and not
// desired is a former holder or owner. A transfer to oneself is none.
func acquisitions(v *store.View, e *store.Event, upTo uint64) (map[common.Address]int, error) {
	out := map[common.Address]int{}
	for row, err := range v.EventLogs(e.ID, nil, false) {
		if err != nil {
			return nil, fmt.Errorf("list the logs: %w", err)
		}
		l := row.Value
		ours := l.Contract == store.EventFactory || l.Contract == store.TicketKiosk && l.Address == e.Kiosk
		if l.Undecoded || !ours || l.Block > upTo {
			continue
		}
		d, err := protocol.Decode(l.Contract, l.Topics, l.Data)
		if err != nil || d.Name != "Transfer" {
			continue
		}
		if from, to := d.Address("from"), d.Address("to"); from != to && to != (common.Address{}) {
			out[to]++
		}
	}
	return out, nil
}

// writtenURIs are the metadata URIs that were set after the mint, newest first; the one of the mint is not among them, whoever set
// it again: nothing of ours can be in a document that was there before the event.
func writtenURIs(v *store.View, e *store.Event) (uris []string, err error) {
	seen := map[string]bool{}
	var minted string
	for row, err := range v.EventLogs(e.ID, nil, true) {
		if err != nil {
			return nil, fmt.Errorf("list the logs: %w", err)
		}
		l := row.Value
		if l.Undecoded || l.Contract != store.EventFactory {
			continue
		}
		d, err := protocol.Decode(l.Contract, l.Topics, l.Data)
		if err != nil {
			continue
		}
		switch d.Name {
		case "MetadataUpdated":
			if uri := protocol.Clean(d.Bytes("newMetadataURI"), protocol.MaxURI); uri != "" && !seen[uri] {
				seen[uri] = true
				uris = append(uris, uri)
			}
		case "EventCreated":
			minted = protocol.Clean(d.Bytes("metadataURI"), protocol.MaxURI)
		}
	}
	kept := uris[:0]
	for _, uri := range uris {
		if uri != minted {
			kept = append(kept, uri)
		}
	}
	return kept, nil
}
