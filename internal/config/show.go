package config

import (
	"fmt"
	"log/slog"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
)

// Redacted writes the whole configuration, defaults included, as TOML with one key a line, and nothing that may be a secret: of
// endpoints only scheme and host remain.
func (c *Config) Redacted() string { return c.encode(mask) }

// encode writes every key that has a value; address turns an endpoint's URL into what is shown of it.
func (c *Config) encode(address func(string) string) string {
	var b strings.Builder
	for _, k := range keysOf(reflect.TypeFor[Config]()) {
		v := reflect.ValueOf(c).Elem().FieldByIndex(k.index)
		// Optional keys have no other word for absent than their absence; an empty list differs from none.
		if v.IsZero() && (v.Kind() == reflect.Slice || v.Kind() == reflect.String || v.Kind() == reflect.Array || v.Kind() == reflect.Struct) {
			continue
		}
		fmt.Fprintf(&b, "%s = %s\n", k.name, literal(k, v.Interface(), address))
	}
	return b.String()
}

// literal writes a value as TOML.
func literal(k key, value any, address func(string) string) string {
	switch v := value.(type) {
	case string:
		if k.tag.Get("kind") == "url" {
			v = address(v)
		}
		return quote(v)
	case time.Duration:
		return quote(v.String())
	case slog.Level:
		return quote(strings.ToLower(v.String()))
	case common.Address:
		return quote(v.Hex())
	case Secret:
		return quote(v.String())
	case []string:
		items := make([]string, len(v))
		for i, s := range v {
			items[i] = literal(k, s, address)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case []evm.EndpointConfig:
		items := make([]string, len(v))
		for i, e := range v {
			items[i] = endpointLiteral(e, address)
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return fmt.Sprint(value)
}

func endpointLiteral(e evm.EndpointConfig, address func(string) string) string {
	if e.Rate == 0 && e.MaxRange == 0 {
		return quote(address(e.URL))
	}
	s := "{url = " + quote(address(e.URL))
	if e.Rate > 0 {
		s += ", rate = " + strconv.FormatFloat(e.Rate, 'g', -1, 64)
	}
	if e.MaxRange > 0 {
		s += ", max_range = " + strconv.FormatUint(e.MaxRange, 10)
	}
	return s + "}"
}

// quote writes a TOML string; Go's own quoting has escapes that TOML lacks.
func quote(s string) string {
	text, err := toml.Marshal(map[string]string{"s": s})
	if err != nil {
		return strconv.Quote(s) // strings always encode
	}
	return strings.TrimSpace(strings.TrimPrefix(string(text), "s = "))
}
