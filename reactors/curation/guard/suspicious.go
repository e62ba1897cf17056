package guard

// Suspicious tells whether a text of a stranger reads like an instruction to a model, and why, in words of this package. It looks at the text
// as it stands and through disguises: invisible and lookalike letters, digits for letters, letters set apart, base64, hexadecimal, rot13,
// escapes, HTML comments.
func Suspicious(text string) (why string, yes bool) {
	if len(text) > mostBytes {
		return "longer than any text of its kind", true
	}
	return judge(text, false)
}

// Hostile is the milder check of what the person who leads an event says about proposals, who may well say "ignore the old title" or "set
// the price to 5": it finds attempts to break out of the data only, as role markers, faked answers and calls, blockchain addresses, and
// questions for prompts and keys.
func Hostile(text string) (why string, yes bool) {
	if len(text) > mostBytes {
		return "longer than any text of its kind", true
	}
	return judge(text, true)
}

// Sift cleans a stranger's text for a model, to at most runes code points. When it is suspicious, clean is empty and left says where it was
// and why it is left out; else left is empty.
func Sift(where, text string, runes int) (clean, left string) {
	if why, bad := Suspicious(text); bad {
		return "", where + ": " + why
	}
	clean = Clean(text, runes)
	if why, bad := Suspicious(clean); bad { // what is left can read otherwise
		return "", where + ": " + why
	}
	return clean, ""
}
