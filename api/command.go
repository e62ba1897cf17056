package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/go-json-experiment/json"
	"github.com/gofiber/fiber/v2"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// post registers a route that takes a body.
func (l *Listener) post(route string, answer fiber.Handler) {
	l.app.Post(route, func(c *fiber.Ctx) error {
		c.Context().SetUserValue(routeKey, route)
		c.Set("Cache-Control", "no-store")
		return answer(c)
	})
}

// command registers a route of wallets that have signed in. do returns what the answer shows.
func (l *Listener) command(route string, do func(c *fiber.Ctx, q *query, wallet common.Address) (any, error)) {
	l.post(route, func(c *fiber.Ctx) error {
		wallet, err := l.s.wallet(c)
		if err != nil {
			return err
		}
		data, err := do(c, newQuery(c, route), wallet)
		if err != nil {
			return err
		}
		return l.s.done(c, data)
	})
}

// done answers a command, as of the newest block.
func (s *Server) done(c *fiber.Ctx, data any) error {
	e, err := s.look(func(*store.View) (any, string, error) { return data, "", nil })
	if err != nil {
		return err
	}
	return c.JSON(e)
}

// wallet returns who has signed in. What the wallet may do is for the store to say, at each use.
func (s *Server) wallet(c *fiber.Ctx) (common.Address, error) {
	if s.o.Keys == nil {
		return common.Address{}, newProblem(http.StatusServiceUnavailable, "Nobody can sign in here: this daemon takes no commands.")
	}
	scheme, token, _ := strings.Cut(c.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return common.Address{}, newProblem(http.StatusUnauthorized, "Sign in first: send the token of /v1/auth/sign-in as Authorization: Bearer TOKEN.")
	}
	claims, err := s.o.Keys.Read(token, bearer.Session, s.o.Now())
	if err != nil {
		return common.Address{}, newProblem(http.StatusUnauthorized, fmt.Sprintf("%s: sign in at /v1/auth/sign-in.", capital(err.Error())))
	}
	if !s.door.commands.allow(claims.Wallet, s.o.Now()) {
		return common.Address{}, newProblem(http.StatusTooManyRequests, "Your wallet sends commands too quickly: wait a moment.")
	}
	return claims.Wallet, nil
}

// body reads a JSON object, which may have no member that into has not; so a misspelt one is never one that did nothing.
func body(c *fiber.Ctx, into any) error {
	if err := json.Unmarshal(c.BodyRaw(), into, json.RejectUnknownMembers(true)); err != nil {
		return badBody(err)
	}
	return nil
}

// badBody says where in a body the fault is. The decoder's own words quote it, and it may hold a token.
func badBody(err error) *problem {
	where := "it has to be one JSON object"
	var semantic *json.SemanticError
	if errors.As(err, &semantic) && semantic.JSONPointer != "" {
		where = fmt.Sprintf("look at %s", shown(string(semantic.JSONPointer)))
	}
	return badParameter("body", "The body cannot be read: %s. docs/api.md shows what it may hold.", where)
}

func (s *Server) operates(wallet common.Address) bool { return slices.Contains(s.o.Operators, wallet) }

// mayLead is an error unless the wallet is the event's creator or delegate, as of the newest block, or an operator.
func (s *Server) mayLead(wallet common.Address, event uint64) error {
	v, err := s.store.View()
	if err != nil {
		return err
	}
	defer v.Release()
	e, err := v.Event(event)
	if err != nil {
		return err
	}
	if wallet == (common.Address{}) || wallet != e.Creator && wallet != e.Delegate && !s.operates(wallet) {
		return newProblem(http.StatusForbidden, fmt.Sprintf("%s is neither creator nor delegate of event %d, nor an operator here.", protocol.Hex(wallet), event))
	}
	return nil
}
