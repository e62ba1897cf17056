package devnet

import (
	"crypto/ecdsa"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Enough people that most wallets hold few tickets, as in the world.
const (
	creators = 48
	fans     = 600
	// A story told live is of fewer: so many come back that they meet, and each can have a chat client.
	regulars = 40
)

// actor is somebody with a key.
type actor struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

// cast is everybody in the story. Keys follow from the seed alone: they are
// public knowledge and worthless anywhere else.
type cast struct {
	owner    actor // deploys the platform and administrates it
	agent    actor // acts for the platform: on EventManager's global whitelist
	haus     actor // of the daemon that watches: whitelisted too, and never acts in the story, whose nonces would be in its way
	stranger actor // deploys look-alikes
	// Of the premiere: not in the genesis block, and the viewers not in known, so that nothing happens to their tickets by chance.
	performer actor
	viewers   [Audience]actor
	treasury  common.Address
	creators  []actor
	fans      []actor
	known     map[common.Address]actor
}

func newCast(seed uint64) *cast {
	c := &cast{known: map[common.Address]actor{}}
	c.owner = c.hire(seed, "owner", 0)
	c.agent = c.hire(seed, "agent", 0)
	c.haus = newActor(seed, "haus", 0)
	c.stranger = c.hire(seed, "stranger", 0)
	c.treasury = newActor(seed, "treasury", 0).address
	c.performer = newActor(seed, "performer", 0)
	for i := range c.viewers {
		c.viewers[i] = newActor(seed, "viewer", i)
	}
	for i := range creators {
		c.creators = append(c.creators, c.hire(seed, "creator", i))
	}
	for i := range fans {
		c.fans = append(c.fans, c.hire(seed, "fan", i))
	}
	return c
}

// key is that of anybody in the story; nil when the address is nobody's.
func (c *cast) key(of common.Address) *ecdsa.PrivateKey {
	for _, guest := range append(c.viewers[:], c.performer) {
		if guest.address == of {
			return guest.key
		}
	}
	return c.known[of].key
}

func (c *cast) hire(seed uint64, role string, index int) actor {
	a := newActor(seed, role, index)
	c.known[a.address] = a
	return a
}

// addresses of everybody who needs money.
func (c *cast) addresses() []common.Address {
	all := []common.Address{c.haus.address}
	for address := range c.known {
		all = append(all, address)
	}
	return all
}

func newActor(seed uint64, role string, index int) actor {
	// A hash is no valid key about once in 2^128.
	key, err := crypto.ToECDSA(crypto.Keccak256(fmt.Appendf(nil, "haus devnet %d %s %d", seed, role, index)))
	if err != nil {
		panic(fmt.Sprintf("derive the key of %s %d from seed %d: %v", role, index, seed, err))
	}
	return actor{key: key, address: crypto.PubkeyToAddress(key.PublicKey)}
}
