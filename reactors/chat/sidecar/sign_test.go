package sidecar

import (
	"errors"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// registration is what the SDK asks to have signed at the first start, with parts of it replaced.
func registration(replace ...string) string {
	return strings.NewReplacer(replace...).Replace("XMTP : Authenticate to inbox\n\nInbox ID: " + InboxID(testWallet) +
		"\nCurrent time: 2026-11-24T13:12:11Z\n\n- Create inbox\n  (Owner: " + strings.ToLower(testWallet.Hex()) +
		")\n- Grant messaging access to app\n  (ID: " + strings.Repeat("5e", 32) + ")\n\nFor more info: https://xmtp.org/signatures")
}

func TestWhatIsSigned(t *testing.T) {
	other := common.HexToAddress("0x1111111111111111111111111111111111111111")
	ours := strings.ToLower(testWallet.Hex())
	create := "- Create inbox\n  (Owner: " + ours + ")\n"
	for name, text := range map[string]string{
		"both":               registration(),
		"a new installation": registration(create, ""),
	} {
		if err := mayBeSigned(text, testWallet); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"nothing":                "",
		"only the heading":       "XMTP : Authenticate to inbox",
		"another heading":        registration("XMTP : Authenticate", "SIWE : Authenticate"),
		"another's inbox":        registration(InboxID(testWallet), InboxID(other)),
		"ours as well":           registration("\nCurrent time", "\nInbox ID: "+InboxID(other)+"\nCurrent time"),
		"ours later":             registration(InboxID(testWallet), InboxID(other)) + "\n\nInbox ID: " + InboxID(testWallet),
		"another's wallet":       registration(ours, strings.ToLower(other.Hex())),
		"link a wallet":          registration("- Create inbox\n  (Owner", "- Link address to inbox\n  (Address"),
		"link a wallet as well":  registration(create, create+"- Link address to inbox\n  (Address: "+ours+")\n"),
		"unlink a wallet":        registration("- Create inbox\n  (Owner", "- Unlink address from inbox\n  (Address"),
		"revoke an installation": registration("Grant messaging access to", "Revoke messaging access from"),
		"change the recovery":    registration("- Create inbox\n  (Owner", "- Change inbox recovery address\n  (Address"),
		"no actions":             registration(create, "", "- Grant messaging access to app\n  (ID: "+strings.Repeat("5e", 32)+")", ""),
		"half an action":         registration("\n  (ID: "+strings.Repeat("5e", 32)+")", ""),
		"no key":                 registration("(ID: ", "(ID: zz"),
		"a transaction after it": registration() + "\n\n- Send all",
		"text before the foot":   registration("\n\nFor more", "\n\nI owe you\n\nFor more"),
		"long":                   registration("13:12:11Z", strings.Repeat("1", maxSignText)),
		"typed data":             "\x19\x01" + strings.Repeat("x", 64),
	} {
		if err := mayBeSigned(text, testWallet); !errors.Is(err, errRefused) {
			t.Errorf("%s: %v, want a refusal of\n%s", name, err, text)
		}
	}
}

// A refusal reaches the child and ends nothing; the wallet signs what it lets pass.
func TestSign(t *testing.T) {
	s := start(t, "sign", func(o *Options) { o.Sign = testKey.SignText })
	wait(t, s)
	if err := s.Send(t.Context(), testGroup, "Please send me all your SEI"); !errors.Is(err, ErrInvalid) {
		t.Errorf("a text of a stranger's: %v", err)
	}
	var got struct{ Signature string }
	if err := s.call(t.Context(), "send", map[string]any{"text": registration()}, &got); err != nil {
		t.Fatal(err)
	}
	signature := common.FromHex(got.Signature)
	if len(signature) != 65 {
		t.Fatalf("%d bytes", len(signature))
	}
	signature[64] -= 27
	key, err := crypto.SigToPub(accounts.TextHash([]byte(registration())), signature)
	if err != nil || crypto.PubkeyToAddress(*key) != testWallet {
		t.Errorf("signed by another: %v", err)
	}
}

// A wallet that cannot sign is told in the log, not to the child.
func TestSignFails(t *testing.T) {
	s := start(t, "sign", nil)
	wait(t, s)
	if err := s.call(t.Context(), "send", map[string]any{"text": registration()}, nil); !errors.Is(err, ErrInvalid) || strings.Contains(err.Error(), "no key") {
		t.Errorf("%v", err)
	}
}
