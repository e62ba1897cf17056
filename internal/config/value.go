package config

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
)

// fromText turns a variable's text, or a default, into what the file would hold for a field of that type.
func fromText(t reflect.Type, text string) (any, error) {
	switch {
	case t == reflect.TypeFor[time.Duration](), t == reflect.TypeFor[slog.Level]():
		return text, nil
	case t.Kind() == reflect.Slice:
		list := []any{}
		for item := range strings.SplitSeq(text, ",") {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
		return list, nil
	case t.Kind() == reflect.Uint64, t.Kind() == reflect.Int:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q: not a whole number", text)
		}
		return n, nil
	case t.Kind() == reflect.Float64:
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("%q: not a number", text)
		}
		return x, nil
	case t.Kind() == reflect.Bool:
		switch text {
		case "true", "false":
			return text == "true", nil
		}
		return nil, fmt.Errorf("%q: must be true or false", text)
	}
	return text, nil
}

// set puts a value, shaped as the file holds it, into a field.
func (r *reader) set(field reflect.Value, k key, value any) error {
	switch target := field.Addr().Interface().(type) {
	case *string:
		text, err := isText(k, value)
		if err != nil {
			return err
		}
		if k.tag.Get("kind") == "path" {
			text, err = r.path(text)
		}
		*target = text
		return errors.Join(err, oneOf(k, text))
	case *Secret:
		text, err := isText(k, value)
		if err != nil || text == "" {
			return err
		}
		if text, err = r.path(text); err == nil {
			*target, err = readSecret(text)
		}
		return err
	case *slog.Level:
		text, err := isText(k, value)
		if err != nil {
			return err
		}
		if err := oneOf(k, text); err != nil {
			return err
		}
		return target.UnmarshalText([]byte(text))
	case *time.Duration:
		text, ok := value.(string)
		d, err := time.ParseDuration(text)
		if !ok || err != nil {
			return fmt.Errorf(`%s: not a duration: write a number with its unit in quotes, such as "500ms", "20s" or "24h"`, show(k, value))
		}
		*target = d
	case *common.Address:
		text, err := isText(k, value)
		if err != nil || text == "" {
			return err
		}
		*target, err = address(text)
		return err
	case *[]evm.EndpointConfig:
		list, err := endpoints(value)
		*target = list
		return err
	case *[]string:
		list, err := texts(k, value)
		*target = list
		return err
	case *uint64:
		n, ok := value.(int64)
		if !ok || n < 0 {
			return fmt.Errorf("%s: not a whole number of 0 or more", show(k, value))
		}
		*target = uint64(n)
	case *int:
		n, ok := value.(int64)
		if !ok || int64(int(n)) != n {
			return fmt.Errorf("%s: not a whole number", show(k, value))
		}
		*target = int(n)
	case *float64:
		x, ok := number(value)
		if !ok {
			return fmt.Errorf("%s: not a number", show(k, value))
		}
		*target = x
	case *bool:
		b, ok := value.(bool)
		if !ok {
			return fmt.Errorf("%s: must be true or false", show(k, value))
		}
		*target = b
	default:
		return fmt.Errorf("a field of type %s cannot be configured", field.Type())
	}
	return nil
}

func isText(k key, value any) (string, error) {
	text, ok := value.(string)
	if !ok {
		return "", fmt.Errorf("%s: must be text in quotes", show(k, value))
	}
	return text, nil
}

// texts reads a list without repetitions; it is never nil, so that an empty list differs from none.
func texts(k key, value any) ([]string, error) {
	items, ok := value.([]any)
	if !ok {
		return nil, fmt.Errorf(`%s: must be a list, such as ["a", "b"]`, show(k, value))
	}
	list := make([]string, 0, len(items))
	for _, item := range items {
		text, err := isText(k, item)
		if err != nil {
			return nil, err
		}
		if slices.Contains(list, text) {
			return nil, fmt.Errorf("%s: is given twice", show(k, text))
		}
		if err := oneOf(k, text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, nil
}

// path joins a relative path to the folder of the configuration.
func (r *reader) path(p string) (string, error) {
	switch {
	case p == "":
		return "", errors.New(`"": must be a path; remove the key for its default`)
	case strings.ContainsRune(p, 0):
		return "", fmt.Errorf("%q: a path holds no NUL", p)
	case filepath.IsAbs(p):
		return filepath.Clean(p), nil
	}
	return filepath.Join(r.folder, p), nil
}

// number accepts whole numbers where fractions are allowed; infinities and NaN are none.
func number(value any) (float64, bool) {
	switch n := value.(type) {
	case int64:
		return float64(n), true
	case float64:
		return n, n-n == 0
	}
	return 0, false
}

func oneOf(k key, text string) error {
	words := strings.Fields(k.tag.Get("oneof"))
	if len(words) == 0 || slices.Contains(words, text) {
		return nil
	}
	return fmt.Errorf("%s: must be one of %s", show(k, text), strings.Join(words, ", "))
}

// inRange compares a field with the tags min and max.
func inRange(field reflect.Value, k key) error {
	low, high := k.tag.Get("min"), k.tag.Get("max")
	if low == "" && high == "" {
		return nil
	}
	x := magnitude(field)
	if (low == "" || x >= bound(field.Type(), low)) && (high == "" || x <= bound(field.Type(), high)) {
		return nil
	}
	right := "must be " + low + " to " + high
	switch {
	case high == "":
		right = "must be at least " + low
	case low == "":
		right = "must be at most " + high
	}
	if hint := k.tag.Get("hint"); hint != "" {
		right += ": " + hint
	}
	return fmt.Errorf("%v: %s", field.Interface(), right)
}

// magnitude makes numbers and durations comparable; no bound is so large that a float's precision matters.
func magnitude(v reflect.Value) float64 {
	switch {
	case v.CanUint():
		return float64(v.Uint())
	case v.CanInt():
		return float64(v.Int())
	}
	return v.Float()
}

func bound(t reflect.Type, text string) float64 {
	if t == reflect.TypeFor[time.Duration]() {
		d, err := time.ParseDuration(text)
		if err != nil {
			panic("config: tag: " + err.Error())
		}
		return float64(d)
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("config: tag: " + err.Error())
	}
	return x
}

// show writes a value into an error: in one line, bounded, and nothing of a URL, which may hold a key.
func show(k key, value any) string {
	if k.tag.Get("kind") == "url" {
		return "the value (not shown, it may hold a key)"
	}
	switch v := value.(type) {
	case string:
		return strconv.Quote(shorten(v))
	case []any, []map[string]any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return fmt.Sprint(value)
}
