package sidecar

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/ethereum/go-ethereum/common"
)

// spoil replaces the key package of a wallet's installation by one that is good for nothing, which its owner can do.
func (w *world) spoil(wallet common.Address) {
	w.t.Helper()
	key, err := hex.DecodeString(w.As(wallet).InstallationID)
	must(w.t, err)
	pkg := append([]byte{0, 1, 0, 3, 1, 'i', 1, 'e', byte(len(key))}, key...)
	inner := protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), pkg)
	body := protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), inner)
	framed := append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(body))), body...)
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	client := &http.Client{Transport: &http.Transport{Protocols: protocols}}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.URL+"/xmtp.mls.api.v1.MlsApi/UploadKeyPackage", bytes.NewReader(framed))
	must(w.t, err)
	req.Header.Set("Content-Type", "application/grpc")
	req.Header.Set("TE", "trailers")
	res, err := client.Do(req)
	must(w.t, err)
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	must(w.t, err)
	if got := res.Trailer.Get("Grpc-Status") + res.Header.Get("Grpc-Status"); got != "0" {
		w.t.Fatalf("upload a key package: %s, %s", res.Status, got)
	}
}

// A wallet whose owner has spoiled its key package, or revoked its installations, is as good as not on XMTP: it does not fail what is
// done for others.
func TestNobodyCanBeAdded(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(4)
	s := w.service(w.options())
	g := create(t, s, "e")
	w.spoil(people[1])
	w.spoil(people[2])
	must(t, w.As(people[3]).Revoke(t.Context(), w.Key(people[3])))
	for _, batch := range [][]common.Address{people[1:2], people[1:3], people[3:], people[1:]} {
		err := s.Add(t.Context(), g.ID, batch)
		var unreachable *UnreachableError
		if !errors.As(err, &unreachable) || !slices.Equal(unreachable.Addresses, batch) {
			t.Errorf("add %v: %v", batch, err)
		}
	}
	must(t, s.Add(t.Context(), g.ID, people[:2]))
	if got := roles(t, s, g.ID); got[people[0]] != RoleMember || len(got) != 3 {
		t.Errorf("members %v", got)
	}
}
