package chat

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/chat/sidecar"
	"github.com/haus25/backend/store"
)

// Messenger is what the reactor needs of XMTP; *sidecar.Sidecar says what each call does and how it fails.
type Messenger interface {
	Reachable(ctx context.Context, wallets []common.Address) (map[common.Address]bool, error)
	Create(ctx context.Context, g sidecar.NewGroup) (sidecar.Group, error)
	Publish(ctx context.Context, id string) error
	Groups(ctx context.Context) ([]sidecar.Group, error)
	Group(ctx context.Context, id string) (sidecar.Group, error)
	Add(ctx context.Context, id string, wallets []common.Address) error
	Remove(ctx context.Context, id string, wallets []common.Address) error
	AddSuperAdmin(ctx context.Context, id string, wallet common.Address) error
	RemoveSuperAdmin(ctx context.Context, id string, wallet common.Address) error
	Update(ctx context.Context, id string, p sidecar.Profile) error
	Send(ctx context.Context, id, text string) error
	Changes(ctx context.Context, id string, after time.Time) ([]sidecar.Change, error)
}

// maxRooms bounds the rooms of an event that are believed to exist: 250,000 seats.
const maxRooms = 1000

// mark identifies a room's group; it stands in the group's appData.
type mark struct {
	chain   uint64
	factory common.Address
	event   uint64
	room    int // from 1
	after   int // the room whose place this one takes; 0: none
}

func newMark(id store.Identity, event uint64, room, after int) mark {
	return mark{id.ChainID, id.EventFactory, event, room, after}
}

func (m mark) String() string {
	s := fmt.Sprintf("haus:%d:%s:%d:%d", m.chain, protocol.Hex(m.factory), m.event, m.room)
	if m.after != 0 {
		s += fmt.Sprintf(":%d", m.after)
	}
	return s
}

// parseMark reads a group's appData; zero and false when it is not exactly what String writes.
func parseMark(appData string) (m mark, ok bool) {
	part := strings.Split(appData, ":")
	if len(appData) > 200 || len(part) != 5 && len(part) != 6 {
		return m, false
	}
	var errs [4]error
	m.chain, errs[0] = strconv.ParseUint(part[1], 10, 64)
	m.factory = common.HexToAddress(part[2])
	m.event, errs[1] = strconv.ParseUint(part[3], 10, 64)
	m.room, errs[2] = strconv.Atoi(part[4])
	if len(part) == 6 {
		m.after, errs[3] = strconv.Atoi(part[5])
	}
	ok = errors.Join(errs[:]...) == nil && m.room >= 1 && m.room <= maxRooms && m.after >= 0 && m.after < m.room && m.String() == appData
	if !ok {
		return mark{}, false
	}
	return m, true
}

// fault says of a messenger's error what the runner shall do.
func fault(err error, doing string, about ...any) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf(doing+": %w", append(about, err)...)
	if errors.Is(err, sidecar.ErrUnavailable) {
		return reactors.Unavailable("xmtp", err)
	}
	return err
}
