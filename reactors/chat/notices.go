package chat

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// The notices that Options.Notices may name.
const (
	NoticeStart   = "start"
	NoticeEnd     = "end"
	NoticeReserve = "reserve"
)

// Notices lists every notice.
var Notices = []string{NoticeStart, NoticeEnd, NoticeReserve}

// recent is how long after its moment, in chain time, a notice is still news. A daemon that was down for longer says nothing.
const recent = 10 * time.Minute

// notify sends the notices whose moment has come, each once an event, and wishes to be woken at the next moment.
func (l *look) notify(ctx context.Context) error {
	if !slices.ContainsFunc(l.rooms, (*room).live) {
		return nil
	}
	due, err := l.due()
	if err != nil {
		return err
	}
	for _, notice := range due {
		if err := l.tell(ctx, notice); err != nil {
			return err
		}
	}
	return nil
}

// due lists the notices that are to be sent now, and wishes to be woken when the next one may be.
func (l *look) due() (due []string, err error) {
	for _, notice := range l.r.Notices {
		if l.past.notices[notice] {
			continue
		}
		at, known, err := l.moment(notice)
		if err != nil {
			return nil, err
		}
		switch {
		case !known:
		case l.Chain < at:
			if l.chainAt == 0 || at < l.chainAt {
				l.chainAt = at
			}
		case l.Chain-at <= uint64(recent/time.Second):
			due = append(due, notice)
		}
	}
	return due, nil
}

// moment is when, by chain time, a notice is due; unknown when it cannot be or is not yet.
func (l *look) moment(notice string) (at uint64, known bool, err error) {
	end, ends := l.Event.EndDate()
	switch notice {
	case NoticeStart:
		return l.Event.StartDate, !l.Event.Finalized && (!ends || l.Chain < end), nil
	case NoticeEnd:
		return end, ends, nil
	}
	if l.Event.ReservePrice.IsZero() || l.Event.TotalTips.Lt(&l.Event.ReservePrice) || ends && l.Chain >= end {
		return 0, false, nil
	}
	var sum store.Wei
	for row, err := range l.View.Tips(l.EventID, nil, false) {
		if err != nil {
			return 0, false, fmt.Errorf("sum up the tips: %w", err)
		}
		if sum.Add(&sum, &row.Value.Amount); !sum.Lt(&l.Event.ReservePrice) {
			return row.Value.Time, true, nil
		}
	}
	return 0, false, nil
}

// tell sends a notice to every live room. Its receipt comes first: a notice that a crash swallows is missed by few, one that comes
// twice annoys all.
func (l *look) tell(ctx context.Context, notice string) error {
	why, _, err := l.r.notices.Take(l.View, l.Wall, use(noticeID(l.EventID, notice), common.Address{}))
	if err != nil {
		return err
	}
	if why != "" {
		l.Log.Info("a notice is not sent", "notice", notice, "why", why)
		return nil
	}
	if err := l.record(kindNotice, noticeReceipt{Notice: notice}); err != nil {
		return err
	}
	for _, r := range l.rooms {
		if !r.live() {
			continue
		}
		if err := l.r.Messenger.Send(ctx, r.GroupID, l.words(notice)); err != nil {
			return fault(err, "send a notice to room %d", r.Room)
		}
	}
	return nil
}

func (l *look) words(notice string) string {
	title := l.present()
	switch notice {
	case NoticeStart:
		return title + " starts now."
	case NoticeReserve:
		return title + " has reached its reserve price."
	}
	text := title + " has ended. Thank you for being there."
	if l.r.ReplayURL != nil {
		if url := l.r.ReplayURL(l.EventID); url != "" {
			text += " Replay: " + url
		}
	}
	return text
}
