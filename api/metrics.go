package api

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"github.com/haus25/backend/store"
)

// metrics is the registry of one server. What the index holds is read at each scrape, from one snapshot.
type metrics struct {
	requests *prometheus.CounterVec
	latency  *prometheus.HistogramVec
	hooks    *prometheus.CounterVec
	hookTime *prometheus.HistogramVec
	scrape   fasthttp.RequestHandler
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "haus_http_requests_total", Help: "Answered HTTP requests by route and status code.",
		}, []string{"route", "code"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "haus_http_request_seconds", Help: "Time until an answer was ready to be sent, by route.",
			Buckets: []float64{.00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}, []string{"route"}),
		hooks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "haus_hooks_total", Help: "Questions and announcements of media servers and their proxies, by action and result.",
		}, []string{"action", "result"}),
		hookTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "haus_hook_seconds", Help: "Time until they were answered, by action.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .1, 1},
		}, []string{"action"}),
	}
	r := prometheus.NewRegistry()
	r.MustRegister(m.requests, m.latency, m.hooks, m.hookTime, &indexCollector{s}, &workCollector{s}, &mediaCollector{s},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.scrape = fasthttpadaptor.NewFastHTTPHandler(promhttp.HandlerFor(r, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, DisableCompression: true, // on this thread and uncompressed: it is local
	}))
	return m
}

// answered counts an answer; route is a pattern, so a stranger cannot make new series.
func (m *metrics) answered(route string, code int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(code)).Inc()
	m.latency.WithLabelValues(route).Observe(took.Seconds())
}

// hooked counts an answer to a media server; both labels are words of this package.
func (m *metrics) hooked(action, result string, took time.Duration) {
	m.hooks.WithLabelValues(action, result).Inc()
	m.hookTime.WithLabelValues(action).Observe(took.Seconds())
}

func (m *metrics) serve(c *fiber.Ctx) error {
	m.scrape(c.Context())
	return nil
}

// figure describes one metric of the index.
func figure(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("haus_"+name, help, labels, nil)
}

var (
	headBlock    = figure("head_block", "Newest block an endpoint spoke of.")
	indexedBlock = figure("indexed_block", "Newest indexed block.")
	lagSeconds   = figure("lag_seconds", "How old the answers are.")
	readyFigure  = figure("ready", "1 when the index has caught up with the chain.")
	logsTotal    = figure("logs_total", "Logs in the index.")
	undecoded    = figure("undecoded_logs_total", "Logs kept raw because they could not be read.")
	events       = figure("events", "Events in the index.")
	finalized    = figure("finalized_events", "Finalized events in the index.")
	tickets      = figure("tickets", "Tickets ever minted.")
	tips         = figure("tips", "Tips in the index.")
	lateLogs     = figure("late_logs_total", "Logs that a second pass found.")
	rollbacks    = figure("rollbacks_total", "Rollbacks of the index.")
	conflicts    = figure("conflicts_total", "Times that a second answer had another block.")
	storeBytes   = figure("store_bytes", "Bytes of the index's tables on disk.")
	liveStreams  = figure("live_subscribers", "Open live streams.")
	version      = figure("build_info", "1, with the version of this program.", "version")

	endpointUp       = figure("endpoint_up", "1 when the endpoint is not known to fail.", "n", "endpoint")
	endpointRequests = figure("endpoint_requests_total", "Requests sent to the endpoint.", "n", "endpoint")
	endpointErrors   = figure("endpoint_errors_total", "Failed requests of the endpoint by class.", "n", "endpoint", "class")
	endpointSeconds  = figure("endpoint_latency_seconds", "Moving average of a request to the endpoint.", "n", "endpoint")
)

// indexCollector reads the figures of the index.
type indexCollector struct{ s *Server }

// Describe names what Collect gives.
func (c *indexCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		headBlock, indexedBlock, lagSeconds, readyFigure, logsTotal, undecoded, events, finalized, tickets, tips, lateLogs, rollbacks, conflicts,
		storeBytes, liveStreams, version, endpointUp, endpointRequests, endpointErrors, endpointSeconds,
	} {
		out <- d
	}
}

// Collect reads the figures; what is not known is left out.
func (c *indexCollector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	counter := func(d *prometheus.Desc, value uint64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(value), labels...)
	}
	gauge(version, 1, c.s.o.Version)
	gauge(liveStreams, float64(c.s.live.Load()))
	if bytes, err := c.s.store.DiskUsage(); err == nil {
		gauge(storeBytes, float64(bytes))
	}
	v, err := c.s.store.View()
	if err != nil {
		out <- prometheus.NewInvalidMetric(indexedBlock, err)
		return
	}
	defer v.Release()
	c.index(v, gauge, counter)
	st := c.s.standing(v)
	gauge(readyFigure, yes(st.ready))
	if st.head != nil {
		gauge(headBlock, float64(*st.head))
	}
	if st.lag != nil {
		gauge(lagSeconds, float64(*st.lag))
	}
	for i, e := range st.Endpoints {
		n := strconv.Itoa(i) // two endpoints of one host have one public name
		gauge(endpointUp, yes(e.Healthy), n, e.Name)
		counter(endpointRequests, e.Requests, n, e.Name)
		gauge(endpointSeconds, e.Latency.Seconds(), n, e.Name)
		for class, errors := range e.ErrorsByClass {
			counter(endpointErrors, errors, n, e.Name, class)
		}
	}
}

func (c *indexCollector) index(v *store.View, gauge func(*prometheus.Desc, float64, ...string), counter func(*prometheus.Desc, uint64, ...string)) {
	if ref, ok := v.AsOf(); ok {
		gauge(indexedBlock, float64(ref.Number))
	}
	if st, err := v.Stats(); err == nil {
		counter(logsTotal, st.Logs)
		counter(undecoded, st.Undecoded)
		gauge(events, float64(st.Events))
		gauge(finalized, float64(st.FinalizedEvents))
		gauge(tickets, float64(st.Tickets))
		gauge(tips, float64(st.Tips))
	}
	repairs := v.Repairs()
	counter(lateLogs, repairs.LateLogs)
	counter(rollbacks, repairs.Rollbacks)
	counter(conflicts, repairs.Conflicts)
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
