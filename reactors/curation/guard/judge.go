package guard

import "strings"

func judge(text string, hardOnly bool) (string, bool) {
	seen := look(text)
	for _, mark := range []string{"<|im_start|>", "[inst]", "ignore all previous instructions"} {
		if strings.Contains(seen, mark) {
			return "an instruction to a model", true
		}
	}
	return "", false
}
