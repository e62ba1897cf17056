package research

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/haus25/backend/reactors/curation/guard"
)

// How much of an answer is kept, in runes and findings.
const (
	mostTitle    = 200
	mostText     = 600
	mostFindings = 10  // of a source
	mostItems    = 100 // of an actor's run, from which the closest are chosen
)

// searchGoogle asks Custom Search (https://developers.google.com/custom-search/v1/reference/rest/v1/cse/list).
func (r *Researcher) searchGoogle(ctx context.Context, words, tongue string) ([]Finding, []string) {
	if r.google == nil {
		return nil, nil
	}
	found, notes := r.look(ctx, r.google, []string{r.o.SearchEngine, words, tongue}, func(ctx context.Context) ([]Finding, error) {
		query := url.Values{"key": {r.o.SearchKey}, "cx": {r.o.SearchEngine}, "q": {words}, "num": {"10"}, "safe": {"active"}}
		if tongue != "" {
			query.Set("hl", tongue)
		}
		var answer struct {
			Items []struct {
				Title       string `json:"title"`
				Snippet     string `json:"snippet"`
				DisplayLink string `json:"displayLink"`
				Pagemap     struct {
					Metatags list[map[string]any] `json:"metatags"`
				} `json:"pagemap"`
			} `json:"items"`
		}
		if err := r.get(ctx, r.google.base, "/customsearch/v1", query, "", &answer); err != nil {
			return nil, err
		}
		var found []Finding
		for _, i := range answer.Items {
			f := Finding{Source: google, Host: host(i.DisplayLink), Title: i.Title, Text: i.Snippet}
			for _, tags := range i.Pagemap.Metatags {
				published, _ := tags["article:published_time"].(string)
				f.Date = cmp.Or(f.Date, date(published))
			}
			found = add(found, f, mostFindings)
		}
		return found, nil
	})
	found, left := sift(found)
	return found, append(notes, left...)
}

// videoID is what YouTube calls a video by.
var videoID = regexp.MustCompile(`^[A-Za-z0-9_-]{11}$`)

// searchYouTube asks for videos (https://developers.google.com/youtube/v3/docs/search/list), 100 units, and then for how often they were seen (…/videos/list), 1 unit.
func (r *Researcher) searchYouTube(ctx context.Context, words, tongue string) ([]Finding, []string) {
	if r.youtube == nil {
		return nil, nil
	}
	found, notes := r.look(ctx, r.youtube, []string{words, tongue}, func(ctx context.Context) ([]Finding, error) {
		query := url.Values{"key": {r.o.YouTubeKey}, "part": {"snippet"}, "type": {"video"}, "q": {words}, "maxResults": {"10"}, "safeSearch": {"strict"}}
		if tongue != "" {
			query.Set("relevanceLanguage", tongue)
		}
		var search struct {
			Items []struct {
				ID struct {
					VideoID string `json:"videoId"`
				} `json:"id"`
				Snippet snippet `json:"snippet"`
			} `json:"items"`
		}
		if err := r.get(ctx, r.youtube.base, "/youtube/v3/search", query, "", &search); err != nil {
			return nil, err
		}
		var found []Finding
		at := map[string]int{}
		for _, i := range search.Items {
			if _, twice := at[i.ID.VideoID]; twice || !videoID.MatchString(i.ID.VideoID) {
				continue
			}
			before := len(found)
			if found = add(found, i.Snippet.finding(), mostFindings); len(found) > before {
				at[i.ID.VideoID] = before
			}
		}
		if len(found) == 0 {
			return nil, nil
		}
		ids := make([]string, len(found))
		for id, i := range at {
			ids[i] = id
		}
		query = url.Values{"key": {r.o.YouTubeKey}, "part": {"statistics,snippet"}, "id": {strings.Join(ids, ",")}}
		var videos struct {
			Items []struct {
				ID         string  `json:"id"`
				Snippet    snippet `json:"snippet"`
				Statistics struct {
					ViewCount string `json:"viewCount"`
				} `json:"statistics"`
			} `json:"items"`
		}
		if err := r.get(ctx, r.youtube.base, "/youtube/v3/videos", query, "", &videos); err != nil {
			return found, err
		}
		for _, v := range videos.Items {
			i, ok := at[v.ID]
			if !ok {
				continue
			}
			if whole := add(nil, v.Snippet.finding(), 1); len(whole) == 1 { // a search cuts descriptions; this has them whole
				found[i] = whole[0]
			}
			found[i].Views, _ = strconv.ParseUint(v.Statistics.ViewCount, 10, 64) // 0: a channel may hide it
		}
		return found, nil
	})
	found, left := sift(found)
	return found, append(notes, left...)
}

// snippet is what YouTube says of a video. A search escapes its texts for HTML.
type snippet struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	PublishedAt string `json:"publishedAt"`
}

