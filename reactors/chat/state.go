package chat

import (
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// What the API shows; store.ChatState says what each means.
const (
	standingNone     = "none"
	standingPending  = "pending"
	standingReady    = "ready"
	standingAwaiting = "awaiting re-admission"
	standingNoAdmin  = "no admin"
	roomLive         = "live"
	roomRetired      = "retired"
	seatMember       = "member"
	seatWaiting      = "waiting"
	seatPending      = "pending"
	seatLeft         = "left"
	seatRemoved      = "removed"
)

// state tells where the chat stands now, and plans when those who wait are asked for again.
func (l *look) state() *store.ChatState {
	at, _ := l.View.AsOf()
	s := &store.ChatState{Network: l.r.Network, Standing: standingPending, Rooms: []store.ChatRoom{}, Seats: []store.ChatSeat{}, Block: at.Number}
	if len(l.rooms) == 0 {
		if l.over() {
			s.Standing = standingNone
			return s
		}
	}
	lost, powerless := false, false
	for i, r := range l.rooms {
		show := store.ChatRoom{GroupID: r.GroupID, Standing: l.roomStanding(r), Since: uint64(max(l.Wall.Unix(), 0))}
		if i < len(l.shown.Rooms) && l.shown.Rooms[i].GroupID == show.GroupID && l.shown.Rooms[i].Standing == show.Standing {
			show.Since = l.shown.Rooms[i].Since
		}
		if r.group != nil {
			show.Members = len(r.group.Members)
		}
		if r.successor != nil {
			show.Successor = r.successor.GroupID
		}
		switch show.Standing {
		case roomLive:
			s.Standing = standingReady
		case standingAwaiting:
			lost = true
		case standingNoAdmin:
			powerless = true
		}
		s.Rooms = append(s.Rooms, show)
	}
	if s.Standing != standingReady && powerless {
		s.Standing = standingNoAdmin
	}
	if s.Standing != standingReady && lost {
		s.Standing = standingAwaiting
	}
	s.Seats = l.showSeats()
	return s
}

func (l *look) roomStanding(r *room) string {
	switch {
	case r.retired():
		return roomRetired
	case r.group == nil:
		return standingAwaiting
	case !r.live():
		return standingNoAdmin
	}
	return roomLive
}

func (l *look) showSeats() []store.ChatSeat {
	before := map[common.Address]store.ChatSeat{}
	for _, s := range l.shown.Seats {
		before[s.Address] = s
	}
	seats := []store.ChatSeat{}
	var youngest uint64
	waiting := 0
	for _, w := range l.want {
		seat := l.seat(w)
		seat.Since = uint64(max(l.Wall.Unix(), 0))
		if was, ok := before[w.wallet]; ok && was.Standing == seat.Standing {
			seat.Since = was.Since
		}
		if seat.Standing == seatWaiting {
			waiting++
			youngest = max(youngest, seat.Since)
		}
		seats = append(seats, seat)
	}
	if waiting == 0 {
		return seats
	}
	if !l.late() {
		what := "wallets are"
		if waiting == 1 {
			what = "wallet is"
		}
		l.wait("%d %s not on XMTP yet", waiting, what)
		retry := l.Wall.Add(l.r.pause(time.Unix(int64(youngest), 0), l.Wall))
		l.wakeAt(retry)
		for i := range seats {
			if seats[i].Standing == seatWaiting {
				seats[i].RetryAt = uint64(retry.Unix())
			}
		}
	}
	return seats
}

// seat tells one wallet's place.
func (l *look) seat(w wanted) store.ChatSeat {
	s := store.ChatSeat{Address: w.wallet, Role: string(w.role), Standing: seatPending}
	in := l.at(w.wallet)
	if w.wallet == l.r.Self {
		s.Why = "the service's own wallet"
		if len(in) > 0 {
			s.Standing, s.Room = seatMember, in[0].Room
		}
		return s
	}
	if len(in) > 0 {
		s.Standing, s.Room = seatMember, in[0].Room
		if w.role == roleHolder {
			s.Room = l.keep(w.wallet, in).Room
			return s
		}
	}
	if w.role == roleHolder {
		l.unseated(&s, w, nil)
		return s
	}
	for _, r := range l.rooms {
		if !r.retired() && !r.has(w.wallet) {
			l.unseated(&s, w, r)
			break
		}
	}
	if len(in) == 0 && len(l.rooms) == 0 {
		l.unseated(&s, w, nil)
	}
	return s
}

// unseated says why a wallet is not in the chat, or creator or owner not in room r.
func (l *look) unseated(s *store.ChatSeat, w wanted, r *room) {
	gone, barred, err := l.barred(w, r)
	there, asked := l.reach[w.wallet]
	lost := l.mayBeAt(w.wallet)
	if r != nil && r.group == nil {
		lost = r
	}
	switch {
	case err == nil && barred && gone.Left:
		s.Why = "left the chat: another ticket brings the wallet back"
		s.Standing = seatLeft
	case err == nil && barred:
		s.Why = "removed by an admin of the group: another ticket brings the wallet back"
		s.Standing = seatRemoved
	case lost != nil:
		s.Standing = seatPending
		s.Why = fmt.Sprintf("room %d awaits re-admission", lost.Room)
	case asked && !there && l.late():
		s.Standing = seatWaiting
		s.Why = fmt.Sprintf("not on XMTP; after the event it was asked for during %s, and is again when a ticket moves", l.r.LateJoin)
	case asked && !there:
		s.Standing = seatWaiting
		s.Why = "not on XMTP yet"
	case l.why != "":
		s.Standing = seatPending
		s.Why = l.why
	case r != nil && r.live() && len(r.group.Members) >= l.r.most:
		s.Standing = seatPending
		s.Why = "full: a seat is free when somebody leaves"
	case r != nil && !r.live(), r == nil && len(l.rooms) > 0 && !l.mayGrow():
		s.Standing = seatPending
		s.Why = "the service is no admin of the room"
	default:
		s.Standing = seatPending
		s.Why = "about to be added"
	}
	if r != nil && len(l.rooms) > 1 {
		s.Why = fmt.Sprintf("room %d: %s", r.Room, s.Why)
	}
}
