package research

// Finding is something that the web told, cleaned and cut. It holds no URL: what a page is called by is its host.
type Finding struct {
	Source string `json:"source"` // google, youtube or apify
	Host   string `json:"host,omitempty"`
	Title  string `json:"title"`
	Text   string `json:"text,omitempty"`
	Date   string `json:"date,omitempty"`  // year-month-day
	Views  uint64 `json:"views,omitempty"` // of a video
}
