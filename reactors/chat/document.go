package chat

import (
	"encoding/json"
	"fmt"
)

// ParseDocument reads what the chat needs of an event's metadata document: the title that the creator accepted, else the name, and
// chat.network and chat.groupIds. It fails on what is no JSON object; what is of another type than it should be is not there. The
// caller bounds the size.
func ParseDocument(raw []byte) (Document, error) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keys); err != nil {
		return Document{}, fmt.Errorf("the document is no JSON object: %w", err)
	}
	var d Document
	for _, key := range []string{"name", "title"} {
		var text string
		if json.Unmarshal(keys[key], &text) == nil && text != "" {
			d.Title = text
		}
	}
	var chat part
	if json.Unmarshal(keys["chat"], &chat) == nil {
		d.Network, d.GroupIDs = chat.Network, chat.GroupIDs
	}
	return d, nil
}
