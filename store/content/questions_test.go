package content_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/store/content"
	"github.com/haus25/backend/store/content/contenttest"
)

// lighthouse is a stand-in and the target as one that is asked.
func lighthouse(t *testing.T) (*contenttest.Server, interface {
	content.Target
	content.Account
	content.Prover
}) {
	t.Helper()
	s, target := provider(t, "lighthouse")
	asked, ok := target.(interface {
		content.Target
		content.Account
		content.Prover
	})
	if !ok {
		t.Fatal("lighthouse cannot be asked")
	}
	return s, asked
}

func TestUsage(t *testing.T) {
	s, target := lighthouse(t)
	s.SetUsage(1000, 5000)
	if _, err := upload(t, target, []byte("12345")); err != nil {
		t.Fatal(err)
	}
	if used, limit, err := target.Usage(t.Context()); err != nil || used != 1005 || limit != 5000 {
		t.Errorf("%d of %d, %v", used, limit, err)
	}
	for body, want := range map[string][2]uint64{
		`{"dataLimit": 1.2e9, "dataUsed": 17}`:            {17, 1_200_000_000},
		`{"dataLimit": "5000", "dataUsed": "0", "x": []}`: {0, 5000},
		`{"dataLimit": -5, "dataUsed": 1}`:                {1, 0},
	} {
		s.FailQuestions(contenttest.Fault{Status: 200, Body: body})
		if used, limit, err := target.Usage(t.Context()); err != nil || used != want[0] || limit != want[1] {
			t.Errorf("%s: %d of %d, %v", body, used, limit, err)
		}
	}
	for _, body := range []string{`{}`, `[]`, `{"dataUsed": 1}`, `{"dataLimit": {}, "dataUsed": 1}`, "", "<html>"} {
		s.FailQuestions(contenttest.Fault{Status: 200, Body: body})
		if used, limit, err := target.Usage(t.Context()); !classOf(err).retryable {
			t.Errorf("%s: %d of %d, %v", body, used, limit, err)
		}
	}
	for _, kind := range []string{"pinata", "kubo"} {
		_, target := provider(t, kind)
		if _, ok := target.(content.Account); ok {
			t.Errorf("%s tells its plan", kind)
		}
	}
}

// TestDealsComeLater is the life of a file at Lighthouse: kept, then in deals, then proven.
func TestDealsComeLater(t *testing.T) {
	s, target := lighthouse(t)
	ctx, body := t.Context(), []byte("a chunk of a show")
	c := content.CID(body)
	if _, err := target.FileInfo(ctx, c); !errors.Is(err, content.ErrUnknown) {
		t.Errorf("before it is there: %v", err)
	}
	if _, err := target.Deals(ctx, c); !errors.Is(err, content.ErrUnknown) {
		t.Errorf("before it is there: %v", err)
	}
	if _, err := upload(t, target, body); err != nil {
		t.Fatal(err)
	}
	if info, err := target.FileInfo(ctx, c); err != nil || info.CID != c || info.Size != int64(len(body)) || info.Type != "video/mp2t" {
		t.Errorf("%+v, %v", info, err)
	}
	deals, err1 := target.Deals(ctx, c)
	proof, err2 := target.Proof(ctx, c)
	pdp, err3 := target.PDP(ctx, c)
	if len(deals)+len(proof)+len(pdp) > 0 || err1 != nil || err2 != nil || err3 != nil {
		t.Errorf("pending: %v %v %v, %v %v %v", deals, proof, pdp, err1, err2, err3)
	}

	s.Stand(c, contenttest.Standing{Deals: 2})
	deals, err := target.Deals(ctx, c)
	if err != nil || len(deals) != 2 || deals[1] != (content.Deal{ID: "56048308", Provider: "f010480", Status: "Sealing", Piece: "baga6ea4seaqfeqh4gzdmmhzmkzcrpoqrhksxtcvhqlzmlm7dbvsqrj5gplqzmby"}) {
		t.Errorf("%+v, %v", deals, err)
	}
	if proof, err := target.Proof(ctx, c); err != nil || len(proof) > 0 {
		t.Errorf("a deal without a proof: %+v, %v", proof, err)
	}
	s.Stand(c, contenttest.Standing{Deals: 2, Proven: true})
	if proof, err := target.Proof(ctx, c); err != nil || len(proof) != 2 || proof[0].DealID != "56048307" || proof[0].PieceSize != 8192 || proof[0].Piece == "" {
		t.Errorf("%+v, %v", proof, err)
	}

	if err := target.RequestPDP(ctx, c); err != nil {
		t.Error(err)
	}
	if pdp, err := target.PDP(ctx, c); err != nil || len(pdp) != 1 || pdp[0].Done || pdp[0].Status != "pending" {
		t.Errorf("%+v, %v", pdp, err)
	}
	s.Stand(c, contenttest.Standing{PDP: "completed"})
	if pdp, err := target.PDP(ctx, c); err != nil || len(pdp) != 1 || !pdp[0].Done || pdp[0].RootCID != c.String() || !strings.HasPrefix(pdp[0].Tx, "0x") || pdp[0].URL == "" {
		t.Errorf("%+v, %v", pdp, err)
	}
}

