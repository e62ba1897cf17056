package api

import (
	"context"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// Curations takes orders for events' curation and knows what of it runs. Its methods are called by any goroutine, and ask nobody.
type Curations interface {
	// Order hands an order to the reactor and returns its number; 0: what was ordered is there already, or on its way. Errors that may
	// be shown are *store.CurationRefused and store.ErrNotFound.
	Order(ctx context.Context, wallet common.Address, event uint64, o store.CurationOrder) (uint64, error)
	// Live are the event's jobs that run now, which win over those of the same ID in store.CurationState, and a channel that is closed
	// at the next change of any of them.
	Live(event uint64) ([]store.CurationJob, <-chan struct{})
	// Limits are how many drafts a platform gets of the event, and got. Errors are those of Order.
	Limits(event uint64, platform string) (store.CurationLimits, error)
}

// CurationStatus is what curation did and may do today (UTC).
type CurationStatus struct {
	Day, Budget store.CurationSpent
	// Newcomers is what creators without a history took of the day, and NewcomersBudget the most that they may take together.
	Newcomers, NewcomersBudget store.CurationSpent
	Plans, PlansBudget         uint64 // events planned today, and the most; a budget of 0: no limit
	Running                    int    // jobs
	Models                     []CurationModel
	Research                   []string // public names of the sources that are configured
	// Calls and Failures are since the start, by model.
	Calls, Failures map[string]uint64
}

// CurationModel is a configured model of a role.
type CurationModel struct {
	Role, Model string
	OK          bool
	Why         string // public: why it cannot be used; empty: it can
	PriceKnown  bool
}
