package config

import (
	"reflect"
	"strings"
)

// key is one setting: a field of the configuration with its names.
type key struct {
	name  string // as in the file: section.key
	env   string // HAUS_SECTION_KEY
	index []int  // of the field, for reflect
	kind  reflect.Type
	tag   reflect.StructTag
	// preset is the default as the environment would give it; empty: none.
	preset string
	// value is the variable that holds the secret itself, when name and env hold the file it is in; empty for other keys.
	value string
}

var secretType = reflect.TypeFor[Secret]()

// keysOf lists the settings of a configuration type in the order of its fields. A field that is a struct is a section; its default
// is inherited by the keys in it, so that one section type can serve with several defaults.
func keysOf(t reflect.Type) []key {
	var keys []key
	for _, section := range reflect.VisibleFields(t) {
		if section.Type.Kind() != reflect.Struct || section.Type == secretType {
			keys = append(keys, newKey("", section, section.Index, section.Tag.Get("default")))
			continue
		}
		for _, f := range reflect.VisibleFields(section.Type) {
			preset, ok := f.Tag.Lookup("default")
			if !ok {
				preset = section.Tag.Get("default")
			}
			keys = append(keys, newKey(section.Tag.Get("toml")+".", f, append(append([]int(nil), section.Index...), f.Index...), preset))
		}
	}
	return keys
}

func newKey(prefix string, f reflect.StructField, index []int, preset string) key {
	k := key{name: prefix + f.Tag.Get("toml"), index: index, kind: f.Type, tag: f.Tag, preset: preset}
	if f.Type == secretType {
		k.value = variable(k.name)
		k.name += "_file"
	}
	k.env = variable(k.name)
	return k
}

// variable is the name of the environment variable for a key.
func variable(name string) string {
	return "HAUS_" + strings.ToUpper(strings.ReplaceAll(name, ".", "_"))
}

func (k key) required() bool { return k.tag.Get("required") == "true" }

// sections are the names before the dots.
func sections(keys []key) map[string]bool {
	all := map[string]bool{}
	for _, k := range keys {
		if section, _, ok := strings.Cut(k.name, "."); ok {
			all[section] = true
		}
	}
	return all
}
