package sidecar

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
)

var (
	// ErrUnavailable says that nothing can be said: the child is down or hangs, or the XMTP network is not reached or turns
	// us away for a while. What the call was to do may have happened; look before trying again.
	ErrUnavailable = errors.New("XMTP is unavailable")
	// ErrNotMember says that this installation knows no such group or is no longer in it. Only a member's client can add it.
	ErrNotMember = errors.New("this XMTP installation is not in the group")
	// ErrFull says that a group would have more than [MaxMembers] members. Nobody was added.
	ErrFull = errors.New("the group is full")
	// ErrNoSuchMember says that a wallet whose role was to change is not in the group.
	ErrNoSuchMember = errors.New("the wallet is not in the group")
	// ErrInvalid says that a call's arguments cannot be right; repeating it is of no use.
	ErrInvalid = errors.New("invalid")
)

// UnreachableError names wallets that have no XMTP inbox yet. Nobody of the call was added.
type UnreachableError struct{ Addresses []common.Address }

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("%d wallets are not on XMTP, the first is %#x", len(e.Addresses), e.Addresses[:min(1, len(e.Addresses))])
}

// CallError is a failure of the SDK that is none of the others; it may pass.
type CallError struct {
	Method  string
	Message string // the SDK's words: printable, at most 500 bytes
}

func (e *CallError) Error() string { return fmt.Sprintf("XMTP %s: %s", e.Method, e.Message) }

// maxMessage bounds, in bytes, what of a foreign error message is kept.
const maxMessage = 500

// printable makes one printable line of at most most bytes of a string from outside.
func printable(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s[:min(len(s), 4*most)])
	if len(s) > most {
		cut := most
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "…"
	}
	return strings.TrimSpace(s)
}
