package curation

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/tmc/langchaingo/llms"

	"github.com/haus25/backend/reactors/curation/model"
	"github.com/haus25/backend/store/content"
)

// chained is a model for langchaingo's chains: each question of theirs is a paid step of the job. A chain asks one after another.
type chained struct {
	r    *run
	step string
	refs []model.Ref
	n    int
}

const chainedTokens = 800

// GenerateContent asks for text; options are not taken.
func (c *chained) GenerateContent(ctx context.Context, messages []llms.MessageContent, _ ...llms.CallOption) (*llms.ContentResponse, error) {
	var call model.Call
	for _, m := range messages {
		for _, p := range m.Parts {
			text, ok := p.(llms.TextContent)
			switch {
			case !ok:
				return nil, errors.New("chains give text only")
			case m.Role == llms.ChatMessageTypeSystem:
				call.System += text.Text
			default:
				call.User += text.Text
			}
		}
	}
	call.MaxTokens = chainedTokens
	c.n++
	a, err := c.r.text(ctx, fmt.Sprintf("%s %d %s", c.step, c.n, rawCID([]byte(call.System+"\x00"+call.User))), c.refs, call)
	if err != nil {
		return nil, err
	}
	return &llms.ContentResponse{Choices: []*llms.ContentChoice{{Content: a.Text, StopReason: "stop"}}}, nil
}

// Call asks for text.
func (c *chained) Call(ctx context.Context, prompt string, options ...llms.CallOption) (string, error) {
	return llms.GenerateFromSinglePrompt(ctx, c, prompt, options...)
}

// embedder is a model that makes vectors, each batch of which is a paid step of the job.
type embedder struct {
	r    *run
	refs []model.Ref
	name string // of the model that answered
}

// Name is the model's.
func (e *embedder) Name() string { return e.name }

// EmbedDocuments makes a vector for each text.
func (e *embedder) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	all := strings.Join(texts, "\x00")
	a, err := e.r.pay(ctx, question{step: "embed " + rawCID([]byte(all)), refs: e.refs,
		most: func(model.Ref) model.Usage { return model.Usage{In: len(all)} },
		ask: func(ctx context.Context, ref model.Ref) (got, error) {
			v, err := e.r.Models.Embed(ctx, ref, texts)
			if err != nil {
				return got{usage: v.Usage}, err
			}
			info, err := e.r.Content.Put(ctx, strings.NewReader(string(packVectors(v.Vectors))), "application/octet-stream")
			return got{cid: info.CID.String(), model: v.Model, usage: v.Usage}, err
		}})
	if err != nil {
		return nil, err
	}
	e.refs = first(a.Ref, e.refs)[:1] // vectors of two models do not compare
	e.name = a.Model
	c, err := content.ParseCID(a.CID)
	if err != nil {
		return nil, err
	}
	raw, err := e.r.Content.Get(c, 16<<20)
	if err != nil {
		return nil, fmt.Errorf("read vectors that were paid for: %w", err)
	}
	return unpackVectors(raw, len(texts))
}

// EmbedQuery makes the vector of one text.
func (e *embedder) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	v, err := e.EmbedDocuments(ctx, []string{text})
	if err != nil {
		return nil, err
	}
	return v[0], nil
}

func packVectors(vectors [][]float32) []byte {
	var out []byte
	for _, v := range vectors {
		for _, x := range v {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
		}
	}
	return out
}

func unpackVectors(raw []byte, n int) ([][]float32, error) {
	if n == 0 || len(raw)%(4*n) != 0 {
		return nil, fmt.Errorf("%d bytes are no %d vectors", len(raw), n)
	}
	size := len(raw) / n / 4
	out := make([][]float32, n)
	for i := range out {
		out[i] = make([]float32, size)
		for j := range out[i] {
			out[i][j] = math.Float32frombits(binary.LittleEndian.Uint32(raw[(i*size+j)*4:]))
		}
	}
	return out, nil
}
