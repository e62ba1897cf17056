// Package modeltest is a stand-in for the three providers, for tests: it answers on loopback in the shapes that their documentation shows, and fails as they do.
//
// It never judges a question; what it says is the test's.
package modeltest

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// Request is one question.
type Request struct {
	Provider string // openai, anthropic or google
	Kind     string // text, image, embed or models
	Model    string
	System   string
	User     string
	Schema   json.RawMessage // as it stood on the wire; empty: none
	Body     json.RawMessage
	Key      string
}

// Answer is what the server says. The zero value is an empty text that ended by itself.
type Answer struct {
	Text     string
	Thinking string // a block or part that comes before the text
	Stop     string // the provider's own word; empty: that of an answer that ended by itself; "-": none at all
	Refusal  string // OpenAI's
	Picture  []byte
	Vectors  [][]float32
	// Status is an HTTP error's, with RetryAfter (seconds) and Body (else a body as the provider's).
	Status     int
	RetryAfter string
	Body       string
	Cut        bool // the connection ends in the middle of the body
	Hang       bool // no answer until the client is gone
}

// Usage is what every answer of text says it took, in tokens.
const (
	UsageIn  = 100
	UsageOut = 20
)

// Server is the stand-in.
type Server struct {
	http   *httptest.Server
	answer func(Request) Answer

	mu    sync.Mutex
	calls []Request
}

// New starts a server whose answers are the function's. Close it.
func New(answer func(Request) Answer) *Server {
	s := &Server{answer: answer}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Close ends the server.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// URL is its address, without a path: that of all three providers; OpenAI's is below /v1.
func (s *Server) URL() string { return s.http.URL }

// Calls are the questions so far but those for lists of models.
func (s *Server) Calls() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.calls...)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	q := understand(r, raw)
	if q.Kind != "models" {
		s.mu.Lock()
		s.calls = append(s.calls, q)
		s.mu.Unlock()
	}
	a := s.answer(q)
	if a.Hang {
		<-r.Context().Done()
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if a.RetryAfter != "" {
		w.Header().Set("Retry-After", a.RetryAfter)
	}
	body := []byte(a.Body)
	if a.Body == "" {
		body = shape(q, a)
	}
	if a.Cut {
		w.Header().Set("Content-Length", "100000")
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	if a.Status != 0 {
		w.WriteHeader(a.Status)
	}
	_, _ = w.Write(body)
}

// understand reads a question in the provider's protocol, which its path tells.
func understand(r *http.Request, raw []byte) Request {
	q := Request{Body: raw, Kind: "text"}
	var b struct {
		Model    string
		System   json.RawMessage
		Messages []struct {
			Role    string
			Content json.RawMessage
		}
		Format struct {
			Schema struct{ Schema json.RawMessage } `json:"json_schema"`
		} `json:"response_format"`
		Output struct {
			Format struct{ Schema json.RawMessage }
		} `json:"output_config"`
		Contents  []struct{ Parts []struct{ Text string } }
		SystemIns struct{ Parts []struct{ Text string } } `json:"systemInstruction"`
		Config    struct {
			Schema     json.RawMessage `json:"responseJsonSchema"`
			Modalities []string        `json:"responseModalities"`
		} `json:"generationConfig"`
	}
	_ = json.Unmarshal(raw, &b) // a test sees in Body what was not understood
	q.Model = b.Model
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/v1beta/"):
		q.Provider, q.Key = "google", r.Header.Get("x-goog-api-key")
		name, verb, _ := strings.Cut(strings.TrimPrefix(path, "/v1beta/models/"), ":")
		q.Model = name
		for _, p := range b.SystemIns.Parts {
			q.System += p.Text
		}
		for _, c := range b.Contents {
			for _, p := range c.Parts {
				q.User += p.Text
			}
		}
		q.Schema = b.Config.Schema
		switch {
		case r.Method == http.MethodGet:
			q.Kind = "models"
		case strings.Contains(strings.ToLower(verb), "embed"):
			q.Kind = "embed"
		case len(b.Config.Modalities) > 0:
			q.Kind = "image"
		}
		return q
	case r.Header.Get("anthropic-version") != "":
		q.Provider, q.Key, q.System, q.Schema = "anthropic", r.Header.Get("x-api-key"), words(b.System), b.Output.Format.Schema
	default:
		q.Provider, q.Key, q.Schema = "openai", strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), b.Format.Schema.Schema
		switch {
		case strings.HasSuffix(path, "/embeddings"):
			q.Kind = "embed"
		case strings.HasSuffix(path, "/images/generations"):
			q.Kind = "image"
		}
	}
	if r.Method == http.MethodGet {
		q.Kind = "models"
	}
	for _, m := range b.Messages {
		if m.Role == "system" || m.Role == "developer" {
			q.System += words(m.Content)
		} else {
			q.User += words(m.Content)
		}
	}
	return q
}

