package model_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/reactors/curation/model"
	"github.com/haus25/backend/reactors/curation/model/modeltest"
)

const secret = "sk-very-secret-0123456789"

func client(t *testing.T, answer func(modeltest.Request) modeltest.Answer) (*model.Client, *modeltest.Server) {
	t.Helper()
	s := modeltest.New(answer)
	c, err := model.New(model.Options{OpenAIURL: s.URL() + "/v1", OpenAIKey: secret, AnthropicURL: s.URL(), AnthropicKey: secret, GoogleURL: s.URL(), GoogleKey: secret,
		Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		s.Close()
	})
	return c, s
}

func always(a modeltest.Answer) func(modeltest.Request) modeltest.Answer {
	return func(modeltest.Request) modeltest.Answer { return a }
}

var refs = []model.Ref{{Provider: model.OpenAI, Name: "o-1"}, {Provider: model.Anthropic, Name: "a-1"}, {Provider: model.Google, Name: "g-1"}}

var schema = &model.Schema{Name: "title", JSON: []byte(`{"type":"object","properties":{"title":{"type":"string","minLength":3},"minLength":{"type":"integer","minimum":1}},"required":["title","minLength"],"additionalProperties":false}`)}

func TestAnswers(t *testing.T) {
	for _, ref := range refs {
		t.Run(ref.Provider, func(t *testing.T) {
			c, s := client(t, always(modeltest.Answer{Thinking: "let me see", Text: `{"title":"Encore"}`}))
			r, err := c.Ask(t.Context(), model.Call{Model: ref, System: "be brief", User: `{"data":1}`, Schema: schema, MaxTokens: 77})
			if err != nil {
				t.Fatal(err)
			}
			if r.Text != `{"title":"Encore"}` || r.Model != ref.Name+"-dated" || r.Usage != (model.Usage{In: modeltest.UsageIn, Out: modeltest.UsageOut, Known: true}) {
				t.Errorf("got %+v", r)
			}
			q := s.Calls()[0]
			if q.Provider != ref.Provider || q.Model != ref.Name || !strings.Contains(q.System, "be brief") || !strings.Contains(q.User, `{"data":1}`) || q.Key != secret {
				t.Errorf("asked %+v", q)
			}
			if strings.Contains(q.User, "be brief") || bytes.Contains(q.Body, []byte(`"temperature"`)) || !bytes.Contains(q.Body, []byte("77")) {
				t.Errorf("the body is %s", q.Body)
			}
			var on struct {
				Properties map[string]map[string]any
			}
			if err := json.Unmarshal(q.Schema, &on); err != nil || len(on.Properties) != 2 {
				t.Fatalf("the schema on the wire is %s", q.Schema)
			}
			if ref.Provider == model.Anthropic && (len(on.Properties["title"]) != 1 || len(on.Properties["minLength"]) != 1) {
				t.Errorf("what Anthropic refuses is on the wire: %s", q.Schema)
			}
			if err := c.Check(t.Context(), ref); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	const long = "length"
	words := map[string]map[string]string{ // of stop reasons
		model.OpenAI:    {long: "length", "refused": "content_filter"},
		model.Anthropic: {long: "max_tokens", "refused": "refusal"},
		model.Google:    {long: "MAX_TOKENS", "refused": "SAFETY"},
	}
	for _, ref := range refs {
		cases := []struct {
			name      string
			answer    modeltest.Answer
			kind      model.Kind
			temporary bool
			paid      bool
		}{
			{"limited", modeltest.Answer{Status: 429, RetryAfter: "17"}, model.Limited, true, false},
			{"broken", modeltest.Answer{Status: 500}, model.Overloaded, true, false},
			{"wrong key", modeltest.Answer{Status: 401, Body: `{"error":{"message":"bad key ` + secret + `"}}`}, model.Unauthorized, false, false},
			{"gone", modeltest.Answer{Status: 404}, model.Gone, false, false},
			{"hangs", modeltest.Answer{Hang: true}, model.Timeout, true, true},
			{"cut", modeltest.Answer{Text: strings.Repeat("so ", 200), Cut: true}, model.Cut, true, true},
			{"no stop reason", modeltest.Answer{Text: "half of", Stop: "-"}, model.Cut, true, true},
			{"too long", modeltest.Answer{Text: "half of", Stop: words[ref.Provider][long]}, model.Truncated, false, true},
			{"refused", modeltest.Answer{Text: "", Stop: words[ref.Provider]["refused"]}, model.Refused, false, true},
			{"empty", modeltest.Answer{Text: " "}, model.Empty, false, true},
			{"not JSON", modeltest.Answer{Body: "<html>hello"}, model.Cut, true, true},
		}
		if ref.Provider == model.OpenAI {
			cases = append(cases, struct {
				name      string
				answer    modeltest.Answer
				kind      model.Kind
				temporary bool
				paid      bool
			}{"a refusal", modeltest.Answer{Refusal: "I would rather not"}, model.Refused, false, true})
		}
		for _, k := range cases {
			t.Run(ref.Provider+"/"+k.name, func(t *testing.T) {
				c, s := client(t, always(k.answer))
				_, err := c.Ask(t.Context(), model.Call{Model: ref, System: "s", User: "u", MaxTokens: 50})
				var e *model.Error
				if !errors.As(err, &e) {
					t.Fatalf("got %v", err)
				}
				if e.Kind != k.kind || e.Temporary() != k.temporary || e.Paid != k.paid {
					t.Errorf("got %+v, want %s", e, k.kind)
				}
				if k.answer.RetryAfter != "" && e.RetryAfter != 17*time.Second {
					t.Errorf("to wait %s", e.RetryAfter)
				}
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the key is shown: %v", err)
				}
				if n := len(s.Calls()); n != 1 {
					t.Errorf("it was asked %d times", n)
				}
			})
		}
	}
}

func TestEnds(t *testing.T) {
	for _, ref := range refs {
		ctx, stop := context.WithCancel(t.Context())
		c, _ := client(t, func(modeltest.Request) modeltest.Answer {
			stop()
			return modeltest.Answer{Hang: true}
		})
		if _, err := c.Ask(ctx, model.Call{Model: ref, User: "u", MaxTokens: 5}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

func TestServersWithoutSchemas(t *testing.T) {
	c, s := client(t, func(q modeltest.Request) modeltest.Answer {
		if len(q.Schema) > 0 {
			return modeltest.Answer{Status: 400}
		}
		return modeltest.Answer{Text: "{}"}
	})
	if _, err := c.Ask(t.Context(), model.Call{Model: refs[0], System: "s", User: "u", Schema: schema, MaxTokens: 5}); err != nil {
		t.Fatal(err)
	}
	if calls := s.Calls(); len(calls) != 2 || !strings.Contains(calls[1].System, `"minLength":3`) {
		t.Errorf("asked %+v", calls)
	}
}

func TestPicturesAndVectors(t *testing.T) {
	png := []byte("\x89PNG\r\n\x1a\n…")
	for _, ref := range []model.Ref{refs[0], refs[2]} {
		c, _ := client(t, always(modeltest.Answer{Picture: png, Vectors: [][]float32{{1, 2}, {3, 4}}}))
		img, err := c.Draw(t.Context(), model.Picture{Model: ref, Prompt: "a stage", Aspect: "16:9"})
		if err != nil || !bytes.Equal(img.Data, png) || img.MediaType != "image/png" || img.Usage.Images != 1 {
			t.Errorf("%s: %+v, %v", ref, img, err)
		}
		v, err := c.Embed(t.Context(), ref, []string{"one", "two"})
		if err != nil || len(v.Vectors) != 2 || v.Vectors[1][1] != 4 {
			t.Errorf("%s: %+v, %v", ref, v, err)
		}
		c, _ = client(t, always(modeltest.Answer{Stop: "SAFETY", Vectors: [][]float32{{1}}}))
		_, err = c.Draw(t.Context(), model.Picture{Model: ref, Prompt: "a stage"})
		var e *model.Error
		if !errors.As(err, &e) || e.Temporary() || ref.Provider == model.Google && e.Kind != model.Refused {
			t.Errorf("%s: a safety filter is %v", ref, err)
		}
		if _, err = c.Embed(t.Context(), ref, []string{"one", "two"}); !errors.As(err, &e) || e.Kind != model.Empty {
			t.Errorf("%s: one vector for two texts is %v", ref, err)
		}
	}
}

func TestPrices(t *testing.T) {
	file := filepath.Join(t.TempDir(), "prices.json")
	if err := os.WriteFile(file, []byte(`{"asOf":"2026-12-01","prices":[{"model":"openai:gpt-5.4-mini","in":1,"out":2,"image":0}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := model.New(model.Options{OpenAIKey: "k", PricesFile: file})
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Price(model.Ref{Provider: model.OpenAI, Name: "gpt-5.4-mini"}); p.In != 1_000_000 || !p.Known || p.AsOf != "2026-12-01" {
		t.Errorf("%+v", p)
	}
	if p := c.Price(model.Ref{Provider: model.OpenAI, Name: "nobody-knows"}); p.Known || p.Out != 15_000_000 || p.Cost(model.Usage{In: 1, Out: 1, Images: 1}) != 5+15+80_000 {
		t.Errorf("an unknown one: %+v", p)
	}
	local, err := model.New(model.Options{OpenAIURL: "http://127.0.0.1:11434/v1"})
	if err != nil {
		t.Fatal(err)
	}
	if !local.Has(model.OpenAI) || local.Has(model.Google) || !local.Price(model.Ref{Provider: model.OpenAI, Name: "llama3.2"}).Free {
		t.Error("a server on this machine")
	}
	if _, err := local.Ask(t.Context(), model.Call{Model: refs[1]}); !errors.Is(err, model.ErrNoProvider) {
		t.Errorf("a provider that is not configured: %v", err)
	}
	for _, bad := range []string{`{`, `{"prices":[{"model":"x","in":1}]}`, `{"prices":[{"model":"openai:x","in":-1}]}`, `{"prizes":[]}`} {
		if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := model.New(model.Options{PricesFile: file}); err == nil {
			t.Errorf("%s is taken for prices", bad)
		}
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add([]byte(`{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}]}`), uint8(0))
	f.Add([]byte(`{"content":[{"type":"text","text":"x"}],"stop_reason":"end_turn"}`), uint8(1))
	f.Add([]byte(`{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}]}`), uint8(2))
	f.Add([]byte(`{"usage":{"prompt_tokens":-9223372036854775808}}`), uint8(0))
	var body []byte
	s := modeltest.New(func(modeltest.Request) modeltest.Answer {
		return modeltest.Answer{Body: string(body), Status: http.StatusOK}
	})
	f.Cleanup(s.Close)
	c, err := model.New(model.Options{OpenAIURL: s.URL() + "/v1", OpenAIKey: secret, AnthropicURL: s.URL(), AnthropicKey: secret, GoogleURL: s.URL(), GoogleKey: secret})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(c.Close)
	f.Fuzz(func(t *testing.T, raw []byte, which uint8) {
		if body = raw; len(raw) == 0 {
			return
		}
		r, err := c.Ask(t.Context(), model.Call{Model: refs[int(which)%3], User: "u", MaxTokens: 5})
		if err == nil && (strings.TrimSpace(r.Text) == "" || r.Usage.In < 0 || r.Usage.Out < 0) {
			t.Errorf("an answer that is none: %+v", r)
		}
	})
}
