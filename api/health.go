package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"
)

// healthz: the process is alive and the store can be read.
func (s *Server) healthz(c *fiber.Ctx) error {
	if _, err := s.look(s.stats(nil)); err != nil {
		s.o.Log.Error("the index cannot be read", "error", err)
		return newProblem(http.StatusServiceUnavailable, "The index cannot be read. The operator's log says why.")
	}
	return c.JSON(fiber.Map{"status": "ok"})
}

// readyz: the index has caught up with the chain.
func (s *Server) readyz(c *fiber.Ctx) error {
	v, err := s.store.View()
	if err != nil {
		s.o.Log.Error("the index cannot be read", "error", err)
		return newProblem(http.StatusServiceUnavailable, "The index cannot be read. The operator's log says why.")
	}
	st := s.standing(v)
	v.Release()
	if !st.ready {
		return newProblem(http.StatusServiceUnavailable, st.Why)
	}
	return c.JSON(fiber.Map{"status": "ready"})
}
