package model

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/anthropic"
	"github.com/tmc/langchaingo/llms/openai"
	"google.golang.org/genai" // Google's own; langchaingo's googleai rests on its deprecated client and shows the key in errors
)

// Options say where the providers are and what lets us in. OpenAIURL ends in the protocol's version, as …/v1; empty addresses are the providers' own.
type Options struct {
	OpenAIURL, OpenAIKey       string
	AnthropicURL, AnthropicKey string
	GoogleURL, GoogleKey       string
	// Timeout bounds one answer; 90 s.
	Timeout time.Duration
	// PricesFile wins over the program's own list; empty: there is none.
	PricesFile string
	Log        *slog.Logger
}

// Client asks. Its methods may be called by any goroutine.
type Client struct {
	o      Options
	wire   *transport
	prices prices
}

const ownOpenAI = "https://api.openai.com/v1"

// New reads the prices; nobody is asked. Call Close at the end.
func New(o Options) (*Client, error) {
	for _, one := range []struct {
		url *string
		own string
	}{{&o.OpenAIURL, ownOpenAI}, {&o.AnthropicURL, "https://api.anthropic.com"}, {&o.GoogleURL, "https://generativelanguage.googleapis.com"}} {
		if *one.url == "" {
			*one.url = one.own
		}
		*one.url = strings.TrimRight(*one.url, "/")
	}
	if o.Timeout == 0 {
		o.Timeout = 90 * time.Second
	}
	list, err := readPrices(o.PricesFile)
	if err != nil {
		return nil, err
	}
	return &Client{o: o, prices: list, wire: &transport{under: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 8,
		IdleConnTimeout: 30 * time.Second, TLSHandshakeTimeout: 15 * time.Second, ForceAttemptHTTP2: true, MaxResponseHeaderBytes: 64 << 10}}}, nil
}

// Close ends connections that are kept for the next question.
func (c *Client) Close() { c.wire.under.CloseIdleConnections() }

// Has tells whether a provider is configured: it has a key, or is a server that speaks OpenAI's protocol elsewhere.
func (c *Client) Has(provider string) bool {
	switch provider {
	case OpenAI:
		return c.o.OpenAIKey != "" || c.o.OpenAIURL != ownOpenAI
	case Anthropic:
		return c.o.AnthropicKey != ""
	case Google:
		return c.o.GoogleKey != ""
	}
	return false
}

// begin prepares one exchange with a model.
func (c *Client) begin(ctx context.Context, ref Ref, schema *Schema, most int64) (context.Context, context.CancelFunc, *exchange, error) {
	if !c.Has(ref.Provider) {
		return nil, nil, nil, fmt.Errorf("%s: %w", ref, ErrNoProvider)
	}
	x := &exchange{provider: ref.Provider, schema: schema, most: most}
	ctx, stop := context.WithTimeout(with(ctx, x), c.o.Timeout)
	return ctx, stop, x, nil
}

// Ask asks for text. Its errors are *Error, ErrNoProvider and the context's.
func (c *Client) Ask(ctx context.Context, q Call) (Reply, error) {
	reply, err := c.ask(ctx, q)
	var e *Error
	if q.Schema != nil && q.Model.Provider == OpenAI && c.o.OpenAIURL != ownOpenAI && errors.As(err, &e) && e.Kind == Invalid {
		// Servers that speak the protocol do not all know schemas: then it is told in words. Nothing was paid for.
		q.System += "\n\nAnswer with one JSON object of this JSON Schema and nothing else:\n" + string(q.Schema.JSON)
		q.Schema = nil
		return c.ask(ctx, q)
	}
	return reply, err
}

func (c *Client) ask(parent context.Context, q Call) (Reply, error) {
	ctx, stop, x, err := c.begin(parent, q.Model, q.Schema, maxText)
	if err != nil {
		return Reply{}, err
	}
	defer stop()
	begun := time.Now()
	text, err := c.generate(ctx, q)
	if parent.Err() != nil {
		return Reply{}, parent.Err()
	}
	f := x.read()
	if x.status == http.StatusOK && x.cut == nil {
		// The libraries call an answer without text, or a refusal, an error or nothing at all: the answer itself says which it is.
		if verdict := f.verdict(q.Model, text); verdict != nil {
			return Reply{}, c.redacted(verdict)
		}
	}
	if err := c.failure(ctx, q.Model, x, err); err != nil {
		return Reply{}, err
	}
	if f.model == "" {
		f.model = q.Model.Name
	}
	return Reply{Text: text, Model: f.model, Usage: f.usage, Took: time.Since(begun)}, nil
}

