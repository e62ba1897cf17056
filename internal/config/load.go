package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Load reads the file at path and the HAUS_ variables of environ (as [os.Environ] gives them), which win over the file.
//
// A file that does not exist is the same as an empty one when the environment gives the required keys; otherwise the error is
// [fs.ErrNotExist] too. An error holds all that is wrong, one line each, and is fit to be shown as it is.
func Load(path string, environ []string) (*Config, error) {
	file, err := os.ReadFile(path)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return nil, fmt.Errorf("read the configuration: %w: name another file with --config", err)
	}
	c, err := parse(path, file, environ)
	if missing && errors.Is(err, errMissing) {
		err = errors.Join(fmt.Errorf("%s: %w: name the configuration with --config, or give the required keys by the environment", path, fs.ErrNotExist), err)
	}
	return c, err
}

// errMissing says that a required key is given nowhere.
var errMissing = errors.New("missing")

// parse reads the text of a file; path only tells its name and folder.
func parse(path string, file []byte, environ []string) (*Config, error) {
	c := new(Config)
	r := newReader(reflect.TypeFor[Config](), path)
	if err := r.read(reflect.ValueOf(c).Elem(), path, file, environ); err != nil {
		return nil, err
	}
	for _, check := range checks {
		if !slices.ContainsFunc(check.reads, func(name string) bool { return r.bad[name] }) {
			check.of(c, r.fail)
		}
	}
	if err := errors.Join(r.errs...); err != nil {
		return nil, err
	}
	return c, nil
}

// reader fills a configuration of any type and collects what is wrong.
type reader struct {
	keys   []key
	folder string            // relative paths start here
	label  map[string]string // how an error names a key: with the variable that gave it
	bad    map[string]bool   // keys whose error was told
	errs   []error
}

func newReader(t reflect.Type, path string) *reader {
	return &reader{keys: keysOf(t), folder: filepath.Dir(path), label: map[string]string{}, bad: map[string]bool{}}
}

func (r *reader) fail(name string, err error) {
	label := r.label[name]
	if label == "" {
		label = name
	}
	r.bad[name] = true
	r.errs = append(r.errs, fmt.Errorf("%s: %w", label, err))
}

// read sets every key: from the environment, else from the file, else to its default. It returns only the error that ends it.
func (r *reader) read(dst reflect.Value, path string, file []byte, environ []string) error {
	table := map[string]any{}
	if _, err := toml.Decode(string(file), &table); err != nil {
		var at toml.ParseError
		if errors.As(err, &at) {
			return fmt.Errorf("%s:%d: not TOML: %s", path, at.Position.Line, syntax(at.Message))
		}
		return fmt.Errorf("%s: not TOML: %s", path, syntax(err.Error()))
	}
	given := r.fromFile(table)
	vars := r.fromEnvironment(environ)
	for _, k := range r.keys {
		field := dst.FieldByIndex(k.index)
		if secret, ok := vars[k.value]; ok && k.value != "" {
			field.Set(reflect.ValueOf(Secret{secret}))
			continue
		}
		value, ok := given[k.name]
		text, env := vars[k.env]
		if env {
			r.label[k.name] = fmt.Sprintf("%s (%s)", k.name, k.env)
		} else if !ok {
			text = k.preset
		}
		var err error
		if env || !ok && text != "" {
			value, err = fromText(k.kind, text)
		}
		if err == nil && value != nil {
			err = r.set(field, k, value)
		}
		if err == nil && k.required() && empty(field) && (value == nil || value == "" || field.Kind() == reflect.Slice) {
			err = fmt.Errorf("%w: set it to %s, in the file or as %s", errMissing, k.tag.Get("hint"), k.env)
		} else if err == nil && value != nil {
			err = inRange(field, k)
		}
		if err != nil {
			r.fail(k.name, err)
		}
	}
	return nil
}

// repeated matches what a parser repeats of the file, unless it is too short to give a secret away: quotations and long words.
var repeated = regexp.MustCompile(`"[^"]{5,}"|'[^']{5,}'|[^\s"']{16,}`)

// syntax is a parser's message without what may be a secret that lacks its quotes. Names of keys stay.
func syntax(message string) string {
	if !strings.HasPrefix(message, "Key ") {
		message = repeated.ReplaceAllString(message, "***")
	}
	return oneLine(message)
}

// empty tells fields that hold nothing.
func empty(v reflect.Value) bool {
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// fromFile returns the file's values by key, and refuses those that belong to none.
func (r *reader) fromFile(table map[string]any) map[string]any {
	known := map[string]bool{}
	for _, k := range r.keys {
		known[k.name] = true
	}
	groups := sections(r.keys)
	given := map[string]any{}
	for _, top := range sorted(table) {
		children, isTable := table[top].(map[string]any)
		switch {
		case groups[top] && isTable:
			for _, leaf := range sorted(children) {
				if name := top + "." + leaf; known[name] {
					given[name] = children[leaf]
				} else {
					r.fail(toml.Key{top, leaf}.String(), r.unknown(name, "key"))
				}
			}
		case groups[top]:
			r.fail(top, fmt.Errorf("is a section: write [%s] and its keys below", top))
		case known[top] && !strings.Contains(top, "."):
			given[top] = table[top]
		case isTable:
			r.fail(toml.Key{top}.String(), r.unknown(top, "section"))
		default:
			r.fail(toml.Key{top}.String(), r.unknown(top, "key"))
		}
	}
	return given
}

// fromEnvironment returns the HAUS_ variables by name, and refuses those that belong to no key.
func (r *reader) fromEnvironment(environ []string) map[string]string {
	known := map[string]bool{}
	for _, k := range r.keys {
		known[k.env] = true
		known[k.value] = true
	}
	given := map[string]string{}
	for _, assignment := range environ {
		name, value, ok := strings.Cut(assignment, "=")
		if !ok || !strings.HasPrefix(name, "HAUS_") {
			continue
		}
		if known[name] {
			given[name] = value
		} else if !r.bad[name] {
			r.fail(oneLine(name), r.unknown(name, "variable"))
		}
	}
	return given
}
