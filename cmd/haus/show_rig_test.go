package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/keystore"

	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/srs/srstest"
	"github.com/haus25/backend/store/content/contenttest"
)

// theatre is a town for shows: a chain whose time stands still until the test moves it, a media server's folder, stand-ins of upload
// targets, and haus. There is no XMTP.
type theatre struct {
	*town
	hls     string
	targets map[string]*contenttest.Server
	dying   bool // haus was started so that it kills itself
}

const hooksSecret = "of the hooks"

// quick makes haus wait a second, and not fifteen, for what comes after the end of a show.
const quick = archiveSettleEnv + "=1s"

// newTheatre builds a theatre whose haus uploads to the targets named. It does not run yet. settings are put into the section
// archive of its configuration.
func newTheatre(t *testing.T, settings string, targets ...string) *theatre {
	t.Helper()
	h := &theatre{town: &town{t: t}, targets: map[string]*contenttest.Server{}}
	var err error
	// When the shows are open, chain time is the wall's.
	h.chain, err = devnet.Start(t.Context(), devnet.Options{Seed: 3, Time: time.Now().Add(-untilOpen), Logger: slog.New(slog.DiscardHandler)})
	h.must(err)
	t.Cleanup(func() { h.check(h.chain.Close()) })
	h.mineWhatIsSent()
	h.site = newSite(t, deployment{chain: h.chain.ChainID(), start: h.chain.StartBlock(), rpc: h.chain.HTTPURL(), contracts: h.chain.Contracts()})
	h.hls = filepath.Join(h.site.dir, "hls")
	h.must(os.MkdirAll(filepath.Join(h.hls, "live"), 0o755))

	api, stop := srstest.New().Start()
	t.Cleanup(stop)
	h.site.amend("[hooks]", "[hooks]\nsecret_file = \"hooks.secret\"")
	h.site.amend("[stream]", fmt.Sprintf("[stream]\nsrs_api = [%q]", api))
	names := []string{}
	addresses := ""
	for _, name := range targets {
		server, err := contenttest.Start(name, map[string]string{"lighthouse": "a key", "pinata": "a token"}[name])
		h.must(err)
		t.Cleanup(server.Close)
		h.targets[name] = server
		names = append(names, fmt.Sprintf("%q", name))
		addresses += fmt.Sprintf("%s_url = %q\n", name, server.URL)
		switch name {
		case "lighthouse":
			addresses += fmt.Sprintf("lighthouse_api = %q\nlighthouse_key_file = \"lighthouse.key\"\n", server.URL)
		case "pinata":
			addresses += fmt.Sprintf("pinata_api = %q\npinata_jwt_file = \"pinata.jwt\"\n", server.URL)
		}
	}
	for name, text := range map[string]string{"hooks.secret": hooksSecret, "agent.pass": "development", "lighthouse.key": "a key", "pinata.jwt": "a token"} {
		h.site.write(name, text+"\n")
	}
	h.town.amend(fmt.Sprintf(`
[reactors]
only = ["archive", "stream", "metadata"]

[agent]
key_file = "agent.json"
passphrase_file = "agent.pass"

[metadata]
settle = "300ms"
writes_per_hour = 1000

[content]
upload = [%s]
gateways = []
min_free = 0
%s
[archive]
%s
`, strings.Join(names, ", "), addresses, settings))
	if !strings.Contains(settings, "min_free") {
		h.site.amend("[archive]", "[archive]\nmin_free = 0")
	}
	key := &keystore.Key{Address: address(h.chain.Agent()), PrivateKey: h.chain.Agent()}
	text, err := keystore.EncryptKey(key, "development", 2, 1)
	h.must(err)
	h.must(os.WriteFile(filepath.Join(h.site.dir, "agent.json"), text, 0o600))
	return h
}

// in is the theatre for a part of the test.
func (h *theatre) in(t *testing.T) *theatre {
	own, haus := *h.town, *h.haus
	own.t, haus.t = t, t
	own.haus = &haus
	return &theatre{&own, h.hls, h.targets, h.dying}
}

// mineWhatIsSent makes a block when somebody has sent a transaction, so that chain time stands still otherwise.
func (h *theatre) mineWhatIsSent() {
	h.while(func(ctx context.Context) error {
		look := time.NewTicker(50 * time.Millisecond)
		defer look.Stop()
		for {
			select {
			case <-look.C:
				n, err := h.chain.Client().PendingTransactionCount(ctx)
				if err == nil && n > 0 {
					_, _, err = h.chain.Mine(ctx)
				}
				if err != nil && ctx.Err() == nil {
					return err
				}
			case <-ctx.Done():
				return nil
			}
		}
	})
}

// pass lets chain time pass, and waits until haus has seen that.
func (h *theatre) pass(d time.Duration) {
	h.t.Helper()
	h.chain.Skip(d)
	h.do()
	h.seen()
}

// seen waits until a haus that runs has the chain's newest block.
func (h *theatre) seen() {
	h.t.Helper()
	if h.haus == nil {
		return
	}
	select {
	case <-h.haus.ended:
	default:
		h.haus.caughtUp(h.chain.Head().Number.Uint64())
	}
}

