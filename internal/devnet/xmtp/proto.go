package xmtp

import (
	"fmt"

	// The wire format alone: the API's definitions are published as generated
	// TypeScript, not as .proto files, and of its messages this node reads a
	// field or two and passes the rest through as bytes. Field numbers are those
	// of @xmtp/proto 3.96.0.
	"google.golang.org/protobuf/encoding/protowire"
)

// Wire types, to be or-ed to a field number shifted by three: the form in which
// tags stand on the wire and in @xmtp/proto.
const (
	varint   = uint64(protowire.VarintType)
	lenBytes = uint64(protowire.BytesType)
)

// each calls f for every field of the message b whose wire type is varint or
// bytes; others are skipped, as unknown fields are. data is a part of b.
func each(b []byte, f func(tag, number uint64, data []byte) error) error {
	for len(b) > 0 {
		num, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return fmt.Errorf("read a field's tag: %w", protowire.ParseError(n))
		}
		b = b[n:]
		var (
			number uint64
			data   []byte
		)
		switch typ {
		case protowire.VarintType:
			number, n = protowire.ConsumeVarint(b)
		case protowire.BytesType:
			data, n = protowire.ConsumeBytes(b)
		default:
			n = protowire.ConsumeFieldValue(num, typ, b)
		}
		if n < 0 {
			return fmt.Errorf("read field %d: %w", num, protowire.ParseError(n))
		}
		b = b[n:]
		if typ != protowire.VarintType && typ != protowire.BytesType {
			continue
		}
		if err := f(uint64(num)<<3|uint64(typ), number, data); err != nil {
			return err
		}
	}
	return nil
}

// repeated are the values of the message's field of bytes with that number.
func repeated(b []byte, num uint64) ([][]byte, error) {
	var out [][]byte
	err := each(b, func(tag, _ uint64, data []byte) error {
		if tag == num<<3|lenBytes {
			out = append(out, data)
		}
		return nil
	})
	return out, err
}

// only is the last value of the message's field of bytes with that number: nil
// when there is none.
func only(b []byte, num uint64) ([]byte, error) {
	all, err := repeated(b, num)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[len(all)-1], nil
}

func putBytes(b []byte, num protowire.Number, data []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, num, protowire.BytesType), data)
}

func putNumber(b []byte, num protowire.Number, v uint64) []byte {
	if v == 0 {
		return b // proto3: absent and zero are the same
	}
	return protowire.AppendVarint(protowire.AppendTag(b, num, protowire.VarintType), v)
}

func putBool(b []byte, num protowire.Number, v bool) []byte {
	return putNumber(b, num, protowire.EncodeBool(v))
}
