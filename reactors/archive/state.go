package archive

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/haus25/backend/reactors/archive/upload"
	"github.com/haus25/backend/store"
)

// state is what is shown of the event's recording; nil: nothing is to be shown.
func (k *look) state() *store.ArchiveState {
	s := &store.ArchiveState{Standing: k.standing(), Why: k.note, OpensAt: k.w.opens, ClosesAt: k.w.closes, Mode: string(k.Mode), Updated: uint64(k.a.Wall.Unix()),
		Complete: k.l.complete != nil}
	if k.l.manifest != nil {
		s.Manifest = k.l.manifest.CID
	}
	var bytes uint64
	for _, c := range k.l.chunks {
		bytes += uint64(c.Size)
	}
	for _, t := range k.Targets {
		s.Targets = append(s.Targets, t.Name())
		if usd, day := upload.Cost(t.Name(), bytes); !day.IsZero() {
			s.Costs = append(s.Costs, store.ArchiveCost{Target: t.Name(), USDPerMonth: usd, AsOf: day.Format(time.DateOnly)})
		}
	}
	underWay := k.underWay()
	for _, c := range k.l.chunks {
		s.Chunks = append(s.Chunks, k.showChunk(c, underWay[c.CID]))
		if c.Session > len(s.Sessions) {
			s.Sessions = append(s.Sessions, store.ArchiveSession{Session: c.Session, Why: c.Why, Gap: c.Gap, Start: c.Start})
		}
		session := &s.Sessions[c.Session-1]
		session.Seconds += c.Seconds
		session.Segments += len(c.From)
	}
	for i := range k.spooled {
		if seg := &k.spooled[i]; seg.N > k.l.done && belongs(seg, k.w) {
			s.Spooled++
			s.SpooledSeconds += seg.Facts.Seconds()
		}
	}
	if k.unchanged(s) {
		return nil
	}
	return s
}

func (k *look) standing() string {
	nothing := len(k.l.chunks) == 0 && k.spent()
	switch {
	case k.l.complete != nil:
		return "complete"
	case !k.w.opened(k.a.Chain):
		return "waiting"
	case !k.w.over(k.a.Chain) && nothing:
		return "waiting"
	case !k.w.over(k.a.Chain):
		return "recording"
	case k.closed && nothing:
		return "none"
	}
	return "closing"
}

func (k *look) showChunk(c *chunk, underWay map[string]upload.Standing) store.ArchiveChunk {
	out := store.ArchiveChunk{Index: c.Index, CID: c.CID, Piece: c.Piece, Size: c.Size, Session: c.Session, Seconds: c.Seconds, Start: c.Start, Mode: c.Mode,
		Checked: c.Checked, Missing: c.Missing}
	for _, t := range c.Tracks {
		switch t.Kind {
		case "video":
			out.Frames += t.Units
		case "audio":
			out.Samples += t.Units
		}
	}
	out.Local = k.local(c.CID)
	for _, t := range k.Targets {
		if u := k.l.uploads[c.CID][t.Name()]; u != nil {
			out.Uploads = append(out.Uploads, store.ArchiveUpload{Target: t.Name(), Standing: "done", ID: u.ID, Since: u.Time})
			continue
		}
		up := store.ArchiveUpload{Target: t.Name(), Standing: "waiting"}
		if s, ok := underWay[t.Name()]; ok {
			up.Standing, up.Why = cmp.Or(s.Standing, up.Standing), s.Why
			if !s.Since.IsZero() {
				up.Since = uint64(s.Since.Unix())
			}
			if !s.RetryAt.IsZero() {
				up.RetryAt = uint64(s.RetryAt.Unix())
			}
		}
		out.Uploads = append(out.Uploads, up)
	}
	for _, p := range k.l.proofs[c.CID] {
		out.Deals = max(out.Deals, p.Deals)
		out.PDP, out.PoDSI = out.PDP || p.PDP, out.PoDSI || p.PoDSI
	}
	return out
}

// underWay are the uploader's words, by CID and target.
func (k *look) underWay() map[string]map[string]upload.Standing {
	out := map[string]map[string]upload.Standing{}
	if k.Uploader == nil {
		return out
	}
	for _, s := range k.Uploader.Standing(k.a.EventID) {
		into(out, s.CID.String())[s.Target] = s
	}
	return out
}

// unchanged tells whether what is shown already says the same: a list of hundreds of chunks is not written anew every few seconds.
func (k *look) unchanged(s *store.ArchiveState) bool {
	old := &store.ArchiveState{}
	if err := k.a.View.State(k.a.EventID, old); err != nil {
		return errors.Is(err, store.ErrNotFound) && s.Standing == "none" && s.Why == ""
	}
	same := *s
	same.Updated = old.Updated
	return old.Standing == same.Standing && old.Why == same.Why && old.OpensAt == same.OpensAt && old.ClosesAt == same.ClosesAt && old.Mode == same.Mode &&
		old.Spooled == same.Spooled && old.Manifest == same.Manifest && old.Complete == same.Complete && slices.Equal(old.Targets, same.Targets) &&
		slices.EqualFunc(old.Chunks, same.Chunks, sameChunk)
}

func sameChunk(a, b store.ArchiveChunk) bool {
	return a.CID == b.CID && a.Local == b.Local && a.Deals == b.Deals && a.PDP == b.PDP && a.PoDSI == b.PoDSI && slices.Equal(a.Uploads, b.Uploads)
}
