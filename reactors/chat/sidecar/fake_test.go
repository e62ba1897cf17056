package sidecar

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"go.uber.org/goleak"
)

// The test binary is the child when it is started as one: with the path of a script, whose folder's name says how to behave.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && filepath.Base(os.Args[1]) == script {
		misbehave(filepath.Base(filepath.Dir(os.Args[1])))
	}
	if len(os.Args) == 3 && os.Args[1] == asParent {
		beParent(os.Args[2])
	}
	goleak.VerifyTestMain(m)
}

// fake is a child that speaks the protocol as its mode wants.
type fake struct {
	socket net.Conn
	lines  *bufio.Scanner
}

func (f *fake) next() frame {
	if !f.lines.Scan() {
		os.Exit(0)
	}
	var got frame
	if err := json.Unmarshal(f.lines.Bytes(), &got); err != nil {
		panic(err)
	}
	return got
}

func (f *fake) raw(s string) { fmt.Fprintln(f.socket, s) }

func (f *fake) answer(id uint64, result string) {
	f.raw(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"result":%s}`, id, result))
}

func (f *fake) fail(id uint64, data string) {
	f.raw(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"error":{"code":-32000,"message":"as\nasked \u001b[31m","data":%s}}`, id, data))
}

var testWallet = common.HexToAddress("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720")

const testGroup = "00112233445566778899aabbccddeeff"

// init answers init, and pings until another request comes, which it returns.
func (f *fake) call() frame {
	for {
		switch got := f.next(); got.Method {
		case "init":
			f.answer(*got.ID, fmt.Sprintf(`{"inboxId":%q,"installationId":"ab","node":"1.2.3"}`, InboxID(testWallet)))
		case "ping":
			f.answer(*got.ID, `{"oldestMs":0}`)
		default:
			return got
		}
	}
}

func group(name string) string {
	return fmt.Sprintf(`{"id":%q,"name":%q,"created":"1","active":true}`, testGroup, name)
}

// misbehave is a child's whole life.
func misbehave(mode string) {
	file := os.NewFile(3, "socket")
	socket, err := net.FileConn(file)
	if err != nil {
		panic(err)
	}
	file.Close() // the connection is a copy
	f := &fake{socket: socket, lines: bufio.NewScanner(socket)}
	f.lines.Buffer(nil, maxSent+1)
	if modes[mode] == nil {
		panic("no mode " + mode)
	}
	modes[mode](f)
	f.next() // until haus ends us
	os.Exit(0)
}

