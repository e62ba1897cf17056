package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/chat/sidecar"
	"github.com/haus25/backend/store"
)

// room is one group of the event.
type room struct {
	groupReceipt
	successor *room
	group     *sidecar.Group // nil: it cannot be entered
	rights    sidecar.Role   // ours in it
	member    map[common.Address]int
	committed bool // by this look
}

// retired rooms seat nobody any more.
func (r *room) retired() bool { return r.successor != nil || r.GroupID == "" }

// live rooms can be changed.
func (r *room) live() bool { return !r.retired() && r.group != nil && r.rights != sidecar.RoleMember }

func (r *room) has(a common.Address) bool { _, ok := r.member[a]; return ok }

// set takes in the group as it is now.
func (r *room) set(g sidecar.Group, self string) {
	r.group, r.rights, r.member = &g, sidecar.RoleMember, map[common.Address]int{}
	for i, m := range g.Members {
		if m.ID == self {
			r.rights = m.Role
		}
		for _, a := range m.Addresses {
			r.member[a] = i
		}
	}
}

// find makes l.rooms of the receipts; when they know none, of the groups that are there all the same; and when there are none, a new
// group. It leaves no rooms when there shall or can be none now.
//
// A second group is never made, because the first is found by one of three: its receipt; its mark, while the XMTP database is there;
// a document that the chain ever named, which lists it. A document that was there at the mint is not ours, and when one of the others
// cannot be read, nothing is made.
func (l *look) find(ctx context.Context) error {
	if len(l.past.groups) == 0 {
		if err := l.adopt(ctx); err != nil {
			return err
		}
	}
	if len(l.past.groups) > 0 {
		for n := range l.groupIDs() {
			g, ok := l.past.groups[n+1]
			if !ok {
				g = groupReceipt{Room: n + 1} // whose group nobody remembers
			}
			l.rooms = append(l.rooms, &room{groupReceipt: g})
		}
		for _, r := range l.rooms {
			if r.After > 0 {
				l.rooms[r.After-1].successor = r
			}
		}
		return nil
	}
	if l.over() {
		return nil
	}
	_, err := l.create(ctx, 0)
	return err
}

// newestDocuments is how many documents that the chain named are looked through for groups. Only the event's owner and those it
// trusts can push ours out of them.
const newestDocuments = 5

// adopt journals the groups of the event that no receipt tells of.
func (l *look) adopt(ctx context.Context) error {
	list, err := l.r.groups(ctx, time.Time{}, l.Wall)
	if err != nil {
		return err
	}
	found := map[int]groupReceipt{}
	for _, g := range list {
		// Oldest first, so that of two the same is chosen each time.
		if m, ok := l.ours(g); ok && found[m.room].GroupID == "" {
			found[m.room] = groupReceipt{Room: m.room, GroupID: g.ID, After: m.after}
		}
	}
	if len(found) == 0 && l.over() {
		return nil // its documents are not worth a look: nothing can be made
	}
	listed, err := l.documents(ctx, list)
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
	for i, id := range listed {
		elsewhere := slices.ContainsFunc(sortedValues(found), func(g groupReceipt) bool { return g.GroupID == id })
		if id != "" && !elsewhere && found[i+1].GroupID == "" {
			found[i+1] = groupReceipt{Room: i + 1, GroupID: id}
		}
	}
	mine, err := l.notOthers(found)
	if err != nil {
		return err
	}
	for _, g := range mine {
		if err := l.adoptOne(ctx, g, list); err != nil {
			return err
		}
	}
	return nil
}

func (l *look) adoptOne(ctx context.Context, g groupReceipt, list []sidecar.Group) error {
	g.Network, g.Found, g.Creator = l.r.Network, true, l.Event.Creator
	if slices.ContainsFunc(list, func(have sidecar.Group) bool { return have.ID == g.GroupID }) {
		if err := l.r.Messenger.Publish(ctx, g.GroupID); err != nil {
			return fault(err, "publish group %s of room %d", g.GroupID, g.Room)
		}
		// Before its receipt: it is asked for once.
		if err := l.departed(ctx, g.GroupID); err != nil {
			return err
		}
	}
	return l.record(kindGroup, g)
}

