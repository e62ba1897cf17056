package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/store/content"
)

// Anyone can name any file as an event's document. Reading it leaves nothing on the disk, and nothing for the gateway to serve.
func TestStrangersFilesAreNotKept(t *testing.T) {
	files := map[string][]byte{}
	for _, b := range [][]byte{[]byte(`{"title":"Électrique"}`), append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte("x"), 100_000)...)} {
		files["/ipfs/"+content.CID(b).String()] = b
	}
	asked := 0
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Write(files[r.URL.Path])
	}))
	defer gateway.Close()
	local, err := content.Open(content.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	c := &config.Config{}
	c.Content.Gateways = []string{gateway.URL}
	fetcher, err := fetch.New(fetchOptions(c, local))
	if err != nil {
		t.Fatal(err)
	}
	w := &crew{content: local, fetcher: fetcher}
	defer w.close()
	for path := range files {
		if _, err := w.document(t.Context(), "ipfs://"+path[len("/ipfs/"):]); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if asked != len(files) {
		t.Errorf("the gateway was asked %d times", asked)
	}
	if n := local.TotalBytes(); n != 0 {
		t.Errorf("%d bytes of strangers' are kept", n)
	}
}
