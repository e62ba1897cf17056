package sidecar

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// InboxID is the id of the inbox that XMTP gives a wallet by itself: the first one (nonce 1) that it makes.
func InboxID(wallet common.Address) string {
	id := sha256.Sum256([]byte(strings.ToLower(wallet.Hex()) + "1"))
	return hex.EncodeToString(id[:])
}

var errRefused = errors.New("not a text that registers our XMTP inbox: not signed")

// Registering takes about 300 bytes.
const maxSignText = 1024

// mayBeSigned lets pass only the text with which the wallet makes its own inbox or gives an installation access to it. The
// same heading covers linking other wallets and revoking, which the service never does.
func mayBeSigned(text string, wallet common.Address) error {
	if len(text) > maxSignText {
		return fmt.Errorf("%d bytes: %w", len(text), errRefused)
	}
	head, rest, _ := strings.Cut(text, "\n\n")
	inbox, actions, _ := strings.Cut(rest, "\n\n")
	actions, foot, _ := strings.Cut(actions, "\n\n")
	if head != "XMTP : Authenticate to inbox" || foot != "For more info: https://xmtp.org/signatures" {
		return errRefused
	}
	id, when, _ := strings.Cut(inbox, "\n")
	if id != "Inbox ID: "+InboxID(wallet) || !strings.HasPrefix(when, "Current time: ") || strings.Contains(when, "\n") {
		return fmt.Errorf("another inbox: %w", errRefused)
	}
	lines := strings.Split(actions, "\n")
	if len(lines)%2 != 0 {
		return errRefused
	}
	for i := 0; i < len(lines); i += 2 {
		switch detail := strings.TrimSpace(lines[i+1]); lines[i] {
		case "- Create inbox":
			if detail != fmt.Sprintf("(Owner: %s)", strings.ToLower(wallet.Hex())) {
				return fmt.Errorf("an inbox for another wallet: %w", errRefused)
			}
		case "- Grant messaging access to app":
			// An installation's key, which the child has made.
			key, ok := strings.CutPrefix(detail, "(ID: ")
			if key, closed := strings.CutSuffix(key, ")"); !ok || !closed || !isHex(key, 32) {
				return errRefused
			}
		default:
			return errRefused
		}
	}
	return nil
}
