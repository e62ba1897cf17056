package reactors

import "fmt"

// group is the most endings that one batch holds. Each batch is one sync, so endings that come close together share it.
const group = 1024

// write commits endings in groups until the channel is closed. It is the only writer of work beside the indexer.
func (r *Runner) write() error {
	defer close(r.gaveUp)
	for first := range r.ended {
		endings := append(make([]ending, 0, 16), first)
	more:
		for len(endings) < group {
			select {
			case e, ok := <-r.ended:
				if !ok {
					break more
				}
				endings = append(endings, e)
			default:
				break more
			}
		}
		b := r.store.Begin()
		for _, e := range endings {
			if e.broken != nil {
				b.Discard()
				return e.broken
			}
			b.Finish(e.claim, e.outcome)
		}
		if err := b.Commit(); err != nil {
			return fmt.Errorf("write how %d attempts ended: %w", len(endings), err)
		}
		for _, e := range endings {
			r.let(e.claim.WorkKey)
			r.watchers.tell(changeOf(e))
		}
	}
	return nil
}
