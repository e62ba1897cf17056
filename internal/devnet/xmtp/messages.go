package xmtp

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// errKnown: the entry is there already; the client, who did not hear of it, is told that it is written.
var errKnown = errors.New("known already")

type newGroupMessage struct {
	group   string
	content uint8
	data    []byte
	hmac    []byte
	push    bool
	digest  [sha256.Size]byte
}

func parseGroupMessage(b []byte) (write, error) {
	var m newGroupMessage
	err := each(b, func(tag, number uint64, data []byte) error {
		switch tag {
		case 1<<3 | lenBytes:
			m.data = data
		case 2<<3 | lenBytes:
			m.hmac = data
		case 3<<3 | varint:
			m.push = number != 0
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the group message: %w", err)
	}
	group, content, err := readFraming(m.data)
	if err != nil {
		return nil, err
	}
	m.group, m.content = string(group), content
	hash := sha256.New()
	hash.Write(group)
	hash.Write(m.data)
	hash.Sum(m.digest[:0])
	return m, nil
}

func (m newGroupMessage) check(s *state) error {
	if _, known := s.seen[m.digest]; known {
		return errKnown
	}
	return nil
}

func (m newGroupMessage) apply(s *state, id uint64, at int64) {
	s.seen[m.digest] = struct{}{}
	s.messages.append(&item{id: id, topic: m.group, wire: m.encode(id, at, true), meta: m.encode(id, at, false)})

	g := s.group[m.group]
	if g == nil {
		g = &Group{ID: hex.EncodeToString([]byte(m.group))}
		s.group[m.group] = g
		s.groups = append(s.groups, g)
	}
	switch m.content {
	case contentCommit:
		g.Commits++
	case contentProposal:
		g.Proposals++
	default:
		g.Messages++
	}
}

// encode as a GroupMessage.
func (m newGroupMessage) encode(id uint64, at int64, content bool) []byte {
	v1 := putNumber(nil, 1, id)
	v1 = putNumber(v1, 2, uint64(at))
	v1 = putBytes(v1, 3, []byte(m.group))
	if content {
		v1 = putBytes(v1, 4, m.data)
		v1 = putBytes(v1, 5, m.hmac)
	}
	v1 = putBool(v1, 6, m.push)
	// Clients keep the cursors of commits apart from those of everything else, by this flag.
	v1 = putBool(v1, 7, m.content == contentCommit)
	return putBytes(nil, 1, v1)
}

// newWelcome is a WelcomeMessageInput. V1 (1) and WelcomePointer (2) have the
// same fields: in, installation key, payload, HPKE key and algorithm are 1 to 4;
// out they are 3 to 6, after id and time. V1's metadata is 7 on both sides.
type newWelcome struct {
	variant      uint64
	installation string
	payload      []byte
	hpkeKey      []byte
	algorithm    uint64
	metadata     []byte
}

func parseWelcome(b []byte) (write, error) {
	var w newWelcome
	err := each(b, func(tag, _ uint64, data []byte) error {
		if tag != 1<<3|lenBytes && tag != 2<<3|lenBytes {
			return nil
		}
		w = newWelcome{variant: tag >> 3}
		return each(data, func(tag, number uint64, data []byte) error {
			switch tag {
			case 1<<3 | lenBytes:
				w.installation = string(data)
			case 2<<3 | lenBytes:
				w.payload = data
			case 3<<3 | lenBytes:
				w.hpkeKey = data
			case 4<<3 | varint:
				w.algorithm = number
			case 7<<3 | lenBytes:
				w.metadata = data
			}
			return nil
		})
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the welcome: %w", err)
	case w.variant == 0:
		return nil, errors.New("read the welcome: it is neither V1 nor a pointer")
	case w.installation == "":
		return nil, errors.New("read the welcome: it names no installation")
	}
	return w, nil
}

func (newWelcome) check(*state) error { return nil }

func (w newWelcome) apply(s *state, id uint64, at int64) {
	b := putNumber(nil, 1, id)
	b = putNumber(b, 2, uint64(at))
	b = putBytes(b, 3, []byte(w.installation))
	b = putBytes(b, 4, w.payload)
	b = putBytes(b, 5, w.hpkeKey)
	b = putNumber(b, 6, w.algorithm)
	if w.variant == 1 {
		b = putBytes(b, 7, w.metadata)
	}
	s.welcomes.append(&item{id: id, topic: w.installation, wire: putBytes(nil, protowire.Number(w.variant), b)})
}

type newCommitLog struct {
	group     string
	entry     []byte
	signature []byte // nil: none
}

func parseCommitLog(b []byte) (write, error) {
	var c newCommitLog
	err := each(b, func(tag, _ uint64, data []byte) error {
		switch tag {
		case 1<<3 | lenBytes:
			c.group = string(data)
		case 2<<3 | lenBytes:
			c.entry = data
		case 3<<3 | lenBytes:
			c.signature = data
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the commit log entry: %w", err)
	case c.group == "":
		return nil, errors.New("read the commit log entry: it names no group")
	}
	return c, nil
}

func (newCommitLog) check(*state) error { return nil }

func (c newCommitLog) apply(s *state, id uint64, _ int64) {
	b := putNumber(nil, 1, id)
	b = putBytes(b, 2, c.entry)
	if c.signature != nil {
		b = putBytes(b, 3, c.signature)
	}
	s.commitLog.append(&item{id: id, topic: c.group, wire: b})
}
