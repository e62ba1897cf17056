package seinode

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// The encoder is written by hand, not taken from the bindings: a mistake in the bindings would
// otherwise be on both sides of a comparison and stay unseen. A test holds it against the ABI files.

// value is one ABI-encoded argument: a word, or dynamic bytes that a head points to.
type value struct {
	word    common.Hash
	tail    []byte
	dynamic bool
}

func num(n uint64) value           { return value{word: common.BigToHash(new(big.Int).SetUint64(n))} }
func wei(n *big.Int) value         { return value{word: common.BigToHash(n)} }
func addr(a common.Address) value  { return value{word: common.BytesToHash(a[:])} }
func words(ws []common.Hash) value { return value{dynamic: true, tail: packWords(ws)} }

func flag(b bool) value {
	if b {
		return num(1)
	}
	return num(0)
}

// text keeps the bytes as they are: Solidity strings need not be UTF-8.
func text(s string) value {
	n := (len(s) + 31) / 32 * 32
	tail := make([]byte, 32+n)
	length := num(uint64(len(s))).word
	copy(tail, length[:])
	copy(tail[32:], s)
	return value{dynamic: true, tail: tail}
}

// tuple is a struct with at least one dynamic member.
func tuple(vs ...value) value { return value{dynamic: true, tail: pack(vs...)} }

func packWords(ws []common.Hash) []byte {
	length := num(uint64(len(ws))).word
	out := append(make([]byte, 0, 32+32*len(ws)), length[:]...)
	for _, w := range ws {
		out = append(out, w[:]...)
	}
	return out
}

// pack lays values out as the ABI does: all heads, then the tails in order.
func pack(vs ...value) []byte {
	head, size := 32*len(vs), 32*len(vs)
	for _, v := range vs {
		size += len(v.tail)
	}
	out := make([]byte, 0, size)
	next := head
	for _, v := range vs {
		w := v.word
		if v.dynamic {
			w = num(uint64(next)).word
			next += len(v.tail)
		}
		out = append(out, w[:]...)
	}
	for _, v := range vs {
		out = append(out, v.tail...)
	}
	return out
}

// logType is one line of the contracts' tables of logs.
type logType struct {
	name  string // contract and log: "EventFactory.EventCreated"
	topic common.Hash
}

func logOf(contract, signature string) logType {
	name := contract + "."
	for i := range signature {
		if signature[i] == '(' {
			name += signature[:i]
			break
		}
	}
	return logType{name: name, topic: crypto.Keccak256Hash([]byte(signature))}
}

func selector(signature string) [4]byte {
	return [4]byte(crypto.Keccak256([]byte(signature))[:4])
}
