package seinode

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
)

// The generator packs by its own hand. The contracts' ABI files say whether it does so rightly:
// every decodable log decodes, every undecodable one does not, and every log of the tables occurs.

func contractABI(t *testing.T, name string) abi.ABI {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "abi", name+".json"))
	if err != nil {
		t.Fatalf("open the ABI file of %s: %v", name, err)
	}
	defer f.Close()
	a, err := abi.JSON(f)
	if err != nil {
		t.Fatalf("read the ABI file of %s: %v", name, err)
	}
	return a
}

func decode(a abi.ABI, l *Log) (name string, values map[string]any, ok bool) {
	if len(l.Topics) == 0 {
		return "", nil, false
	}
	ev, err := a.EventByID(l.Topics[0])
	if err != nil {
		return "", nil, false
	}
	values = map[string]any{}
	var indexed abi.Arguments
	for _, arg := range ev.Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if abi.ParseTopicsIntoMap(values, indexed, l.Topics[1:]) != nil {
		return "", nil, false
	}
	if len(ev.Inputs) > len(indexed) && ev.Inputs.NonIndexed().UnpackIntoMap(values, l.Data) != nil {
		return "", nil, false
	}
	if len(ev.Inputs) == len(indexed) && len(l.Data) > 0 {
		return "", nil, false
	}
	return ev.RawName, values, true
}

func TestGeneratedLogsFollowTheABI(t *testing.T) {
	abis := map[string]abi.ABI{}
	for _, name := range []string{"EventFactory", "EventManager", "TicketKiosk", "LiveTipping", "Distributor", "Curation"} {
		abis[name] = contractABI(t, name)
	}
	seen, garbage, strangers := map[string]int{}, 0, 0
	for seed := range uint64(20) {
		w := NewWorld(Options{Seed: seed})
		w.Steps(300)
		c := w.Contracts()
		for _, b := range w.chain.main.blocks {
			for i := range b.Logs {
				l := &b.Logs[i]
				if l.Index != uint32(i) {
					t.Fatalf("log %d of block %d has index %d", i, b.Number, l.Index)
				}
				if !l.FromOurs {
					strangers++
					continue
				}
				contract := ""
				switch l.Address {
				case c.EventFactory:
					contract = "EventFactory"
				case c.EventManager:
					contract = "EventManager"
				case c.LiveTipping:
					contract = "LiveTipping"
				case c.Distributor:
					contract = "Distributor"
				default:
					contract = "Curation"
					if w.chain.main.state.kiosks[l.Address] != nil {
						contract = "TicketKiosk"
					}
				}
				name, _, ok := decode(abis[contract], l)
				if !l.Decodable {
					garbage++
					if ok {
						t.Errorf("seed %d: garbage at %s decodes as %s: %x %x", seed, contract, name, l.Topics, l.Data)
					}
					continue
				}
				if _, declared := abis[contract].Events["OwnershipTransferred"]; !declared && strings.HasSuffix(l.Name, ".OwnershipTransferred") {
					continue // this contract's ABI file leaves OpenZeppelin's own log out
				}
				if !ok || contract+"."+name != l.Name {
					t.Errorf("seed %d: %s does not decode (as %q at %s): %x %x", seed, l.Name, name, contract, l.Topics, l.Data)
				}
				seen[l.Name]++
			}
		}
	}
	if garbage == 0 || strangers == 0 {
		t.Errorf("%d undecodable logs and %d of strangers: want some of both", garbage, strangers)
	}
	for name, a := range abis {
		for _, ev := range a.Events {
			switch full := name + "." + ev.RawName; {
			case seen[full] > 0:
			case ev.RawName == "ApprovalForAll" || ev.RawName == "Upgraded" || ev.RawName == "Initialized" || ev.RawName == "Approval" || ev.RawName == "OwnershipTransferred":
			default:
				t.Errorf("%s never occurs in 20 worlds of 300 blocks", full)
			}
		}
	}
	t.Logf("%d kinds of logs, %d garbage, %d of strangers", len(seen), garbage, strangers)
}
