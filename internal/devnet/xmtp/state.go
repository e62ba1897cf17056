package xmtp

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"connectrpc.com/connect"
)

// maxIdentityUpdates of one inbox: the official node's limit. A client that
// makes a new installation at every start meets it here as there.
const maxIdentityUpdates = 256

// state is everything the node knows: a function of the entries written to it,
// in their order.
type state struct {
	last   uint64 // id of the newest entry; ids count from 1
	lastAt int64  // when it was written, Unix nanoseconds; ascending

	updates     map[string][]identityUpdate // by inbox id
	owners      map[identifier][]string     // inbox ids, in the order of their associations
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
		owners:      make(map[identifier][]string),
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

// identifier is a wallet's address or a passkey.
type identifier struct {
	kind  uint64 // IdentifierKind of the API
	value string
}

const (
	kindEthereum = 1
	kindPasskey  = 2
)

// newIdentifier: old clients leave the kind out and mean an address, which is
// the same in either case of its letters.
func newIdentifier(kind uint64, value string) identifier {
	if kind == 0 || kind == kindEthereum {
		return identifier{kindEthereum, strings.ToLower(value)}
	}
	return identifier{kind, value}
}

// identityUpdate is one entry of an inbox's log, as it is served.
type identityUpdate struct {
	id uint64
	at int64
	// raw is the update as the client signed it.
	raw []byte
}

type newIdentityUpdate struct {
	raw   []byte
	inbox string
	steps []association
}

// association is added to the inbox, or revoked.
type association struct {
	identifier identifier
	revoked    bool
}

func parseIdentityUpdate(b []byte) (write, error) {
	u := newIdentityUpdate{raw: b}
	err := each(b, func(tag, _ uint64, data []byte) error {
		switch tag {
		case 1<<3 | lenBytes: // actions
			return each(data, func(tag, _ uint64, action []byte) error {
				step, ok, err := parseAction(tag, action)
				if err == nil && ok {
					u.steps = append(u.steps, step)
				}
				return err
			})
		case 3<<3 | lenBytes:
			u.inbox = string(data)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the identity update: %w", err)
	}
	if u.inbox == "" {
		return nil, errors.New("read the identity update: it names no inbox")
	}
	return u, nil
}

// parseAction reads what an IdentityAction means for the identifiers of its
// inbox: ok is false when nothing.
func parseAction(tag uint64, action []byte) (step association, ok bool, err error) {
	switch tag {
	case 1<<3 | lenBytes: // create inbox
		var value string
		var kind uint64
		err = each(action, func(tag, number uint64, data []byte) error {
			switch tag {
			case 1<<3 | lenBytes:
				value = string(data)
			case 4<<3 | varint:
				kind = number
			}
			return nil
		})
		return association{identifier: newIdentifier(kind, value)}, err == nil && value != "", err
	case 2<<3 | lenBytes, 3<<3 | lenBytes: // add, revoke
		member, err := only(action, 1)
		if err != nil {
			return association{}, false, err
		}
		step.identifier, ok, err = parseMember(member)
		step.revoked = tag>>3 == 3
		return step, ok, err
	}
	return association{}, false, nil
}

// parseMember reads a MemberIdentifier. Installations are members too; nobody
// looks an inbox up by one, so ok is false for them.
func parseMember(b []byte) (id identifier, ok bool, err error) {
	err = each(b, func(tag, _ uint64, data []byte) error {
		switch tag {
		case 1<<3 | lenBytes:
			id, ok = newIdentifier(kindEthereum, string(data)), true
		case 3<<3 | lenBytes:
			key, err := only(data, 1)
			// The SDK asks for passkeys by the hexadecimal form of their key.
			id, ok = newIdentifier(kindPasskey, fmt.Sprintf("%x", key)), true
			return err
		}
		return nil
	})
	return id, ok && err == nil, err
}

func (u newIdentityUpdate) check(s *state) error {
	if len(s.updates[u.inbox]) >= maxIdentityUpdates {
		return connect.NewError(connect.CodeResourceExhausted, fmt.Errorf("inbox %s has %d identity updates, and no inbox has more", u.inbox, maxIdentityUpdates))
	}
	return nil
}

func (u newIdentityUpdate) apply(s *state, id uint64, at int64) {
	s.updates[u.inbox] = append(s.updates[u.inbox], identityUpdate{id, at, u.raw})
	for _, step := range u.steps {
		var others []string // a new slice: an answer may still read the old one
		for _, inbox := range s.owners[step.identifier] {
			if inbox != u.inbox {
				others = append(others, inbox)
			}
		}
		if !step.revoked {
			others = append(others, u.inbox)
		}
		s.owners[step.identifier] = others
	}
}

// inboxOf is the inbox that the identifier was last associated with and not
// revoked from; "" when there is none.
func (s *state) inboxOf(id identifier) string {
	inboxes := s.owners[id]
	if len(inboxes) == 0 {
		return ""
	}
	return inboxes[len(inboxes)-1]
}

type newKeyPackage struct {
	installation string
	raw          []byte
}

func parseKeyPackage(b []byte) (write, error) {
	key, err := readInstallationKey(b)
	return newKeyPackage{string(key), b}, err
}

func (newKeyPackage) check(*state) error { return nil }

func (k newKeyPackage) apply(s *state, _ uint64, _ int64) { s.keyPackages[k.installation] = k.raw }
