package chat

import (
	"reflect"
	"testing"
)

func TestParseDocument(t *testing.T) {
	for raw, want := range map[string]Document{
		`{}`:                           {},
		`{"name":"N","title":""}`:      {Title: "N"},
		`{"title":"T","name":"N"}`:     {Title: "T"},
		`{"title":{"t":1},"name":"N"}`: {Title: "N"},
		`{"name":5,"chat":"x"}`:        {},
		`{"chat":{"network":"dev","groupIds":["a",""],"more":1}}`: {Network: "dev", GroupIDs: []string{"a", ""}},
		`{"chat":{"network":"dev","groupIds":[1]}}`:               {},
	} {
		if got, err := ParseDocument([]byte(raw)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
	for _, raw := range []string{"", "[]", "null x", `"text"`} {
		if _, err := ParseDocument([]byte(raw)); err == nil {
			t.Errorf("%q is a document", raw)
		}
	}
}

func FuzzParseDocument(f *testing.F) {
	f.Add([]byte(`{"name":"N","chat":{"network":"dev","groupIds":["a"]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := ParseDocument(raw)
		if err != nil && !reflect.DeepEqual(d, Document{}) {
			t.Errorf("%+v beside %v", d, err)
		}
		if s := shorten(d.Title); len([]rune(s)) > 100 {
			t.Errorf("a name of %q", s)
		}
	})
}
