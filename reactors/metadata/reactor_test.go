package metadata

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/metadata/transactor"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
	"github.com/haus25/backend/store/content/contenttest"
)

// with is the creator's document with more keys.
func with(more string) string { return strings.TrimSuffix(original, "}") + "," + more + "}" }

func TestNothingIsWrittenWithoutParts(t *testing.T) {
	r := newRig(t)
	if result, _ := r.attempt("current"); !result.Settled {
		t.Errorf("%+v", result)
	}
	r.sent(0)
}

func TestSeveralPartsAreOneTransaction(t *testing.T) {
	r := newRig(t)
	r.hand(partKind("chat", false), chatA)
	result, _ := r.attempt("pending")
	if want := r.now.Add(5 * time.Second); !result.WallAt.Equal(want) {
		t.Errorf("looks again at %s, want %s", result.WallAt, want)
	}
	r.now = r.now.Add(3 * time.Second)
	r.hand(partKind("iterations", false), `{"title":{"1":{"title":"T"}}}`)
	r.hand(partKind("chat", false), chatB)
	if result, _ = r.attempt("pending"); !result.WallAt.Equal(r.now.Add(5 * time.Second)) {
		t.Errorf("looks again at %s", result.WallAt)
	}
	r.now = r.now.Add(5 * time.Second)
	_, pub := r.attempt("pending")
	if pub.Transaction == (common.Hash{}) || pub.URI == "" || pub.Uploads["local"] == "" {
		t.Errorf("%+v", pub)
	}
	if _, err := r.reactor.Documents.FetchJSON(t.Context(), pub.URI); err != nil {
		t.Errorf("the document is not readable before it is mined: %v", err)
	}
	r.attempt("pending") // on its way: nothing more is sent
	r.mine()
	r.attempt("pending") // mined, and not indexed
	r.catchUp()
	if _, pub = r.attempt("current"); pub.OnChainURI != r.chainURI() || len(pub.Parts) != 2 {
		t.Errorf("%+v", pub)
	}
	r.wantOnChain(with(`"chat":` + chatB + `,"iterations":{"title":{"1":{"title":"T"}}}`))
	// The same part again, and any touch, is no change.
	r.hand(partKind("chat", false), `{"network":"dev", "groupIds":["a","b"]}`)
	r.now = r.now.Add(time.Minute)
	r.attempt("current")
	r.sent(1)
}

// TestStreamOfPartsIsNotHeldUp: parts that keep coming are written after four times the pause.
func TestStreamOfPartsIsNotHeldUp(t *testing.T) {
	r := newRig(t)
	for i := range 5 {
		r.hand(partKind("chat", false), fmt.Sprintf(`{"n":%d}`, i))
		r.attempt("pending")
		r.sent(0)
		if i == 4 {
			break
		}
		r.now = r.now.Add(4 * time.Second)
	}
	r.now = r.now.Add(4 * time.Second)
	r.hand(partKind("chat", false), `{"n":5}`)
	if _, pub := r.attempt("pending"); pub.Transaction == (common.Hash{}) {
		t.Errorf("not sent after 20 s: %+v", pub)
	}
}

// TestCreatorChangesInTheGap mines the creator's change after tokenURI was read and before our transaction.
func TestCreatorChangesInTheGap(t *testing.T) {
	for name, c := range map[string]struct{ theirs, want string }{
		"another key":    {strings.Replace(original, "first", "second", 1), strings.Replace(with(`"chat":`+chatA), "first", "second", 1)},
		"a removal":      {`{"description":"first"}`, `{"description":"first","chat":` + chatA + `}`},
		"the same key":   {with(`"chat":{"groupIds":["mine"]}`), with(`"chat":{"groupIds":["mine"],"network":"dev"}`)},
		"nothing at all": {" " + original, with(`"chat":` + chatA)},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			theirs, done := r.put(c.theirs), false
			r.wrap = func(w Writer) Writer {
				return &hooked{Writer: w, before: func() error {
					if !done {
						done = true
						r.mine(r.change(theirs))
					}
					return nil
				}}
			}
			r.restart()
			r.hand(partKind("chat", false), chatA)
			r.now = r.now.Add(time.Minute)
			r.attempt("pending")
			r.mine()
			r.catchUp()
			v, err := r.store.View()
			if err != nil {
				t.Fatal(err)
			}
			e, err := v.Event(0)
			v.Release()
			if err != nil || e.MetadataURI == theirs || !done {
				t.Fatalf("the creator's change was not covered: %q, %v", e.MetadataURI, err)
			}
			r.converge()
			r.wantOnChain(c.want)
			if name == "nothing at all" {
				r.sent(1)
			} else {
				r.sent(2)
			}
			r.restart() // what was merged is remembered
			r.attempt("current")
		})
	}
}

