package research

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// ledger counts the questions of a UTC day and knows who wants to be left alone, on disk.
type ledger struct {
	path string
	most uint64 // of a day; 0: no bound
	now  func() time.Time

	mu   sync.Mutex
	page page
}

// page is the file.
type page struct {
	Day   string            `json:"day"`
	Asked map[string]uint64 `json:"asked"` // by account
	Rest  map[string]int64  `json:"rest"`  // by source, until when, Unix seconds
}

// openLedger reads the file. One that cannot be understood is as if it were lost: the day begins anew.
func openLedger(dir string, most uint64, now func() time.Time) (*ledger, error) {
	l := &ledger{path: filepath.Join(dir, "ledger.json"), most: most, now: now}
	raw, err := os.ReadFile(l.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case json.Unmarshal(raw, &l.page) != nil:
		l.page = page{}
	}
	if l.page.Asked == nil {
		l.page.Asked = map[string]uint64{}
	}
	if l.page.Rest == nil {
		l.page.Rest = map[string]int64{}
	}
	return l, nil
}

// take counts a question before it is asked. why says why it may not be.
func (l *ledger) take(s *source) (why string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if until := time.Unix(l.page.Rest[s.name], 0); now.Before(until) && until.Sub(now) <= longestRest { // farther off only when the clock went back
		return "it is left alone until " + until.UTC().Format("2006-01-02 15:04:05 UTC"), nil
	}
	if day := now.UTC().Format(time.DateOnly); day > l.page.Day { // a clock that goes back does not give a day twice
		l.page.Day = day
		clear(l.page.Asked)
	}
	if l.most > 0 && l.page.Asked[s.account] >= l.most {
		return fmt.Sprintf("the day's %d questions are used up", l.most), nil
	}
	l.page.Asked[s.account]++
	delete(l.page.Rest, s.name)
	return "", l.write()
}

// rest leaves a source alone for a while.
func (l *ledger) rest(s *source, d time.Duration) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.page.Rest[s.name] = l.now().Add(min(d, longestRest) + time.Second - 1).Unix() // a second that began counts
	return l.write()
}

func (l *ledger) write() error {
	raw, err := json.Marshal(l.page)
	if err != nil {
		return err
	}
	return replace(l.path, raw, l.now())
}