var modes = map[string]func(*fake){
	"garbage": func(f *fake) { f.call(); f.raw("native log: hello") },
	"binary":  func(f *fake) { f.call(); f.raw("\x00\xff\xfe{}") },
	"huge": func(f *fake) {
		f.call()
		for range maxReceived>>16 + 1 {
			fmt.Fprint(f.socket, strings.Repeat(" ", 1<<16))
		}
	},
	"crash": func(f *fake) {
		f.call()
		fmt.Fprintln(os.Stderr, "thread panicked at the disco")
		os.Exit(7)
	},
	"crash at start": func(f *fake) { f.next(); os.Exit(7) },
	"half a line":    func(f *fake) { f.call(); fmt.Fprint(f.socket, `{"jsonrpc":"2.0","id":2,"res`); os.Exit(3) },
	"closes":         func(f *fake) { f.call(); f.socket.Close(); select {} },
	"hang":           func(f *fake) { f.call(); select {} },
	"hang at start":  func(f *fake) { f.next(); select {} },
	"stuck": func(f *fake) {
		f.call()
		for {
			if got := f.next(); got.Method == "ping" {
				f.answer(*got.ID, `{"oldestMs":3600000}`)
			}
		}
	},
	// Answers that nobody asked for, one for the wrong call, the right one three times.
	"wrong ids": func(f *fake) {
		for {
			got := f.call()
			for _, id := range []uint64{0, *got.ID + 1000, 1 << 63, 1} {
				f.answer(id, group("wrong"))
			}
			f.raw(`{"jsonrpc":"2.0"}`)
			f.raw(`{"jsonrpc":"2.0","method":"notify"}`)
			f.raw(`{}`)
			f.answer(*got.ID, group("right"))
			f.answer(*got.ID, group("again"))
			f.fail(*got.ID, `{"kind":"full"}`)
		}
	},
	// Answers a call only when the next one has come.
	"late": func(f *fake) {
		var late uint64
		for {
			got := f.call()
			if late == 0 {
				late = *got.ID
				continue
			}
			f.answer(late, group("late"))
			f.answer(*got.ID, group("right"))
		}
	},
	// Answers each call with what its group id says.
	"kinds": func(f *fake) {
		for {
			got := f.call()
			var p struct {
				Group string `json:"group"`
			}
			if err := json.Unmarshal(got.Params, &p); err != nil {
				panic(err)
			}
			var n int
			fmt.Sscanf(p.Group, "%x", &n)
			f.raw(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,%s}`, *got.ID, kinds[n].answer))
		}
	},
	"endless pages": func(f *fake) {
		for {
			if got := f.call(); got.Method == "groups" {
				f.answer(*got.ID, fmt.Sprintf(`{"groups":[%s],"next":"0 a"}`, group("x")))
			} else {
				f.answer(*got.ID, `{"changes":[],"next":"5","more":true}`)
			}
		}
	},
	"another inbox": func(f *fake) {
		f.answer(*f.next().ID, `{"inboxId":"00","installationId":"ab","node":"1.2.3"}`)
	},
	// Asks for signatures during a call and answers with what came of them.
	"sign": func(f *fake) {
		for {
			got := f.call()
			var p struct {
				Group string `json:"group"`
				Text  string `json:"text"`
			}
			if err := json.Unmarshal(got.Params, &p); err != nil {
				panic(err)
			}
			params, _ := json.Marshal(map[string]string{"text": p.Text})
			f.raw(fmt.Sprintf(`{"jsonrpc":"2.0","id":7,"method":"sign","params":%s}`, params))
			if reply := f.next(); reply.Error != nil {
				f.fail(*got.ID, `{"kind":"invalid"}`)
			} else {
				f.answer(*got.ID, string(reply.Result))
			}
		}
	},
	"asks for other things": func(f *fake) {
		got := f.call()
		f.raw(`{"jsonrpc":"2.0","id":7,"method":"exec","params":{"text":"rm"}}`)
		if f.next().Error != nil {
			f.answer(*got.ID, `null`)
		}
	},
	"asks a thousand times": func(f *fake) {
		f.call()
		for i := range 1000 {
			f.raw(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"sign","params":{"text":"wait"}}`, i))
		}
	},
	// Tells its arguments, environment and what init brought.
	"tell": func(f *fake) {
		hello := f.next()
		f.answer(*hello.ID, fmt.Sprintf(`{"inboxId":%q,"installationId":"ab","node":"1.2.3"}`, InboxID(testWallet)))
		said, _ := json.Marshal(strings.Join(append(os.Environ(), os.Args...), "\n"))
		f.fail(*f.call().ID, `{"kind":"x"}`)
		f.raw(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"result":{"id":%q,"created":"1","appData":%s,"description":%q}}`, *f.call().ID, testGroup, said, hello.Params))
	},
	"chatters": func(f *fake) {
		fmt.Fprint(os.Stdout, strings.Repeat("x", 5*maxLine))
		for i := range 100 * maxLines {
			fmt.Fprintf(os.Stdout, "\nline %d \x1b[31m red", i)
		}
		fmt.Println()
		for {
			f.answer(*f.call().ID, "null")
		}
	},
	"deaf": func(f *fake) { // takes no more from its socket
		f.call()
		select {}
	},
	"good": func(f *fake) {
		for {
			f.answer(*f.call().ID, group("good"))
		}
	},
}

// kinds are answers and what callers get of them.
var kinds = []struct {
	answer string
	is     error  // errors.Is
	says   string // in the error's text
}{
	{answer: `"error":{"code":1,"message":"as asked","data":{"kind":"unavailable"}}`, is: ErrUnavailable, says: "as asked"},
	{answer: `"error":{"code":1,"message":"x","data":{"kind":"notMember"}}`, is: ErrNotMember},
	{answer: `"error":{"code":1,"message":"249 and 2","data":{"kind":"full"}}`, is: ErrFull, says: "249 and 2"},
	{answer: `"error":{"code":1,"message":"x","data":{"kind":"noSuchMember"}}`, is: ErrNoSuchMember},
	{answer: `"error":{"code":1,"message":"x","data":{"kind":"invalid"}}`, is: ErrInvalid},
	{answer: `"error":{"code":1,"message":"bad \u001b[31m\nthing","data":{"kind":"failed"}}`, says: "XMTP group: bad [31m thing"},
	{answer: `"error":{"code":1,"message":"` + strings.Repeat("é", 5000) + `"}`, says: "é…"},
	{answer: `"error":{}`, says: "XMTP group"},
	{answer: `"result":null`, is: ErrUnavailable, says: "impossible group"},
	{answer: `"result":[1]`, is: ErrUnavailable, says: "another kind"},
	{answer: `"x":1`, is: ErrUnavailable},
	{answer: `"result":{"id":"../../etc","created":"1"}`, is: ErrUnavailable, says: "impossible group"},
	{answer: `"result":{"id":"` + testGroup + `","created":"1","members":[{"inbox":"12"}]}`, is: ErrUnavailable, says: "impossible inbox"},
	{answer: `"result":{"id":"` + testGroup + `","created":"1","members":[{"inbox":"` + strings.Repeat("ab", 32) + `","addresses":["0x12"]}]}`, is: ErrUnavailable},
	{answer: `"result":{"id":"` + testGroup + `","created":"1","members":[{"inbox":"` + strings.Repeat("ab", 32) + `","addresses":["0x` + strings.Repeat("12", 20) + `"` + strings.Repeat(`,"0x`+strings.Repeat("12", 20)+`"`, 256) + `]}]}`, says: "257 wallets"},
	{answer: `"result":{"id":"` + testGroup + `","created":"1","members":[{"inbox":"` + strings.Repeat("ab", 32) + `","role":3}]}`, is: ErrUnavailable, says: "impossible role"},
	{answer: `"result":{"id":"` + testGroup + `","created":"1","members":[{"inbox":"` + strings.Repeat("ab", 32) + `","role":-1}]}`, is: ErrUnavailable},
}
