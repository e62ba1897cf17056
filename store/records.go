package store

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/holiman/uint256"
)

// Wei is an amount in wei (1 SEI = 10^18 wei) or another unsigned 256-bit figure of a contract.
type Wei = uint256.Int

// MaxTime is the largest time and duration kept, 2^53−1: what a JSON number carries exactly. Anyone may mint an event that
// starts after the end of the universe; such times are clamped, the raw log keeps the exact figure.
const MaxTime = 1<<53 - 1

// Pos is the place of a log in the chain's order. Ordering by transaction index before log index keeps the order right on
// nodes whose log index counts per transaction.
type Pos struct {
	Block uint64
	Tx    uint32 // transaction index in the block
	Log   uint32 // log index, as the node gave it
}

// Compare orders positions by block, transaction and log.
func (p Pos) Compare(q Pos) int {
	switch {
	case p.Block != q.Block:
		return compare(p.Block, q.Block)
	case p.Tx != q.Tx:
		return compare(uint64(p.Tx), uint64(q.Tx))
	default:
		return compare(uint64(p.Log), uint64(q.Log))
	}
}

func compare(a, b uint64) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

func (p Pos) String() string { return fmt.Sprintf("%d/%d/%d", p.Block, p.Tx, p.Log) }

func (p Pos) append(b []byte) []byte {
	b = binary.BigEndian.AppendUint64(b, p.Block)
	b = binary.BigEndian.AppendUint32(b, p.Tx)
	return binary.BigEndian.AppendUint32(b, p.Log)
}

const posLen = 16

func parsePos(b []byte) Pos {
	return Pos{binary.BigEndian.Uint64(b), binary.BigEndian.Uint32(b[8:]), binary.BigEndian.Uint32(b[12:])}
}

// Ref names a block as an endpoint gave it. Hash is the node's word (SEI's is the Tendermint hash), never computed.
type Ref struct {
	Number uint64
	Hash   common.Hash
	Time   uint64 // Unix seconds, chain time
}

// Contract is the kind of contract a log came from.
type Contract uint8

// The contracts of haus²⁵ that emit logs. Kiosks and Curation contracts are children: one per event.
const (
	EventFactory Contract = 1 + iota
	EventManager
	LiveTipping
	Distributor
	CreationWrapper
	TicketKiosk
	Curation
)

var contractNames = [...]string{"", "EventFactory", "EventManager", "LiveTipping", "Distributor", "CreationWrapper", "TicketKiosk", "Curation"}

func (c Contract) String() string {
	if int(c) < len(contractNames) {
		return contractNames[c]
	}
	return fmt.Sprintf("Contract(%d)", uint8(c))
}

// Log is one log of a trusted contract, as the chain has it.
type Log struct {
	Pos       `rlp:"-"` // in the key
	Seq       uint64    // its number in the feed
	Contract  Contract
	Undecoded bool // stored raw only: the name or the data is not one of the contract's
	HasEvent  bool
	EventID   uint64
	Time      uint64 // of the block, Unix seconds
	BlockHash common.Hash
	TxHash    common.Hash
	Address   common.Address
	Topics    []common.Hash
	Data      []byte
}

// Stamp says which log caused something.
type Stamp struct {
	Block uint64
	Time  uint64 // Unix seconds
	Tx    common.Hash
}

// Event is one event of the platform: its NFT, its kiosk, its tips.
type Event struct {
	ID uint64
	// Known is set by EventCreated. Before it an event is only what earlier logs of the same transaction said of it; it is in
	// no list and no counter.
	Known   bool
	Created Stamp // EventCreated
	Updated Stamp // the newest log that changed anything here

	Creator common.Address // never changes
	Owner   common.Address // of the NFT, by Transfer

	StartDate     uint64 // Unix seconds, at most MaxTime
	RegisteredEnd uint64 // LiveTipping's endDate, Unix seconds; 0: LiveTipping did not say
	ReservePrice  Wei
	MetadataURI   string // sanitised
	ArtCategory   string // sanitised

	Kiosk   common.Address
	Sold    uint64 // TicketMinted logs
	Revenue Wei    // sum of TicketMinted.price, tips excluded

	Called Called

	Delegate        common.Address // may act for the creator; zero: none
	DelegationProxy common.Address

	Tips          uint64
	TotalTips     Wei
	HighestTipper common.Address
	HighestTip    Wei

	Finalized   bool  // EventFactory's word
	FinalizedAt Stamp // zero until finalized

	TippingFinalized bool // LiveTipping's EventFinalized
	ReserveMet       bool // as LiveTipping said when it finalized
	TipsDistributed  Wei

	CreatorShare, TreasuryShare Wei // Distributor, basis points

	Curator      common.Address // Distributor's CurationEnabled; zero when disabled
	CuratorFee   Wei            // percent
	CuratorScope uint64
	Curations    []CurationContract
}

// Called is what no log tells and a call had to (all of it immutable on chain). A nil field was not answered yet.
type Called struct {
	TicketsAmount *Wei
	TicketPrice   *Wei    // wei
	Duration      *uint64 // minutes; asked only when LiveTipping did not give the end
}