// generate has the provider's library ask, and joins what came.
func (c *Client) generate(ctx context.Context, q Call) (string, error) {
	llm, err := c.LLM(ctx, q)
	if err != nil {
		return "", err
	}
	res, err := llm.GenerateContent(ctx, []llms.MessageContent{llms.TextParts(llms.ChatMessageTypeSystem, q.System), llms.TextParts(llms.ChatMessageTypeHuman, q.User)},
		llms.WithMaxTokens(q.MaxTokens), llms.WithModel(q.Model.Name))
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, choice := range res.Choices { // a thinking block is a choice of its own, without text
		text.WriteString(choice.Content)
	}
	return text.String(), nil
}

// LLM is the model as langchaingo knows models, on this client's transport.
func (c *Client) LLM(ctx context.Context, q Call) (llms.Model, error) {
	switch q.Model.Provider {
	case OpenAI:
		key := c.o.OpenAIKey
		if key == "" {
			key = "none" // the library wants one; servers without keys do not look
		}
		return openai.New(openai.WithToken(key), openai.WithModel(q.Model.Name), openai.WithBaseURL(c.o.OpenAIURL), openai.WithHTTPClient(c.wire))
	case Anthropic:
		return anthropic.New(anthropic.WithToken(c.o.AnthropicKey), anthropic.WithModel(q.Model.Name), anthropic.WithBaseURL(c.o.AnthropicURL+"/v1"),
			anthropic.WithHTTPClient(c.wire))
	default:
		g, err := c.google(ctx)
		return &gemini{g, q.Schema}, err
	}
}

