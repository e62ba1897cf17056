package xmtp

import (
	"bytes"
	"errors"
	"testing"

	"connectrpc.com/connect"
)

// Whatever an entry's bytes are: they are refused, or written and served, and a
// group message is a commit when its MLS header says so.
func FuzzParse(f *testing.F) {
	f.Add(byte(kindIdentityUpdate), enc(message{1, create(alice), 1, passkey("k"), 1, revoke(bob), 3, "A"}))
	f.Add(byte(kindKeyPackage), keyPackage("one", "rest"))
	f.Add(byte(kindGroupMessage), enc(message{1, private("g", contentCommit, "x"), 2, "hmac", 3, true}))
	f.Add(byte(kindGroupMessage), enc(message{1, public("g", []byte{senderExternal, 0, 0, 0, 1}, contentProposal)}))
	f.Add(byte(kindWelcome), enc(message{1, message{1, "one", 2, "data", 7, "meta"}}))
	f.Add(byte(kindWelcome), enc(message{2, message{1, "one", 2, "data", 4, 1}}))
	f.Add(byte(kindCommitLog), enc(message{1, "g", 2, "entry", 3, message{1, "sig"}}))
	f.Fuzz(func(t *testing.T, k byte, body []byte) {
		w, err := parse(kind(k), body)
		if err != nil {
			return
		}
		s := newState()
		if err := w.check(s); err != nil {
			t.Fatalf("an empty node refuses it: %v", err)
		}
		w.apply(s, 7, 8)
		for _, log := range []*topics{&s.messages, &s.welcomes, &s.commitLog} {
			for _, i := range log.all {
				if i.topic == "" || i.id != 7 {
					t.Fatalf("item %+v", i)
				}
				if err := each(i.wire, func(uint64, uint64, []byte) error { return nil }); err != nil {
					t.Fatalf("it is served as %x: %v", i.wire, err)
				}
			}
		}
		if m, ok := w.(newGroupMessage); ok {
			sent := decode(t, s.messages.all[0].wire)
			if sent.data != string(m.data) || sent.commit != (m.content == contentCommit) || !bytes.Contains(m.data, []byte(sent.group)) {
				t.Fatalf("%+v is served as %+v", m, sent)
			}
			if err := w.check(s); !errors.Is(err, errKnown) {
				t.Fatalf("repeated it is %v, want known", err)
			}
		}
	})
}

// Whatever a request's bytes are, the answer is well-formed, or says that the request is not.
func FuzzRequest(f *testing.F) {
	f.Add(enc(message{1, message{1, "g", 2, 7}, 2, message{1, 1, 2, 3, 3, 4}}))
	f.Add(enc(message{1, "g", 2, true}))
	f.Add(enc(message{1, message{1, private("g", contentCommit, "x")}}))
	f.Add(enc(message{1, message{1, message{1, "one", 2, "data"}}}))
	f.Fuzz(func(t *testing.T, request []byte) {
		n, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		for method, f := range n.unaries() {
			response, err := f(t.Context(), request)
			if err != nil {
				if connect.CodeOf(err) != connect.CodeInvalidArgument {
					t.Fatalf("%s: %v", method, err)
				}
				continue
			}
			if err := each(response, func(uint64, uint64, []byte) error { return nil }); err != nil {
				t.Fatalf("%s answers %x: %v", method, response, err)
			}
		}
		if filters, err := readFilters(request); err == nil {
			n.read(func(s *state) { s.messages.missed(filters) })
		}
	})
}

// Whatever is in the file: what is read of it is read again from its whole part alone.
func FuzzJournal(f *testing.F) {
	journal := appendFrame([]byte(magic), entry{kindWelcome, 1, []byte("body")})
	journal = appendFrame(journal, entry{kindCommitLog, 2, nil})
	f.Add(journal)
	f.Add(journal[:len(journal)-1])
	f.Add([]byte(magic[:4]))
	f.Fuzz(func(t *testing.T, b []byte) {
		read := func(b []byte) (again []byte, whole int64, err error) {
			again = []byte(magic)
			whole, err = readJournal(bytes.NewReader(b), int64(len(b)), func(e entry) error {
				again = appendFrame(again, e)
				return nil
			})
			return again, whole, err
		}
		again, whole, err := read(b)
		if whole < 0 || whole > int64(len(b)) {
			t.Fatalf("%d of %d bytes are whole", whole, len(b))
		}
		if err != nil || whole == 0 {
			return
		}
		if !bytes.Equal(again, b[:whole]) {
			t.Fatalf("the whole part %x was read as %x", b[:whole], again)
		}
	})
}
