package guard

import (
	"encoding/json"
	"os"
	"testing"
)

// example is an entry of the corpora. Where says what is asked about it: feedback goes through Hostile, an answer through Forbidden,
// everything else through Sift.
type example struct{ ID, Where, Language, Technique, Text string }

func corpus(t testing.TB, name string) []example {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []example
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func flagged(e example) (why string, bad bool) {
	switch e.Where {
	case "feedback":
		return Hostile(e.Text)
	case "answer":
		return Forbidden(e.Text)
	}
	_, why = Sift(e.Where, e.Text, 4000)
	return why, why != ""
}

func TestInjectionsAreCaught(t *testing.T) {
	all := corpus(t, "injections.json")
	if len(all) < 90 {
		t.Fatalf("the corpus has %d cases: it had 90 at least", len(all))
	}
	caught := 0
	for _, e := range all {
		if _, bad := flagged(e); bad {
			caught++
		} else {
			t.Errorf("%s passes as %s (%s, %s): %q", e.ID, e.Where, e.Language, e.Technique, e.Text)
		}
	}
	t.Logf("caught %d of %d injections (%.1f %%)", caught, len(all), 100*float64(caught)/float64(len(all)))
}

func TestHonestTextsPass(t *testing.T) {
	all := corpus(t, "honest.json")
	if len(all) < 120 {
		t.Fatalf("the corpus has %d texts: it had 120 at least", len(all))
	}
	wrong := 0
	for _, e := range all {
		if why, bad := flagged(e); bad {
			wrong++
			t.Logf("%s is flagged as %s (%s): %s: %q", e.ID, e.Where, e.Language, why, e.Text)
		}
	}
	t.Logf("flagged %d of %d honest texts (%.1f %%)", wrong, len(all), 100*float64(wrong)/float64(len(all)))
	if wrong*100 > len(all)*3 {
		t.Errorf("flagged %d of %d honest texts: at most 3 %% may be", wrong, len(all))
	}
}
