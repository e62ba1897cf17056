package xmtp

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Values of RFC 9420: section 6 (framing) and 10 (key packages).
const (
	mls10          = 1
	publicMessage  = 1
	privateMessage = 2

	senderMember            = 1
	senderExternal          = 2
	senderNewMemberProposal = 3
	senderNewMemberCommit   = 4

	contentApplication = 1
	contentProposal    = 2
	contentCommit      = 3
)

var errShort = errors.New("it ends too early")

// readFraming reads what stands in the clear at the start of an MLS message: the
// group it is for, and whether it is application data, a proposal or a commit.
func readFraming(message []byte) (group []byte, content uint8, err error) {
	r := tls{b: message}
	version, format := r.uint16(), r.uint16()
	switch {
	case r.err != nil:
	case version != mls10:
		r.err = fmt.Errorf("protocol version %d is not MLS 1.0", version)
	case format == privateMessage:
		group = r.vector()
		r.skip(8) // epoch
		content = r.uint8()
	case format == publicMessage:
		group = r.vector()
		r.skip(8)
		switch sender := r.uint8(); sender {
		case senderMember, senderExternal:
			r.skip(4) // leaf or sender index
		case senderNewMemberProposal, senderNewMemberCommit:
		default:
			r.fail(fmt.Errorf("sender type %d is unknown", sender))
		}
		r.vector() // authenticated data
		content = r.uint8()
	default:
		r.err = fmt.Errorf("wire format %d is not a group's", format)
	}
	switch {
	case r.err != nil:
		return nil, 0, fmt.Errorf("read the MLS message: %w", r.err)
	case len(group) == 0:
		return nil, 0, errors.New("read the MLS message: it has no group id")
	case content < contentApplication || content > contentCommit:
		return nil, 0, fmt.Errorf("read the MLS message: content type %d is unknown", content)
	}
	return group, content, nil
}

// readInstallationKey reads the signature key of a key package's leaf: that is
// the installation's public key, by which key packages are asked for.
func readInstallationKey(keyPackage []byte) ([]byte, error) {
	r := tls{b: keyPackage}
	version := r.uint16()
	r.skip(2)  // cipher suite
	r.vector() // init key
	r.vector() // encryption key
	key := r.vector()
	switch {
	case r.err != nil:
		return nil, fmt.Errorf("read the key package: %w", r.err)
	case version != mls10:
		return nil, fmt.Errorf("read the key package: protocol version %d is not MLS 1.0", version)
	case len(key) == 0:
		return nil, errors.New("read the key package: it has no signature key")
	}
	return key, nil
}

// tls reads the presentation language of TLS as MLS uses it. After the first
// error it reads zeros.
type tls struct {
	b   []byte
	err error
}

func (r *tls) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.b = nil
}

func (r *tls) skip(n int) []byte {
	if n > len(r.b) {
		r.fail(errShort)
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *tls) uint8() uint8 {
	if b := r.skip(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *tls) uint16() uint16 {
	if b := r.skip(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

// vector reads opaque<V>: a length of one, two or four bytes, as the two highest
// bits say (RFC 9420, 2.1.2), and as many bytes.
func (r *tls) vector() []byte {
	first := r.uint8()
	length := int(first & 0x3f)
	switch first >> 6 {
	case 0:
	case 1:
		length = length<<8 | int(r.uint8())
	case 2:
		length = length<<8 | int(r.uint8())
		length = length<<16 | int(r.uint16())
	default:
		r.fail(errors.New("a length starts with the bits 11"))
		return nil
	}
	return r.skip(length)
}
