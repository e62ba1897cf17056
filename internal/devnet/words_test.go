package devnet

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/store/content/contenttest"
)

// Whatever form an event's document comes in, it can be read, by a gateway that has Documents.
func TestEveryEventsDocumentCanBeRead(t *testing.T) {
	gateway, err := contenttest.Start("kubo", "")
	if err != nil {
		t.Fatal(err)
	}
	defer gateway.Close()
	for document := range Documents() {
		c, err := gateway.Put(document, 256<<10)
		if err == nil {
			_, err = gateway.PutDirectory(t.Context(), map[string]cid.Cid{DocumentName: c})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	f, err := fetch.New(fetch.Options{Gateways: []string{gateway.URL}})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dice := rand.New(rand.NewPCG(1, 2))
	forms := map[string]int{}
	for range 200 {
		name := title(dice)
		uri := metadataURI(dice, name, categories[dice.IntN(len(categories))])
		d, err := f.FetchJSON(t.Context(), uri)
		if err != nil {
			t.Fatalf("%.80s: %v", uri, err)
		}
		if !strings.Contains(string(d.Body), `"trait_type":"language"`) {
			t.Errorf("%.80s holds %.80s", uri, d.Body)
		}
		scheme, _, _ := strings.Cut(uri, ":")
		forms[scheme+map[bool]string{true: " in a folder"}[strings.HasSuffix(uri, DocumentName)]]++
	}
	for _, form := range []string{"data", "ipfs", "ipfs in a folder"} {
		if forms[form] == 0 {
			t.Errorf("no document came as %s: %v", form, forms)
		}
	}
}