// TestCreatorChangesEachTime: the creator is faster five times, and nothing of what they said last is lost.
func TestCreatorChangesEachTime(t *testing.T) {
	r := newRig(t)
	n := 0
	r.wrap = func(w Writer) Writer {
		return &hooked{Writer: w, before: func() error {
			if n++; n <= 5 {
				r.mine(r.change(r.put(strings.Replace(original, "first", fmt.Sprint("change ", n), 1))))
			}
			return nil
		}}
	}
	r.restart()
	r.hand(partKind("chat", false), chatA)
	r.converge()
	r.wantOnChain(strings.Replace(with(`"chat":`+chatA), "first", "change 5", 1))
	r.sent(6)
}

// TestCreatorIsAheadOfTheIndex: nothing is written on what the chain has already replaced.
func TestCreatorIsAheadOfTheIndex(t *testing.T) {
	r := newRig(t)
	r.hand(partKind("chat", false), chatA)
	r.now = r.now.Add(time.Minute)
	r.mine(r.change(r.put(`{"name":"another"}`)))
	if result, pub := r.attempt("pending"); !strings.Contains(pub.Why, "catch up") || result.WallAt.IsZero() {
		t.Errorf("%+v %+v", result, pub)
	}
	r.catchUp()
	r.converge()
	r.wantOnChain(`{"chat":` + chatA + `,"name":"another"}`)
	r.sent(1)
}

func TestCreatorsWordAboutAPart(t *testing.T) {
	r := newRig(t)
	r.hand(partKind("chat", false), chatA)
	r.converge()
	for _, c := range []struct{ theirs, want string }{
		{original, with(`"chat":` + chatA)},          // written from an old copy: put back
		{with(`"chat":null`), with(`"chat":null`)},   // said otherwise: stays
		{with(`"chat":"off"`), with(`"chat":"off"`)}, // so does this
	} {
		r.mine(r.change(r.put(c.theirs)))
		r.catchUp()
		r.converge()
		r.wantOnChain(c.want)
	}
	r.hand(partKind("chat", false), chatB) // until the reactor has something new to say
	r.converge()
	r.wantOnChain(with(`"chat":` + chatB))
	r.sent(3)
}

func TestAfterTheEnd(t *testing.T) {
	r := newRig(t)
	kubo := provider(t, "kubo", "")
	r.targets = []content.Target{target(t, "kubo", kubo)}
	r.restart()
	r.mine()
	r.chain.Skip(90 * time.Minute)
	r.mine(devnetTip(r))
	r.chain.Skip(2 * time.Hour)
	r.mine()
	r.catchUp()
	r.hand(partKind("chat", false), chatA)
	r.now = r.now.Add(time.Minute)
	result, pub := r.attempt("offChain")
	if !result.Settled || !strings.Contains(pub.Why, "haus-713715-0x") || !strings.Contains(pub.Why, "-0.json") || pub.Uploads["kubo"] != "done" || len(kubo.Files()) != 1 {
		t.Errorf("%+v %+v", result, pub)
	}
	r.sent(0)
	r.hand(partKind("chunks", true), `["c"]`)
	r.converge()
	r.wantOnChain(with(`"chat":` + chatA + `,"chunks":["c"]`))
	r.sent(1)
	r.mine(r.call("creator", r.chain.Contracts().EventManager, manager.PackFinalizeRTA(common.Big0)))
	r.catchUp()
	r.hand(partKind("chunks", true), `["c","d"]`)
	r.now = r.now.Add(time.Minute)
	if _, pub = r.attempt("offChain"); pub.URI == r.chainURI() || pub.Uploads["kubo"] != "done" {
		t.Errorf("%+v", pub)
	}
	r.sent(1)
}

