package bindings_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/bindings"
)

// abis names what is under test: the interface that the generated code carries.
func abis(t *testing.T) map[string]abi.ABI {
	t.Helper()
	return map[string]abi.ABI{
		"EventFactory":    bindings.NewEventFactory().GetABI(),
		"EventManager":    bindings.NewEventManager().GetABI(),
		"TicketKiosk":     bindings.NewTicketKiosk().GetABI(),
		"LiveTipping":     bindings.NewLiveTipping().GetABI(),
		"Distributor":     bindings.NewDistributor().GetABI(),
		"Curation":        bindings.NewCuration().GetABI(),
		"CreationWrapper": bindings.NewCreationWrapper().GetABI(),
	}
}

func TestLogsAreTheDeployedOnes(t *testing.T) {
	contracts := abis(t)
	seen := map[string]int{}
	for _, want := range deployedLogs {
		t.Run(want.contract+"/"+name(want.log), func(t *testing.T) {
			event, ok := contracts[want.contract].Events[name(want.log)]
			if !ok {
				t.Fatalf("the bindings lack it")
			}
			parameters := parse(t, want.log)
			if got := crypto.Keccak256Hash([]byte(canonical(want.log, parameters))); got != common.HexToHash(want.topic0) {
				t.Errorf("the table disagrees with itself: the signature hashes to %s, topic0 is %s", got, want.topic0)
			}
			if event.ID != common.HexToHash(want.topic0) {
				t.Errorf("topic0 is %s, want %s", event.ID, want.topic0)
			}
			var got []string
			for _, input := range event.Inputs {
				got = append(got, describe(input.Indexed, input.Type.String(), input.Name))
			}
			compare(t, "parameters", got, parameters)
		})
		seen[want.contract]++
	}
	if seen["EventFactory"] != 11 || seen["EventManager"] != 4 || seen["TicketKiosk"] != 4 || seen["LiveTipping"] != 5 || seen["Distributor"] != 4 || seen["Curation"] != 5 {
		t.Errorf("the table has lost rows: %v", seen)
	}
}

// Two pairs of logs share a name and nothing else.
func TestNamesakesDiffer(t *testing.T) {
	contracts := abis(t)
	for _, pair := range [][3]string{
		{"EventRegistered", "LiveTipping", "Distributor"},
		{"EventFinalized", "LiveTipping", "EventFactory"},
	} {
		if contracts[pair[1]].Events[pair[0]].ID == contracts[pair[2]].Events[pair[0]].ID {
			t.Errorf("%s of %s and of %s have one topic0", pair[0], pair[1], pair[2])
		}
	}
}

func TestFunctionsAreTheDeployedOnes(t *testing.T) {
	contracts := abis(t)
	for _, want := range deployedFunctions {
		t.Run(want.contract+"/"+name(want.function), func(t *testing.T) {
			method, ok := contracts[want.contract].Methods[name(want.function)]
			if !ok {
				t.Fatalf("the bindings lack it")
			}
			parameters := parse(t, want.function)
			if got, selector := common.Bytes2Hex(method.ID), common.Bytes2Hex(crypto.Keccak256([]byte(canonical(want.function, parameters)))[:4]); got != selector {
				t.Errorf("selector is %s, want %s", got, selector)
			}
			if method.StateMutability != want.mutability {
				t.Errorf("mutability is %s, want %s", method.StateMutability, want.mutability)
			}
			if want.returns == tuple {
				return
			}
			var got []string
			for _, output := range method.Outputs {
				got = append(got, describe(false, output.Type.String(), output.Name))
			}
			compare(t, "results", got, parse(t, "("+want.returns+")"))
		})
	}
}

// getEvent's result is one tuple: its fields have to be right by type, order and name.
func TestGetEventIsOneTuple(t *testing.T) {
	outputs := abis(t)["EventFactory"].Methods["getEvent"].Outputs
	if len(outputs) != 1 || outputs[0].Type.T != abi.TupleTy {
		t.Fatalf("results are %v, want one tuple", outputs)
	}
	var fields []string
	for i, element := range outputs[0].Type.TupleElems {
		fields = append(fields, describe(false, element.String(), outputs[0].Type.TupleRawNames[i]))
	}
	compare(t, "fields", fields, parse(t, "(address creator, address KioskAddress, address curationAddress, uint96 startDate, uint96 eventDuration, uint96 reservePrice, bool finalized, string metadataURI, string artCategory)"))
}

func name(signature string) string { return signature[:strings.Index(signature, "(")] }

// parse splits "f(i:uint256 eventId, string uri)" into one description per parameter.
func parse(t *testing.T, signature string) []string {
	t.Helper()
	inner := signature[strings.Index(signature, "(")+1 : len(signature)-1]
	if inner == "" {
		return nil
	}
	var out []string
	for _, parameter := range strings.Split(inner, ",") {
		parameter = strings.TrimSpace(parameter)
		typed, indexed := strings.CutPrefix(parameter, "i:")
		kind, label, _ := strings.Cut(typed, " ")
		out = append(out, describe(indexed, kind, label))
	}
	return out
}

func describe(indexed bool, kind, label string) string {
	if indexed {
		kind = "i:" + kind
	}
	return strings.TrimSpace(kind + " " + label)
}

// canonical is what is hashed: types alone, without spaces.
func canonical(signature string, parameters []string) string {
	var types []string
	for _, parameter := range parameters {
		kind, _, _ := strings.Cut(strings.TrimPrefix(parameter, "i:"), " ")
		types = append(types, kind)
	}
	return fmt.Sprintf("%s(%s)", name(signature), strings.Join(types, ","))
}

// compare looks at types, order and indexing, and at names where the table gives one.
func compare(t *testing.T, what string, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s are %q, want %q", what, got, want)
	}
	for i := range want {
		g := got[i]
		if !strings.Contains(want[i], " ") {
			g, _, _ = strings.Cut(g, " ")
		}
		if g != want[i] {
			t.Errorf("%s[%d] is %q, want %q", what, i, g, want[i])
		}
	}
}
