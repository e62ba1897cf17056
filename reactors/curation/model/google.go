package model

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/tmc/langchaingo/llms"
	"google.golang.org/genai"
)

// gemini is a Google model as langchaingo knows models. It gives text only.
type gemini struct {
	client *genai.Client
	schema *Schema
}

// GenerateContent asks; of the options only model and longest answer count.
func (g *gemini) GenerateContent(ctx context.Context, messages []llms.MessageContent, options ...llms.CallOption) (*llms.ContentResponse, error) {
	var o llms.CallOptions
	for _, set := range options {
		set(&o)
	}
	config := &genai.GenerateContentConfig{MaxOutputTokens: int32(min(max(o.MaxTokens, 0), 1<<20)), CandidateCount: 1}
	if g.schema != nil {
		config.ResponseMIMEType, config.ResponseJsonSchema = "application/json", json.RawMessage(strip(g.schema.JSON, []string{"$schema", "$id"}))
	}
	var contents []*genai.Content
	for _, m := range messages {
		var text strings.Builder
		for _, p := range m.Parts {
			t, ok := p.(llms.TextContent)
			if !ok {
				return nil, errors.New("only text can be asked of it")
			}
			text.WriteString(t.Text)
		}
		if m.Role == llms.ChatMessageTypeSystem {
			config.SystemInstruction = genai.NewContentFromText(text.String(), genai.RoleUser)
			continue
		}
		contents = append(contents, genai.NewContentFromText(text.String(), genai.RoleUser))
	}
	res, err := g.client.Models.GenerateContent(ctx, o.Model, contents, config)
	if err != nil {
		return nil, err
	}
	out := &llms.ContentResponse{}
	for _, candidate := range res.Candidates {
		choice := &llms.ContentChoice{StopReason: string(candidate.FinishReason)}
		if candidate.Content != nil {
			for _, p := range candidate.Content.Parts {
				if p != nil && !p.Thought {
					choice.Content += p.Text
				}
			}
		}
		out.Choices = append(out.Choices, choice)
	}
	return out, nil
}

// Call asks for text.
func (g *gemini) Call(ctx context.Context, prompt string, options ...llms.CallOption) (string, error) {
	return llms.GenerateFromSinglePrompt(ctx, g, prompt, options...)
}

func (c *Client) drawGoogle(ctx context.Context, p Picture) ([]byte, error) {
	g, err := c.google(ctx)
	if err != nil {
		return nil, err
	}
	res, err := g.Models.GenerateContent(ctx, p.Model.Name, genai.Text(p.Prompt),
		&genai.GenerateContentConfig{ResponseModalities: []string{"IMAGE"}, ImageConfig: &genai.ImageConfig{AspectRatio: p.Aspect}})
	if err != nil {
		return nil, err
	}
	for _, candidate := range res.Candidates {
		if candidate.Content == nil {
			continue
		}
		for _, part := range candidate.Content.Parts {
			if part != nil && part.InlineData != nil && !part.Thought {
				return part.InlineData.Data, nil
			}
		}
	}
	return nil, nil
}

func (c *Client) embedGoogle(ctx context.Context, ref Ref, texts []string) ([][]float32, error) {
	g, err := c.google(ctx)
	if err != nil {
		return nil, err
	}
	var contents []*genai.Content
	for _, t := range texts {
		contents = append(contents, genai.NewContentFromText(t, genai.RoleUser))
	}
	res, err := g.Models.EmbedContent(ctx, ref.Name, contents, nil)
	if err != nil {
		return nil, err
	}
	var out [][]float32
	for _, e := range res.Embeddings {
		if e != nil {
			out = append(out, e.Values)
		}
	}
	return out, nil
}
