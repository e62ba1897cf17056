package transactor

import (
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/agent"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/store"
)

// errand is what a child process does before it is killed.
type errand struct {
	URL, Dir, Key, At string
	Identity          store.Identity
	Intent            Intent
}

const errandVariable = "TRANSACTOR_ERRAND"

// TestErrand is the child process of TestKillOfAProcess.
func TestErrand(t *testing.T) {
	text, ok := os.LookupEnv(errandVariable)
	if !ok {
		t.Skip("only as a child process")
	}
	var e errand
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	key, err := crypto.HexToECDSA(e.Key)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: e.Dir, Identity: e.Identity})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := evm.NewPool(evm.Options{Endpoints: []evm.EndpointConfig{{URL: e.URL}}, ChainID: e.Identity.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	tx, err := New(Options{Store: s, Pool: pool, Key: agent.New(key), MaxFee: big.NewInt(300e9)})
	if err != nil {
		t.Fatal(err)
	}
	tx.step = func(at string) error {
		if at == e.At {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // until the signal arrives
		}
		return nil
	}
	st, err := tx.Send(t.Context(), e.Intent)
	t.Fatalf("it lived: %+v, %v", st, err)
}

// TestKillOfAProcess kills a real process around journal and broadcast; what another one finds afterwards gives one effect.
func TestKillOfAProcess(t *testing.T) {
	for _, at := range []string{"before journal", "after journal", "after broadcast"} {
		t.Run(at, func(t *testing.T) {
			r := newRig(t)
			in := r.intent(0, "ipfs://new")
			identity := r.store.Identity()
			if err := r.store.Close(); err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(errand{r.chain.HTTPURL(), r.dir, hex.EncodeToString(crypto.FromECDSA(r.key)), at, identity, in})
			if err != nil {
				t.Fatal(err)
			}
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestErrand$")
			child.Env = append(os.Environ(), errandVariable+"="+string(text))
			out, err := child.CombinedOutput()
			if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
				t.Fatalf("the child was not killed: %v\n%s", err, out)
			}
			r.store = nil
			r.now = time.Now()
			r.restart()
			r.settle(in)
			if r.nonce() != 1 || r.uri(0) != "ipfs://new" {
				t.Errorf("%d transactions, the URI is %q", r.nonce(), r.uri(0))
			}
		})
	}
}
