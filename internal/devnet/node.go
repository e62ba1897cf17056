package devnet

import (
	"fmt"
	"math/big"
	"net"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"
)

const (
	// gasLimit of every block. A history block of many purchases stays far
	// below it; a single transaction never meets it.
	gasLimit = 1_000_000_000

	// wealth is what the genesis block gives to every account that acts, in
	// SEI: more than any story can spend.
	wealth = 1_000_000_000

	// Far above what an indexer sends: this node has to be the fast end of a
	// benchmark, so no limit of its own may be what is measured.
	batchItems    = 10_000
	batchBytes    = 1 << 30
	requestBytes  = 64 << 20
	filterItems   = 100_000
	cachedLogs    = 65_536 // blocks whose decoded logs stay in memory
	rpcTimeout    = 10 * time.Minute
	rpcGasCap     = 100_000_000
	cacheMegabyte = 256
)

// openNode starts geth in process: no peers, no miner, no consensus client. Its
// blocks come from Chain only.
func openNode(opts Options, genesis *core.Genesis) (*node.Node, *eth.Ethereum, error) {
	httpHost, httpPort, err := hostPort(opts.HTTP)
	if err != nil {
		return nil, nil, fmt.Errorf("read the HTTP address %q: %w; give host:port, e.g. 127.0.0.1:8545", opts.HTTP, err)
	}
	wsHost, wsPort, err := hostPort(opts.WS)
	if err != nil {
		return nil, nil, fmt.Errorf("read the web socket address %q: %w; give host:port, e.g. 127.0.0.1:8546", opts.WS, err)
	}

	modules := []string{"eth", "net", "web3", "debug", "txpool"}
	stack, err := node.New(&node.Config{
		Name:                 "chain",
		DataDir:              opts.Dir,
		P2P:                  p2p.Config{NoDiscovery: true, NoDial: true},
		HTTPHost:             httpHost,
		HTTPPort:             httpPort,
		HTTPModules:          modules,
		HTTPCors:             []string{"*"},
		HTTPVirtualHosts:     []string{"*"},
		HTTPTimeouts:         rpc.HTTPTimeouts{ReadTimeout: rpcTimeout, ReadHeaderTimeout: rpcTimeout, WriteTimeout: rpcTimeout, IdleTimeout: rpcTimeout},
		WSHost:               wsHost,
		WSPort:               wsPort,
		WSModules:            modules,
		WSOrigins:            []string{"*"},
		BatchRequestLimit:    batchItems,
		BatchResponseMaxSize: batchBytes,
		HTTPBodyLimit:        requestBytes,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("open the node in %q: %w", opts.Dir, err)
	}

	conf := ethconfig.Defaults
	conf.Genesis = genesis
	conf.SyncMode = ethconfig.FullSync
	conf.StateScheme = rawdb.HashScheme
	conf.NoPruning = true // calls at any past block answer, as on an archive endpoint
	conf.NoPrefetch = true
	conf.TransactionHistory = 0 // every transaction can be looked up
	conf.TxPool.NoLocals = true
	conf.TxPool.Journal = ""
	conf.BlobPool.Datadir = ""
	conf.DatabaseCache = cacheMegabyte
	conf.DatabaseHandles = cacheMegabyte
	conf.TrieCleanCache = cacheMegabyte
	conf.TrieDirtyCache = cacheMegabyte
	conf.SnapshotCache = cacheMegabyte
	conf.RPCGasCap = rpcGasCap
	conf.RPCTxFeeCap = 0
	// geth's log index pays off when few logs match in millions of blocks. Here
	// an indexer reads nearly every log of some ten thousand blocks: walking
	// the blocks is faster, and no background indexing competes for the CPU.
	conf.LogNoHistory = true

	backend, err := eth.New(stack, &conf)
	if err != nil {
		return nil, nil, fmt.Errorf("open the chain in %q: %w", opts.Dir, closeAfter(stack, err))
	}
	stack.RegisterAPIs([]rpc.API{{
		Namespace: "eth",
		Service: filters.NewFilterAPI(filters.NewFilterSystem(backend.APIBackend, filters.Config{
			LogCacheSize:  cachedLogs,
			LogQueryLimit: filterItems,
		})),
	}})
	if err := stack.Start(); err != nil {
		return nil, nil, fmt.Errorf("listen on %s and %s: %w; choose free addresses or port 0", opts.HTTP, opts.WS, closeAfter(stack, err))
	}
	backend.SetSynced()
	return stack, backend, nil
}

// closeAfter closes stack and returns err, the reason why.
func closeAfter(stack *node.Node, err error) error {
	if closing := stack.Close(); closing != nil {
		return fmt.Errorf("%w (and closing the node: %v)", err, closing)
	}
	return err
}

// genesisBlock describes block 0: every rule up to Cancun, which is what SEI's
// EVM speaks, and money for those who act.
func genesisBlock(chainID, unixTime uint64, funded []common.Address) *core.Genesis {
	zero := uint64(0)
	rich := new(big.Int).Mul(big.NewInt(wealth), big.NewInt(params.Ether))
	alloc := types.GenesisAlloc{}
	for _, address := range funded {
		alloc[address] = types.Account{Balance: rich}
	}
	config := *params.AllDevChainProtocolChanges
	config.ChainID = new(big.Int).SetUint64(chainID)
	config.PragueTime, config.OsakaTime, config.BogotaTime = nil, nil, nil
	config.ShanghaiTime, config.CancunTime = &zero, &zero
	config.BlobScheduleConfig = &params.BlobScheduleConfig{Cancun: params.DefaultCancunBlobConfig}
	return &core.Genesis{
		Config:     &config,
		Timestamp:  unixTime,
		GasLimit:   gasLimit,
		Difficulty: common.Big0,
		BaseFee:    big.NewInt(params.GWei),
		Alloc:      alloc,
	}
}

func hostPort(address string) (string, int, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, err
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("port: %w", err)
	}
	return host, int(port), nil
}
