package devnet

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/misc/eip1559"
	"github.com/ethereum/go-ethereum/consensus/misc/eip4844"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/ethdb"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/trie"
	"github.com/holiman/uint256"
)

// feeCap is what every transaction of ours offers per gas, in wei: blocks are
// nearly empty, so the base fee only falls from its start of 1 gwei.
const feeCap = 100 * params.GWei

// Call is a transaction to be: Chain adds the nonce, the fee and the signature.
type Call struct {
	From  *ecdsa.PrivateKey
	To    *common.Address // nil creates a contract
	Value *big.Int        // wei; nil is nothing
	Data  []byte
	Gas   uint64 // limit; 0 means 15,000,000
}

// draft is a block under construction on top of parent.
type draft struct {
	chain    *core.BlockChain
	header   *types.Header
	state    *state.StateDB
	evm      *vm.EVM
	gas      *core.GasPool
	signer   types.Signer
	txs      types.Transactions
	receipts types.Receipts
}

func newDraft(chain *core.BlockChain, parent *types.Header, unixTime uint64) (*draft, error) {
	var (
		config = chain.Config()
		number = new(big.Int).Add(parent.Number, common.Big1)
		excess = eip4844.CalcExcessBlobGas(config, parent, unixTime)
		empty  = types.EmptyWithdrawalsHash
	)
	d := &draft{
		chain: chain,
		header: &types.Header{
			ParentHash:       parent.Hash(),
			UncleHash:        types.EmptyUncleHash,
			Difficulty:       new(big.Int),
			Number:           number,
			GasLimit:         gasLimit,
			Time:             unixTime,
			BaseFee:          eip1559.CalcBaseFee(config, parent),
			WithdrawalsHash:  &empty,
			BlobGasUsed:      new(uint64),
			ExcessBlobGas:    &excess,
			ParentBeaconRoot: new(common.Hash),
		},
		gas:    core.NewGasPool(gasLimit),
		signer: types.LatestSigner(config),
	}
	var err error
	if d.state, err = chain.StateAt(parent.Root, parent.Number, parent.Time); err != nil {
		return nil, fmt.Errorf("read the state of block %d: %w", parent.Number, err)
	}
	d.evm = vm.NewEVM(core.NewEVMBlockContext(d.header, chain, &common.Address{}), d.state, config, vm.Config{})
	return d, nil
}

// call signs c with its sender's next nonce and executes it. A revert is no
// error: the receipt tells.
func (d *draft) call(c Call, from common.Address) (*types.Receipt, error) {
	gas := c.Gas
	if gas == 0 {
		gas = 15_000_000
	}
	tx, err := types.SignNewTx(c.From, d.signer, &types.DynamicFeeTx{
		ChainID:   d.chain.Config().ChainID,
		Nonce:     d.state.GetNonce(from),
		GasTipCap: new(big.Int),
		GasFeeCap: big.NewInt(feeCap),
		Gas:       gas,
		To:        c.To,
		Value:     c.Value,
		Data:      c.Data,
	})
	if err != nil {
		return nil, fmt.Errorf("sign a transaction of %s: %w", from, err)
	}
	// The sender is known, so nothing is recovered from the signature: that
	// would be a quarter of the time a long history takes.
	value, overflow := uint256.FromBig(tx.Value())
	if overflow {
		return nil, fmt.Errorf("send %s wei from %s: more than 256 bits", tx.Value(), from)
	}
	return d.apply(tx, &core.Message{
		From:      from,
		To:        c.To,
		Nonce:     tx.Nonce(),
		Value:     value,
		GasLimit:  gas,
		GasPrice:  uint256.MustFromBig(d.header.BaseFee),
		GasFeeCap: uint256.MustFromBig(tx.GasFeeCap()),
		GasTipCap: new(uint256.Int),
		Data:      c.Data,
	})
}

// include executes somebody's signed transaction. It is left out of the block
// when it cannot be executed (wrong nonce, no money); the error says why.
func (d *draft) include(tx *types.Transaction) error {
	msg, err := core.TransactionToMessage(tx, d.signer, d.header.BaseFee)
	if err != nil {
		return err
	}
	_, err = d.apply(tx, msg)
	return err
}

func (d *draft) apply(tx *types.Transaction, msg *core.Message) (*types.Receipt, error) {
	var (
		snapshot = d.state.Snapshot()
		gas      = d.gas.Snapshot()
		index    = len(d.txs)
	)
	d.state.SetTxContext(tx.Hash(), index, uint32(index+1))
	receipt, _, err := core.ApplyTransactionWithEVM(context.Background(), msg, d.gas, d.state, d.header.Number, common.Hash{}, d.header.Time, tx, d.evm)
	if err != nil {
		d.state.RevertToSnapshot(snapshot)
		d.gas.Set(gas)
		return nil, fmt.Errorf("execute a transaction of %s with nonce %d: %w", msg.From, msg.Nonce, err)
	}
	d.txs = append(d.txs, tx)
	d.receipts = append(d.receipts, receipt)
	return receipt, nil
}

// seal writes the draft with its state and receipts to db: it was executed here
// and by the rules, so it is not executed a second time. The block joins the
// chain by adopt.
func (d *draft) seal(db ethdb.Database) (*types.Block, error) {
	rules := d.chain.Config().Rules(d.header.Number, true, d.header.Time)
	d.header.GasUsed = d.gas.Used()
	d.header.Root = d.state.IntermediateRoot(rules)
	block := types.NewBlock(d.header, &types.Body{Transactions: d.txs, Withdrawals: types.Withdrawals{}}, d.receipts, trie.NewStackTrie(nil))

	number := block.NumberU64()
	root, err := d.state.Commit(rules, number)
	if err != nil {
		return nil, fmt.Errorf("write the state of block %d: %w", number, err)
	}
	if err := d.chain.TrieDB().Commit(root, false); err != nil {
		return nil, fmt.Errorf("write the state of block %d: %w", number, err)
	}
	batch := db.NewBatch()
	defer batch.Close()
	rawdb.WriteBlock(batch, block)
	rawdb.WriteReceipts(batch, block.Hash(), number, d.receipts)
	if err := batch.Write(); err != nil {
		return nil, fmt.Errorf("write block %d: %w", number, err)
	}
	for _, receipt := range d.receipts {
		receipt.BlockHash = block.Hash()
		for _, log := range receipt.Logs {
			log.BlockHash = block.Hash()
		}
	}
	return block, nil
}

// adopt makes block the head of the chain, whatever the head was before. SEI
// is final at once, so safe and finalized are the head too.
func adopt(db ethdb.KeyValueWriter, chain *core.BlockChain, block *types.Block) error {
	if _, err := chain.SetCanonical(block); err != nil {
		return fmt.Errorf("make block %d the head: %w", block.NumberU64(), err)
	}
	markFinal(db, chain, block.Header())
	return nil
}

// markFinal lets the tags safe and finalized answer head. What it writes to disk
// about that is taken back: geth's freezer would move every final block out of
// the database at once, which takes minutes in memory and ends all forking.
func markFinal(db ethdb.KeyValueWriter, chain *core.BlockChain, head *types.Header) {
	chain.SetSafe(head)
	chain.SetFinalized(head)
	rawdb.WriteFinalizedBlockHash(db, common.Hash{})
}