func TestRules(t *testing.T) {
	for _, s := range store.Statuses {
		for _, late := range []bool{false, true} {
			want := s == store.Upcoming || s == store.Live || s == store.Ended && late
			if mayWrite(s, late, false) != want || mayWrite(s, false, late) != want {
				t.Errorf("%s, late %t", s, late)
			}
		}
	}
}

func TestParkedUntilAllowed(t *testing.T) {
	who := func(r *rig) string { return address(r.actor("fan", 0)).Hex() }
	for name, c := range map[string]struct {
		key  bool
		want func(*rig) string
		mend func(*rig) []byte
		by   string
	}{
		"no key": {false, func(*rig) string { return "agent.key_file" }, nil, ""},
		"whitelist": {true, func(r *rig) string { return "setGlobalWhitelist(" + who(r) + ", true)" },
			func(r *rig) []byte { return manager.PackSetGlobalWhitelist(address(r.actor("fan", 0)), true) }, "owner"},
		"delegate": {true, func(r *rig) string { return "createDelegationProxy(0, " + who(r) + ")" },
			func(r *rig) []byte { return manager.PackCreateDelegationProxy(common.Big0, address(r.actor("fan", 0))) }, "creator"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.key = nil
			if c.key {
				r.key = r.actor("fan", 0)
			}
			r.restart()
			r.hand(partKind("chat", false), chatA)
			r.now = r.now.Add(time.Minute)
			result, pub := r.attempt("parked")
			if !strings.Contains(pub.Why, c.want(r)) || !result.WallAt.Equal(r.now.Add(10*time.Minute)) || pub.URI == "" {
				t.Errorf("%+v %+v", result, pub)
			}
			if _, err := r.reactor.Documents.FetchJSON(t.Context(), pub.URI); err != nil {
				t.Errorf("what was composed is not kept: %v", err)
			}
			if c.mend != nil {
				r.mine(r.call(c.by, r.chain.Contracts().EventManager, c.mend(r)))
				r.catchUp()
				r.converge()
				r.wantOnChain(with(`"chat":` + chatA))
			}
		})
	}
}

func TestUnreadableDocuments(t *testing.T) {
	r := newRig(t)
	r.hand(partKind("chat", false), chatA)
	r.now = r.now.Add(time.Minute)
	for _, uri := range []string{r.put("<html>"), r.put("[1]"), r.put(`{"a":1,"a":2}`), "http://10.0.0.1/x", "nonsense\xff", "data:application/json,x", strings.Repeat("x", 10_000)} {
		r.mine(r.change(uri))
		r.catchUp()
		if result, pub := r.attempt("waiting"); !strings.Contains(pub.Why, "cannot be read, and is not written over") || result.WallAt.IsZero() || len(pub.Why) > 1000 {
			t.Errorf("%.50q: %+v", uri, pub)
		}
	}
	// What is not there now may come.
	missing := "ipfs://" + content.CID([]byte(`{"late":true}`)).String()
	r.mine(r.change(missing))
	r.catchUp()
	if _, pub, err := r.try(); err == nil || pub.Standing != "waiting" {
		t.Errorf("%v %+v", err, pub)
	}
	r.put(`{"late":true}`)
	r.converge()
	r.wantOnChain(`{"chat":` + chatA + `,"late":true}`)
	// Where there is no document one can begin.
	r.mine(r.change(""))
	r.catchUp()
	r.converge()
	r.wantOnChain(`{"chat":` + chatA + `}`)
	r.sent(2)
}

