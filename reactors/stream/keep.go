package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// keepUp writes what callbacks left: touched keys and the bindings' file.
func (s *Service) keepUp(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var written time.Time
	var said string // the last trouble, so that it is logged once
	for {
		select {
		case <-ctx.Done():
			if err := errors.Join(s.touch(), s.save()); err != nil {
				s.Log.Warn("what callbacks left is not written: viewers will have to come again", "error", err)
			}
			return
		case <-timer.C:
		case <-s.keep:
		}
		err := s.touch()
		s.mu.Lock()
		urgent, changed := s.urgent, s.changed
		s.mu.Unlock()
		if changed && (urgent || time.Since(written) >= attentive) {
			err = errors.Join(err, s.save())
			written, changed = time.Now(), err != nil
		}
		if changed || err != nil { // what is left, or failed, is done then
			timer.Reset(attentive)
		}
		if text := fmt.Sprint(err); err != nil && text != said {
			s.Log.Warn("what callbacks left is not written yet, and tried again", "error", err)
		}
		said = fmt.Sprint(err)
	}
}

// touch makes the keys of events due where somebody came or went, many in one write.
func (s *Service) touch() error {
	s.mu.Lock()
	events := s.touches
	s.touches = map[uint64]struct{}{}
	s.mu.Unlock()
	if len(events) == 0 {
		return nil
	}
	b := s.Store.Begin()
	defer b.Discard()
	for event := range events {
		b.Touch(Name, event)
	}
	if err := b.Commit(); err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		for event := range events {
			s.touches[event] = struct{}{}
		}
		return fmt.Errorf("make the keys of %d events due: %w", len(events), err)
	}
	return nil
}

// kept is the file.
type kept struct {
	Version  int        `json:"version"`
	Bindings []*binding `json:"bindings"`
}

const (
	keptVersion = 1
	maxKept     = 64 << 20 // bytes: more than maxBindings take
)

// save writes the file whole or not at all.
func (s *Service) save() error {
	s.mu.Lock()
	k := kept{Version: keptVersion, Bindings: []*binding{}}
	for _, b := range s.bindings.byClient {
		c := *b
		k.Bindings = append(k.Bindings, &c)
	}
	s.changed, s.urgent = false, false
	s.mu.Unlock()
	if s.File == "" {
		return nil
	}
	slices.SortFunc(k.Bindings, func(a, b *binding) int { return strings.Compare(a.Client, b.Client) })
	raw, err := json.Marshal(k)
	if err == nil {
		err = replace(s.File, raw)
	}
	if err != nil {
		s.mu.Lock()
		s.changed = true
		s.mu.Unlock()
		return fmt.Errorf("write %s: %w", s.File, err)
	}
	return nil
}

func replace(path string, raw []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".stream-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// restore reads the file. A damaged one is no reason not to start: it is as if it were lost.
func (s *Service) restore() {
	if s.File == "" {
		return
	}
	k, err := readKept(s.File)
	if err != nil {
		s.Log.Warn("who was connected is not known any more: viewers are disconnected and come again, publishers stay", "error", err)
		return
	}
	now := s.Now()
	for _, b := range k.Bindings {
		b.bound = now
		s.bindings.put(b)
	}
}

func readKept(path string) (k kept, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxKept))
	if err == nil {
		err = json.Unmarshal(raw, &k)
	}
	if err == nil && k.Version != keptVersion {
		err = fmt.Errorf("it is of version %d, this haus reads %d", k.Version, keptVersion)
	}
	if err == nil && (len(k.Bindings) > 2*maxBindings || slices.Contains(k.Bindings, nil)) {
		err = errors.New("it holds what haus does not write")
	}
	if err != nil {
		return kept{}, fmt.Errorf("read %s: %w", path, err)
	}
	return k, nil
}