func (c *Client) google(ctx context.Context) (*genai.Client, error) {
	return genai.NewClient(ctx, &genai.ClientConfig{APIKey: c.o.GoogleKey, Backend: genai.BackendGeminiAPI,
		HTTPClient: &http.Client{Transport: c.wire, CheckRedirect: stay}, HTTPOptions: genai.HTTPOptions{BaseURL: c.o.GoogleURL}})
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Draw asks for a picture.
func (c *Client) Draw(parent context.Context, p Picture) (Image, error) {
	ctx, stop, x, err := c.begin(parent, p.Model, nil, maxPicture)
	if err != nil {
		return Image{}, err
	}
	defer stop()
	var data []byte
	if p.Model.Provider == Google {
		data, err = c.drawGoogle(ctx, p)
	} else {
		data, err = c.drawOpenAI(ctx, p)
	}
	if parent.Err() != nil {
		return Image{}, parent.Err()
	}
	if err := c.failure(ctx, p.Model, x, err); err != nil {
		return Image{}, err
	}
	f := x.read()
	if f.model == "" {
		f.model = p.Model.Name
	}
	f.usage.Images, f.usage.Known = 1, true
	if len(data) == 0 {
		f.usage.Images = 0
		e := &Error{Model: p.Model, Kind: Empty, Status: x.status, Detail: "there is no picture in the answer", Usage: f.usage, Paid: true}
		if f.refused != "" {
			e.Kind, e.Detail = Refused, f.refused
		} else if len(f.stops) > 0 && !strings.EqualFold(f.stops[0], "stop") { // a safety filter gives no error
			e.Kind, e.Detail = Refused, "it stopped for "+f.stops[0]
		}
		return Image{}, c.redacted(e)
	}
	return Image{Data: data, MediaType: http.DetectContentType(data), Model: f.model, Usage: f.usage}, nil
}

// post asks what langchaingo does not know of OpenAI's protocol.
func (c *Client) post(ctx context.Context, path string, question, answer any) error {
	raw, err := json.Marshal(question)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.o.OpenAIURL+path, strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	return c.send(r, answer)
}

func (c *Client) send(r *http.Request, answer any) error {
	if c.o.OpenAIKey != "" {
		r.Header.Set("Authorization", "Bearer "+c.o.OpenAIKey)
	}
	res, err := (&http.Client{Transport: c.wire, CheckRedirect: stay}).Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	return json.NewDecoder(res.Body).Decode(answer)
}

func (c *Client) drawOpenAI(ctx context.Context, p Picture) ([]byte, error) {
	var a struct {
		Data []struct {
			B64 string `json:"b64_json"`
		}
	}
	if err := c.post(ctx, "/images/generations", map[string]any{"model": p.Model.Name, "prompt": p.Prompt, "n": 1, "size": "1536x1024"}, &a); err != nil || len(a.Data) == 0 {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(a.Data[0].B64)
}

// Embed makes a vector for each text.
func (c *Client) Embed(parent context.Context, ref Ref, texts []string) (Vectors, error) {
	ctx, stop, x, err := c.begin(parent, ref, nil, maxPicture)
	if err != nil {
		return Vectors{}, err
	}
	defer stop()
	var v [][]float32
	if ref.Provider == Google {
		v, err = c.embedGoogle(ctx, ref, texts)
	} else {
		v, err = c.embedOpenAI(ctx, ref, texts)
	}
	if parent.Err() != nil {
		return Vectors{}, parent.Err()
	}
	if err := c.failure(ctx, ref, x, err); err != nil {
		return Vectors{}, err
	}
	f := x.read()
	if f.model == "" {
		f.model = ref.Name
	}
	for _, one := range v {
		if len(v) != len(texts) || len(one) == 0 || len(one) != len(v[0]) {
			v = nil
			break
		}
	}
	if len(v) != len(texts) {
		return Vectors{}, &Error{Model: ref, Kind: Empty, Status: x.status, Detail: "there is not one vector for each text", Usage: f.usage, Paid: true}
	}
	return Vectors{Vectors: v, Model: f.model, Usage: f.usage}, nil
}

func (c *Client) embedOpenAI(ctx context.Context, ref Ref, texts []string) ([][]float32, error) {
	var a struct {
		Data []struct {
			Index     int
			Embedding []float32
		}
	}
	if err := c.post(ctx, "/embeddings", map[string]any{"model": ref.Name, "input": texts}, &a); err != nil {
		return nil, err
	}
	out := make([][]float32, len(texts))
	for _, one := range a.Data {
		if one.Index >= 0 && one.Index < len(out) {
			out[one.Index] = one.Embedding
		}
	}
	return out, nil
}

// Check asks the provider whether it has the model and lets us in; that is free.
func (c *Client) Check(parent context.Context, ref Ref) error {
	ctx, stop, x, err := c.begin(parent, ref, nil, maxText)
	if err != nil {
		return err
	}
	defer stop()
	switch ref.Provider {
	case Google:
		var g *genai.Client
		if g, err = c.google(ctx); err == nil {
			_, err = g.Models.Get(ctx, ref.Name, nil)
		}
	default:
		base := c.o.OpenAIURL + "/models/"
		if ref.Provider == Anthropic {
			base = c.o.AnthropicURL + "/v1/models/"
		}
		var r *http.Request
		if r, err = http.NewRequestWithContext(ctx, http.MethodGet, base+url.PathEscape(ref.Name), nil); err != nil {
			return err
		}
		if ref.Provider == Anthropic {
			r.Header.Set("x-api-key", c.o.AnthropicKey)
			r.Header.Set("anthropic-version", "2023-06-01")
		} else if c.o.OpenAIKey != "" {
			r.Header.Set("Authorization", "Bearer "+c.o.OpenAIKey)
		}
		var res *http.Response
		if res, err = (&http.Client{Transport: c.wire, CheckRedirect: stay}).Do(r); err == nil {
			res.Body.Close()
		}
	}
	if parent.Err() != nil {
		return parent.Err()
	}
	return c.failure(ctx, ref, x, err)
}

// Price is what a model takes.
func (c *Client) Price(ref Ref) Price {
	if ref.Provider == OpenAI && near(c.o.OpenAIURL) {
		return Price{Free: true}
	}
	return c.prices.of(ref)
}

// near tells whether an address is of this machine or of a private network.
func near(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if u.Hostname() == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && (ip.IsLoopback() || ip.IsPrivate())
}

// ReserveTokens is more tokens than a question has: no tokenizer makes more of them than there are bytes.
func ReserveTokens(system, user string, schema *Schema) int {
	n := len(system) + len(user) + 64
	if schema != nil {
		n += 2 * len(schema.JSON) // it may be told in words as well
	}
	return n
}