// provider runs a stand-in of one until the test ends.
func provider(t *testing.T, kind, key string) *contenttest.Server {
	t.Helper()
	s, err := contenttest.Start(kind, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func target(t *testing.T, name string, s *contenttest.Server) content.Target {
	t.Helper()
	out, err := content.NewTarget(name, content.TargetOptions{URL: s.URL, API: s.URL, Key: s.Key})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTransactionWaitsForAnUpload(t *testing.T) {
	r := newRig(t)
	kubo := provider(t, "kubo", "")
	house := provider(t, "lighthouse", "key")
	r.targets = []content.Target{target(t, "kubo", kubo), target(t, "lighthouse", house)}
	r.restart()
	r.hand(partKind("chat", false), chatA)
	r.now = r.now.Add(time.Minute)
	kubo.Fail(contenttest.Fault{Status: 503})
	house.Fail(contenttest.Fault{Status: 402})
	if _, pub, err := r.try(); err == nil || !strings.HasPrefix(pub.Uploads["kubo"], "failed") || pub.Standing != "waiting" {
		t.Errorf("one may come back: %v %+v", err, pub)
	}
	kubo.Fail(contenttest.Fault{Status: 401})
	house.Fail(contenttest.Fault{Status: 402})
	if _, pub := r.attempt("parked"); !strings.HasPrefix(pub.Uploads["lighthouse"], "failed") {
		t.Errorf("%+v", pub)
	}
	r.sent(0)
	kubo.Fail(contenttest.Fault{Status: 401})
	if _, pub := r.attempt("pending"); pub.Uploads["kubo"] == "done" || pub.Uploads["lighthouse"] != "done" || pub.Transaction == (common.Hash{}) {
		t.Errorf("%+v", pub)
	}
	r.mine()
	r.catchUp()
	kubo.Fail(contenttest.Fault{Status: 401})
	if result, pub := r.attempt("current"); result.Settled || result.WallAt.IsZero() || !strings.HasPrefix(pub.Uploads["kubo"], "failed") {
		t.Errorf("%+v %+v", result, pub)
	}
	if result, pub := r.attempt("current"); !result.Settled || pub.Uploads["kubo"] != "done" || len(kubo.Files()) != 1 || len(house.Files()) != 1 {
		t.Errorf("%+v %+v", result, pub)
	}
	r.sent(1)
}

var errKilled = errors.New("killed")

// TestKilledAnywhere ends the process around the transaction, mined meanwhile or not, and wants one effect. (Moments within the
// transactor are that package's test.)
func TestKilledAnywhere(t *testing.T) {
	for _, at := range []string{"before upload", "before send", "after send"} {
		for _, mined := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, mined %t", at, mined), func(t *testing.T) {
				r := newRig(t)
				r.wrap = func(w Writer) Writer {
					die := func() error { return errKilled }
					h := &hooked{Writer: w}
					if at == "before send" {
						h.before = die
					} else if at == "after send" {
						h.after = die
					}
					return h
				}
				kubo := provider(t, "kubo", "")
				r.targets = []content.Target{target(t, "kubo", kubo)}
				r.restart()
				if at == "before upload" {
					kubo.Fail(contenttest.Fault{Drop: true})
				}
				r.hand(partKind("chat", false), chatA)
				r.now = r.now.Add(time.Minute)
				if _, _, err := r.try(); err == nil {
					t.Fatal("nothing died")
				}
				if mined {
					r.mine()
				}
				r.wrap = nil
				r.restart()
				r.converge()
				r.sent(1)
				r.wantOnChain(with(`"chat":` + chatA))
			})
		}
	}
}

// TestLostData: index, receipts and transactions are gone; the parts come again as the reactors find what they made.
func TestLostData(t *testing.T) {
	r := newRig(t)
	r.hand(partKind("chat", false), chatA)
	r.converge()
	kept := r.dir
	r.dir = t.TempDir()
	r.restart()
	r.catchUp()
	r.hand(partKind("chat", false), chatA)
	r.now = r.now.Add(time.Minute)
	if _, _, err := r.try(); err == nil {
		t.Error("a document that is nowhere was read")
	}
	old, err := content.Open(content.Options{Dir: kept + "/content"}) // as a gateway has it
	if err != nil {
		t.Fatal(err)
	}
	for info, err := range old.All() {
		if err != nil {
			t.Fatal(err)
		}
		raw, err := old.Get(info.CID, content.MaxJSON)
		if err != nil {
			t.Fatal(err)
		}
		r.put(string(raw))
	}
	r.converge()
	r.sent(1)
}

// TestCreatorWhoAlwaysOverwrites cannot make it spend without end.
func TestCreatorWhoAlwaysOverwrites(t *testing.T) {
	r := newRig(t)
	r.set = func(o *Options) { o.WritesPerHour = 3 }
	r.restart()
	r.hand(partKind("chat", false), chatA)
	start := r.now
	for i := range 3 {
		r.converge()
		r.sent(uint64(i) + 1)
		r.mine(r.change(r.put(strings.Replace(original, "first", fmt.Sprint("change ", i), 1))))
		r.catchUp()
	}
	result, pub := r.attempt("waiting")
	if !strings.Contains(pub.Why, "writes_per_hour") || result.WallAt.Before(start.Add(time.Hour)) || result.WallAt.After(start.Add(time.Hour+time.Minute)) {
		t.Errorf("%+v %+v", result, pub)
	}
	r.now = result.WallAt
	r.converge()
	r.sent(4)
}

