package rag

// Passage is a piece of history that was found to bear on the event.
type Passage struct {
	Source string  `json:"source"`        // "event 17"
	CID    string  `json:"cid,omitempty"` // of the document that it is from
	Text   string  `json:"text"`
	Score  float32 `json:"score"` // cosine, -1 to 1
}
