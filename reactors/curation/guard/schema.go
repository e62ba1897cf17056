package guard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6" // the whole of JSON Schema 2020-12, of which providers enforce parts
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// mostProblems bounds what is told of one document: a model mends the first few or none.
const mostProblems = 12

// Validator checks documents against a schema. It may be used by several goroutines at once.
type Validator struct {
	schema *jsonschema.Schema
	names  map[string]bool // all properties that the schema knows: what else is in a path is the document's own word
}

// Compile reads a JSON Schema of draft 2020-12. References lead nowhere but into the schema itself. Formats are checked.
func Compile(schema []byte) (*Validator, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(jsonschema.SchemeURLLoader{}) // no file, no network
	c.AssertFormat()
	const at = "schema.json"
	if err := c.AddResource(at, doc); err != nil {
		return nil, fmt.Errorf("take the schema: %w", err)
	}
	compiled, err := c.Compile(at)
	if err != nil {
		return nil, fmt.Errorf("compile the schema: %w", err)
	}
	v := &Validator{compiled, map[string]bool{}}
	v.learn(doc)
	return v, nil
}

func (v *Validator) learn(schema any) {
	switch s := schema.(type) {
	case map[string]any:
		if properties, ok := s["properties"].(map[string]any); ok {
			for name := range properties {
				v.names[name] = true
			}
		}
		for _, sub := range s {
			v.learn(sub)
		}
	case []any:
		for _, sub := range s {
			v.learn(sub)
		}
	}
}

// Validate returns what is wrong with a document, as "/path: what is wanted", sorted, at most twelve; none: it fits. They hold words of the
// schema and never of the document, so they may be shown to a model.
func (v *Validator) Validate(doc []byte) []string {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		return []string{"/: valid JSON is wanted"}
	}
	err = v.schema.Validate(value)
	if err == nil {
		return nil
	}
	problems := map[string]bool{}
	if e, ok := err.(*jsonschema.ValidationError); ok {
		v.tell(e, problems)
	}
	if len(problems) == 0 {
		problems["/: it does not fit the schema"] = true
	}
	sorted := slices.Sorted(maps.Keys(problems))
	return sorted[:min(len(sorted), mostProblems)]
}

// tell collects the problems of an error and its causes: of a group only the causes, which say what to do.
func (v *Validator) tell(e *jsonschema.ValidationError, problems map[string]bool) {
	if len(e.Causes) > 0 {
		for _, cause := range e.Causes {
			v.tell(cause, problems)
		}
		return
	}
	path := make([]string, len(e.InstanceLocation))
	for i, part := range e.InstanceLocation {
		if _, err := strconv.ParseUint(part, 10, 16); err != nil && !v.names[part] {
			part = "*"
		}
		path[i] = part
	}
	problems["/"+strings.Join(path, "/")+": "+wanted(e.ErrorKind)] = true
}

// wanted says what a keyword asks for.
func wanted(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Required:
		return "missing " + strings.Join(k.Missing, ", ")
	case *kind.AdditionalProperties:
		return fmt.Sprintf("%d properties that are not in the schema", len(k.Properties))
	case *kind.Type:
		return "must be " + strings.Join(k.Want, " or ") + ", is " + k.Got
	case *kind.Enum:
		return "must be one of " + list(k.Want...)
	case *kind.Const:
		return "must be " + list(k.Want)
	case *kind.MinLength:
		return fmt.Sprintf("must have %d characters or more, has %d", k.Want, k.Got)
	case *kind.MaxLength:
		return fmt.Sprintf("must have %d characters or fewer, has %d", k.Want, k.Got)
	case *kind.MinItems:
		return fmt.Sprintf("must have %d items or more, has %d", k.Want, k.Got)
	case *kind.MaxItems:
		return fmt.Sprintf("must have %d items or fewer, has %d", k.Want, k.Got)
	case *kind.MinProperties:
		return fmt.Sprintf("must have %d properties or more, has %d", k.Want, k.Got)
	case *kind.MaxProperties:
		return fmt.Sprintf("must have %d properties or fewer, has %d", k.Want, k.Got)
	case *kind.UniqueItems:
		return fmt.Sprintf("items %d and %d are equal", k.Duplicates[0], k.Duplicates[1])
	case *kind.Pattern:
		return "must match " + k.Want
	case *kind.Format:
		return "must be a valid " + k.Want
	case *kind.Minimum:
		return "must be " + k.Want.RatString() + " or more"
	case *kind.Maximum:
		return "must be " + k.Want.RatString() + " or less"
	case *kind.ExclusiveMinimum:
		return "must be more than " + k.Want.RatString()
	case *kind.ExclusiveMaximum:
		return "must be less than " + k.Want.RatString()
	case *kind.MultipleOf:
		return "must be a multiple of " + k.Want.RatString()
	case *kind.FalseSchema:
		return "must not be there"
	}
	return "does not fit the schema"
}

// list writes values of the schema as JSON.
func list(values ...any) string {
	out := make([]string, len(values))
	for i, v := range values {
		b, err := json.Marshal(v)
		if err != nil { // it was read as JSON
			b = []byte("?")
		}
		out[i] = string(b)
	}
	return strings.Join(out, ", ")
}