// untilOpen is how long after they were minted shows are under way: they start after an hour.
const untilOpen = time.Hour + 5*time.Minute

// open begins the shows that were minted: it is five minutes after their start. Each lasts for an hour.
func (h *theatre) open() { h.pass(untilOpen) }

// afterAll is how long until every show that is under way has ended, grace included.
const afterAll = 2 * time.Hour

// close ends them.
func (h *theatre) close() { h.pass(afterAll) }

// perform mints an event, and a media server that will write its segments.
func (h *theatre) perform(title string) *performance {
	h.t.Helper()
	return &performance{h: h, event: h.mint(h.chain.Creator(0), title), clock: time.Now().Add(-10 * time.Minute)}
}

// command runs a command with arguments, which has to end with a code, and returns what it said.
func (h *theatre) command(code int, args ...string) string {
	h.t.Helper()
	p := start(h.t, nil, append(args, "--config", h.site.file)...)
	if got := p.wait(); got != code {
		h.t.Errorf("haus %s ended with %d, want %d", strings.Join(args, " "), got, code)
	}
	return p.out.String()
}

var hooksURL = regexp.MustCompile(`hooks=(http://\S+)`)

// where is the address that haus says its listener has.
func (h *theatre) where(listener *regexp.Regexp) string {
	h.t.Helper()
	return listener.FindStringSubmatch(h.haus.says("haus starts"))[1]
}

// recorded is what these tests look at of /v1/events/{id}/archive.
type recorded struct {
	Standing    string
	Why         string
	Complete    bool
	ManifestCID string
	Counts      struct{ Chunks, Local, Uploaded, Spooled int }
	Sessions    []struct {
		Session  int
		Why      string
		Segments int
	}
	Gaps []struct {
		Session int
		Chunk   *int
		What    string
	}
	Chunks []recordedChunk
}

type recordedChunk struct {
	CID     string
	Mode    string
	Uploads []recordedUpload
}

type recordedUpload struct{ Target, Standing, Why string }

func (h *theatre) archive(e event) (r recorded, err error) {
	return r, h.ask(fmt.Sprintf("/v1/events/%d/archive?limit=1000", e.id), &r)
}

// taken counts the segments that are in the recording, in chunks or not yet.
func (r *recorded) taken() int {
	n := r.Counts.Spooled
	for _, s := range r.Sessions {
		n += s.Segments
	}
	return n
}

// until waits until an event's recording is as it should be. what names that.
func (h *theatre) until(e event, what string, is func(*recorded) bool) (r recorded) {
	h.t.Helper()
	h.eventually(fmt.Sprintf("the recording of %s to %s", e, what), func() (err error) {
		select {
		case <-h.haus.ended:
			h.t.Fatalf("haus ended with %d", h.haus.code)
		default:
		}
		if r, err = h.archive(e); err == nil && !is(&r) {
			err = fmt.Errorf("%+v", r)
		}
		return err
	})
	return r
}

// has waits until all that a media server wrote is in the recording.
func (h *theatre) has(p *performance) {
	h.t.Helper()
	h.until(p.event, fmt.Sprintf("hold %d segments", p.taken), func(r *recorded) bool { return r.taken() == p.taken })
}

// parts waits until the event's document on chain says that the recording is complete, and returns its parts.
func (h *theatre) parts(e event) (chunks []documentChunk, recording documentRecording) {
	h.t.Helper()
	h.eventually("the document of "+e.String()+" to have the recording", func() error {
		cid, ours := strings.CutPrefix(h.uri(e), "ipfs://")
		if !ours {
			return fmt.Errorf("the chain has the creator's document still")
		}
		status, body := h.haus.get("/ipfs/" + cid)
		if status != 200 {
			return fmt.Errorf("the gateway answers %d: %s", status, body)
		}
		doc := struct {
			Chunks    *[]documentChunk
			Recording *documentRecording
			Mine      struct{ N json.Number }
		}{&chunks, &recording, struct{ N json.Number }{}}
		chunks = nil
		if err := json.Unmarshal(body, &doc); err != nil {
			return err
		}
		if !recording.Complete || doc.Mine.N != "1.5" {
			return fmt.Errorf("it is %s", body)
		}
		return nil
	})
	return chunks, recording
}

type documentChunk struct {
	ChunkID    string
	CID        string
	Size       int64
	ChunkIndex int
}

type documentRecording struct {
	Manifest, Playlist string
	Chunks             int
	Complete           bool
}

// uploads counts how often each target acknowledged a CID.
func (h *theatre) uploads() map[string]map[string]int {
	all := map[string]map[string]int{}
	for name, server := range h.targets {
		all[name] = map[string]int{}
		for _, c := range server.Files() {
			all[name][c.String()]++
		}
	}
	return all
}

// names are the targets', in order.
func (h *theatre) names() (names []string) {
	for name := range h.targets {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// eventID is how the command line names it.
func (e event) eventID() string { return new(big.Int).SetUint64(e.id).String() }
