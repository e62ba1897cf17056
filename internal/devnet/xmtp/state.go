package xmtp

import (
	"crypto/sha256"
	"fmt"
)

// state is everything the node knows: a function of the entries written to it,
// in their order.
type state struct {
	last   uint64 // id of the newest entry; ids count from 1
	lastAt int64  // when it was written, Unix nanoseconds; ascending

	updates     map[string][]identityUpdate // by inbox id
	owners      map[string][]string         // inbox ids by address, in the order of their associations
	keyPackages map[string][]byte           // by installation key

	messages  topics // by group id
	seen      map[[sha256.Size]byte]struct{}
	welcomes  topics // by installation key
	commitLog topics // by group id

	groups []*Group // in the order of their first message
	group  map[string]*Group
}

func newState() *state {
	return &state{
		updates:     make(map[string][]identityUpdate),
		owners:      make(map[string][]string),
		keyPackages: make(map[string][]byte),
		seen:        make(map[[sha256.Size]byte]struct{}),
		group:       make(map[string]*Group),
	}
}

// write is a parsed entry.
type write interface {
	// check says whether the entry may be written now: errKnown when it is there
	// already, or an error for the client.
	check(*state) error
	// apply writes it. It cannot fail.
	apply(s *state, id uint64, at int64)
}

// kind of an entry, as the journal has it: never renumber.
type kind byte

const (
	kindIdentityUpdate kind = 1 // IdentityUpdate
	kindKeyPackage     kind = 2 // KeyPackage, TLS-serialized
	kindGroupMessage   kind = 3 // GroupMessageInput.V1
	kindWelcome        kind = 4 // WelcomeMessageInput
	kindCommitLog      kind = 5 // PublishCommitLogRequest
)

func parse(k kind, body []byte) (write, error) {
	switch k {
	case kindIdentityUpdate:
		return parseIdentityUpdate(body)
	case kindKeyPackage:
		return parseKeyPackage(body)
	case kindGroupMessage:
		return parseGroupMessage(body)
	case kindWelcome:
		return parseWelcome(body)
	case kindCommitLog:
		return parseCommitLog(body)
	}
	return nil, fmt.Errorf("entries of kind %d are unknown", k)
}
