package stream

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/store"
)

// holder is a wallet in an event.
type holder struct {
	event  uint64
	wallet common.Address
}

// revocation is the receipt of a wallet that said that its tokens for an event are not good any more.
type revocation struct {
	Wallet common.Address `json:"wallet"`
	At     uint64         `json:"at"` // wall clock, Unix seconds: tokens issued until then
}

const kindRevoke = "revoke"

// revocations reads what was ever revoked. Only this service writes it.
func revocations(s *store.Store) (map[holder]uint64, error) {
	v, err := s.View()
	if err != nil {
		return nil, err
	}
	defer v.Release()
	out := map[holder]uint64{}
	for r, err := range v.AllReceipts(Name) {
		if err != nil {
			return nil, fmt.Errorf("read what was revoked: %w", err)
		}
		if r.Kind != kindRevoke {
			continue
		}
		var x revocation
		if err := json.Unmarshal(r.Data, &x); err != nil {
			return nil, fmt.Errorf("read receipt %d, a revocation of event %d: %w", r.Number, r.EventID, err)
		}
		h := holder{r.EventID, x.Wallet}
		out[h] = max(out[h], x.At)
	}
	return out, nil
}

func (s *Service) revokedAt(event uint64, wallet common.Address) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revoked[holder{event, wallet}]
}

// Revoke ends all tokens that the wallet was given for the event until now, and disconnects who uses them. Its errors that the wallet
// may know are *srs.Denied: 403 for a wallet that has no right in the event (its tokens are no good as it is), 404, 429 within a
// minute of the last time, 503. After any other error the tokens are refused until the next start, and may be so for good.
func (s *Service) Revoke(_ context.Context, wallet common.Address, event uint64) error {
	v, e, err := s.event(event)
	if err != nil {
		return err
	}
	defer v.Release()
	var no *srs.Denied
	for _, use := range []bearer.Use{bearer.Watch, bearer.Enhance} { // who may publish may watch
		if no, err = s.standing(v, e, wallet, use); err != nil {
			return err
		} else if no == nil {
			break
		}
	}
	if no != nil {
		return denied(http.StatusForbidden, "%s has no right in event %d, so no token of it is good", wallet, event)
	}
	h, now := holder{event, wallet}, uint64(s.Now().Unix())
	s.mu.Lock()
	before := s.revoked[h]
	if before != 0 && now < before+seconds(revokePause) && before < now+seconds(revokePause) {
		s.mu.Unlock()
		return denied(http.StatusTooManyRequests, "the tokens of %s for event %d were revoked %d s ago: once a minute is enough", wallet, event, now-min(now, before))
	}
	// In memory first: from here on the tokens are refused, whatever becomes of the receipt.
	s.revoked[h] = max(now, before)
	s.mu.Unlock()
	data, err := json.Marshal(revocation{wallet, max(now, before)})
	if err != nil {
		return err
	}
	if _, err := s.Store.Record(store.Receipt{Reactor: Name, EventID: event, Kind: kindRevoke, Time: now, Data: data, Touch: true}); err != nil {
		return fmt.Errorf("record that tokens of event %d are revoked: %w", event, err)
	}
	return nil
}
