package agents

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// texts calls do with every text of a document, names of properties as well, in an order that follows from the document alone.
func texts(doc any, path string, do func(path, text string)) {
	switch v := doc.(type) {
	case string:
		do(path, v)
	case []any:
		for i, one := range v {
			texts(one, fmt.Sprintf("%s/%d", path, i), do)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			do(path, name)
			texts(v[name], path+"/"+name, do)
		}
	}
}

// digits tells whether a text is a number in decimal and nothing else, as amounts in wei are: at most 29 digits, which is 2^96.
func digits(text string) bool {
	return text != "" && len(text) <= 29 && strings.Trim(text, "0123456789") == ""
}
