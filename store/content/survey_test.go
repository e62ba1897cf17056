package content_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
	"github.com/haus25/backend/store/content/contenttest"
)

// many uploads files, and makes the queries that ask everything about them.
func many(t *testing.T, target content.Target, n int) (queries []content.Query) {
	t.Helper()
	for i := range n {
		b := fmt.Appendf(nil, "chunk %d", i)
		if _, err := upload(t, target, b); err != nil {
			t.Fatal(err)
		}
		queries = append(queries, content.Query{CID: content.CID(b), Deals: true, Proof: true, RequestPDP: true, PDP: true})
	}
	return queries
}

func TestSurvey(t *testing.T) {
	s, target := lighthouse(t)
	queries := many(t, target, 5)
	s.Stand(queries[1].CID, contenttest.Standing{Deals: 1, Proven: true})
	queries[2].RequestPDP = false
	queries = append(queries, content.Query{CID: content.CID([]byte("never uploaded")), Deals: true}, content.Query{CID: queries[0].CID, PDP: true})
	var got []content.Answer
	err := content.Survey(t.Context(), target, queries, time.Microsecond, func(a content.Answer) error { got = append(got, a); return nil })
	if err != nil || len(got) != 7 || len(s.Questions()) != 5*4-1+2 {
		t.Fatalf("%d answers to %d questions, %v", len(got), len(s.Questions()), err)
	}
	for i, a := range got {
		if a.CID != queries[i].CID || (a.Err != nil) != (i == 5) || a.Requested != (i < 5 && i != 2) || len(a.PDP) != map[bool]int{true: 1}[i < 5 && i != 2 || i == 6] || len(a.Deals) != map[int]int{1: 1}[i] || len(a.Proof) != len(a.Deals) {
			t.Errorf("%d: %+v", i, a)
		}
	}
	if !errors.Is(got[5].Err, content.ErrUnknown) {
		t.Error(got[5].Err)
	}
}

// TestSurveyEndsEarly: what concerns all files ends the round, what concerns one does not.
func TestSurveyEndsEarly(t *testing.T) {
	type fault = contenttest.Fault
	s, target := lighthouse(t)
	queries := many(t, target, 6)
	for i := range queries {
		queries[i] = content.Query{CID: queries[i].CID, Deals: true}
	}
	for name, c := range map[string]struct {
		faults  []fault
		answers int
		want    class
	}{
		"parked":             {[]fault{{}, {Status: 402}}, 1, class{parked: true}},
		"asks to wait":       {[]fault{{}, {}, {Status: 429, RetryAfter: "60"}}, 2, class{retryable: true, after: time.Minute}},
		"one fails":          {[]fault{{}, {Status: 500}, {}, {Status: 503}, {Status: 503}}, 6, class{}},
		"several fail":       {[]fault{{}, {Status: 500}, {Status: 502}, {CutReply: true}}, 3, class{retryable: true}},
		"one is not allowed": {[]fault{{Status: 413}, {Status: 413}, {Status: 413}, {Status: 413}}, 6, class{}},
	} {
		s.FailQuestions(c.faults...)
		answers := 0
		err := content.Survey(t.Context(), target, queries, time.Microsecond, func(content.Answer) error { answers++; return nil })
		if got := classOf(err); got != c.want || answers != c.answers {
			t.Errorf("%s: %d answers, %+v: %v", name, answers, got, err)
		}
	}
	enough := errors.New("enough")
	if err := content.Survey(t.Context(), target, queries, time.Microsecond, func(content.Answer) error { return enough }); !errors.Is(err, enough) {
		t.Error(err)
	}
}

// quick answers at once, in the test's own time.
type quick struct {
	content.Prover
	at []time.Time
}

func (q *quick) Deals(context.Context, cid.Cid) ([]content.Deal, error) {
	q.at = append(q.at, time.Now())
	return nil, nil
}

func TestSurveyKeepsItsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queries := make([]content.Query, 4)
		for i := range queries {
			queries[i] = content.Query{CID: content.CID([]byte{byte(i)}), Deals: true}
		}
		q, begin := &quick{}, time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		err := content.Survey(ctx, q, queries, 10*time.Second, func(a content.Answer) error {
			if len(q.at) == 3 {
				time.AfterFunc(time.Second, cancel)
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) || len(q.at) != 3 || time.Since(begin) != 21*time.Second {
			t.Errorf("%d questions in %s, %v", len(q.at), time.Since(begin), err)
		}
		for i, at := range q.at {
			if at.Sub(begin) != time.Duration(i)*10*time.Second {
				t.Errorf("question %d after %s", i, at.Sub(begin))
			}
		}
	})
}
