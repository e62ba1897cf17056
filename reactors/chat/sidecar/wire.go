package sidecar

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// frame is one line of the protocol: JSON-RPC 2.0, a request, a notification or a response, in either direction.
type frame struct {
	Version string          `json:"jsonrpc"`
	ID      *uint64         `json:"id,omitempty"` // absent: a notification
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *wireError      `json:"error,omitempty"`
	// Timeout, in milliseconds, is how long the caller waits (an addition to JSON-RPC): what has not begun by then need not begin.
	Timeout int64 `json:"timeoutMs,omitempty"`
}

type wireError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    struct {
		Kind      string           `json:"kind"`
		Addresses []common.Address `json:"addresses,omitempty"`
	} `json:"data"`
}

// err makes of the child's answer the error that callers decide by.
func (e *wireError) err(method string) error {
	said := printable(e.Message, maxMessage)
	switch e.Data.Kind {
	case "unavailable":
		return fmt.Errorf("XMTP %s: %s: %w", method, said, ErrUnavailable)
	case "notMember":
		return fmt.Errorf("XMTP %s: %w", method, ErrNotMember)
	case "full":
		return fmt.Errorf("XMTP %s: %s: %w", method, said, ErrFull)
	case "noSuchMember":
		return fmt.Errorf("XMTP %s: %w", method, ErrNoSuchMember)
	case "invalid":
		return fmt.Errorf("XMTP %s: %s: %w", method, said, ErrInvalid)
	case "unreachable":
		if len(e.Data.Addresses) > 0 && len(e.Data.Addresses) <= MaxBatch {
			return fmt.Errorf("XMTP %s: %w", method, &UnreachableError{e.Data.Addresses})
		}
	}
	return &CallError{Method: method, Message: said}
}

type wireInbox struct {
	ID        string           `json:"inbox"`
	Addresses []common.Address `json:"addresses"`
}

// maxAddresses is the most wallets of an inbox. XMTP allows 256 identity updates, of which each can add several.
const maxAddresses = 256

func (w wireInbox) inbox() (Inbox, error) {
	if !isHex(w.ID, 32) {
		return Inbox{}, fmt.Errorf("the sidecar tells of an impossible inbox %q: %w", printable(w.ID, 64), ErrUnavailable)
	}
	// Its owner's doing, so it may stop this group, but must not look like an outage, which stops them all.
	if len(w.Addresses) > maxAddresses {
		return Inbox{}, &CallError{Method: "inbox", Message: fmt.Sprintf("%s has %d wallets, and more than %d are not taken", w.ID, len(w.Addresses), maxAddresses)}
	}
	return Inbox(w), nil
}

type wireGroup struct {
	ID          string `json:"id"`
	AppData     string `json:"appData"`
	Name        string `json:"name"`
	Description string `json:"description"`
	ImageURL    string `json:"imageURL"`
	Created     string `json:"created"` // nanoseconds, a decimal string: JavaScript's numbers do not hold them
	Active      bool   `json:"active"`
	Creator     string `json:"creator"`
	AddedBy     string `json:"addedBy"`
	Epoch       string `json:"epoch"` // decimal; only where members are
	Members     []struct {
		wireInbox
		Role Role `json:"role"`
	} `json:"members"`
}

func (w *wireGroup) group() (Group, error) {
	created, err := strconv.ParseInt(w.Created, 10, 64)
	if err != nil || validGroupID(w.ID) != nil {
		return Group{}, fmt.Errorf("the sidecar tells of an impossible group %q: %w", printable(w.ID, 64), ErrUnavailable)
	}
	g := Group{
		ID: w.ID, AppData: cut(w.AppData, MaxAppData), Name: cut(w.Name, MaxName), Description: cut(w.Description, MaxDescription),
		ImageURL: cut(w.ImageURL, MaxImageURL), Created: time.Unix(0, created), Active: w.Active, Creator: w.Creator, AddedBy: w.AddedBy,
	}
	if w.Epoch != "" {
		if g.Epoch, err = strconv.ParseUint(w.Epoch, 10, 64); err != nil {
			return Group{}, fmt.Errorf("the sidecar tells of an impossible epoch %q: %w", printable(w.Epoch, 64), ErrUnavailable)
		}
	}
	for _, m := range w.Members {
		inbox, err := m.inbox()
		if err != nil {
			return Group{}, err
		}
		if m.Role > RoleSuperAdmin {
			return Group{}, fmt.Errorf("the sidecar tells of an impossible role %d: %w", m.Role, ErrUnavailable)
		}
		g.Members = append(g.Members, Member{Inbox: inbox, Role: m.Role})
	}
	return g, nil
}

type wireChanges struct {
	Changes []struct {
		At      string      `json:"at"` // nanoseconds, a decimal string
		By      wireInbox   `json:"by"`
		Added   []wireInbox `json:"added"`
		Removed []wireInbox `json:"removed"`
		Left    []wireInbox `json:"left"`
	} `json:"changes"`
	Next string `json:"next"` // the time up to which this page goes, as At
	More bool   `json:"more"`
}

func (w *wireChanges) changes() (changes []Change, err error) {
	inboxes := func(wire []wireInbox) (list []Inbox) {
		for _, each := range wire {
			inbox, e := each.inbox()
			if e != nil {
				err = e
			}
			list = append(list, inbox)
		}
		return list
	}
	for _, c := range w.Changes {
		at, e := strconv.ParseInt(c.At, 10, 64)
		if e != nil {
			return nil, fmt.Errorf("the sidecar tells of an impossible time %q: %w", printable(c.At, 40), ErrUnavailable)
		}
		by := inboxes([]wireInbox{c.By})
		changes = append(changes, Change{At: time.Unix(0, at), By: by[0], Added: inboxes(c.Added), Removed: inboxes(c.Removed), Left: inboxes(c.Left)})
	}
	return changes, err
}

func validGroupID(id string) error {
	if !isHex(id, 16) {
		return fmt.Errorf("%q is no group id, which has 32 hexadecimal digits: %w", printable(id, 64), ErrInvalid)
	}
	return nil
}

func isHex(s string, bytes int) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == bytes
}

// cut keeps at most most characters.
func cut(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}
