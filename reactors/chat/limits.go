package chat

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

// use is one thing that counts for a limit of a day.
func use(id string, creator common.Address) reactors.Use {
	u := reactors.Use{ID: id, Creator: creator}
	u.Amount.SetOne()
	return u
}

// groupsMade tells which groups were made since the beginning of a day.
func (r *Reactor) groupsMade(v *store.View, day time.Time) ([]reactors.Use, error) {
	return since(v, day, kindGroup, func(receipt store.Receipt, g groupReceipt) reactors.Use {
		return use(newMark(r.Identity, receipt.EventID, g.Room, g.After).String(), g.Creator)
	})
}

// noticesSent tells which notices were sent since the beginning of a day.
func noticesSent(v *store.View, day time.Time) ([]reactors.Use, error) {
	return since(v, day, kindNotice, func(r store.Receipt, n noticeReceipt) reactors.Use {
		return use(noticeID(r.EventID, n.Notice), common.Address{})
	})
}

func since[T any](v *store.View, day time.Time, kind string, as func(store.Receipt, T) reactors.Use) (uses []reactors.Use, err error) {
	for r, err := range v.AllReceipts(Name) {
		if err != nil {
			return nil, err
		}
		at := time.Unix(int64(r.Time), 0)
		if r.Kind != kind || at.Before(day) || !at.Before(day.Add(24*time.Hour)) { // a later one: the clock was wrong
			continue
		}
		var what T
		if err := json.Unmarshal(r.Data, &what); err != nil {
			return nil, fmt.Errorf("receipt %d, %s: %w", r.Number, r.Kind, err)
		}
		uses = append(uses, as(r, what))
	}
	return uses, nil
}

func noticeID(event uint64, notice string) string { return fmt.Sprintf("%d/%s", event, notice) }