// TestAnswersThatFail: the classes are those of uploads, and no error shows the key.
func TestAnswersThatFail(t *testing.T) {
	type fault = contenttest.Fault
	s, target := lighthouse(t)
	c := content.CID([]byte("x"))
	if _, err := upload(t, target, []byte("x")); err != nil {
		t.Fatal(err)
	}
	questions := map[string]func(ctx context.Context) error{
		"usage":       func(ctx context.Context) error { _, _, err := target.Usage(ctx); return err },
		"file_info":   func(ctx context.Context) error { _, err := target.FileInfo(ctx, c); return err },
		"deals":       func(ctx context.Context) error { _, err := target.Deals(ctx, c); return err },
		"proof":       func(ctx context.Context) error { _, err := target.Proof(ctx, c); return err },
		"pdp":         func(ctx context.Context) error { _, err := target.PDP(ctx, c); return err },
		"pdp request": func(ctx context.Context) error { return target.RequestPDP(ctx, c) },
	}
	parked, retryable := class{parked: true}, class{retryable: true}
	for name, f := range map[string]struct {
		fault
		want class
	}{
		"wrong key":          {fault{Status: 401}, parked},
		"not paid":           {fault{Status: 402}, parked},
		"forbidden":          {fault{Status: 403}, parked},
		"trial over":         {fault{Status: 400, Body: `{"success":false,"error":"Trial expired"}`}, parked},
		"too large":          {fault{Status: 413}, class{permanent: true}},
		"time out":           {fault{Status: 408}, retryable},
		"too many":           {fault{Status: 429, RetryAfter: "17"}, class{retryable: true, after: 17 * time.Second}},
		"broken":             {fault{Status: 500, Body: `{"error":"no such key: ` + secret + `"}`}, retryable},
		"answer cut":         {fault{CutReply: true}, retryable},
		"answer without end": {fault{Huge: true}, retryable},
	} {
		for question, ask := range questions {
			s.FailQuestions(f.fault)
			err := ask(t.Context())
			if got := classOf(err); err == nil || got != f.want || strings.Contains(err.Error(), secret) || !strings.Contains(err.Error(), "lighthouse") {
				t.Errorf("%s, %s: %+v, want %+v: %v", name, question, got, f.want, err)
			}
			if err := ask(t.Context()); err != nil {
				t.Errorf("%s, %s: afterwards: %v", name, question, err)
			}
		}
	}
	for question, ask := range questions {
		s.FailQuestions(fault{Garbage: true})
		if err := ask(t.Context()); question != "pdp request" && !classOf(err).retryable {
			t.Errorf("garbage, %s: %v", question, err)
		}
		s.FailQuestions(fault{Hang: true})
		ctx, cancel := context.WithCancel(t.Context())
		stop := time.AfterFunc(20*time.Millisecond, cancel)
		if err := ask(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("hangs, %s: %v", question, err)
		}
		stop.Stop()
		cancel()
	}
	s.FailQuestions(fault{Status: 200, Body: `{"fileSizeInBytes":"1","cid":"` + content.CID([]byte("another")).String() + `"}`})
	if info, err := target.FileInfo(t.Context(), c); !errors.Is(err, content.ErrUnknown) {
		t.Errorf("told of another file: %+v, %v", info, err)
	}
	long := strings.Repeat("x", 5000) + "\n"
	s.FailQuestions(fault{Status: 200, Body: `[` + strings.Repeat(`{"dealId":7,"storageProvider":"a\nb","dealStatus":"`+strings.TrimSpace(long)+`"},`, 150) + `{}]`})
	if deals, err := target.Deals(t.Context(), c); err != nil || len(deals) != 151 || deals[0].Provider != "a b" || len(deals[0].Status) > 300 {
		t.Errorf("%d deals, %v", len(deals), err)
	}
}