// TestOwnerWhoAlwaysChanges fills neither the disk nor the targets while no transaction may be sent.
func TestOwnerWhoAlwaysChanges(t *testing.T) {
	for name, prepare := range map[string]func(*rig){
		"held": func(r *rig) {
			r.wrap = func(w Writer) Writer {
				w.(*transactor.Transactor).PerDay = big.NewInt(1)
				return w
			}
		},
		"ended": func(r *rig) {
			r.chain.Skip(3 * time.Hour)
			r.mine()
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			kubo := provider(t, "kubo", "")
			r.targets = []content.Target{target(t, "kubo", kubo)}
			r.set = func(o *Options) { o.WritesPerHour = 3 }
			prepare(r)
			r.restart()
			r.hand(partKind("chat", false), chatA)
			r.now = r.now.Add(time.Minute)
			change := func(n int) (reactors.Result, *store.Publication) {
				r.mine(r.change(r.put(strings.Replace(original, "first", fmt.Sprint("change ", n), 1))))
				r.catchUp()
				result, pub, err := r.try()
				if err != nil {
					t.Fatal(err)
				}
				return result, pub
			}
			for n := range 3 {
				if _, pub := change(n); pub.Uploads["kubo"] != "done" {
					t.Fatalf("change %d: %+v", n, pub)
				}
			}
			result, pub := change(3)
			if pub.Standing != "waiting" || !strings.Contains(pub.Why, "metadata.writes_per_hour") || !result.WallAt.After(r.now) || len(kubo.Files()) != 3 {
				t.Fatalf("%+v, again at %s; %d files", pub, result.WallAt, len(kubo.Files()))
			}
			r.now = result.WallAt.Add(time.Minute)
			if _, pub, err := r.try(); err != nil || pub.Uploads["kubo"] != "done" || len(kubo.Files()) != 4 {
				t.Errorf("an hour later: %+v, %v; %d files", pub, err, len(kubo.Files()))
			}
			r.sent(0)
		})
	}
}

func TestHeldIsShown(t *testing.T) {
	r := newRig(t)
	r.wrap = func(w Writer) Writer {
		w.(*transactor.Transactor).PerDay = big.NewInt(1)
		return w
	}
	r.restart()
	r.hand(partKind("chat", false), chatA)
	r.now = r.now.Add(time.Minute)
	if result, pub := r.attempt("waiting"); !strings.Contains(pub.Why, "agent.spend_per_day") || !result.WallAt.After(r.now) {
		t.Errorf("%+v %+v", result, pub)
	}
}

func TestRPCIsDown(t *testing.T) {
	r := newRig(t)
	r.hand(partKind("chat", false), chatA)
	r.now = r.now.Add(time.Minute)
	down, err := evm.NewPool(evm.Options{Endpoints: []evm.EndpointConfig{{URL: "http://127.0.0.1:1"}}, ChainID: r.chain.ChainID(), RetryMin: time.Millisecond, RetryMax: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer down.Close()
	r.reactor.Pool = down
	if _, pub, err := r.try(); err == nil || !strings.Contains(err.Error(), "rpc is not available") || pub.Standing != "waiting" {
		t.Errorf("%v %+v", err, pub)
	}
}

func TestPartThatIsNoJSON(t *testing.T) {
	r := newRig(t)
	r.hand(partKind("chat", false), "{")
	if _, _, err := r.try(); err == nil || !strings.Contains(err.Error(), "part chat") {
		t.Errorf("got %v", err)
	}
}

// TestOwnDocumentMayBeLarge: what parts make of a document is read again, however little is fetched of strangers.
func TestOwnDocumentMayBeLarge(t *testing.T) {
	r := newRig(t)
	r.set = func(o *Options) {
		small, err := fetch.New(fetch.Options{Local: r.content, MaxBytes: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(small.Close)
		o.Documents = small
	}
	r.restart()
	r.hand(partKind("chunks", false), `["`+strings.Repeat("c", 500_000)+`"]`)
	r.converge()
	r.hand(partKind("chat", false), chatA)
	r.converge()
	r.sent(2)
}
