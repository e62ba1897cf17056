package broadcast

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// window is how much of a stream its playlist names: SRS' hls_window.
const window = 60 * time.Second

// playlist is a stream's live playlist as SRS keeps it, live/STREAM.m3u8: the newest segments only. One goroutine uses it at a time.
type playlist struct {
	path  string
	lines []line
	next  bool // the next segment is discontinuous
}

type line struct {
	Segment
	breaks bool
}

func (l *playlist) breaks() { l.next = true }

// add names one more segment: the file is replaced whole.
func (l *playlist) add(s Segment) error {
	l.lines = append(l.lines, line{s, l.next})
	l.next = false
	total := 0.0
	for i := len(l.lines) - 1; i >= 0; i-- {
		if total += l.lines[i].Seconds; total > window.Seconds() {
			l.lines = l.lines[i+1:]
			break
		}
	}
	if len(l.lines) == 0 {
		l.lines = []line{{s, false}} // one segment that is longer than the window
	}
	longest := 0.0
	for _, s := range l.lines {
		longest = max(longest, s.Seconds)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:%d\n#EXT-X-TARGETDURATION:%d\n", l.lines[0].Seq, int(math.Ceil(longest)))
	for _, s := range l.lines {
		if s.breaks {
			text.WriteString("#EXT-X-DISCONTINUITY\n")
		}
		name, err := filepath.Rel(filepath.Dir(l.path), s.Path)
		if err != nil {
			return fmt.Errorf("name a segment in %s: %w", l.path, err)
		}
		fmt.Fprintf(&text, "#EXTINF:%.3f, no desc\n%s\n", s.Seconds, name)
	}
	// SRS' own name of the temporary file.
	temporary := l.path + ".temp"
	err := os.WriteFile(temporary, []byte(text.String()), 0o644)
	if err == nil {
		err = os.Rename(temporary, l.path)
	}
	if err != nil {
		return fmt.Errorf("write the playlist %s: %w", l.path, err)
	}
	return nil
}
