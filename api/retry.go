package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/gofiber/fiber/v2"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// retryWork makes one key due, as haus work retry does. It is the only write of this package; all others are the reactors'.
func (s *Server) retryWork(c *fiber.Ctx, q *query, wallet common.Address) (any, error) {
	var in struct {
		Reactor string `json:"reactor"`
		EventID string `json:"eventId"`
	}
	if err := body(c, &in); err != nil {
		return nil, err
	}
	id, ok := number(in.EventID)
	if !ok {
		q.fail("eventId", "eventId is %s: write it in decimal digits, as a string.", shown(in.EventID))
	}
	if in.Reactor == "" || strings.Contains(in.Reactor, "\x00") {
		q.fail("reactor", "reactor is %s: name one of /v1/work.", shown(in.Reactor))
	}
	if err := q.end(); err != nil {
		return nil, err
	}
	if !s.operates(wallet) {
		return nil, newProblem(http.StatusForbidden, fmt.Sprintf("%s is no operator here.", protocol.Hex(wallet)))
	}
	k := store.WorkKey{Reactor: in.Reactor, EventID: id}
	v, err := s.store.View()
	if err != nil {
		return nil, err
	}
	w, err := v.Work(k)
	v.Release()
	switch {
	case err != nil:
		return nil, err
	case w.Touched == 0:
		return nil, fmt.Errorf("work %s: %w", k, store.ErrNotFound)
	}
	b := s.store.Begin()
	defer b.Discard()
	b.Retry(k)
	if err := b.Commit(); err != nil {
		return nil, fmt.Errorf("make %s due: %w", k, err)
	}
	return map[string]string{"reactor": in.Reactor, "eventId": in.EventID}, nil
}
