package devnet

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// chapter is something that happens once in an event's life, at a phase: 0 is
// the mint, 1 the start, 2 the end, 3 as long after the end as the event was.
type chapter struct {
	at   float64
	play func(t *turn, s *show)
}

// script is every event's life. Who does what depends on the id, so that all
// variants come, and soon.
var script = []chapter{
	{0.15, func(t *turn, s *show) {
		if s.id%3 == 1 {
			t.updateMetadata(s)
		}
	}},
	{0.25, func(t *turn, s *show) {
		if s.id%4 == 0 {
			t.manage(s, managerABI.PackUpdateReservePrice(big.NewInt(s.id), new(big.Int).Add(s.reserve, centi(25))))
		}
	}},
	{0.3, func(t *turn, s *show) {
		if s.id%3 == 0 {
			scope := big.NewInt(1 + s.id/3%3)
			t.by(s.creator, t.world.at.EventFactory, factoryABI.PackDeployCurationForEvent(big.NewInt(s.id), scope, "title, cover and plan"))
		}
	}},
	{0.45, func(t *turn, s *show) {
		if s.curation != (common.Address{}) {
			t.by(s.creator, s.curation, curationABI.PackActivate(t.cast.agent.address, big.NewInt(1+s.id%10)))
		}
	}},
	{0.5, func(t *turn, s *show) {
		switch {
		case s.delegate == (common.Address{}) && s.id%5 == 2:
			t.by(s.owner, t.world.at.EventManager, managerABI.PackCreateDelegationProxy(big.NewInt(s.id), t.fan().address))
		case s.delegate != (common.Address{}) && s.id%8 == 3:
			t.by(s.owner, t.world.at.EventManager, managerABI.PackUpdateDelegate(big.NewInt(s.id), t.fan().address))
		}
	}},
	{0.6, func(t *turn, s *show) {
		if s.curated {
			t.by(s.creator, s.curation, curationABI.PackUpdate(big.NewInt(1+(s.id+4)%10), big.NewInt(1+(s.id+1)%3)))
		}
	}},
	{0.7, func(t *turn, s *show) {
		switch s.id % 5 {
		case 1:
			t.by(s.owner, t.world.at.EventFactory, factoryABI.PackApprove(t.fan().address, big.NewInt(s.id)))
		case 3:
			t.by(s.owner, t.world.at.EventFactory, factoryABI.PackSetApprovalForAll(t.fan().address, s.id%2 == 1))
		}
	}},
	{0.8, func(t *turn, s *show) {
		if s.id%6 == 4 { // the NFT is sold before the start
			t.by(s.owner, t.world.at.EventFactory, factoryABI.PackTransferFrom(s.owner, t.fan().address, big.NewInt(s.id)))
		}
	}},
	{1.3, func(t *turn, s *show) {
		if s.id%4 == 1 {
			t.updateMetadata(s)
		}
	}},
	{1.6, func(t *turn, s *show) {
		if s.curated && s.id%2 == 1 {
			t.by(s.creator, s.curation, curationABI.PackDeactivate())
		}
	}},
	{1.85, func(t *turn, s *show) {
		// A patron lifts the tips over the reserve, where that is in reach.
		missing := new(big.Int).Sub(s.reserve, s.tips)
		if missing.Sign() > 0 && missing.Cmp(centi(100_000)) < 0 && t.tipsLeft > 0 && t.isLive(s) {
			t.sendTip(t.fan(), s, missing)
		}
	}},
	{2.1, func(t *turn, s *show) {
		switch {
		case s.id%9 == 8: // forgotten
		case s.tips.Sign() > 0 && s.tips.Cmp(s.reserve) >= 0:
			t.manage(s, managerABI.PackFinalizeRTA(big.NewInt(s.id)))
		case s.id%8 == 6: // hoped in vain: reverts
			t.manage(s, managerABI.PackFinalizeRTA(big.NewInt(s.id)))
		case s.id%8 == 2: // closes the tipping, so that the money can be had
			t.by(s.creator, t.world.at.LiveTipping, tippingABI.PackFinalizeEvent(big.NewInt(s.id)))
		}
	}},
	{2.3, func(t *turn, s *show) {
		if s.closed && s.tips.Sign() > 0 && s.id%2 == 0 {
			t.send(t.fan(), t.world.at.LiveTipping, nil, tippingABI.PackDistributeTips(big.NewInt(s.id)))
		}
	}},
	{2.5, func(t *turn, s *show) {
		if s.received {
			t.send(t.cast.agent, s.curation, nil, curationABI.PackWithdraw())
		}
	}},
	{2.7, func(t *turn, s *show) {
		if s.id%5 == 2 && !s.final {
			t.updateMetadata(s)
		}
	}},
}

// play lets happen what is due of the event's script; one act a block, so that
// the next chapter knows what came of it. It says whether the script is over.
func (t *turn) play(s *show) bool {
	before := len(t.calls)
	for len(t.calls) == before && s.chapter < len(script) && script[s.chapter].at <= s.phase(t.now) {
		script[s.chapter].play(t, s)
		s.chapter++
	}
	return s.chapter == len(script)
}

// catchUp skips the chapters before a time: what a chain from a folder told already.
func (s *show) catchUp(now uint64) {
	for s.chapter < len(script) && script[s.chapter].at <= s.phase(now) {
		s.chapter++
	}
}

// phase of the event at a time, in the unit of chapter.at.
func (s *show) phase(now uint64) float64 {
	part := func(from, to uint64) float64 { return float64(now-from) / float64(max(1, to-from)) }
	switch {
	case now < s.start:
		return part(min(s.minted, now), s.start)
	case now < s.end:
		return 1 + part(s.start, s.end)
	default:
		return 2 + float64(now-s.end)/float64(max(1, s.end-s.start))
	}
}

// by sends as address, when that is one of ours.
func (t *turn) by(address, to common.Address, data []byte) {
	if from, ours := t.cast.known[address]; ours {
		t.send(from, to, nil, data)
	}
}

// manage sends to EventManager as somebody who may: the NFT's owner, the
// event's delegate, or the platform's agent.
func (t *turn) manage(s *show, data []byte) {
	allowed := []actor{t.cast.agent}
	for _, address := range []common.Address{s.owner, s.delegate} {
		if a, ours := t.cast.known[address]; ours {
			allowed = append(allowed, a)
		}
	}
	t.send(allowed[t.dice.IntN(len(allowed))], t.world.at.EventManager, nil, data)
}

func (t *turn) updateMetadata(s *show) {
	uri := metadataURI(t.dice, title(t.dice), categories[s.id%int64(len(categories))])
	t.manage(s, managerABI.PackUpdateMetadata(big.NewInt(s.id), uri))
}
