package config

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/haus25/backend/internal/evm"
)

// maxRate and maxRange bound what an endpoint may be told to serve; a larger number is a slip, for 0 means no limit.
const (
	maxRate  = 10_000
	maxRange = 1_000_000
)

var errNotURL = errors.New("not a URL with a host (it is not shown, it may hold a key)")

// publicURL checks an origin and drops the slash at its end.
func publicURL(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	if err := endpointURL(text, "http", "https"); err != nil {
		return "", err
	}
	u, err := url.Parse(text)
	if err != nil || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#") {
		return "", fmt.Errorf("%s: must be scheme and host only, such as https://api.example.org", mask(text))
	}
	return u.Scheme + "://" + u.Host, nil
}

// endpointURL checks scheme and host, and shows no more than those.
func endpointURL(text string, schemes ...string) error {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Opaque != "" {
		return errNotURL
	}
	if !slices.Contains(schemes, u.Scheme) {
		return fmt.Errorf("%s: must start with %s://", mask(text), strings.Join(schemes, ":// or "))
	}
	return nil
}

// endpoints reads chain.rpc: texts, or tables with url, rate and max_range.
func endpoints(value any) ([]evm.EndpointConfig, error) {
	var items []any
	switch v := value.(type) {
	case []any:
		items = v
	case []map[string]any: // [[chain.rpc]]
		for _, item := range v {
			items = append(items, item)
		}
	default:
		return nil, errors.New(`must be a list, such as ["https://…"] (the value is not shown, it may hold a key)`)
	}
	list := make([]evm.EndpointConfig, 0, len(items))
	for i, item := range items {
		e, err := endpoint(item)
		if err == nil {
			err = endpointURL(e.URL, "http", "https")
		}
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		list = append(list, e)
	}
	return list, nil
}

func endpoint(item any) (e evm.EndpointConfig, err error) {
	if text, ok := item.(string); ok {
		return evm.EndpointConfig{URL: text}, nil
	}
	table, ok := item.(map[string]any)
	if !ok {
		return e, errors.New("must be a URL in quotes or a table {url, rate, max_range}")
	}
	for _, name := range sorted(table) {
		value := table[name]
		ok := true
		switch name {
		case "url":
			if e.URL, ok = value.(string); !ok {
				return e, errors.New("url: must be text in quotes")
			}
		case "rate":
			if e.Rate, ok = number(value); !ok || e.Rate <= 0 || e.Rate > maxRate {
				return e, fmt.Errorf("rate: must be a number of requests per second, more than 0 and at most %d; without it there is no limit", maxRate)
			}
		case "max_range":
			n, ok := value.(int64)
			if !ok || n < 1 || n > maxRange {
				return e, fmt.Errorf("max_range: must be a number of blocks, 1 to %d; without it the limit is learnt", maxRange)
			}
			e.MaxRange = uint64(n)
		default:
			if near := nearest(name, []string{"url", "rate", "max_range"}); near != "" {
				return e, fmt.Errorf("%s: unknown key, did you mean %s?", oneLine(name), near)
			}
			return e, fmt.Errorf("%s: unknown key: an endpoint has url, rate and max_range", oneLine(name))
		}
	}
	if e.URL == "" {
		return e, errors.New("url: missing: set it to the endpoint's URL")
	}
	return e, nil
}

// keyLabel matches labels of a host name that are keys rather than names.
var keyLabel = regexp.MustCompile(`^([0-9a-fA-F]{16,}|[0-9A-Za-z_-]{24,})$`)

// mask shows a URL's scheme and host; whatever else it has may be a key.
func mask(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return "***"
	}
	labels := strings.Split(u.Host, ".")
	for i, l := range labels {
		if keyLabel.MatchString(l) {
			labels[i] = "***"
		}
	}
	masked := u.Scheme + "://" + strings.Join(labels, ".")
	if u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		masked += "/***"
	}
	return masked
}
