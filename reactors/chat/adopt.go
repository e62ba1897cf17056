package chat

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/haus25/backend/store"
)

// newestDocuments is how many documents that the chain named are looked through for groups. Only the event's owner and those it
// trusts can push ours out of them.
const newestDocuments = 5

// adopt journals the groups of the event that no receipt tells of.
func (l *look) adopt(ctx context.Context) error {
	list, err := l.r.groups(ctx, l.Wall)
	if err != nil {
		return err
	}
	found := map[int]groupReceipt{}
	for _, g := range list {
		// Oldest first, so that of two the same is chosen each time.
		if l.marked(g.mark) && g.made && found[g.mark.room].GroupID == "" {
			found[g.mark.room] = groupReceipt{Room: g.mark.room, GroupID: g.id, After: g.mark.after}
		}
	}
	if len(found) == 0 && l.over() {
		return nil // its documents are not worth a look: nothing can be made
	}
	told, err := l.documents(ctx, list)
	if err != nil {
		gap := false
		for n := range len(found) {
			_, ok := found[n+1]
			gap = gap || !ok
		}
		if !l.past.given[""] && (gap || len(found) == 0) {
			return fmt.Errorf("whether the event has a group already: %w", err)
		}
	}
	for i, id := range told {
		elsewhere := slices.ContainsFunc(sortedValues(found), func(g groupReceipt) bool { return g.GroupID == id })
		if id != "" && !elsewhere && found[i+1].GroupID == "" {
			found[i+1] = groupReceipt{Room: i + 1, GroupID: id, Told: !slices.ContainsFunc(list, func(g listed) bool { return g.id == id })}
		}
	}
	mine, err := l.notOthers(found)
	if err != nil {
		return err
	}
	return l.take(ctx, mine, list)
}

// take journals groups that were found, all or none: while one of them is not known, its members seem to have no seat.
func (l *look) take(ctx context.Context, found []groupReceipt, list []listed) error {
	if len(found) == 0 {
		return nil
	}
	for i := range found {
		g := &found[i]
		g.Network, g.Found, g.Creator = l.r.Network, true, l.Event.Creator
		if !slices.ContainsFunc(list, func(have listed) bool { return have.id == g.GroupID && have.active }) {
			continue
		}
		if err := l.r.Messenger.Publish(ctx, g.GroupID); err != nil {
			return fault(err, "publish group %s of room %d", g.GroupID, g.Room)
		}
		// Before its receipt: it is asked for once.
		if err := l.departed(ctx, g.GroupID); err != nil {
			return err
		}
	}
	return l.record(kindFound, foundReceipt{Groups: found})
}

// marked tells whether a mark is of the event.
func (l *look) marked(m mark) bool { return m == newMark(l.r.Identity, l.EventID, m.room, m.after) }

var groupID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// documents returns the groups that the newest of the event's documents with any lists, by room. The one of the mint cannot be
// ours. Groups that are here and another's are left out.
func (l *look) documents(ctx context.Context, here []listed) ([]string, error) {
	uris, err := writtenURIs(l.View, l.Event)
	if err != nil {
		return nil, err
	}
	if len(uris) == 0 {
		return nil, nil
	}
	most, err := l.mostRooms()
	if err != nil {
		return nil, err
	}
	var failed error
	for _, uri := range uris[:min(len(uris), newestDocuments)] {
		d, err := l.document(ctx, uri)
		if errors.Is(err, errBusy) {
			return nil, err
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("read the document that the chain names: %w", err))
			continue
		}
		ids := d.GroupIDs
		if d.Network != l.r.Network || len(ids) == 0 || len(ids) > most || slices.ContainsFunc(ids, func(id string) bool { return id != "" && !groupID.MatchString(id) }) {
			continue
		}
		ids = slices.Clone(ids)
		for _, g := range here {
			// One whose mark says that it is another event's is not this one's, whatever its creator writes.
			if i := slices.Index(ids, g.id); i >= 0 && !l.marked(g.mark) {
				ids[i] = ""
			}
		}
		return ids, nil
	}
	return nil, failed
}

// mostRooms is how many rooms an event's document is believed to list: twice what all who ever came by a ticket fill, and some for
// successors. Each one that is not here is asked for at every look, so nobody may make up a thousand.
func (l *look) mostRooms() (int, error) {
	if err := l.count(); err != nil {
		return 0, err
	}
	return min(maxRooms, 8+2*len(l.acquired)/(l.r.most-3)), nil
}

// documentsAtOnce is how many documents are read at once. A stranger's server can take half a minute for each, and without a bound a
// few events with such documents would hold all workers, and with them everybody's chat.
const documentsAtOnce = 2

