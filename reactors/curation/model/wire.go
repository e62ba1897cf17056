package model

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/haus25/backend/internal/retryafter"
)

// Bounds of an answer, bytes, and of a wait that a provider may ask for.
const (
	maxText    = 1 << 20
	maxPicture = 32 << 20
	maxWait    = time.Hour
)

// exchange is one request and its answer, carried in the context from who asks to the transport and back: the libraries in between lose status,
// stop reasons and refusals.
type exchange struct {
	provider string
	schema   *Schema
	most     int64 // bytes of the answer

	sent   bool
	status int
	wait   time.Duration
	body   []byte
	cut    error // the answer's body ended in the middle
}

type exchangeKey struct{}

func with(ctx context.Context, x *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

// transport is beneath all providers' libraries.
type transport struct{ under *http.Transport }

// Do makes it what langchaingo calls a Doer.
func (t *transport) Do(r *http.Request) (*http.Response, error) { return t.RoundTrip(r) }

// RoundTrip completes the request, and reads the whole answer.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	x, ok := r.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return nil, errors.New("a model is asked without an exchange")
	}
	if r.Method == http.MethodPost && r.Body != nil {
		raw, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil {
			return nil, err
		}
		if raw, err = x.complete(raw); err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
		r.GetBody = nil
	}
	x.sent = true
	res, err := t.under.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	x.status = res.StatusCode
	x.wait = retryafter.Parse(res.Header.Get("Retry-After"), time.Now(), maxWait)
	x.body, x.cut = io.ReadAll(io.LimitReader(res.Body, x.most+1))
	if x.cut == nil && int64(len(x.body)) > x.most {
		x.cut = fmt.Errorf("it has over %d bytes", x.most)
	}
	if x.cut != nil {
		return nil, x.cut
	}
	res.Body = io.NopCloser(bytes.NewReader(x.body))
	return res, nil
}

// complete writes into a body what the libraries leave out, and takes out what newer models refuse.
func (x *exchange) complete(raw []byte) ([]byte, error) {
	if x.provider == Google { // its library says all that is needed
		return raw, nil
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, fmt.Errorf("complete a request: %w", err)
	}
	delete(body, "temperature") // not taken by newer models of either provider
	if x.schema == nil {
		return json.Marshal(body)
	}
	var err error
	switch x.provider {
	case OpenAI:
		body["response_format"], err = json.Marshal(map[string]any{"type": "json_schema",
			"json_schema": map[string]any{"name": x.schema.Name, "strict": true, "schema": json.RawMessage(strip(x.schema.JSON, openAIDrops))}})
	case Anthropic:
		body["output_config"], err = json.Marshal(map[string]any{"format": map[string]any{"type": "json_schema", "schema": json.RawMessage(strip(x.schema.JSON, anthropicDrops))}})
	}
	if err != nil {
		return nil, fmt.Errorf("write a schema into a request: %w", err)
	}
	return json.Marshal(body)
}

// Keywords of JSON Schema that a provider's strict mode refuses. The answer is validated here against all of them.
var (
	anthropicDrops = []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "$schema", "$id"}
	openAIDrops    = []string{"$schema", "$id", "minLength", "maxLength", "uniqueItems"}
)

// strip takes keywords out of a schema, but no properties of these names.
func strip(schema []byte, drops []string) []byte {
	var v any
	if json.Unmarshal(schema, &v) != nil {
		return schema
	}
	raw, err := json.Marshal(stripped(v, drops, false))
	if err != nil {
		return schema
	}
	return raw
}

func stripped(v any, drops []string, names bool) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, one := range v {
			if names || !slices.Contains(drops, key) {
				out[key] = stripped(one, drops, !names && (key == "properties" || key == "$defs"))
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, one := range v {
			out[i] = stripped(one, drops, false)
		}
		return out
	}
	return v
}

// failure makes a typed error of what came of an exchange; nil: it went well.
func (c *Client) failure(ctx context.Context, ref Ref, x *exchange, err error) error {
	if err == nil && x.status == http.StatusOK {
		return nil
	}
	e := &Error{Model: ref, Status: x.status, RetryAfter: x.wait}
	var timeout interface{ Timeout() bool }
	var address *url.Error
	if errors.As(err, &address) {
		err = address.Err // without the address, which may hold a key
	}
	switch {
	case x.status != 0 && x.status != http.StatusOK:
		e.Kind, e.Detail = kindOf(x.status), said(x.body)
		return c.redacted(e)
	case x.cut != nil && x.status == http.StatusOK:
		e.Kind, e.Detail, e.Paid = Cut, x.cut.Error(), true
	case ctx.Err() != nil, errors.As(err, &timeout) && timeout.Timeout(): // some of the libraries hide it
		e.Kind, e.Detail, e.Paid = Timeout, "no answer in time", x.sent
	case x.status == http.StatusOK:
		e.Kind, e.Detail, e.Paid = Empty, "the answer cannot be read", true
	default:
		e.Kind, e.Paid = Network, x.sent
		if err != nil {
			e.Detail = err.Error()
		}
	}
	e.Usage = usageOf(x)
	return c.redacted(e)
}

