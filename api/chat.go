package api

import (
	"bytes"
	"errors"
	"iter"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// unknownStanding is shown of what a reactor has shown nothing of: it is off, or has not looked yet.
const unknownStanding = "none"

// chatJSON is where an event's chat stands, with a page of its seats.
type chatJSON struct {
	Network  *string        `json:"network"` // XMTP network
	Standing string         `json:"standing"`
	Rooms    []roomJSON     `json:"rooms"`
	Counts   map[string]int `json:"counts"` // of all seats, by standing
	Seats    []*seatJSON    `json:"seats"`  // by address
}

// roomJSON is one XMTP group.
type roomJSON struct {
	Room      int     `json:"room"` // from 1
	GroupID   *string `json:"groupId"`
	Standing  *string `json:"standing"`
	Members   int     `json:"members"` // inboxes, the service's own among them
	Successor *string `json:"successor"`
}

// seatJSON is one wallet's place in the chat.
type seatJSON struct {
	Address  string  `json:"address"`
	Role     *string `json:"role"` // creator, owner or holder; null: none of these
	Standing string  `json:"standing"`
	Room     *int    `json:"room"`
	GroupID  *string `json:"groupId"`
	Why      *string `json:"why"`
	Since    *uint64 `json:"since"`   // wall clock
	RetryAt  *uint64 `json:"retryAt"` // wall clock
}

// seatStandings are the standings of a seat, as store.ChatSeat lists them.
var seatStandings = []string{"member", "waiting", "pending", "left", "removed"}

// stateOf reads what a reactor shows of an event that is known, and leaves into as it is when nothing is shown yet.
func stateOf(v *store.View, event uint64, into store.State) error {
	if _, err := v.Event(event); err != nil {
		return err
	}
	if err := v.State(event, into); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}

func (s *Server) eventChat(q *query) reader {
	id, standing := q.pathID("eventId"), q.choice("standing", "", seatStandings...)
	p := q.paging(common.AddressLength)
	return func(v *store.View) (any, string, error) {
		chat := &store.ChatState{Standing: unknownStanding}
		if err := stateOf(v, id, chat); err != nil {
			return nil, "", err
		}
		out := &chatJSON{Network: words(chat.Network), Standing: protocol.Clean([]byte(chat.Standing), maxWords), Rooms: []roomJSON{}, Counts: map[string]int{}}
		for i, r := range chat.Rooms {
			out.Rooms = append(out.Rooms, roomJSON{i + 1, words(r.GroupID), words(r.Standing), r.Members, words(r.Successor)})
		}
		for _, seat := range chat.Seats {
			out.Counts[seat.Standing]++
		}
		var next string
		var err error
		out.Seats, next, err = page(&p, seatRows(chat.Seats, p.after), func(seat *store.ChatSeat) verdict {
			if standing != "" && seat.Standing != standing {
				return skip
			}
			return take
		}, func(seat *store.ChatSeat) (*seatJSON, error) { return showSeat(chat, seat), nil })
		return out, next, err
	}
}

// seatRows yields seats by address, so that a place in the list stays one when the reactor writes the list anew.
func seatRows(seats []store.ChatSeat, after []byte) iter.Seq2[store.Row[*store.ChatSeat], error] {
	byAddress := make([]*store.ChatSeat, len(seats))
	for i := range seats {
		byAddress[i] = &seats[i]
	}
	slices.SortFunc(byAddress, func(a, b *store.ChatSeat) int { return bytes.Compare(a.Address[:], b.Address[:]) })
	return func(yield func(store.Row[*store.ChatSeat], error) bool) {
		for _, seat := range byAddress {
			if after != nil && bytes.Compare(seat.Address[:], after) <= 0 {
				continue
			}
			if !yield(store.Row[*store.ChatSeat]{Cursor: seat.Address[:], Value: seat}, nil) {
				return
			}
		}
	}
}

func showSeat(chat *store.ChatState, seat *store.ChatSeat) *seatJSON {
	out := &seatJSON{Address: protocol.Hex(seat.Address), Role: words(seat.Role), Standing: protocol.Clean([]byte(seat.Standing), maxWords), Why: words(seat.Why),
		Since: timeOrNull(seat.Since), RetryAt: timeOrNull(seat.RetryAt)}
	if seat.Room > 0 {
		out.Room = &seat.Room
		if seat.Room <= len(chat.Rooms) {
			out.GroupID = words(chat.Rooms[seat.Room-1].GroupID)
		}
	}
	return out
}

func (s *Server) eventSeat(q *query) reader {
	id, wallet := q.pathID("eventId"), q.pathAddress("address")
	return func(v *store.View) (any, string, error) {
		chat := &store.ChatState{}
		if err := stateOf(v, id, chat); err != nil {
			return nil, "", err
		}
		i := slices.IndexFunc(chat.Seats, func(seat store.ChatSeat) bool { return seat.Address == wallet })
		if i < 0 {
			return &seatJSON{Address: protocol.Hex(wallet), Standing: unknownStanding}, "", nil
		}
		return showSeat(chat, &chat.Seats[i]), "", nil
	}
}

// publicationJSON is where an event's metadata document stands.
type publicationJSON struct {
	Standing        string             `json:"standing"`
	Why             *string            `json:"why"`
	OnChainURI      *string            `json:"onChainUri"` // as of the state that was looked at
	URI             *string            `json:"uri"`        // of the newest composed document; null: none differs from the chain's
	Parts           []string           `json:"parts"`      // recorded by reactors
	TransactionHash *string            `json:"transactionHash"`
	Uploads         map[string]*string `json:"uploads"`   // target → done, failed or waiting, and why
	UpdatedAt       *uint64            `json:"updatedAt"` // wall clock
}

func (s *Server) eventMetadata(q *query) reader {
	id := q.pathID("eventId")
	return func(v *store.View) (any, string, error) {
		p := &store.Publication{Standing: unknownStanding}
		if err := stateOf(v, id, p); err != nil {
			return nil, "", err
		}
		out := &publicationJSON{Standing: protocol.Clean([]byte(p.Standing), maxWords), Why: words(p.Why), OnChainURI: uriOrNull(p.OnChainURI), URI: uriOrNull(p.URI),
			Parts: []string{}, Uploads: map[string]*string{}, UpdatedAt: timeOrNull(p.Updated)}
		for _, part := range p.Parts {
			out.Parts = append(out.Parts, protocol.Clean([]byte(part), maxWords))
		}
		for target, standing := range p.Uploads {
			out.Uploads[target] = words(standing)
		}
		if p.Transaction != (common.Hash{}) {
			out.TransactionHash = new(p.Transaction.Hex())
		}
		return out, "", nil
	}
}

func uriOrNull(uri string) *string {
	if uri == "" {
		return nil
	}
	return new(protocol.Clean([]byte(uri), protocol.MaxURI))
}
