package chat

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

// quiet is for how long a chat that agreed is taken to agree, while nothing on chain that it depends on changes. Every tip makes the
// chat due (the reserve may be reached), at the height of an event in every block; reading its groups each time would be nearly all
// that the messenger does.
const quiet = 10 * time.Second

// agreement is what a chat agreed with.
type agreement struct {
	with   [sha256.Size]byte
	at     time.Time // by the attempts' wall clock
	result reactors.Result
}

// depends is a digest of everything on chain that decides about rooms, seats and names: who holds a ticket, and that it moved, which
// brings back a holder who was removed.
func (l *look) depends() (digest [sha256.Size]byte) {
	h := sha256.New()
	h.Write(l.moves.Sum(nil))

	for _, w := range l.want {
		h.Write(w.wallet[:])
		h.Write([]byte(w.role))
	}
	fmt.Fprint(h, l.Event.MetadataURI, l.over(), l.late())
	return [sha256.Size]byte(h.Sum(nil))
}

// agreed tells whether the chat agreed a moment ago with the very same, and no notice is due.
func (l *look) agreed() (result reactors.Result, ok bool, err error) {
	l.r.mu.Lock()
	last, ok := l.r.agree[l.EventID]
	l.r.mu.Unlock()
	if !ok || l.Number > 1 || l.Retried || l.Wall.Before(last.at) || !l.Wall.Before(last.at.Add(quiet)) || last.with != l.depends() {
		return result, false, nil
	}
	due, err := l.due()
	if err != nil || len(due) > 0 {
		return result, false, err
	}
	last.result.ChainAt = l.chainAt
	return last.result, true, nil
}

// maxAgreements bounds the memory of agreements: more events than one process looks at within quiet.
const maxAgreements = 4096

// remember keeps an agreement. A chat that waits for something does not agree.
func (l *look) remember(result reactors.Result) {
	l.r.mu.Lock()
	defer l.r.mu.Unlock()
	delete(l.r.agree, l.EventID)
	state := result.State.(*store.ChatState)
	if state.Standing != standingReady || result.Waits != "" || !result.WallAt.IsZero() {
		return
	}
	if len(l.r.agree) >= maxAgreements {
		clear(l.r.agree)
	}
	result.State = nil // what is shown stays
	l.r.agree[l.EventID] = agreement{l.depends(), l.Wall, result}
}
