package archive

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
)

const (
	// A deal takes hours to a day, so it is asked for on a slow schedule that slows down further, and not for ever.
	firstQuestion = time.Hour
	slowest       = 24 * time.Hour
	followFor     = 30 * 24 * time.Hour
	// batch is how many chunks are asked about in one look, and pause the time to the next: a week of shows is hundreds of questions.
	batch = 20
	pause = time.Minute
)

// follow asks targets that store with others for good (Filecoin) how the complete recording's chunks stand there.
func (k *look) follow(ctx context.Context) error {
	if k.l.complete == nil {
		return nil
	}
	left := batch
	for _, t := range k.Targets {
		prover, ok := t.(content.Prover)
		if !ok {
			continue
		}
		for _, c := range k.l.chunks {
			u := k.l.uploads[c.CID][t.Name()]
			key := c.CID + " " + t.Name()
			if u == nil || proven(k.l.proofs[c.CID][t.Name()], c.Size) {
				k.noMoreQuestions(key)
				continue
			}
			due, over := k.nextQuestion(key, time.Unix(int64(u.Time), 0))
			switch {
			case over:
				k.noMoreQuestions(key)
				continue
			case k.a.Wall.Before(due) && !k.a.Retried:
				k.wakeAt(due)
				continue
			case left == 0:
				k.wakeAt(k.a.Wall.Add(pause))
				return nil
			}
			left--
			if err := k.ask(ctx, prover, t.Name(), c); err != nil {
				// It is only asked, so nothing depends on it: the next look asks again.
				k.a.Log.Info("a target does not say how a chunk is stored", "target", t.Name(), "chunk", c.Index, "error", err)
				k.wakeAt(k.a.Wall.Add(firstQuestion))
				return ctx.Err()
			}
		}
	}
	return nil
}

// proven tells whether nothing more is to be learned of a chunk at a target.
func proven(p *proof, size int64) bool {
	return p != nil && p.Deals > 0 && p.PoDSI && (p.PDP || size > content.MaxPDP)
}

// nextQuestion is when to ask next: an hour after the upload, then each time as much later as has passed, at most a day.
func (k *look) nextQuestion(key string, since time.Time) (due time.Time, over bool) {
	k.mu.Lock()
	last, asked := k.asked[key]
	k.mu.Unlock()
	if !asked {
		return since.Add(firstQuestion), k.a.Wall.After(since.Add(followFor))
	}
	return last.Add(min(max(last.Sub(since), firstQuestion), slowest)), last.After(since.Add(followFor))
}

func (k *look) noMoreQuestions(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.asked, key)
}

func (k *look) ask(ctx context.Context, prover content.Prover, target string, c *chunk) error {
	id := mustCID(c.CID)
	known := proof{CID: c.CID, Target: target}
	if old := k.l.proofs[c.CID][target]; old != nil {
		known = *old
	}
	now := known
	deals, err := prover.Deals(ctx, id)
	if err != nil && !errors.Is(err, content.ErrUnknown) { // it may not know it yet
		return fmt.Errorf("ask for its deals: %w", err)
	}
	now.Deals = max(now.Deals, len(deals))
	if !now.PoDSI {
		inclusions, err := prover.Proof(ctx, id)
		if err != nil && !errors.Is(err, content.ErrUnknown) && !errors.Is(err, content.ErrPermanent) {
			return fmt.Errorf("ask for the proof of its inclusion: %w", err)
		}
		now.PoDSI = len(inclusions) > 0
	}
	if !now.PDP && c.Size <= content.MaxPDP {
		if now.PDP, err = possession(ctx, prover, id); err != nil {
			return err
		}
	}
	k.mu.Lock()
	k.asked[c.CID+" "+target] = k.a.Wall
	k.mu.Unlock()
	if now == known {
		return nil
	}
	k.at("proof")
	if err := record(k.a, kindProof, now); err != nil {
		return err
	}
	into(k.l.proofs, c.CID)[target] = &now
	return nil
}

// possession tells whether a proof of data possession was completed, and asks for one where none is on the way.
func possession(ctx context.Context, prover content.Prover, c cid.Cid) (bool, error) {
	deals, err := prover.PDP(ctx, c)
	if err != nil && !errors.Is(err, content.ErrUnknown) && !errors.Is(err, content.ErrPermanent) {
		return false, fmt.Errorf("ask for its proof of data possession: %w", err)
	}
	for _, d := range deals {
		if d.Done {
			return true, nil
		}
	}
	if len(deals) > 0 || err != nil {
		return false, nil
	}
	if err := prover.RequestPDP(ctx, c); err != nil && !errors.Is(err, content.ErrPermanent) {
		return false, fmt.Errorf("ask for a proof of data possession to be made: %w", err)
	}
	return false, nil
}
