package protocol

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/store"
)

var metas = map[store.Contract]*bind.MetaData{
	store.EventFactory: &bindings.EventFactoryMetaData, store.EventManager: &bindings.EventManagerMetaData,
	store.LiveTipping: &bindings.LiveTippingMetaData, store.Distributor: &bindings.DistributorMetaData,
	store.TicketKiosk: &bindings.TicketKioskMetaData, store.Curation: &bindings.CurationMetaData,
}

// TestDecodeEqualsABI packs random values with go-ethereum's ABI code for every log of every contract and reads them back.
func TestDecodeEqualsABI(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for contract, meta := range metas {
		parsed, err := meta.ParseABI()
		if err != nil {
			t.Fatal(err)
		}
		for _, event := range parsed.Events {
			for range 50 {
				values := map[string]any{}
				topics := []common.Hash{event.ID}
				var plain []any
				for _, in := range event.Inputs {
					v := randomValue(rng, in.Type)
					values[in.Name] = v
					if in.Indexed {
						packed, err := abi.Arguments{{Type: in.Type}}.Pack(v)
						if err != nil {
							t.Fatal(err)
						}
						topics = append(topics, common.BytesToHash(packed))
					} else {
						plain = append(plain, v)
					}
				}
				data, err := event.Inputs.NonIndexed().Pack(plain...)
				if err != nil {
					t.Fatal(err)
				}
				d, err := Decode(contract, topics, data)
				if err != nil {
					t.Fatalf("%s.%s: %v", contract, event.RawName, err)
				}
				if d.Name != event.RawName {
					t.Fatalf("%s is named %s", event.RawName, d.Name)
				}
				for _, a := range d.Args {
					same := false
					switch want := values[a.Name].(type) {
					case *big.Int:
						w := d.Wei(a.Name)
						same = w.ToBig().Cmp(want) == 0
					case uint8:
						n, ok := d.Uint64(a.Name)
						same = ok && n == uint64(want)
					case uint64:
						n, ok := d.Uint64(a.Name)
						same = ok && n == want
					case common.Address:
						same = d.Address(a.Name) == want
					case bool:
						same = d.Bool(a.Name) == want
					case string:
						same = string(d.Bytes(a.Name)) == want
					}
					if !same {
						t.Fatalf("%s.%s: %s is not %v", contract, event.RawName, a.Name, values[a.Name])
					}
				}
				// Every prefix of the data is an error or the same values, never a panic.
				for n := range data {
					_, _ = Decode(contract, topics, data[:n])
				}
			}
		}
	}
}

func randomValue(rng *rand.Rand, typ abi.Type) any {
	raw := make([]byte, 32)
	for i := range raw {
		raw[i] = byte(rng.Uint32())
	}
	switch typ.T {
	case abi.UintTy:
		switch typ.Size {
		case 8:
			return raw[0]
		case 64:
			return rng.Uint64()
		}
		return new(big.Int).SetBytes(raw[:rng.IntN(33)])
	case abi.AddressTy:
		return common.BytesToAddress(raw)
	case abi.BoolTy:
		return raw[0]&1 == 1
	default:
		return strings.Repeat(string(raw), rng.IntN(4)) + string(raw[:rng.IntN(32)])
	}
}

