package xmtp

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"connectrpc.com/connect"
)

// maxIdentityUpdates of one inbox: the official node's limit. A client that
// makes a new installation at every start meets it here as there.
const maxIdentityUpdates = 256

// isAddress: kinds of identifiers are Ethereum addresses (1) and passkeys (2);
// old clients leave the kind out and mean an address.
func isAddress(kind uint64) bool { return kind <= 1 }

// identityUpdate is one entry of an inbox's log, as it is served.
type identityUpdate struct {
	id  uint64
	at  int64
	raw []byte // as the client signed it
}

type newIdentityUpdate struct {
	raw   []byte
	inbox string
	steps []association
}

// association of an address with the inbox, made or revoked.
type association struct {
	address string
	revoked bool
}

func parseIdentityUpdate(b []byte) (write, error) {
	u := newIdentityUpdate{raw: b}
	err := each(b, func(tag, _ uint64, data []byte) error {
		switch tag {
		case 1<<3 | lenBytes:
			return each(data, func(tag, _ uint64, action []byte) error {
				step, err := parseAction(tag, action)
				if step.address != "" {
					u.steps = append(u.steps, step)
				}
				return err
			})
		case 3<<3 | lenBytes:
			u.inbox = string(data)
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the identity update: %w", err)
	case u.inbox == "":
		return nil, errors.New("read the identity update: it names no inbox")
	}
	return u, nil
}

// parseAction reads what an IdentityAction does to an address of its inbox. The
// address is "" when that is nothing: installations and passkeys are members of
// inboxes too, but nobody looks an inbox up by them here.
func parseAction(tag uint64, action []byte) (association, error) {
	const (
		createInbox       = 1<<3 | lenBytes
		addAssociation    = 2<<3 | lenBytes
		revokeAssociation = 3<<3 | lenBytes
	)
	var address []byte
	var kind uint64
	var err error
	switch tag {
	case createInbox:
		err = each(action, func(tag, number uint64, data []byte) error {
			switch tag {
			case 1<<3 | lenBytes:
				address = data
			case 4<<3 | varint:
				kind = number
			}
			return nil
		})
	case addAssociation, revokeAssociation:
		var member []byte
		if member, err = only(action, 1); err == nil {
			address, err = only(member, 1)
		}
	}
	if err != nil || !isAddress(kind) {
		return association{}, err
	}
	return association{strings.ToLower(string(address)), tag == revokeAssociation}, nil
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
		inboxes := slices.DeleteFunc(s.owners[step.address], func(inbox string) bool { return inbox == u.inbox })
		if !step.revoked {
			inboxes = append(inboxes, u.inbox)
		}
		s.owners[step.address] = inboxes
	}
}

// inboxOf is the inbox that the address was last associated with and not revoked
// from; "" when there is none.
func (s *state) inboxOf(address string) string {
	inboxes := s.owners[strings.ToLower(address)]
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
	if err != nil {
		return nil, err
	}
	return newKeyPackage{string(key), b}, nil
}

func (newKeyPackage) check(*state) error { return nil }

func (k newKeyPackage) apply(s *state, _ uint64, _ int64) { s.keyPackages[k.installation] = k.raw }
