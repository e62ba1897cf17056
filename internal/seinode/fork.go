package seinode

import (
	"fmt"
	"slices"
)

// Fork is a line of blocks beside the canonical one. A node can serve it, and the world can adopt it.
type Fork struct {
	parent *Block
	branch
}

// First returns the first block that differs from the canonical chain at the time of forking.
func (f *Fork) First() *Block { return f.blocks[0] }

// Head returns the fork's newest block.
func (f *Fork) Head() *Block { return f.head() }

// Fork makes length blocks in place of the newest depth ones, without changing the canonical chain.
// Some transactions of the replaced blocks come again with their hashes, others never; new ones join.
// depth is 1 to the number of blocks above the first one, length at least 1; other values panic.
func (w *World) Fork(depth, length int) *Fork {
	w.chain.mu.Lock()
	defer w.chain.mu.Unlock()
	blocks := w.chain.main.blocks
	if depth < 1 || depth >= len(blocks) || length < 1 {
		panic(fmt.Sprintf("fork of depth %d and length %d on a chain of %d blocks", depth, length, len(blocks)))
	}
	stay := blocks[:len(blocks)-depth]
	var orphans []tx
	for _, b := range blocks[len(stay):] {
		orphans = append(orphans, b.txs...)
	}
	parent := stay[len(stay)-1]
	f := &Fork{parent: parent, branch: branch{first: parent.Number + 1, state: w.replay(stay)}}
	for tip := parent; len(f.blocks) < length; tip = f.head() {
		f.blocks = append(f.blocks, w.random(f.state, tip, &orphans))
	}
	return f
}

// Adopt makes a fork canonical: from then on it is the chain of every node that serves no fork.
// The fork must start from a block that is still canonical, or Adopt panics.
func (w *World) Adopt(f *Fork) {
	w.chain.mu.Lock()
	defer w.chain.mu.Unlock()
	c := w.chain
	if c.main.at(f.parent.Number) != f.parent {
		panic(fmt.Sprintf("adopt a fork from block %d, which is no longer canonical", f.parent.Number))
	}
	keep := f.first - c.main.first
	for _, b := range c.main.blocks[keep:] {
		delete(c.byHash, b.Hash)
	}
	c.main.blocks = append(slices.Clone(c.main.blocks[:keep]), f.blocks...)
	for _, b := range f.blocks {
		c.byHash[b.Hash] = b
	}
	c.main.state = w.replay(c.main.blocks) // the fork keeps its own for nodes that still serve it
	c.announce()
}

// Reorg replaces the newest depth blocks by as many others and returns the new head.
// Bounds as in Fork.
func (w *World) Reorg(depth int) *Block {
	f := w.Fork(depth, depth)
	w.Adopt(f)
	return f.Head()
}
