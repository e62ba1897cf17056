package devnet

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/haus25/backend/contracts"
)

// What the story follows, by topic0.
var (
	eventCreated        = factoryABI.GetABI().Events["EventCreated"].ID
	eventFinalized      = factoryABI.GetABI().Events["EventFinalized"].ID
	reservePriceUpdated = factoryABI.GetABI().Events["ReservePriceUpdated"].ID
	curationDeployed    = factoryABI.GetABI().Events["CurationDeployed"].ID
	transfer            = factoryABI.GetABI().Events["Transfer"].ID // the kiosks' too
	eventRegistered     = tippingABI.GetABI().Events["EventRegistered"].ID
	tipReceived         = tippingABI.GetABI().Events["TipReceived"].ID
	tippingFinalized    = tippingABI.GetABI().Events["EventFinalized"].ID
	delegationProxyMade = managerABI.GetABI().Events["DelegationProxyCreated"].ID
	delegateUpdated     = managerABI.GetABI().Events["DelegateUpdated"].ID
	curationActivated   = curationABI.GetABI().Events["CurationActivated"].ID
	curationDeactivated = curationABI.GetABI().Events["CurationDeactivated"].ID
	fundsReceived       = curationABI.GetABI().Events["FundsReceived"].ID
	fundsWithdrawn      = curationABI.GetABI().Events["FundsWithdrawn"].ID
)

// show is an event as the story knows it, from logs.
type show struct {
	id       int64
	creator  common.Address
	owner    common.Address // of the NFT
	delegate common.Address
	kiosk    common.Address
	curation common.Address
	minted   uint64 // Unix seconds
	start    uint64
	end      uint64
	reserve  *big.Int
	tips     *big.Int // sum in wei
	closed   bool     // LiveTipping's word
	final    bool     // EventFactory's word
	curated  bool     // Curation is active
	received bool     // Curation holds money
	tickets  []ticket // ticket i is tickets[i-1]

	supply  int      // not in any log: asked from the kiosk
	price   *big.Int // likewise
	chapter int      // the next one of the script
}

type ticket struct{ buyer, holder common.Address }

// Count says what has happened on the chain's own contracts, by their logs.
type Count struct {
	Events    int // EventCreated
	Tickets   int // TicketMinted
	Tips      int // TipReceived
	Resales   int // kiosks' Transfer that is no mint: resale, gift, return, burn
	Finalized int // EventFactory's EventFinalized
	Logs      int // every log of every transaction, strangers' too

	Imitations int // logs of the stranger's contract
}

// world is what the logs tell, and a pure function of them: one that reads a
// chain from its folder knows what the one knew that saw it grow.
type world struct {
	at      contracts.Addresses
	fake    common.Address // the stranger's contract
	shows   []*show
	kiosks  map[common.Address]*show
	curates map[common.Address]*show
	count   Count
}

func newWorld(at contracts.Addresses, fake common.Address) *world {
	return &world{at: at, fake: fake, kiosks: map[common.Address]*show{}, curates: map[common.Address]*show{}}
}

// saw takes in one transaction's logs, in order, and returns the events that it created.
func (w *world) saw(unixTime uint64, logs []*types.Log) ([]*show, error) {
	var (
		created []*show
		ends    = map[int64]uint64{}
	)
	for _, log := range logs {
		w.count.Logs++
		var err error
		switch log.Address {
		case w.at.EventFactory:
			var new *show
			if new, err = w.sawFactory(unixTime, log); new != nil {
				new.end = ends[new.id]
				created = append(created, new)
			}
		case w.at.LiveTipping:
			err = w.sawTipping(log, ends)
		case w.at.EventManager:
			err = w.sawManager(log)
		case w.fake:
			w.count.Imitations++
		default:
			if s := w.kiosks[log.Address]; s != nil {
				w.sawKiosk(s, log)
			} else if s := w.curates[log.Address]; s != nil {
				w.sawCuration(s, log)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("read log %d of block %d: %w", log.Index, log.BlockNumber, err)
		}
	}
	return created, nil
}

func (w *world) sawFactory(unixTime uint64, log *types.Log) (*show, error) {
	switch log.Topics[0] {
	case eventCreated:
		created, err := factoryABI.UnpackEventCreatedEvent(log)
		if err != nil {
			return nil, err
		}
		s := &show{
			id:      created.EventId.Int64(),
			creator: created.Creator,
			owner:   created.Creator,
			kiosk:   created.TicketKioskAddress,
			minted:  unixTime,
			start:   created.StartDate.Uint64(),
			reserve: created.ReservePrice,
			tips:    new(big.Int),
		}
		if s.id != int64(len(w.shows)) {
			return nil, fmt.Errorf("event %d after %d events", s.id, len(w.shows))
		}
		w.shows = append(w.shows, s)
		w.kiosks[s.kiosk] = s
		w.count.Events++
		return s, nil
	case transfer:
		if s := w.show(log.Topics[3]); s != nil {
			s.owner = common.BytesToAddress(log.Topics[2][:])
		}
	case reservePriceUpdated:
		w.show(log.Topics[1]).reserve = new(big.Int).SetBytes(log.Data)
	case eventFinalized:
		w.show(log.Topics[1]).final = true
		w.count.Finalized++
	case curationDeployed:
		deployed, err := factoryABI.UnpackCurationDeployedEvent(log)
		if err != nil {
			return nil, err
		}
		s := w.show(log.Topics[1])
		s.curation = deployed.CurationContract
		w.curates[s.curation] = s
	}
	return nil, nil
}

func (w *world) sawTipping(log *types.Log, ends map[int64]uint64) error {
	switch log.Topics[0] {
	case eventRegistered:
		registered, err := tippingABI.UnpackEventRegisteredEvent(log)
		if err != nil {
			return err
		}
		ends[registered.EventId.Int64()] = registered.EndDate.Uint64()
	case tipReceived:
		tip, err := tippingABI.UnpackTipReceivedEvent(log)
		if err != nil {
			return err
		}
		s := w.show(log.Topics[1])
		s.tips.Add(s.tips, tip.Amount)
		w.count.Tips++
	case tippingFinalized:
		w.show(log.Topics[1]).closed = true
	}
	return nil
}

func (w *world) sawManager(log *types.Log) error {
	switch log.Topics[0] {
	case delegationProxyMade, delegateUpdated:
		w.show(log.Topics[1]).delegate = common.BytesToAddress(log.Topics[2][:])
	}
	return nil
}

func (w *world) sawKiosk(s *show, log *types.Log) {
	if log.Topics[0] != transfer {
		return
	}
	from, to := common.BytesToAddress(log.Topics[1][:]), common.BytesToAddress(log.Topics[2][:])
	if from == (common.Address{}) {
		s.tickets = append(s.tickets, ticket{buyer: to, holder: to})
		w.count.Tickets++
		return
	}
	s.tickets[new(big.Int).SetBytes(log.Topics[3][:]).Int64()-1].holder = to
	w.count.Resales++
}

func (w *world) sawCuration(s *show, log *types.Log) {
	switch log.Topics[0] {
	case curationActivated:
		s.curated = true
	case curationDeactivated:
		s.curated = false
	case fundsReceived:
		s.received = true
	case fundsWithdrawn:
		s.received = false
	}
}

// show by the topic that holds its id; nil when it is not created yet.
func (w *world) show(id common.Hash) *show {
	if i := id.Big(); i.IsInt64() && i.Int64() < int64(len(w.shows)) {
		return w.shows[i.Int64()]
	}
	return nil
}
