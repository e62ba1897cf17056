package seinode

import (
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// text draws a string as an attacker would fill it in: mostly ordinary, else anything that bytes can be.
func (g *generator) text(ordinary string) string {
	switch g.rng.IntN(24) {
	case 0:
		return ""
	case 1:
		return string(g.bytes(1 + g.rng.IntN(40))) // hardly ever UTF-8
	case 2:
		return "\x00\x1b[31m\r\n\t\x7f\u0085\u2028 " + ordinary
	case 3:
		return "\u202e" + ordinary + "\u2066🎭\ufeff e\u0301"
	case 4:
		return `<script>alert("haus")</script>{{.}}%s'; DROP TABLE events;--../../etc/passwd`
	case 5:
		return "cut in a rune \xf0\x9f\x8e"
	case 6:
		if g.chance(0.2) {
			return strings.Repeat(ordinary+"\xff ", 300+g.rng.IntN(2500))
		}
	}
	return fmt.Sprintf("%s-%d", ordinary, g.rng.IntN(1000))
}

func (g *generator) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(g.rng.Uint32())
	}
	return b
}

func (g *generator) hash() common.Hash { return common.BytesToHash(g.bytes(32)) }

func raw(from common.Address, t common.Hash, indexed []value, data []byte) RawLog {
	topics := []common.Hash{t}
	for _, v := range indexed {
		topics = append(topics, v.word)
	}
	return RawLog{Address: from, Topics: topics, Data: data}
}

// forge makes well-formed look-alikes at a stranger's address, about real and unreal events.
func (g *generator) forge(p *play) Raw {
	x := g.strangers[g.rng.IntN(len(g.strangers))]
	id, who := g.rng.Uint64N(uint64(len(p.s.events)+2)), addr(g.actor())
	kiosk := x // so that the stranger's TicketMinted comes from the kiosk the stranger announced
	if len(p.s.events) > 0 && g.chance(0.3) {
		kiosk = g.event(p.s).kiosk
	}
	all := []RawLog{
		raw(x, logEventCreated.topic, ix(num(id), who), pack(num(p.time+60), wei(g.amount(1)), text(g.text("fake")), text("improv"), addr(kiosk))),
		raw(x, logTicketMinted.topic, ix(num(1+g.rng.Uint64N(9)), who), pack(text("fake"), text("improv"), wei(g.amount(0)))),
		raw(x, logTicketTransfer.topic, ix(addr(zero), who), pack(wei(g.amount(1)))),          // ERC-20
		raw(x, logTicketTransfer.topic, ix(who, addr(g.actor()), num(g.rng.Uint64N(9))), nil), // ERC-721
		raw(x, logTipReceived.topic, ix(num(id), who), pack(wei(g.amount(1)), text("fake"), num(0))),
		raw(x, logFinalized.topic, ix(num(id)), nil),
		raw(x, logCurationDeployed.topic, ix(num(id), who), pack(addr(x), num(1))),
		raw(x, logWhitelist.topic, ix(who, flag(true)), nil),
		raw(x, logProxyCreated.topic, ix(num(id), who), pack(addr(x))),
		raw(x, logMetadataUpdated.topic, ix(num(id)), pack(text("ipfs://fake"))),
		raw(x, g.hash(), nil, g.bytes(g.rng.IntN(100))),                   // no log we know
		{Address: x, Topics: []common.Hash{}, Data: g.bytes(5)},           // LOG0
		raw(x, logTicketTransfer.topic, ix(who, addr(zero), num(1)), nil), // a burn
		raw(x, logHighestTipper.topic, ix(num(id), addr(zero), addr(g.actor())), pack(wei(g.amount(1)))),
	}
	out := make(Raw, 1+g.rng.IntN(3))
	for i := range out {
		out[i] = all[g.rng.IntN(len(all))]
	}
	return out
}

// garbage makes logs at the protocol's own addresses that no ABI decodes: right topic and wrong data,
// too few or too many topics, an unknown topic, no topic at all. A proxy's upgrade could bring these.
func (g *generator) garbage(p *play) Garbage {
	c, s := g.contracts, p.s
	id, who := num(g.rng.Uint64N(uint64(len(s.events)+1))), addr(g.actor())
	beyond := pack(num(1), num(1), num(1<<40), num(160), addr(zero)) // a string that starts past the end
	all := []RawLog{
		raw(c.EventFactory, logEventCreated.topic, ix(id, who), beyond),
		raw(c.EventFactory, logEventCreated.topic, ix(id, who), g.bytes(31)),
		raw(c.EventFactory, logEventCreated.topic, ix(id), pack(num(1), num(1), text(""), text(""), addr(zero))),
		raw(c.EventFactory, logMetadataUpdated.topic, ix(id), pack(num(32), num(1<<50))), // a string longer than the data
		raw(c.EventFactory, logMetadataUpdated.topic, ix(id), nil),                       // no data where there has to be some
		raw(c.EventFactory, logEventTransfer.topic, ix(who, who), pack(id)),              // ERC-20's layout
		raw(c.EventFactory, logFinalized.topic, nil, pack(id)),                           // not indexed
		raw(c.EventManager, logProxyCreated.topic, ix(id, who), nil),
		raw(c.EventManager, g.hash(), ix(id), nil),
		{Address: c.EventFactory, Topics: []common.Hash{}, Data: g.bytes(40)},
		raw(c.LiveTipping, logTipReceived.topic, ix(id, who), pack(num(5), num(1<<60), num(0))),
		raw(c.LiveTipping, logTipReceived.topic, ix(id, who), nil),
		raw(c.LiveTipping, logHighestTipper.topic, ix(id, who), pack(num(1))),
		raw(c.Distributor, logTipDistributed.topic, ix(id, who), g.bytes(40)),
	}
	if len(s.events) > 0 {
		e := g.event(s)
		all = append(all,
			raw(e.kiosk, logTicketMinted.topic, ix(num(1), who), nil),
			raw(e.kiosk, logTicketMinted.topic, ix(num(1), who), pack(num(96), num(1<<40), num(1))),
			raw(e.kiosk, logTicketTransfer.topic, ix(who, who), pack(num(1))),
			raw(e.kiosk, g.hash(), ix(who, who, num(1)), nil),
		)
		if cu := e.curation(); cu != nil {
			all = append(all, raw(cu.address, logCurationUpdated.topic, ix(id), pack(num(1))))
		}
	}
	return Garbage(all[g.rng.IntN(len(all))])
}
