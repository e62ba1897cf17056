package evm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/valyala/fastjson"
)

// rawLog returns a valid log as a node writes it.
func rawLog(block, tx, index uint64) string {
	return fmt.Sprintf(`{"address":"%s","topics":["%s","%s"],"data":"0x%064x","blockNumber":"0x%x","blockHash":"%s","transactionHash":"%s","transactionIndex":"0x%x","logIndex":"0x%x","removed":false}`,
		testAddress.Hex(), testTopic.Hex(), common.BigToHash(common.Big2).Hex(), index, block, hashOf(block), hashOf(block<<32|tx), tx, index)
}

var (
	testAddress = common.HexToAddress("0xA7597B8b9914b15d22d9E1fFc247dA17a37c260D")
	testTopic   = common.HexToHash("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
	testFilter  = Filter{From: 100, To: 199, Addresses: []common.Address{testAddress}, Topics: [][]common.Hash{{testTopic}}}
)

func hashOf(n uint64) string { return fmt.Sprintf("0x%064x", n) }

func parseLogs(t testing.TB, f Filter, logs ...string) ([]Log, error) {
	t.Helper()
	return decodeLogs(new(fastjson.Parser), []byte("["+strings.Join(logs, ",")+"]"), &f)
}

func TestDecodeLog(t *testing.T) {
	got, err := parseLogs(t, testFilter, strings.Replace(rawLog(150, 3, 7), `"removed"`, `"blockTimestamp":"0x66","unknown":[{}],"removed"`, 1))
	if err != nil {
		t.Fatal(err)
	}
	want := []Log{{
		Address: testAddress, Topics: []common.Hash{testTopic, common.BigToHash(common.Big2)}, Data: common.BigToHash(common.Big2).Bytes(),
		BlockNumber: 150, BlockHash: common.HexToHash(hashOf(150)), TxHash: common.HexToHash(hashOf(150<<32 | 3)), TxIndex: 3, Index: 7, BlockTime: 0x66,
	}}
	want[0].Data[31] = 7
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

func TestLogsShareNoTail(t *testing.T) {
	got, err := parseLogs(t, testFilter, rawLog(150, 0, 0), rawLog(150, 0, 1))
	if err != nil {
		t.Fatal(err)
	}
	_ = append(got[0].Data, 0xff)
	_ = append(got[0].Topics, common.Hash{0xff})
	if got[1].Data[0] != 0 || got[1].Topics[0] != testTopic {
		t.Fatal("appending to one log's data or topics changes the next log")
	}
}

func TestLogsAreSortedAndDeduplicated(t *testing.T) {
	var raw []string
	for _, at := range [][3]uint64{{150, 2, 0}, {120, 1, 5}, {150, 0, 9}, {120, 1, 4}, {120, 1, 5}, {150, 0, 1}, {150, 2, 0}} {
		raw = append(raw, rawLog(at[0], at[1], at[2]))
	}
	logs, err := parseLogs(t, testFilter, raw...)
	if err != nil {
		t.Fatal(err)
	}
	var got [][3]uint64
	for _, l := range logs {
		got = append(got, [3]uint64{l.BlockNumber, uint64(l.TxIndex), uint64(l.Index)})
	}
	want := [][3]uint64{{120, 1, 4}, {120, 1, 5}, {150, 0, 1}, {150, 0, 9}, {150, 2, 0}}
	if !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

// Before February 2025 SEI counted log indexes in the transaction: the same index twice in a block is no contradiction.
func TestIndexPerTransaction(t *testing.T) {
	logs, err := parseLogs(t, testFilter, rawLog(150, 0, 0), rawLog(150, 1, 0))
	if err != nil || len(logs) != 2 {
		t.Fatalf("got %d logs, %v; want 2", len(logs), err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := rawLog(150, 3, 7)
	swap := func(old, new string) []string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %s in %s", old, good)
		}
		return []string{strings.Replace(good, old, new, 1)}
	}
	for _, c := range []struct {
		name string
		logs []string
		want error
	}{
		{"removed", swap(`"removed":false`, `"removed":true`), ErrInconsistent},
		{"below the range", []string{rawLog(99, 0, 0)}, ErrInconsistent},
		{"above the range", []string{rawLog(200, 0, 0)}, ErrInconsistent},
		{"other address", swap(testAddress.Hex(), "0x0000000000000000000000000000000000000001"), ErrInconsistent},
		{"other topic", swap(testTopic.Hex(), hashOf(1)), ErrInconsistent},
		{"different content at one place", []string{good, strings.Replace(good, hashOf(7), hashOf(8), 1)}, ErrInconsistent},
		{"different topics at one place", []string{good, strings.Replace(good, common.BigToHash(common.Big2).Hex(), hashOf(3), 1)}, ErrInconsistent},
		{"one transaction at two places", []string{good, strings.Replace(good, `"transactionIndex":"0x3"`, `"transactionIndex":"0x4"`, 1)}, ErrInconsistent},
		{"two hashes of one block", []string{good, strings.Replace(rawLog(150, 4, 8), hashOf(150), hashOf(151), 1)}, ErrInconsistent},
		{"short address", swap(testAddress.Hex(), "0x01"), ErrUnavailable},
		{"no prefix", swap(testAddress.Hex(), testAddress.Hex()[2:]+"00"), ErrUnavailable},
		{"not hex", swap(testAddress.Hex(), "0xZZ"+testAddress.Hex()[4:]), ErrUnavailable},
		{"address of another type", swap(`"`+testAddress.Hex()+`"`, "5"), ErrUnavailable},
		{"address null", swap(`"`+testAddress.Hex()+`"`, "null"), ErrUnavailable},
		{"five topics", swap(`"topics":[`, `"topics":["`+hashOf(1)+`","`+hashOf(1)+`","`+hashOf(1)+`",`), ErrUnavailable},
		{"topics no array", swap(`"topics":[`, `"topics":"0x","other":[`), ErrUnavailable},
		{"short topic", swap(testTopic.Hex(), "0xdd"), ErrUnavailable},
		{"odd data", swap(`"data":"0x`, `"data":"0x0`), ErrUnavailable},
		{"no data", swap(`"data"`, `"date"`), ErrUnavailable},
		{"pending", swap(`"blockHash":"`+hashOf(150)+`"`, `"blockHash":null`), ErrUnavailable},
		{"no transaction", swap(`"transactionHash"`, `"other"`), ErrUnavailable},
		{"field twice", swap(`"removed":false`, `"logIndex":"0x7"`), ErrUnavailable},
		{"index too large", swap(`"logIndex":"0x7"`, `"logIndex":"0x100000000"`), ErrUnavailable},
		{"number too large", swap(`"blockNumber":"0x96"`, `"blockNumber":"0x10000000000000096"`), ErrUnavailable},
		{"number empty", swap(`"blockNumber":"0x96"`, `"blockNumber":"0x"`), ErrUnavailable},
		{"number negative", swap(`"blockNumber":"0x96"`, `"blockNumber":"0x-96"`), ErrUnavailable},
		{"bad timestamp", swap(`"removed":false`, `"blockTimestamp":"now"`), ErrUnavailable},
		{"no object", []string{"5"}, ErrUnavailable},
		{"null", []string{"null"}, ErrUnavailable},
		{"empty object", []string{"{}"}, ErrUnavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			logs, err := parseLogs(t, testFilter, c.logs...)
			if !errors.Is(err, c.want) || c.want == ErrUnavailable && errors.Is(err, ErrInconsistent) {
				t.Fatalf("got %d logs, %v; want %v", len(logs), err, c.want)
			}
		})
	}
}

func TestWildcardTopicHasToBeThere(t *testing.T) {
	f := testFilter
	f.Topics = [][]common.Hash{nil, {common.BigToHash(common.Big2)}}
	if _, err := parseLogs(t, f, rawLog(150, 0, 0)); err != nil {
		t.Fatal(err)
	}
	f.Topics = [][]common.Hash{nil, nil, nil}
	if _, err := parseLogs(t, f, rawLog(150, 0, 0)); !errors.Is(err, ErrInconsistent) {
		t.Fatalf("got %v, want %v", err, ErrInconsistent)
	}
}

func rawHeader(n uint64) string {
	return fmt.Sprintf(`{"number":"0x%x","hash":"%s","parentHash":"%s","timestamp":"0x%x","logsBloom":"0x%s01","transactions":["%s"]}`,
		n, hashOf(n), hashOf(n-1), n/2, strings.Repeat("00", 255), hashOf(1))
}

func TestDecodeHeader(t *testing.T) {
	h, err := decodeHeader(fastjson.MustParse(rawHeader(150)))
	if err != nil {
		t.Fatal(err)
	}
	want := &Header{Number: 150, Hash: common.HexToHash(hashOf(150)), ParentHash: common.HexToHash(hashOf(149)), Time: 75}
	want.Bloom[255] = 1
	if !reflect.DeepEqual(h, want) {
		t.Fatalf("got %+v, want %+v", h, want)
	}
	if h, err := decodeHeader(fastjson.MustParse("null")); h != nil || err != nil {
		t.Fatalf("null: got %v, %v; want nothing", h, err)
	}
	for _, field := range []string{"number", "hash", "parentHash", "timestamp", "logsBloom"} {
		broken := strings.Replace(rawHeader(150), `"`+field+`"`, `"other"`, 1)
		if _, err := decodeHeader(fastjson.MustParse(broken)); !errors.Is(err, ErrUnavailable) {
			t.Errorf("without %s: got %v, want %v", field, err, ErrUnavailable)
		}
	}
}

// A parser takes about a hundred bytes a value, which tiny values would turn into gigabytes.
func TestMillionsOfTinyValuesAreRefused(t *testing.T) {
	for _, part := range []string{strings.Repeat("0,", maxValues) + "0", strings.Repeat("[],", maxValues) + "0", `{"a":0},` + strings.Repeat("{},", maxValues) + "0"} {
		p := new(fastjson.Parser)
		if _, err := parse(p, []byte("["+part+"]")); !errors.Is(err, ErrUnavailable) {
			t.Errorf("got %v, want %v", err, ErrUnavailable)
		}
	}
}

func TestCut(t *testing.T) {
	for in, want := range map[string]string{
		`[]`:    "",
		` [ ] `: "",
		"[1 ,\t\"a,]\\\"\\\\\"\n, [2,[3]],{\"]\":\"}\"} , null]": "1|\"a,]\\\"\\\\\"|[2,[3]]|{\"]\":\"}\"}|null",
	} {
		var got []string
		if err := elements([]byte(in), func(b []byte) error { got = append(got, string(b)); return nil }); err != nil || strings.Join(got, "|") != want {
			t.Errorf("%s: got %s, %v; want %s", in, strings.Join(got, "|"), err, want)
		}
	}
	var got []string
	err := fields([]byte(`{"a": 1, "b\"c" :[2],"d":{"e":","}}`), func(k string, v []byte) error { got = append(got, k+"="+string(v)); return nil })
	if want := `a=1|b\"c=[2]|d={"e":","}`; err != nil || strings.Join(got, "|") != want {
		t.Errorf("got %s, %v; want %s", strings.Join(got, "|"), err, want)
	}
	for _, in := range []string{"", "{", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", `["a]`, `["a\"]`, "[[1]", "[}", "5", "[1] x"} {
		if err := elements([]byte(in), func([]byte) error { return nil }); err == nil {
			t.Errorf("%s is cut as an array", in)
		}
	}
	for _, in := range []string{"", "{", `{"a"}`, `{"a":}`, `{"a":1,}`, `{a:1}`, `{"a":1 "b":2}`, `{"a":1`, "[]", `{1:2}`} {
		if err := fields([]byte(in), func(string, []byte) error { return nil }); err == nil {
			t.Errorf("%s is cut as an object", in)
		}
	}
}

// FuzzAnswer feeds the bytes of a hostile endpoint to everything that reads an answer.
func FuzzAnswer(f *testing.F) {
	for _, result := range []string{`"0x1"`, "null", rawHeader(100), "[" + rawLog(150, 1, 2) + "]", "[" + rawLog(150, 1, 2) + "," + rawLog(150, 1, 2) + "]", `{"a":[]}`} {
		f.Add([]byte(`[{"jsonrpc":"2.0","id":0,"result":` + result + `},{"jsonrpc":"2.0","id":1,"result":` + result + `},{"id":2,` + rpcError(-32000, "block range too large (2000), maximum allowed is 1000 blocks") + `}]`))
	}
	f.Add([]byte(`{"error":{"code":1e400,"message":5,"data":"0x0"}}`))
	f.Add([]byte(`[5,null,{"id":null},{"id":-1},{"id":0,"error":7}]`))
	p, err := NewPool(options("http://127.0.0.1:1"))
	if err != nil {
		f.Fatal(err)
	}
	e := p.endpoints[0]
	f.Fuzz(func(t *testing.T, body []byte) {
		b := e.NewBatch()
		logs, header, number, call := b.Logs(testFilter), b.Header(100), b.BlockNumber(), b.Call(testAddress, nil)
		if err := e.distribute(summary(b.items), b.items, body); err != nil {
			if c := classOf(err); c == classOther || len(err.Error()) > 4*maxMessage {
				t.Fatalf("unclassified or unbounded: %v", err)
			}
			return
		}
		for _, err := range []error{logs.Err, header.Err, number.Err, call.Err} {
			if err != nil && (classOf(err) == classOther || len(err.Error()) > 4*maxMessage) {
				t.Fatalf("unclassified or unbounded: %v", err)
			}
		}
		if logs.Err == nil && !slices.IsSortedFunc(logs.Value, compareLogs) {
			t.Fatal("logs are out of order")
		}
		for _, l := range logs.Value {
			if logs.Err == nil && (l.BlockNumber < testFilter.From || l.BlockNumber > testFilter.To || len(l.Topics) > maxTopics || l.Address != testAddress || l.Removed) {
				t.Fatalf("accepted %+v", l)
			}
		}
		if header.Err == nil && header.Value != nil && header.Value.Number != 100 {
			t.Fatalf("accepted %+v", header.Value)
		}
		if span := e.Span(); span < 1 || span > maxSpan {
			t.Fatalf("span is %d", span)
		}
	})
}
