package research

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options configure a [Researcher]. A source without its key is not asked.
type Options struct {
	SearchURL    string // of Google Custom Search; https, or this machine's
	SearchKey    string
	SearchEngine string // the cx of a Programmable Search Engine; goes with SearchKey
	YouTubeURL   string // of YouTube's Data API
	YouTubeKey   string
	ApifyURL     string
	ApifyToken   string
	ApifyActors  []string // user~name or id, at most 10; the newest successful run of each is read. They go with ApifyToken
	// CacheDir holds answers and what was asked today. It is made when a source is configured.
	CacheDir string
	// CacheFor is how long an answer is kept; 0: not at all.
	CacheFor time.Duration
	// PerDay bounds the questions to each of Google, YouTube and Apify in a UTC day; 0: no bound. A question to YouTube takes 101 of the 10,000 units
	// that it gives a day.
	PerDay uint64
	// Timeout bounds a request; 0: 10 seconds.
	Timeout time.Duration
	// Now is the wall's clock; nil: [time.Now].
	Now func() time.Time
	// Transport carries the requests; nil: one of its own.
	Transport http.RoundTripper
}

// What the sources are called.
const (
	google  = "google"
	youtube = "youtube"
	apify   = "apify"
)

const mostActors = 10

// actorName is what Apify takes for an actor: an id, or who made it and its name.
var actorName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}(~[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$`)

// Researcher asks the web. Its methods may be called by any goroutine.
type Researcher struct {
	o      Options
	client *http.Client
	shelf  *shelf
	ledger *ledger

	google, youtube *source
	apify           []*source // one an actor
}

// source is one that is asked.
type source struct {
	name    string // as in notes: "apify news~concerts"
	account string // whose budget it is: "apify"
	base    *url.URL
	actor   string
	gate    chan struct{} // one question at a time: who waits finds the answer kept, or the source resting
}

// New checks the options; nothing is asked. Errors name the setting and the mend. Call Close at the end.
func New(o Options) (*Researcher, error) {
	o.Timeout = cmp.Or(o.Timeout, 10*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Transport == nil {
		o.Transport = &http.Transport{DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 2,
			IdleConnTimeout: 30 * time.Second, TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: 64 << 10}
	}
	r := &Researcher{o: o, client: &http.Client{Transport: o.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}} // a key goes nowhere else
	if err := r.arrange(); err != nil {
		return nil, err
	}
	if len(r.Sources()) == 0 {
		return r, nil
	}
	if o.CacheDir == "" {
		return nil, errors.New("research needs a folder to keep answers and counts in")
	}
	var err error
	if r.shelf, err = openShelf(o.CacheDir, o.CacheFor, o.Now); err != nil {
		return nil, fmt.Errorf("open the answers of research: %w", err)
	}
	if r.ledger, err = openLedger(o.CacheDir, o.PerDay, o.Now); err != nil {
		return nil, fmt.Errorf("open the counts of research: %w", err)
	}
	return r, nil
}

// arrange makes the sources that are configured.
func (r *Researcher) arrange() error {
	o := &r.o
	make := func(account, setting, base, actor string) (*source, error) {
		u, err := url.Parse(base)
		switch {
		case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
			return nil, fmt.Errorf("%s is no base URL: write https://host", setting)
		case u.Scheme != "https" && !(u.Scheme == "http" && onThisMachine(u.Hostname())):
			return nil, fmt.Errorf("%s has to be https: a key goes with each request", setting)
		}
		return &source{name: strings.TrimSpace(account + " " + actor), account: account, base: u, actor: actor, gate: make(chan struct{}, 1)}, nil
	}
	var err error
	switch {
	case o.SearchKey != "" && o.SearchEngine == "":
		return errors.New("curation.search_key is set and curation.search_engine is not: write the id (cx) of a Programmable Search Engine, or leave both out")
	case o.SearchKey == "" && o.SearchEngine != "":
		return errors.New("curation.search_engine is set and curation.search_key is not: set both, or leave both out")
	case o.SearchKey != "":
		if r.google, err = make(google, "curation.search_url", o.SearchURL, ""); err != nil {
			return err
		}
	}
	if o.YouTubeKey != "" {
		if r.youtube, err = make(youtube, "curation.youtube_url", o.YouTubeURL, ""); err != nil {
			return err
		}
	}
	switch {
	case o.ApifyToken != "" && len(o.ApifyActors) == 0:
		return errors.New("curation.apify_token is set and curation.apify_actors is empty: name the actors whose newest run is to be read, or leave both out")
	case o.ApifyToken == "" && len(o.ApifyActors) > 0:
		return errors.New("curation.apify_actors is set and curation.apify_token is not: set both, or leave both out")
	case len(o.ApifyActors) > mostActors:
		return fmt.Errorf("curation.apify_actors names %d actors: at most %d", len(o.ApifyActors), mostActors)
	}
	for i, name := range o.ApifyActors {
		name = strings.Replace(name, "/", "~", 1) // as Apify's pages write it
		if !actorName.MatchString(name) {
			return fmt.Errorf("curation.apify_actors: entry %d is no actor: write user~name", i+1)
		}
		s, err := make(apify, "curation.apify_url", o.ApifyURL, name)
		if err != nil {
			return err
		}
		r.apify = append(r.apify, s)
	}
	return nil
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Sources are those that are configured.
func (r *Researcher) Sources() []string {
	var names []string
	if r.google != nil {
		names = append(names, google)
	}
	if r.youtube != nil {
		names = append(names, youtube)
	}
	if r.apify != nil {
		names = append(names, apify)
	}
	return names
}

// Search asks Google and YouTube, side by side, for what is like the query: at most 10 findings of each. Notes say what did not work or was left out.
func (r *Researcher) Search(ctx context.Context, q Query) (found []Finding, notes []string) {
	words, tongue := q.text(), q.tongue()
	if words == "" {
		return nil, []string{"nothing was searched for on the web: the event has neither a category nor a title"}
	}
	return gather(
		func() ([]Finding, []string) { return r.searchGoogle(ctx, words, tongue) },
		func() ([]Finding, []string) { return r.searchYouTube(ctx, words, tongue) })
}

// Trends reads what the newest successful run of each Apify actor found: at most 10 findings in all, those first that share a word with the query.
// Notes say what did not work or was left out.
func (r *Researcher) Trends(ctx context.Context, q Query) (found []Finding, notes []string) {
	for _, s := range r.apify {
		more, note := r.readApify(ctx, s)
		found, notes = append(found, more...), append(notes, note...)
	}
	found = closest(found, q.text())
	found, left := sift(found)
	return found, append(notes, left...)
}

// gather does things side by side and puts what they found one behind the other. A panic in one of them is the caller's.
func gather(all ...func() ([]Finding, []string)) (found []Finding, notes []string) {
	type result struct {
		found []Finding
		notes []string
		crash any
	}
	results := make([]result, len(all))
	var wait sync.WaitGroup
	for i, do := range all {
		wait.Go(func() {
			defer func() {
				if x := recover(); x != nil {
					results[i].crash = fmt.Sprintf("%v\n%s", x, debug.Stack())
				}
			}()
			results[i].found, results[i].notes = do()
		})
	}
	wait.Wait()
	for _, one := range results {
		if one.crash != nil {
			panic(one.crash)
		}
		found, notes = append(found, one.found...), append(notes, one.notes...)
	}
	return found, notes
}

// closest puts findings first that share a word with the query; else the order stays.
func closest(found []Finding, words string) []Finding {
	asked := map[string]bool{}
	for w := range strings.FieldsSeq(strings.ToLower(words)) {
		if len(w) > 3 { // bytes: short words are in every text
			asked[w] = true
		}
	}
	shares := func(f Finding) bool {
		return slices.ContainsFunc(strings.Fields(strings.ToLower(wordsOf(f.Title+" "+f.Text, 1000))), func(w string) bool { return asked[w] })
	}
	near, far := make([]Finding, 0, len(found)), []Finding(nil)
	for _, f := range found {
		if shares(f) {
			near = append(near, f)
		} else {
			far = append(far, f)
		}
	}
	return append(near, far...)
}

// Close ends connections that are kept for the next request.
func (r *Researcher) Close() { r.client.CloseIdleConnections() }