func kindOf(status int) Kind {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return Unauthorized
	case status == http.StatusNotFound, status == http.StatusGone:
		return Gone
	case status == http.StatusTooManyRequests, status == http.StatusPaymentRequired:
		return Limited
	case status >= 500:
		return Overloaded
	default:
		return Invalid
	}
}

// said is what a provider says of an error: its message, else the beginning of the body.
func said(body []byte) string {
	var m struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	text := string(body)
	if json.Unmarshal(body, &m) == nil && m.Error.Message != "" {
		text = m.Error.Message
	}
	return text
}

// redacted takes keys out of an error's words, and cuts them.
func (c *Client) redacted(e *Error) *Error {
	for _, key := range []string{c.o.OpenAIKey, c.o.AnthropicKey, c.o.GoogleKey} {
		if key != "" {
			e.Detail = strings.ReplaceAll(e.Detail, key, "…")
		}
	}
	const most = 300
	e.Detail = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(e.Detail[:min(len(e.Detail), most)], ""))
	return e
}

// facts are what an answer says besides its text.
type facts struct {
	model   string
	stops   []string
	refused string
	usage   Usage
}

// read takes from an answer what the libraries lose. One that is not understood has no stop reason.
func (x *exchange) read() (f facts) {
	switch x.provider {
	case OpenAI:
		var a struct {
			Model   string
			Choices []struct {
				FinishReason string `json:"finish_reason"`
				Message      struct{ Refusal string }
			}
		}
		_ = json.Unmarshal(x.body, &a) // what is missing is missing
		f.model = a.Model
		for _, choice := range a.Choices {
			f.stops = append(f.stops, choice.FinishReason)
			if choice.Message.Refusal != "" {
				f.refused = choice.Message.Refusal
			}
		}
	case Anthropic:
		var a struct {
			Model      string
			StopReason string `json:"stop_reason"`
		}
		_ = json.Unmarshal(x.body, &a)
		f.model, f.stops = a.Model, []string{a.StopReason}
	case Google:
		var a struct {
			ModelVersion   string
			PromptFeedback struct{ BlockReason string }
			Candidates     []struct{ FinishReason string }
		}
		_ = json.Unmarshal(x.body, &a)
		f.model = a.ModelVersion
		if a.PromptFeedback.BlockReason != "" {
			f.refused = "the question was blocked: " + a.PromptFeedback.BlockReason
		}
		for _, candidate := range a.Candidates {
			f.stops = append(f.stops, candidate.FinishReason)
		}
	}
	f.usage = usageOf(x)
	return f
}

func usageOf(x *exchange) Usage {
	var a struct {
		Usage *struct {
			Prompt     int `json:"prompt_tokens"`
			Completion int `json:"completion_tokens"`
			In         int `json:"input_tokens"`
			Out        int `json:"output_tokens"`
			Total      int `json:"total_tokens"`
		}
		UsageMetadata *struct{ PromptTokenCount, CandidatesTokenCount, ThoughtsTokenCount int }
	}
	_ = json.Unmarshal(x.body, &a)
	const most = 1 << 40 // of a figure that a stranger's server may make up
	clamp := func(n int) int { return min(max(n, 0), most) }
	switch {
	case a.Usage != nil:
		return Usage{In: clamp(a.Usage.Prompt + a.Usage.In), Out: clamp(a.Usage.Completion + a.Usage.Out), Known: true}
	case a.UsageMetadata != nil:
		return Usage{In: clamp(a.UsageMetadata.PromptTokenCount), Out: clamp(a.UsageMetadata.CandidatesTokenCount + a.UsageMetadata.ThoughtsTokenCount), Known: true}
	}
	return Usage{}
}

// verdict is what the stop reasons mean: nil when the answer ended by itself.
func (f facts) verdict(ref Ref, text string) *Error {
	fail := func(kind Kind, detail string) *Error {
		return &Error{Model: ref, Kind: kind, Status: http.StatusOK, Detail: detail, Usage: f.usage, Paid: true}
	}
	if f.refused != "" {
		return fail(Refused, f.refused)
	}
	if len(f.stops) == 0 {
		return fail(Cut, "the answer has no stop reason")
	}
	for _, stop := range f.stops {
		switch strings.ToLower(stop) {
		case "stop", "end_turn", "stop_sequence":
		case "length", "max_tokens", "model_context_window_exceeded":
			return fail(Truncated, "the answer reached its longest length")
		case "":
			return fail(Cut, "the answer has no stop reason")
		default:
			return fail(Refused, "it stopped for "+stop)
		}
	}
	if strings.TrimSpace(text) == "" {
		return fail(Empty, "the answer holds no text")
	}
	return nil
}