// words are a message's text, which is a string or a list of blocks.
func words(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var blocks []struct{ Text string }
	_ = json.Unmarshal(raw, &blocks)
	for _, b := range blocks {
		text += b.Text
	}
	return text
}

// shape is an answer in the provider's words.
func shape(q Request, a Answer) []byte {
	stop := func(own string) any {
		switch a.Stop {
		case "":
			return own
		case "-":
			return nil
		}
		return a.Stop
	}
	type m = map[string]any
	var v any
	switch {
	case a.Status >= 400:
		v = m{"error": m{"message": "the stand-in says no", "type": "error", "code": a.Status}}
	case q.Kind == "models":
		v = m{"id": q.Model, "name": "models/" + q.Model, "object": "model", "type": "model"}
	case q.Kind == "image" && q.Provider == "openai":
		v = m{"created": 1, "data": []m{{"b64_json": base64.StdEncoding.EncodeToString(a.Picture)}}, "usage": m{"input_tokens": UsageIn, "output_tokens": UsageOut}}
	case q.Kind == "embed" && q.Provider == "openai":
		data := []m{}
		for i, one := range a.Vectors {
			data = append(data, m{"object": "embedding", "index": i, "embedding": one})
		}
		v = m{"object": "list", "model": q.Model + "-dated", "data": data, "usage": m{"prompt_tokens": UsageIn, "total_tokens": UsageIn}}
	case q.Kind == "embed":
		list := []m{}
		for _, one := range a.Vectors {
			list = append(list, m{"values": one})
		}
		v = m{"embeddings": list}
	case q.Provider == "openai":
		message := m{"role": "assistant", "content": a.Text, "refusal": nil}
		if a.Refusal != "" {
			message["content"], message["refusal"] = nil, a.Refusal
		}
		v = m{"id": "chatcmpl-1", "object": "chat.completion", "model": q.Model + "-dated", "choices": []m{{"index": 0, "message": message, "finish_reason": stop("stop")}},
			"usage": m{"prompt_tokens": UsageIn, "completion_tokens": UsageOut, "total_tokens": UsageIn + UsageOut}}
	case q.Provider == "anthropic":
		blocks := []m{}
		if a.Thinking != "" {
			blocks = append(blocks, m{"type": "thinking", "thinking": a.Thinking, "signature": "c2ln"})
		}
		blocks = append(blocks, m{"type": "text", "text": a.Text})
		v = m{"id": "msg_1", "type": "message", "role": "assistant", "model": q.Model + "-dated", "content": blocks, "stop_reason": stop("end_turn"), "stop_sequence": nil,
			"usage": m{"input_tokens": UsageIn, "output_tokens": UsageOut}}
	default:
		parts := []m{}
		if a.Thinking != "" {
			parts = append(parts, m{"text": a.Thinking, "thought": true})
		}
		if a.Picture != nil {
			parts = append(parts, m{"inlineData": m{"mimeType": "image/png", "data": base64.StdEncoding.EncodeToString(a.Picture)}})
		} else if a.Text != "" || q.Kind == "text" {
			parts = append(parts, m{"text": a.Text})
		}
		candidate := m{"content": m{"role": "model", "parts": parts}, "index": 0}
		if s := stop("STOP"); s != nil {
			candidate["finishReason"] = s
		}
		v = m{"candidates": []m{candidate}, "modelVersion": q.Model + "-dated", "usageMetadata": m{"promptTokenCount": UsageIn, "candidatesTokenCount": UsageOut}}
	}
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // a map of ours
	}
	return raw
}