func (s snippet) finding() Finding {
	return Finding{Source: youtube, Host: "youtube.com", Title: html.UnescapeString(s.Title), Text: html.UnescapeString(s.Description), Date: date(s.PublishedAt)}
}

// readApify reads an actor's newest successful run (https://docs.apify.com/api/v2). Every actor has its own shape of items: the fields are looked for by
// the names that are usual.
func (r *Researcher) readApify(ctx context.Context, s *source) ([]Finding, []string) {
	return r.look(ctx, s, nil, func(ctx context.Context) ([]Finding, error) {
		query := url.Values{"status": {"SUCCEEDED"}, "clean": {"true"}, "limit": {strconv.Itoa(mostItems)}}
		var items []map[string]any
		if err := r.get(ctx, s.base, "/v2/acts/"+s.actor+"/runs/last/dataset/items", query, r.o.ApifyToken, &items); err != nil {
			return nil, err
		}
		var found []Finding
		for _, item := range items {
			found = add(found, Finding{Source: apify,
				Host:  host(first(item, "url", "link", "webVideoUrl", "postUrl", "sourceUrl")),
				Title: first(item, "title", "name", "headline", "query", "keyword", "searchTerm", "term", "hashtag"),
				Text:  first(item, "text", "description", "caption", "summary", "snippet", "content", "body"),
				Date:  date(first(item, "publishedAt", "date", "createTimeISO", "timestamp", "createdAt", "uploadDate", "time")),
				Views: count(item, "views", "viewCount", "playCount", "videoViewCount", "searchVolume", "viewsCount"),
			}, mostItems)
		}
		return found, nil
	})
}

// first is the first of an item's fields that is a text.
func first(item map[string]any, names ...string) string {
	for _, name := range names {
		if s, ok := item[name].(string); ok && strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// count is the first of an item's fields that is a whole number, as such or as a text.
func count(item map[string]any, names ...string) uint64 {
	for _, name := range names {
		switch v := item[name].(type) {
		case float64:
			if v >= 0 && v < 1<<53 {
				return uint64(v)
			}
		case string:
			if n, err := strconv.ParseUint(v, 10, 53); err == nil {
				return n
			}
		}
	}
	return 0
}

// add appends a finding, cut to a little more than is shown, as cleaning shortens; unless there are enough, or it says nothing.
func add(found []Finding, f Finding, most int) []Finding {
	f.Title, f.Text = strings.TrimSpace(cut(f.Title, 2*mostTitle)), strings.TrimSpace(cut(f.Text, 2*mostText))
	if f.Title == "" {
		f.Title, f.Text = cut(f.Text, mostTitle), ""
	}
	if f.Title == "" || len(found) >= most {
		return found
	}
	return append(found, f)
}

// sift cleans findings, at most 10, and leaves out what reads like an instruction to a model: whole, as who writes one half of it wrote the other.
func sift(found []Finding) (clean []Finding, left []string) {
	for i, f := range found {
		if len(clean) == mostFindings {
			break
		}
		where := f.Source + ", result " + strconv.Itoa(i+1)
		if why, bad := guard.Suspicious(f.Title + "\n" + f.Text); bad { // also what is spread over both
			left = append(left, where+" was left out: "+why)
			continue
		}
		title, bad1 := guard.Sift(where, f.Title, mostTitle)
		text, bad2 := guard.Sift(where, f.Text, mostText)
		if bad := cmp.Or(bad1, bad2); bad != "" {
			left = append(left, strings.Replace(bad, where, where+" was left out", 1))
			continue
		}
		if title == "" {
			continue
		}
		f.Title, f.Text, f.Host, f.Date = title, text, host(f.Host), date(f.Date)
		clean = append(clean, f)
	}
	return clean, left
}

// hostName is a host as DNS has it; other spellings are not shown.
var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// host is the host of a URL, or of what is one already; empty when it is none.
func host(text string) string {
	if len(text) > 2048 {
		return ""
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	name := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if len(name) > 253 || !hostName.MatchString(name) {
		return ""
	}
	return name
}

// date is the day of a time as APIs write it, empty when it is none.
func date(text string) string {
	text = strings.TrimSpace(text)
	if len(text) < len(time.DateOnly) {
		return ""
	}
	day, err := time.Parse(time.DateOnly, text[:len(time.DateOnly)])
	if err != nil || day.Year() < 1900 {
		return ""
	}
	return day.Format(time.DateOnly)
}

// list is a list of which elements that are something else are left out, and which is empty when it is none: pages write their own tags.
type list[T any] []T

func (l *list[T]) UnmarshalJSON(raw []byte) error {
	var all []json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return nil
		}
		return err
	}
	for _, one := range all {
		var v T
		if json.Unmarshal(one, &v) == nil {
			*l = append(*l, v)
		}
	}
	return nil
}
