package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func canonical(t *testing.T, text string) string {
	t.Helper()
	b, err := CanonicalJSON(json.RawMessage(text))
	if err != nil {
		t.Fatalf("%.200s: %v", text, err)
	}
	return string(b)
}

// TestRFC8785 holds the RFC's own examples: sections 3.2.2, 3.2.3 and appendix B. One number of section 3.2.2,
// 333333333.33333329, is not here but in TestNumbersKeepTheirDigits: float64 cannot hold it.
func TestRFC8785(t *testing.T) {
	for in, want := range map[string]string{
		`{"numbers":[1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`: `{"literals":[null,true,false],"numbers":[1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,

		`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`: "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
		`[0,-0,0.0,-0.0e5]`:                `[0,0,0,0]`,
		`5e-324`:                           `5e-324`,
		`-5e-324`:                          `-5e-324`,
		`1.7976931348623157e+308`:          `1.7976931348623157e+308`,
		`9007199254740992`:                 `9007199254740992`,
		`-9007199254740992`:                `-9007199254740992`,
		`295147905179352830000`:            `295147905179352830000`,
		`9.999999999999997e22`:             `9.999999999999997e+22`,
		`1e23`:                             `1e+23`,
		`1.0000000000000001e+23`:           `1.0000000000000001e+23`,
		`999999999999999700000`:            `999999999999999700000`,
		`999999999999999900000`:            `999999999999999900000`,
		`1e21`:                             `1e+21`,
		`9.999999999999997e-7`:             `9.999999999999997e-7`,
		`0.000001`:                         `0.000001`,
		`333333333.3333332`:                `333333333.3333332`,
		`333333333.3333333`:                `333333333.3333333`,
		`-0.0000033333333333333333`:        `-0.0000033333333333333333`,
		`1424953923781206.2`:               `1424953923781206.2`,
		" {\t\"b\" : [ ] ,\n\"a\":{}}\r\n": `{"a":{},"b":[]}`,
	} {
		if got := canonical(t, in); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", in, got, want)
		}
	}
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	for _, literal := range []string{
		"9007199254740993", "123456789012345678901234567890", "-18446744073709551617", "333333333.33333329", "0.1000000000000000055511151231257827",
		"1e400", "-1E400", "1e-400", "1e99999999999", "250000000000000001",
	} {
		if got := canonical(t, literal); got != literal {
			t.Errorf("%s became %s", literal, got)
		}
	}
	for in, want := range map[string]string{"1.50": "1.5", "100e-2": "1", "12e0": "12", "0.10": "0.1", "1000000000000000000": "1000000000000000000", "0e99999999999": "0e99999999999"} {
		if got := canonical(t, in); got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
}

func TestCanonicalJSONOfGoValues(t *testing.T) {
	v := map[string]any{"z": 1, "a": struct {
		Y json.Number `json:"y"`
		B []string
	}{"12345678901234567890", nil}, "é<&>": "\u2028"}
	b, err := CanonicalJSON(v)
	if want := "{\"a\":{\"B\":null,\"y\":12345678901234567890},\"z\":1,\"é<&>\":\"\u2028\"}"; err != nil || string(b) != want {
		t.Errorf("%s, %v, want %s", b, err, want)
	}
}

func TestCanonicalJSONRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":         "",
		"cut":             `{"a":`,
		"two values":      `{} {}`,
		"same name twice": `{"a":1,"\u0061":2}`,
		"broken UTF-8":    "\"\xff\"",
		"half a pair":     `"\ud800"`,
		"too deep":        strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1),
		"far too deep":    strings.Repeat("[", 1_000_000),
		"too large":       `"` + strings.Repeat("x", MaxJSON) + `"`,
		"not a number":    `NaN`,
		"leading zero":    `01`,
	} {
		if b, err := CanonicalJSON(json.RawMessage(text)); !errors.Is(err, ErrJSON) {
			t.Errorf("%s: %.100s, %v", name, b, err)
		}
	}
	if _, err := CanonicalJSON(func() {}); !errors.Is(err, ErrJSON) {
		t.Errorf("a function: %v", err)
	}
	if got := canonical(t, strings.Repeat("[", maxDepth)+strings.Repeat("]", maxDepth)); len(got) != 2*maxDepth {
		t.Errorf("as deep as allowed: %s", got)
	}
}

// FuzzCanonicalJSON: the canonical form is a fixed point, does not depend on the order of names, and has the same value, read
// with exact numbers.
func FuzzCanonicalJSON(f *testing.F) {
	for _, seed := range []string{`{"b":[1,2.50,-0],"a":{"x":"\u00e9"}}`, `[1e400,0.1,9007199254740993]`, `{"":{"":{}}}`, `"\ud83d\ude00"`, `1E-7`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once, err := CanonicalJSON(json.RawMessage(text))
		if err != nil {
			if !errors.Is(err, ErrJSON) {
				t.Fatal(err)
			}
			return
		}
		if !utf8.Valid(once) {
			t.Fatalf("%q is not UTF-8", once)
		}
		twice, err := CanonicalJSON(json.RawMessage(once))
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("not a fixed point: %s, then %s, %v", once, twice, err)
		}
		in, out := exact(t, text), exact(t, string(once))
		if !same(in, out) {
			t.Fatalf("another value: %s became %s", text, once)
		}
		if again, err := CanonicalJSON(json.RawMessage(backwards(in))); err != nil || !bytes.Equal(again, once) {
			t.Fatalf("with its names in another order: %s, not %s (%v)", again, once, err)
		}
	})
}

func exact(t *testing.T, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return v
}

func same(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for k, v := range a {
			if w, ok := b[k]; !ok || !same(v, w) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !same(a[i], b[i]) {
				return false
			}
		}
		return true
	case json.Number:
		b, ok := b.(json.Number)
		if !ok || a == b {
			return ok
		}
		if zero(a) && zero(b) {
			return true
		}
		for _, literal := range []json.Number{a, b} {
			// A fraction with such an exponent would fill the memory; numbers that differ as text then count as different.
			_, e, _ := strings.Cut(strings.ToLower(string(literal)), "e")
			if n, err := strconv.Atoi(e); e != "" && (err != nil || n > 5000 || n < -5000) {
				return false
			}
		}
		x, okX := new(big.Rat).SetString(string(a))
		y, okY := new(big.Rat).SetString(string(b))
		return okX && okY && x.Cmp(y) == 0
	}
	return a == b
}

func zero(n json.Number) bool {
	mantissa, _, _ := strings.Cut(strings.ToLower(string(n)), "e")
	return strings.Trim(mantissa, "-0.") == ""
}

// backwards writes a value with the names of its objects in descending order.
func backwards(v any) string {
	var out strings.Builder
	switch v := v.(type) {
	case map[string]any:
		names := slices.Sorted(maps.Keys(v))
		slices.Reverse(names)
		out.WriteByte('{')
		for i, name := range names {
			if i > 0 {
				out.WriteByte(',')
			}
			key, _ := json.Marshal(name)
			out.Write(key)
			out.WriteByte(':')
			out.WriteString(backwards(v[name]))
		}
		out.WriteByte('}')
	case []any:
		out.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(backwards(item))
		}
		out.WriteByte(']')
	default:
		b, _ := json.Marshal(v)
		out.Write(b)
	}
	return out.String()
}
