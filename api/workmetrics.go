package api

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/haus25/backend/store"
)

var (
	workFigure      = figure("work", "Events by reactor and standing; those that run are among them.", "reactor", "standing")
	workRunning     = figure("work_running", "Attempts under way.", "reactor")
	workGate        = figure("work_gate_open", "1 when reactors may begin; 0 while the index is behind.")
	reactorAttempts = figure("reactor_attempts_total", "Attempts that ended since the start.", "reactor")
	reactorFailures = figure("reactor_failures_total", "Attempts that failed since the start.", "reactor")
	reactorSeconds  = figure("reactor_seconds_total", "Seconds that ended attempts took.", "reactor")
	reactorPaused   = figure("reactor_paused", "1 when the configuration pauses the reactor.", "reactor")
	circuitOpen     = figure("circuit_open", "1 while the provider is down; not there while it is up.", "reactor", "provider")
)

// workCollector reads the figures of the reactors and of the work that the index keeps.
type workCollector struct{ s *Server }

// Describe names what Collect gives.
func (c *workCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{workFigure, workRunning, workGate, reactorAttempts, reactorFailures, reactorSeconds, reactorPaused, circuitOpen} {
		out <- d
	}
}

// Collect reads the figures; those of a process are there for the reactors that run in it.
func (c *workCollector) Collect(out chan<- prometheus.Metric) {
	give := func(d *prometheus.Desc, kind prometheus.ValueType, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, kind, value, labels...)
	}
	now := c.s.o.Work.Work()
	if err := c.counts(now, func(value uint64, reactor string, standing store.Standing) {
		give(workFigure, prometheus.GaugeValue, float64(value), reactor, standing.String())
	}); err != nil {
		out <- prometheus.NewInvalidMetric(workFigure, err)
	}
	if len(now.Reactors) > 0 {
		give(workGate, prometheus.GaugeValue, yes(now.Gate == ""))
	}
	for _, r := range now.Reactors {
		give(workRunning, prometheus.GaugeValue, float64(r.Running), r.Name)
		give(reactorPaused, prometheus.GaugeValue, yes(r.Paused), r.Name)
		give(reactorAttempts, prometheus.CounterValue, float64(r.Attempts), r.Name)
		give(reactorFailures, prometheus.CounterValue, float64(r.Failures), r.Name)
		give(reactorSeconds, prometheus.CounterValue, r.Seconds, r.Name)
		if r.Circuit != nil {
			give(circuitOpen, prometheus.GaugeValue, 1, r.Name, r.Circuit.Provider)
		}
	}
}

func (c *workCollector) counts(now WorkStatus, give func(uint64, string, store.Standing)) error {
	v, err := c.s.store.View()
	if err != nil {
		return err
	}
	defer v.Release()
	names, err := reactorNames(v, now)
	if err != nil {
		return err
	}
	for _, name := range names {
		counts, err := v.WorkCounts(name)
		if err != nil {
			return err
		}
		for _, standing := range store.Standings {
			give(counts[standing], name, standing)
		}
	}
	return nil
}
