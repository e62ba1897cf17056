package contenttest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
)

// Standing is how far a file has come on its way into Filecoin.
type Standing struct {
	// Deals are how many deals have it. Each has a proof of inclusion if Proven.
	Deals  int
	Proven bool
	// PDP is the status of its PDP deal: empty (none was asked for), "pending", "completed" or another word.
	PDP string
}

// books are what questions are answered from.
type books struct {
	used, limit uint64
	standing    map[cid.Cid]Standing
	faults      []Fault
	asked       []string
}

func newBooks() books { return books{limit: 5 << 30, standing: map[cid.Cid]Standing{}} }

// SetUsage sets what the account's plan allows, and what of it is used apart from what the server holds.
func (s *Server) SetUsage(used, limit uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books.used, s.books.limit = used, limit
}

// Stand sets how a file stands.
func (s *Server) Stand(c cid.Cid, how Standing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books.standing[c] = how
}

// FailQuestions lets the next questions fail, one fault each, in order. Faults of an upload's body do nothing.
func (s *Server) FailQuestions(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books.faults = append(s.books.faults, faults...)
}

// Questions are those that were asked, as path and query, in order.
func (s *Server) Questions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.books.asked)
}

// questions adds Lighthouse's, which are GETs, those that change something too.
func (s *Server) questions(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/user/user_data_usage", s.question(func(cid.Cid, *Standing, int) any {
		used := s.books.used
		for _, n := range s.blocks {
			used += uint64(len(n.RawData()))
		}
		return map[string]any{"dataLimit": s.books.limit, "dataUsed": used}
	}))
	mux.HandleFunc("GET /api/lighthouse/file_info", s.question(func(c cid.Cid, _ *Standing, size int) any {
		return map[string]any{"fileSizeInBytes": strconv.Itoa(size), "cid": c.String(), "encryption": false, "fileName": "file", "mimeType": "video/mp2t", "txHash": ""}
	}))
	mux.HandleFunc("GET /api/lighthouse/deal_status", s.question(func(_ cid.Cid, how *Standing, _ int) any {
		deals := make([]map[string]any, how.Deals)
		for i := range deals {
			deals[i] = map[string]any{"chainDealID": strconv.Itoa(56048307 + i), "dealId": 56048307 + i, "storageProvider": fmt.Sprintf("f0%d", 10479+i),
				"dealStatus": "Sealing", "pieceCID": "baga6ea4seaqfeqh4gzdmmhzmkzcrpoqrhksxtcvhqlzmlm7dbvsqrj5gplqzmby", "startEpoch": 4138268, "endEpoch": 4152268}
		}
		return deals
	}))
	mux.HandleFunc("GET /api/lighthouse/get_proof", s.question(func(_ cid.Cid, how *Standing, _ int) any {
		deals := make([]map[string]any, how.Deals)
		for i := range deals {
			proof := map[string]any{}
			if how.Proven {
				proof = map[string]any{"verifierData": map[string]any{"commPc": fmt.Sprintf("0x0181e2039220%064x", 1+i), "sizePc": "0x2000"}, "inclusionProof": map[string]any{"proofIndex": map[string]any{"index": "0x1", "path": []string{}}}, "indexRecord": map[string]any{}}
			}
			deals[i] = map[string]any{"dealId": 56048307 + i, "storageProvider": fmt.Sprintf("f0%d", 10479+i), "proof": proof}
		}
		return map[string]any{"dealInfo": deals}
	}))
	mux.HandleFunc("GET /api/lighthouse/pdp_deal_request", s.question(func(c cid.Cid, how *Standing, size int) any {
		if size > content.MaxPDP {
			return nil
		}
		if how.PDP == "" {
			how.PDP = "pending"
		}
		return map[string]any{"message": "", "success": true}
	}))
	mux.HandleFunc("GET /api/lighthouse/pdp_deal_status", s.question(func(c cid.Cid, how *Standing, _ int) any {
		if how.PDP == "" {
			return []map[string]any{}
		}
		done := map[string]string{}
		if how.PDP == "completed" {
			done = map[string]string{"RootCID": c.String(), "DownloadURL": "https://pdp.example/" + c.String(), "TXHash": "0x" + fmt.Sprintf("%064x", 7)}
		}
		return []map[string]any{{"dealStatus": how.PDP, "transactionDetails": done}}
	}))
}

// question frames one: faults, key, and whether the file is known. answer is called with everything locked; nil: 400.
func (s *Server) question(answer func(c cid.Cid, how *Standing, size int) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.books.asked = append(s.books.asked, r.URL.RequestURI())
		var fault Fault
		if len(s.books.faults) > 0 {
			fault, s.books.faults = s.books.faults[0], s.books.faults[1:]
		}
		s.mu.Unlock()
		if fault.Hang {
			s.hang(r)
		}
		if !s.letIn(r) {
			fault = Fault{Status: http.StatusUnauthorized}
		}
		if fault.Status != 0 {
			s.refuse(w, fault)
			return
		}
		var c cid.Cid
		size := 0
		if text := r.URL.Query().Get("cid"); text != "" {
			var err error
			if c, err = cid.Decode(text); err != nil {
				s.refuse(w, Fault{Status: http.StatusBadRequest})
				return
			}
			body, err := s.Read(r.Context(), c)
			if err != nil {
				s.refuse(w, Fault{Status: http.StatusNotFound})
				return
			}
			size = len(body)
		}
		s.mu.Lock()
		how := s.books.standing[c]
		reply := answer(c, &how, size)
		if c.Defined() {
			s.books.standing[c] = how
		}
		s.mu.Unlock()
		if reply == nil {
			s.refuse(w, Fault{Status: http.StatusBadRequest})
			return
		}
		s.reply(w, fault, reply)
	}
}