// ours tells whether this very inbox made the group for this event. A stranger can write our mark into a group and name us its creator,
// but who brought us in cannot be forged.
func (l *look) ours(g sidecar.Group) (mark, bool) {
	m, _ := parseMark(g.AppData)
	return m, l.marked(g) && g.Creator == l.r.inbox && g.AddedBy == l.r.inbox
}

// marked tells whether the group bears the event's mark.
func (l *look) marked(g sidecar.Group) bool {
	m, ok := parseMark(g.AppData)
	return ok && m == newMark(l.r.Identity, l.EventID, m.room, m.after)
}

var groupID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// documents returns the groups that the newest of the event's documents with any lists, by room. The one of the mint cannot be
// ours. Groups that are here and another's are left out.
func (l *look) documents(ctx context.Context, here []sidecar.Group) ([]string, error) {
	uris, err := writtenURIs(l.View, l.Event)
	if err != nil {
		return nil, err
	}
	var failed error
	for _, uri := range uris[:min(len(uris), newestDocuments)] {
		d, err := l.document(ctx, uri)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("read the document that the chain names: %w", err))
			continue
		}
		ids := d.GroupIDs
		if d.Network != l.r.Network || len(ids) == 0 || len(ids) > maxRooms || slices.ContainsFunc(ids, func(id string) bool { return id != "" && !groupID.MatchString(id) }) {
			continue
		}
		ids = slices.Clone(ids)
		for _, g := range here {
			// One whose mark says that it is another event's is not this one's, whatever its creator writes.
			if i := slices.Index(ids, g.ID); i >= 0 && !l.marked(g) {
				ids[i] = ""
			}
		}
		return ids, nil
	}
	return nil, failed
}

func (l *look) document(ctx context.Context, uri string) (Document, error) {
	if l.r.Document == nil {
		return Document{}, errNoDocument
	}
	return l.r.Document(ctx, uri)
}

// create makes the next room, or finds the one that was made and not journaled. False: the limit forbids it for now.
func (l *look) create(ctx context.Context, after int) (bool, error) {
	number := len(l.rooms) + 1
	if number > maxRooms {
		l.why = "the event has as many rooms as there can be"
		l.wait("%s", l.why)
		return false, nil
	}
	list, err := l.r.groups(ctx, time.Time{}, l.Wall)
	if err != nil {
		return false, err
	}
	if found, err := l.made(number, list); err != nil {
		return false, err
	} else if found != nil {
		if err := l.adoptOne(ctx, *found, list); err != nil {
			return false, err
		}
		return true, l.open(ctx, l.past.groups[number])
	}
	id := newMark(l.r.Identity, l.EventID, number, after).String()
	if why, next, err := l.r.newGroups.Take(l.View, l.Wall, use(id, l.Event.Creator)); err != nil || why != "" {
		if err == nil {
			l.why = "new groups: " + why
			l.wait("%s", l.why)
			l.wakeAt(next)
		}
		return false, err
	}
	done := false
	defer func() {
		if !done {
			l.r.forget() // it may be there all the same
		}
	}()
	g, err := l.r.Messenger.Create(ctx, sidecar.NewGroup{Name: l.present(), Description: l.description(), AppData: id})
	if err != nil {
		return false, fault(err, "make the group of room %d", number)
	}
	l.r.claim(g.ID, l.EventID)
	receipt := groupReceipt{Network: l.r.Network, Room: number, GroupID: g.ID, After: after, Creator: l.Event.Creator}
	if err := l.record(kindGroup, receipt); err != nil {
		return false, err
	}
	done = true
	return true, l.open(ctx, receipt)
}

// made finds a room's group that was made and not journaled.
func (l *look) made(number int, list []sidecar.Group) (*groupReceipt, error) {
	for _, g := range list {
		m, ok := l.ours(g)
		if !ok || m.room != number {
			continue
		}
		mine, err := l.notOthers(map[int]groupReceipt{number: {Room: number, GroupID: g.ID, After: m.after}})
		if err != nil {
			return nil, err
		}
		if len(mine) == 1 {
			return &mine[0], nil
		}
	}
	return nil, nil
}

// open adds a new room to l.rooms. The first ones are entered with all others.
func (l *look) open(ctx context.Context, g groupReceipt) error {
	r := &room{groupReceipt: g}
	if g.After > 0 {
		l.rooms[g.After-1].successor = r
	}
	l.rooms = append(l.rooms, r)
	return l.enterOne(ctx, r)
}

