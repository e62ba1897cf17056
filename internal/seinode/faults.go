package seinode

import (
	"math/rand/v2"
	"time"
)

// Faults say how a node misbehaves. The zero value is a well-behaved SEI endpoint: one that is
// honest about its limits, serves no blockTimestamp, answers [] for an unknown block hash, refuses a
// toBlock past its head, and silently cuts open-ended filters at 10,000 logs.
//
// Chances are 0 (never) to 1 (always) for each request, drawn from the node's own seeded stream.
type Faults struct {
	// What kind of node this is.
	ChainID           uint64 // 0: the true one
	ZeroParentHash    bool   // Autobahn
	BlockTimestamp    bool   // logs carry blockTimestamp, as geth's do
	LogIndexPerTx     bool   // the log index starts at 0 in each transaction, as before February 2025
	UnknownHashError  bool   // eth_getLogs by an unknown block hash fails, as on geth; else []
	SilentFutureRange bool   // a toBlock past the head is cut to the head; else an error

	// Limits of eth_getLogs and of batches.
	RangeLimit   uint64 // blocks per eth_getLogs, 0: none
	RangeWords   Vendor
	CountLimit   int // logs per answer, 0: none
	CountWords   Vendor
	ByteLimit    int // bytes of an eth_getLogs result, 0: none
	OpenEndedCut int // logs after which a filter without a numbered toBlock is cut; 0: 10,000
	BatchLimit   int // elements per batch; 0: 1000
	ErrorStatus  int // HTTP status of an answer to a single request that is an error; 0: 200

	// History and head.
	PrunedBelow uint64 // blocks below are gone here; World.Prune does it on every node
	PrunedWords int    // 0, 1 or 2: which of three wordings
	HeadWobble  uint64 // half of the requests see a head that many blocks older: two nodes behind one URL

	// Whole HTTP answers.
	TooManyRequests float64       // HTTP 429
	RetryAfter      time.Duration // header of a 429, rounded up to seconds; 0: no header
	ServerError     float64       // HTTP 500, 502 or 503
	Reset           float64       // connection reset by peer
	Hang            float64       // no answer until the request's context or the node ends
	Truncated       float64       // half of the body, with and without a matching Content-Length
	NotJSON         float64       // HTTP 200 with a web page

	// Single answers.
	Busy          float64 // "server too busy" from any method
	LogRateLimit  float64 // "log query rate limit exceeded", for ranges above 100 blocks only
	LostLogs      float64 // an eth_getLogs answer misses a random half of its logs, another time others
	LostForever   float64 // share of all logs that this node never serves
	DuplicateLogs float64 // an answer repeats some logs
	ReorderLogs   float64 // an answer's logs come in any order
	BatchErrors   float64 // in a batch, one random element is an error
	BatchMissing  float64 // in a batch, one random element has no answer
	BatchShuffle  float64 // a batch's answers come in another order

	// Web sockets; chances for each new head.
	NullHeads    float64 // the subscription's next result is null, then silence
	SilentSocket float64 // nothing more comes, and nothing is closed
	SocketClose  float64 // the connection drops
}

// None is a well-behaved SEI endpoint.
func (Faults) None() Faults { return Faults{} }

// Random draws a mix of faults. intensity is 0 (none) to 1 (nearly everything, each up to one request in
// twelve). A client that repeats what failed, halves what is too large and reads a range twice gets
// through in the end: what no client could mend alone is never drawn (LostForever, ChainID,
// PrunedBelow, LogIndexPerTx and limits below one full block).
func (Faults) Random(rng *rand.Rand, intensity float64) Faults {
	some := func() bool { return rng.Float64() < intensity }
	chance := func() float64 {
		if !some() {
			return 0
		}
		return rng.Float64() * intensity / 12
	}
	f := Faults{
		ZeroParentHash: some() && rng.IntN(4) == 0, BlockTimestamp: some() && rng.IntN(2) == 0, UnknownHashError: some() && rng.IntN(2) == 0,
		TooManyRequests: chance(), ServerError: chance(), Reset: chance(), Hang: chance() / 4, Truncated: chance(), NotJSON: chance(),
		Busy: chance(), LogRateLimit: chance(), LostLogs: chance(), DuplicateLogs: chance(), ReorderLogs: chance(),
		BatchErrors: chance(), BatchMissing: chance(), BatchShuffle: 3 * chance(),
		NullHeads: chance(), SilentSocket: chance(), SocketClose: chance(),
	}
	if some() {
		f.RangeLimit, f.RangeWords = []uint64{1, 7, 50, 100, 1000}[rng.IntN(5)], Vendor(rng.IntN(int(vendors)))
	}
	if some() {
		f.CountLimit, f.CountWords = 600+rng.IntN(2000), Vendor(rng.IntN(int(vendors))) // above any block that Step makes
	}
	if some() {
		f.ByteLimit = 8<<20 + rng.IntN(8<<20)
	}
	if some() {
		f.HeadWobble = 1 + rng.Uint64N(4)
	}
	if some() {
		f.ErrorStatus = []int{0, 400, 413}[rng.IntN(3)]
	}
	return f
}

// Fault names a thing done wrong, for [Node.Injected].
type Fault string

// The faults that are counted, one for each time a client met it.
const (
	FaultChainID         Fault = "chain id"
	FaultRangeLimit      Fault = "range limit"
	FaultCountLimit      Fault = "count limit"
	FaultByteLimit       Fault = "byte limit"
	FaultOpenEndedCut    Fault = "open-ended cut"
	FaultBatchLimit      Fault = "batch limit"
	FaultAhead           Fault = "after latest block"
	FaultFutureCut       Fault = "future range cut"
	FaultPruned          Fault = "pruned"
	FaultHeadWobble      Fault = "head wobble"
	FaultTooManyRequests Fault = "too many requests"
	FaultServerError     Fault = "server error"
	FaultReset           Fault = "reset"
	FaultHang            Fault = "hang"
	FaultTruncated       Fault = "truncated"
	FaultNotJSON         Fault = "not JSON"
	FaultBusy            Fault = "busy"
	FaultLogRateLimit    Fault = "log rate limit"
	FaultLostLogs        Fault = "lost logs"
	FaultLostForever     Fault = "lost for ever"
	FaultDuplicateLogs   Fault = "duplicate logs"
	FaultReorderLogs     Fault = "reordered logs"
	FaultUnknownHash     Fault = "unknown block hash"
	FaultBatchErrors     Fault = "batch element error"
	FaultBatchMissing    Fault = "batch element missing"
	FaultBatchShuffle    Fault = "batch shuffled"
	FaultNullHeads       Fault = "null heads"
	FaultSilentSocket    Fault = "silent socket"
	FaultSocketClose     Fault = "socket closed"
)
