package stream

import (
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
)

// binding says whose a connection to SRS is.
type binding struct {
	Client  string         `json:"client"` // SRS's id
	Event   uint64         `json:"event"`
	Variant string         `json:"variant,omitempty"`
	Use     bearer.Use     `json:"use"`
	Wallet  common.Address `json:"wallet"`
	// Creator is the event's, of who publishes.
	Creator common.Address `json:"creator,omitzero"`
	Token   uint64         `json:"token"`  // its id
	Issued  uint64         `json:"issued"` // when the token was, Unix seconds
	Since   int64          `json:"since"`  // Unix seconds
	// Engine marks SRS's own transcoder, which has neither wallet nor token: it watches the source and publishes the ladder.
	Engine bool `json:"engine,omitempty"`

	bound  time.Time // when it was made, or read from the file
	server string    // where SRS's list showed it; empty: it has not yet
	seen   time.Time // when that was last
	missed int       // looks at that server since, which did not show it
}

func (b *binding) publishes() bool { return b.Use != bearer.Watch }

// fits tells whether the binding is of what SRS says that the client does.
func (b *binding) fits(c srs.Client) bool {
	event, variant, ok := streamOf(c)
	return ok && b.Event == event && b.Variant == variant && b.publishes() == c.Publish
}

// gone tells whether a look at which the client was missed shows that it left. The list is read page by page, so a single absence
// proves nothing.
func (b *binding) gone(at time.Time) bool {
	return b.missed >= 2 && at.Sub(b.bound) >= grace && at.Sub(b.seen) >= grace/2
}

// bindings are all of them. A map alone would have to be walked in callbacks.
type bindings struct {
	byClient map[string]*binding
	byToken  map[uint64]map[string]*binding // of those that watch
	byHolder map[holder]map[string]*binding // likewise
	byStream map[string]map[string]*binding // of those that publish, by the stream's name
}

func newBindings() bindings {
	return bindings{map[string]*binding{}, map[uint64]map[string]*binding{}, map[holder]map[string]*binding{}, map[string]map[string]*binding{}}
}

func (t *bindings) put(b *binding) {
	t.remove(b.Client)
	t.byClient[b.Client] = b
	if b.publishes() {
		into(t.byStream, srs.NameOf(b.Event, b.Variant), b)
	} else if !b.Engine {
		into(t.byToken, b.Token, b)
		into(t.byHolder, holder{b.Event, b.Wallet}, b)
	}
}

func (t *bindings) remove(client string) *binding {
	b := t.byClient[client]
	if b == nil {
		return nil
	}
	delete(t.byClient, client)
	if b.publishes() {
		out(t.byStream, srs.NameOf(b.Event, b.Variant), client)
	} else {
		out(t.byToken, b.Token, client)
		out(t.byHolder, holder{b.Event, b.Wallet}, client)
	}
	return b
}

func into[K comparable](m map[K]map[string]*binding, k K, b *binding) {
	if m[k] == nil {
		m[k] = map[string]*binding{}
	}
	m[k][b.Client] = b
}

func out[K comparable](m map[K]map[string]*binding, k K, client string) {
	if delete(m[k], client); len(m[k]) == 0 {
		delete(m, k)
	}
}

// noteChange notes a change of the bindings for the keeper. The caller holds mu.
func (s *Service) noteChange(b *binding) {
	s.changed = true
	s.urgent = s.urgent || b.publishes()
	s.touches[b.Event] = struct{}{}
	signal(s.keep)
	signal(s.stir)
}

// forget removes a client that left: from the bindings, and, until the next look, from what was last seen of SRS. The caller holds mu.
func (s *Service) forget(client string) {
	if b := s.bindings.remove(client); b != nil {
		s.noteChange(b)
	}
	delete(s.unbound, client)
	if len(s.left) < maxBindings {
		s.left[client] = struct{}{}
	}
}