// documentLater is when to try again to read a document that found no place.
const documentLater = 15 * time.Second

// errBusy says that as many documents are being read as may be.
var errBusy = errors.New("other events' documents are being read")

func (l *look) document(ctx context.Context, uri string) (Document, error) {
	if l.r.Document == nil {
		return Document{}, errNoDocument
	}
	select {
	case l.r.reading <- struct{}{}:
		defer func() { <-l.r.reading }()
		return l.r.Document(ctx, uri)
	default:
		l.wakeAt(l.Wall.Add(documentLater))
		return Document{}, errBusy
	}
}

// made finds a room's group that was made and not journaled.
func (l *look) made(number int, list []listed) (*groupReceipt, error) {
	for _, g := range list {
		if !l.marked(g.mark) || !g.made || g.mark.room != number {
			continue
		}
		mine, err := l.notOthers(map[int]groupReceipt{number: {Room: number, GroupID: g.id, After: g.mark.after}})
		if err != nil {
			return nil, err
		}
		if len(mine) == 1 {
			return &mine[0], nil
		}
	}
	return nil, nil
}

// listed is what is remembered of a group that names our inbox as its creator.
type listed struct {
	id     string
	mark   mark // zero: none
	active bool
	// made by this very inbox. A stranger can write our mark into a group and name us its creator, but who brought us in cannot
	// be forged.
	made bool
}

// groups lists the groups that name our inbox as their creator, oldest first, as of the first time it was asked. Only this process
// makes groups, so an old list is good enough to find those of earlier ones in, until a Create fails. A list takes a millisecond for
// each group there is, so nothing that a stranger can cause again and again may need a new one.
func (r *Reactor) groups(ctx context.Context, now time.Time) ([]listed, error) {
	select {
	case r.listing <- struct{}{}:
		defer func() { <-r.listing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	r.mu.Lock()
	list, at, generation := r.list, r.listed, r.generation
	r.mu.Unlock()
	if !at.IsZero() {
		return list, nil
	}
	all, err := r.Messenger.Groups(ctx)
	if err != nil {
		return nil, fault(err, "list the groups")
	}
	list = make([]listed, 0, len(all))
	for _, g := range all {
		if g.Creator == r.inbox {
			m, _ := parseMark(g.AppData)
			list = append(list, listed{id: g.ID, mark: m, active: g.Active, made: g.AddedBy == r.inbox})
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.generation == generation {
		r.list, r.listed = list, now
	}
	return list, nil
}

// forget makes the next look list the groups anew.
func (r *Reactor) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list, r.listed = nil, time.Time{}
	r.generation++
}

// notOthers leaves out the groups that a receipt gives to another event: a group's super admins can write any mark into it.
func (l *look) notOthers(found map[int]groupReceipt) ([]groupReceipt, error) {
	if len(found) == 0 {
		return nil, nil
	}
	if err := l.r.learn(l.View); err != nil {
		return nil, err
	}
	var mine []groupReceipt
	for _, g := range sortedValues(found) {
		if l.r.claim(g.GroupID, l.EventID, g.Told) {
			mine = append(mine, g)
		}
	}
	return mine, nil
}

// learn reads once from the receipts which group is whose.
func (r *Reactor) learn(v *store.View) error {
	r.mu.Lock()
	known := r.known
	r.mu.Unlock()
	if known {
		return nil
	}
	for receipt, err := range v.AllReceipts(Name) {
		if err != nil {
			return fmt.Errorf("read whose groups there are: %w", err)
		}
		p := newPast()
		if receipt.Kind == kindGroup || receipt.Kind == kindFound {
			if err := p.take(receipt.Kind, receipt.Data, r.Network); err != nil {
				return fmt.Errorf("read receipt %d, %s: %w", receipt.Number, receipt.Kind, err)
			}
		}
		for _, g := range p.groups {
			r.claim(g.GroupID, receipt.EventID, g.Told)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known = true
	return nil
}

// claim tells whether the group is the event's: whoever claims it first has it. One that is not here and that a document told of may
// be claimed so by all, since anyone can write such a document: when it is here, its mark says whose it is.
func (r *Reactor) claim(id string, event uint64, told bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if owner, ok := r.owner[id]; ok {
		return owner == event
	}
	if !told {
		r.owner[id] = event
	}
	return true
}

func sortedValues(m map[int]groupReceipt) []groupReceipt {
	return slices.SortedFunc(maps.Values(m), func(a, b groupReceipt) int { return a.Room - b.Room })
}
