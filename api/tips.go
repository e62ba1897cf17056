package api

import (
	"strconv"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// tipJSON is a tip as it is shown.
type tipJSON struct {
	TipID           string `json:"tipId"`
	EventID         string `json:"eventId"`
	Tipper          string `json:"tipper"`
	Amount          string `json:"amount"`
	AmountSei       string `json:"amountSei"`
	Message         string `json:"message"`
	Time            uint64 `json:"time"`
	Block           uint64 `json:"block"`
	TransactionHash string `json:"transactionHash"`
}

func showTip(t *store.Tip) (*tipJSON, error) {
	return &tipJSON{
		TipID: strconv.FormatUint(t.TipID, 10), EventID: strconv.FormatUint(t.EventID, 10), Tipper: protocol.Hex(t.Tipper),
		Amount: t.Amount.Dec(), AmountSei: sei(&t.Amount), Message: t.Message, Time: t.Time, Block: t.Block, TransactionHash: t.Tx.Hex(),
	}, nil
}

func (s *Server) eventTips(q *query) reader {
	id, backwards := q.pathID("eventId"), q.backwards()
	p := q.paging(16)
	return func(v *store.View) (any, string, error) {
		if _, err := v.Event(id); err != nil {
			return nil, "", err
		}
		return result(page(&p, v.Tips(id, p.after, backwards), all, showTip))
	}
}

func (s *Server) addressTips(q *query) reader {
	a, backwards := q.pathAddress("address"), q.backwards()
	p := q.paging(16)
	return func(v *store.View) (any, string, error) { return result(tipsBy(v, a, backwards, &p)) }
}

func tipsBy(v *store.View, a common.Address, backwards bool, p *paging) ([]*tipJSON, string, error) {
	return page(p, v.TipsBy(a, p.after, backwards), all, showTip)
}
