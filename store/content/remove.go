package content

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ipfs/go-cid"
)

// Remove takes a file, or a folder's own block, out of the store; when it returns, that is durable. Who has it open keeps it, and
// the disk its bytes, until it is closed. What is not there is removed already: no error, so that a removal that was cut off can be
// done again. Whether it may be removed is the caller's to know: the store does not ask who else has it.
func (s *Store) Remove(ctx context.Context, c cid.Cid) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// A file that is put meanwhile gets its hint and its name in one piece, else the hint could go and the name come.
	s.hinting.Lock()
	defer s.hinting.Unlock()
	path := s.path(cid.NewCidV1(c.Type(), c.Hash()))
	if err := s.remove(path); err != nil {
		return fmt.Errorf("remove %s: %w", c, err)
	}
	return nil
}

func (s *Store) remove(path string) error {
	dir := filepath.Dir(path)
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	// The file goes first: a hint without its file is nothing, a file without its hint would be served as something else.
	for _, name := range []string{path, path + dirSuffix, path + typeSuffix} {
		if err := s.step("remove"); err != nil {
			return err
		}
		if err := s.unlink(name, name == path); err != nil {
			return err
		}
		if name == path { // before the hint, for a power cut keeps no order of itself
			if err := syncDir(dir); err != nil {
				return err
			}
		}
	}
	if err := s.step("sync removal"); err != nil {
		return err
	}
	return syncDir(dir)
}

func (s *Store) unlink(name string, counted bool) error {
	s.naming.Lock()
	defer s.naming.Unlock()
	stat, err := os.Stat(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.Remove(name); err != nil {
		return err
	}
	if counted {
		s.total.Add(-stat.Size())
	}
	return nil
}
