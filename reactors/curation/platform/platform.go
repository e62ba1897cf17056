// Package platform knows what social and ticketing platforms accept: limits with their source and date, how each counts, and when to post.
//
// It guarantees: figures come from one dated data file; counting is each platform's own; plans and calendars follow from their arguments
// alone. It never talks to a platform, and never publishes: a person does.
package platform

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

// Unlimited stands for no limit.
const Unlimited = 999999

// Limit is what a platform, and haus for it, allows. Lengths are in what the platform counts; 0: the platform has no such thing.
type Limit struct {
	Platform     string // x, instagram, facebook or eventbrite
	Name         string // as it is written: "X", "Instagram"
	AsOf         string // year-month-day of the data
	DraftsPerDay int    // of one event, a day (UTC); Unlimited: as many as there are
	Drafts       int    // of one event in all
	PostsPerDay  int    // that Plan puts into any 24 hours; a thread is one
	Text         int    // of a post, tweet, caption or description
	Count        string // what Text is counted in: weighted (XLength), utf16 (code units) or runes (code points)
	Hashtags     int    // in one post, those within the text included
	Title        int
	Summary      int
	Pieces       int // posts of one draft; for X the tweets of its thread
}

// Figure is one limit with where it is from.
type Figure struct {
	Value  int    `json:"value"`
	Source string `json:"source"`
	Date   string `json:"date"` // year-month-day on which the source said so
}

//go:embed limits-2026-11-24.json
var data []byte

var limits, order = read(data)

// read panics on a data file that is wrong: it is part of the program.
func read(data []byte) (map[string]Limit, []string) {
	var file struct {
		AsOf      string
		Platforms map[string]struct {
			Name    string
			Count   string
			Figures map[string]Figure
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		panic(fmt.Errorf("read the limits of platforms: %w", err))
	}
	out := map[string]Limit{}
	var names []string
	for name, p := range file.Platforms {
		f := func(figure string) int { return p.Figures[figure].Value }
		out[name] = Limit{Platform: name, Name: p.Name, AsOf: file.AsOf, Count: p.Count, DraftsPerDay: f("draftsPerDay"), Drafts: f("drafts"), PostsPerDay: f("postsPerDay"),
			Text: f("text"), Hashtags: f("hashtags"), Title: f("title"), Summary: f("summary"), Pieces: f("pieces")}
		names = append(names, name)
	}
	slices.Sort(names)
	return out, names
}

// Limits returns the limits of a platform: x, instagram, facebook or eventbrite.
func Limits(platform string) (Limit, bool) {
	l, ok := limits[platform]
	return l, ok
}

// Names returns the platforms, sorted.
func Names() []string { return slices.Clone(order) }