func TestDecodeRefuses(t *testing.T) {
	word := func(b ...byte) []byte { return common.LeftPadBytes(b, 32) }
	topic := func(name string, c store.Contract) common.Hash {
		for _, s := range Signatures(c) {
			if s.Name == name {
				return s.Topic
			}
		}
		t.Fatalf("no log %s", name)
		return common.Hash{}
	}
	id := common.BytesToHash(word(7))
	dirty := common.HexToHash("0x0100000000000000000000001111111111111111111111111111111111111111")
	for _, c := range []struct {
		name, want string
		contract   store.Contract
		topics     []common.Hash
		data       []byte
	}{
		{"no topic", "no topic", store.EventFactory, nil, nil},
		{"unknown topic", "unknown log", store.EventFactory, []common.Hash{id}, nil},
		{"another contract's topic", "unknown log", store.EventFactory, []common.Hash{topic("TicketMinted", store.TicketKiosk)}, nil},
		{"a topic too few", "1 topics instead of 2", store.EventFactory, []common.Hash{topic("EventFinalized", store.EventFactory)}, nil},
		{"no data", "ends before", store.EventFactory, []common.Hash{topic("ReservePriceUpdated", store.EventFactory), id}, nil},
		{"an address with more than 20 bytes", "not an address", store.EventFactory, []common.Hash{topic("EventFinalizedAndTransferred", store.EventFactory), id, dirty}, nil},
		{"a bool of two", "not a bool", store.LiveTipping, []common.Hash{topic("EventFinalized", store.LiveTipping), id, {}}, append(word(1), word(2)...)},
		{"a uint8 of 256", "larger than a uint8", store.Distributor, []common.Hash{topic("CurationEnabled", store.Distributor), id, {}}, append(word(1), word(1, 0)...)},
		{"a string that begins outside", "begins outside", store.EventFactory, []common.Hash{topic("MetadataUpdated", store.EventFactory), id}, word(1, 0)},
		{"a string that ends outside", "ends outside", store.EventFactory, []common.Hash{topic("MetadataUpdated", store.EventFactory), id}, append(word(32), word(1)...)},
		{"a string of 2^256", "ends outside", store.EventFactory, []common.Hash{topic("MetadataUpdated", store.EventFactory), id}, append(word(32), bytes.Repeat([]byte{255}, 32)...)},
	} {
		if _, err := Decode(c.contract, c.topics, c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, and should say %q", c.name, err, c.want)
		}
	}
	huge := common.HexToHash("0x10000000000000000")
	d, err := Decode(store.EventFactory, []common.Hash{topic("EventFinalized", store.EventFactory), huge}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.EventID(); err == nil {
		t.Error("an event id of 2^64 passes")
	}
	k, err := Decode(store.TicketKiosk, []common.Hash{topic("Transfer", store.TicketKiosk), {}, {}, huge}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if k.CheckTicket() == nil {
		t.Error("a ticket id of 2^64 passes")
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "": "", "tab\tnew\nline\rreturn": "tab new line return", "nul\x00bell\x07del\x7f": "nulbelldel",
		"bad\xff\xfeutf": "bad\uFFFD\uFFFDutf", "rtl\u202Etxt\u2066": "rtltxt", "emoji 👩\u200d🎤": "emoji 👩\u200d🎤", "\uFEFFbom": "bom",
		"c1\u0085control": "c1control",
	} {
		if got := Clean([]byte(in), 100); got != want {
			t.Errorf("Clean(%q) = %q, and should be %q", in, got, want)
		}
	}
	if got := Clean([]byte("aé👩"), 6); got != "aé" {
		t.Errorf("cut in a character: %q", got)
	}
	if got := Clean([]byte(strings.Repeat("x", 50)), 10); len(got) != 10 {
		t.Errorf("%d bytes instead of 10", len(got))
	}
}

func FuzzClean(f *testing.F) {
	f.Add([]byte("a\xffb\u202e\n"), 5)
	f.Fuzz(func(t *testing.T, raw []byte, limit int) {
		limit = min(max(limit, 0), 1<<16)
		s := Clean(raw, limit)
		if !utf8.ValidString(s) || len(s) > limit {
			t.Fatalf("Clean(%q, %d) = %q", raw, limit, s)
		}
		if again := Clean([]byte(s), limit); again != s {
			t.Fatalf("cleaning %q again gives %q", s, again)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(uint8(1), uint8(0), make([]byte, 96), make([]byte, 128))
	f.Fuzz(func(t *testing.T, contract, which uint8, topicBytes, data []byte) {
		c := store.Contract(contract%7 + 1)
		all := Signatures(c)
		if len(all) == 0 {
			return
		}
		topics := []common.Hash{all[int(which)%len(all)].Topic}
		for len(topicBytes) >= 32 && len(topics) < 4 {
			topics = append(topics, common.BytesToHash(topicBytes[:32]))
			topicBytes = topicBytes[32:]
		}
		d, err := Decode(c, topics, data)
		if err != nil {
			return
		}
		for i := range d.Args {
			d.Text(i)
		}
		_, _, _ = d.EventID()
		_ = d.CheckTicket()
	})
}

func BenchmarkDecode(b *testing.B) {
	parsed, _ := bindings.TicketKioskMetaData.ParseABI()
	event := parsed.Events["TicketMinted"]
	data, err := event.Inputs.NonIndexed().Pack("Ticket #1", "improv", big.NewInt(1e18))
	if err != nil {
		b.Fatal(err)
	}
	topics := []common.Hash{event.ID, common.BigToHash(big.NewInt(1)), common.BigToHash(big.NewInt(2))}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(store.TicketKiosk, topics, data); err != nil {
			b.Fatal(err)
		}
	}
}