// enter reads the rooms' groups.
func (l *look) enter(ctx context.Context) error {
	for _, r := range l.rooms {
		if r.group == nil && r.GroupID != "" {
			if err := l.enterOne(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// listAge is how old a list of groups may be that is to show whether the service was let into a group again.
const listAge = 15 * time.Second

func (l *look) enterOne(ctx context.Context, r *room) error {
	g, err := l.r.Messenger.Group(ctx, r.GroupID)
	if errors.Is(err, sidecar.ErrNotMember) {
		// A group that we were let into comes with the list.
		list, lerr := l.r.groups(ctx, l.Wall.Add(-listAge), l.Wall)
		if lerr != nil {
			return lerr
		}
		if !slices.ContainsFunc(list, func(g sidecar.Group) bool { return g.ID == r.GroupID && g.Active }) {
			return nil
		}
		g, err = l.r.Messenger.Group(ctx, r.GroupID)
	}
	if errors.Is(err, sidecar.ErrNotMember) || err == nil && (g.Creator != l.r.inbox || r.Found && !l.marked(g)) {
		return nil
	}
	if err != nil {
		return fault(err, "read the group of room %d", r.Room)
	}
	r.set(g, l.r.inbox)
	return nil
}

// succeed finds successors for rooms that are lost: when nobody else was in one, or when an operator gave it up.
func (l *look) succeed(ctx context.Context) error {
	for _, r := range slices.Clone(l.rooms) {
		if r.retired() || r.group != nil {
			continue
		}
		abandoned := l.past.given[r.GroupID]
		if !abandoned && !l.over() {
			var err error
			if abandoned, err = l.deserted(ctx, r); err != nil {
				return err
			}
		}
		if abandoned {
			if _, err := l.create(ctx, r.Room); err != nil {
				return err
			}
			continue // over the limit it waits
		}
		l.wait("room %d awaits re-admission: the service's XMTP database is new or it was removed, and only a member's client can add it", r.Room)
		l.wakeAt(l.Wall.Add(l.r.Readmission))
	}
	return nil
}

// deserted tells whether nobody but the service can be in a room that cannot be entered: by the receipts; when they do not reach back
// to its beginning, when nobody who belongs into it is on XMTP at all.
func (l *look) deserted(ctx context.Context, r *room) (bool, error) {
	if l.past.used[r.GroupID] || len(l.past.placed[r.GroupID]) > 0 {
		return false, nil
	}
	if !r.Found {
		return true, nil
	}
	var all []common.Address
	for _, w := range l.want {
		all = append(all, w.wallet)
	}
	if err := l.reachable(ctx, all); err != nil {
		return false, err
	}
	for _, there := range l.reach {
		if there {
			return false, nil
		}
	}
	return true, nil
}

// groups lists the groups that name our inbox as their creator, as of a list not older than since. Only this process makes groups, so
// an old list is good enough to find those of earlier ones in, until a Create fails.
func (r *Reactor) groups(ctx context.Context, since, now time.Time) ([]sidecar.Group, error) {
	select {
	case r.listing <- struct{}{}:
		defer func() { <-r.listing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	r.mu.Lock()
	list, listed, generation := r.list, r.listed, r.generation
	r.mu.Unlock()
	if !listed.IsZero() && !listed.Before(since) {
		return list, nil
	}
	list, err := r.Messenger.Groups(ctx)
	if err != nil {
		return nil, fault(err, "list the groups")
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
		if l.r.claim(g.GroupID, l.EventID) {
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
		var g groupReceipt
		if receipt.Kind == kindGroup && json.Unmarshal(receipt.Data, &g) == nil {
			r.claim(g.GroupID, receipt.EventID)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known = true
	return nil
}

// claim tells whether the group is the event's: whoever claims it first has it.
func (r *Reactor) claim(id string, event uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if owner, ok := r.owner[id]; ok {
		return owner == event
	}
	r.owner[id] = event
	return true
}

func sortedValues(m map[int]groupReceipt) []groupReceipt {
	return slices.SortedFunc(maps.Values(m), func(a, b groupReceipt) int { return a.Room - b.Room })
}