// calledRow is Called on disk: lists of one or none, because RLP writes a nil *Wei as it writes zero.
type calledRow struct {
	TicketsAmount, TicketPrice []Wei
	Duration                   []uint64
}

// EncodeRLP writes an answer that is not there as an empty list.
func (c Called) EncodeRLP(w io.Writer) error {
	return rlp.Encode(w, calledRow{some(c.TicketsAmount), some(c.TicketPrice), some(c.Duration)})
}

// DecodeRLP reads what EncodeRLP wrote.
func (c *Called) DecodeRLP(s *rlp.Stream) error {
	var row calledRow
	if err := s.Decode(&row); err != nil {
		return err
	}
	*c = Called{first(row.TicketsAmount), first(row.TicketPrice), first(row.Duration)}
	return nil
}

func some[T any](p *T) []T {
	if p == nil {
		return nil
	}
	return []T{*p}
}

func first[T any](l []T) *T {
	if len(l) == 0 {
		return nil
	}
	return &l[0]
}

// CurationContract is a Curation contract that an event's creator deployed.
type CurationContract struct {
	Address   common.Address
	Deployed  Stamp
	Scope     uint64 // 1 Planner, 2 Promoter, 3 Producer
	Curator   common.Address
	Fee       Wei // percent
	Active    bool
	StartDate uint64 // Unix seconds
	EndDate   uint64 // Unix seconds
	Received  Wei
	Withdrawn Wei
}

// EndDate returns the end of the event in Unix seconds, and whether it is known.
func (e *Event) EndDate() (uint64, bool) {
	if e.RegisteredEnd != 0 {
		return e.RegisteredEnd, true
	}
	if e.Called.Duration != nil {
		return min(e.StartDate+min(*e.Called.Duration, MaxTime/60)*60, MaxTime), true
	}
	return 0, false
}

// DurationMinutes returns the length of the event in minutes, and whether it is known.
func (e *Event) DurationMinutes() (uint64, bool) {
	if e.Called.Duration != nil {
		return *e.Called.Duration, true
	}
	if e.RegisteredEnd >= e.StartDate && e.RegisteredEnd != 0 {
		return (e.RegisteredEnd - e.StartDate) / 60, true
	}
	return 0, false
}

// Status is where an event stands at a moment of chain time. It is computed, never stored.
type Status string

// The statuses of an event, in the order in which it passes through them.
const (
	Upcoming  Status = "upcoming"  // before startDate
	Live      Status = "live"      // from startDate until endDate
	Ended     Status = "ended"     // after endDate, not finalized
	Finalized Status = "finalized" // when EventFactory said so
)

// Statuses lists every Status.
var Statuses = []Status{Upcoming, Live, Ended, Finalized}

// StatusAt tells the event's status at chain time now (Unix seconds). An event whose end is not known yet stays live.
func (e *Event) StatusAt(now uint64) Status {
	end, known := e.EndDate()
	switch {
	case e.Finalized:
		return Finalized
	case now < e.StartDate:
		return Upcoming
	case !known || now < end:
		return Live
	default:
		return Ended
	}
}

// Ticket is one ticket of one event.
type Ticket struct {
	EventID       uint64 `rlp:"-"` // in the key
	ID            uint64 `rlp:"-"` // in the key; counts from 1 per kiosk, so it is the ticket's number too
	Owner         common.Address
	OriginalOwner common.Address
	Price         Wei // paid at purchase
	Name          string
	ArtCategory   string
	Minted        Stamp // TicketMinted; zero Block: not seen (yet)
	Moved         Stamp // newest Transfer
	Burned        bool
}

// Tip is one tip. It is keyed by its log, since nothing says that a tipId is unique.
type Tip struct {
	Pos     `rlp:"-"` // in the key
	EventID uint64    `rlp:"-"` // in the key
	TipID   uint64
	Tipper  common.Address
	Amount  Wei
	Message string // sanitised
	Time    uint64
	Tx      common.Hash
}

// Whitelisted is an address's standing on EventManager's global whitelist.
type Whitelisted struct {
	Address common.Address `rlp:"-"` // in the key
	Allowed bool
	At      Pos // the newest log about it
}

// Account is what one address holds and did, kept in step with the records by the batch.
type Account struct {
	EventsCreated uint64
	EventsOwned   uint64 // event NFTs held now
	Delegations   uint64 // events it is the delegate of
	TicketsHeld   uint64
	TicketsBought uint64
	Spent         Wei // on tickets
	Tips          uint64
	Tipped        Wei
}

// Stats are the counters of the whole index.
type Stats struct {
	Events          uint64
	Tickets         uint64 // ever minted
	Tips            uint64
	FinalizedEvents uint64
	TotalRevenue    Wei
	TotalTips       Wei
	Logs            uint64
	Undecoded       uint64 // of the logs
}

// Child is a contract that EventFactory made: its logs count from block From on.
type Child struct {
	Address  common.Address `rlp:"-"` // in the key
	Contract Contract
	EventID  uint64
	From     uint64
}
