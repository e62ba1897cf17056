package crowd

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/devnet/audience"
)

// What is said: it is shown in a terminal as it is.
var (
	welcomes = []string{"welcome in!", "doors are open, make yourselves at home", "so good to see you here", "tonight we try something new"}
	lines    = []string{
		"first row, finally", "can you hear me?", "the sound is gorgeous", "who else came for the encore?", "that bit about the toaster…", "hello from the last row",
		"my neighbours are listening too", "again!", "I laughed so hard that I spilled my tea", "whose dog is that?", "no spoilers please", "my second ticket is for my mother",
	}
	answers = []string{"ha, same here", "loud and clear", "couldn't agree more", "wait for the second half", "thank you!", "that made my evening"}
)

// find lets creators look for the groups of their events.
func (c *Crowd) find(ctx context.Context) error {
	for _, s := range c.shows {
		creator := c.client(s.creator)
		if s.group != "" || creator == nil || c.beat-s.since > groupBeats {
			continue
		}
		var groups []audience.Group
		if err := c.within(ctx, func(ctx context.Context) (err error) {
			groups, err = creator.Groups(ctx)
			return err
		}); err != nil {
			return err
		}
		// One creator may have several events, so one answer serves all of them.
		for _, other := range c.shows {
			if other.creator == s.creator && other.group == "" {
				at := slices.IndexFunc(groups, func(g audience.Group) bool { return g.Active && c.isOf(g.AppData, other.id) })
				if at >= 0 {
					other.group = groups[at].ID
				}
			}
		}
	}
	return nil
}

// isOf reads the mark that haus puts on an event's groups, haus:CHAIN:FACTORY:EVENT:ROOM: everybody in a group sees it.
func (c *Crowd) isOf(appData string, event uint64) bool {
	part := strings.Split(appData, ":")
	return len(part) >= 5 && part[0] == "haus" && part[1] == strconv.FormatUint(c.o.Chain.ChainID(), 10) &&
		common.HexToAddress(part[2]) == c.o.Chain.Contracts().EventFactory && part[3] == strconv.FormatUint(event, 10)
}

// talk lets somebody write to a group and somebody else read it there.
func (c *Crowd) talk(ctx context.Context) error {
	var open []*show
	for _, s := range c.shows {
		if s.group != "" {
			open = append(open, s)
		}
	}
	if len(open) == 0 {
		return nil
	}
	s := open[rand.IntN(len(open))]
	// The newest group that nobody was welcomed to comes first.
	if at := slices.IndexFunc(open, func(s *show) bool { return !s.welcomed }); at >= 0 {
		s = open[at]
	}
	there := c.there(s)
	if len(there) == 0 {
		return nil
	}
	speaker, text := there[rand.IntN(len(there))], lines[rand.IntN(len(lines))]
	name := short(speaker.Address)
	if !s.welcomed || speaker.Address == s.creator {
		speaker, name = c.client(s.creator), "creator "+short(s.creator)
		text = answers[rand.IntN(len(answers))]
		if !s.welcomed {
			text = welcomes[rand.IntN(len(welcomes))]
		}
	}
	if speaker == nil {
		return nil
	}
	if err := c.write(ctx, speaker, s, text); err != nil {
		return err
	}
	s.welcomed = true
	said := fmt.Sprintf("event %d: %s writes “%s”", s.id, name, text)
	for _, reader := range there {
		if reader.Address == speaker.Address {
			continue
		}
		if reads, err := c.reads(ctx, reader, s, text); err != nil {
			return err
		} else if reads {
			said += "; " + short(reader.Address) + " reads it"
			break
		}
	}
	c.o.Say(s.id, said)
	return nil
}

// there are those who may be in an event's group, in random order: its creator and who holds tickets.
func (c *Crowd) there(s *show) []*audience.Client {
	var there []*audience.Client
	if creator := c.client(s.creator); creator != nil {
		there = append(there, creator)
	}
	for holder := range s.holders {
		if client := c.client(holder); client != nil && holder != s.creator {
			there = append(there, client)
		}
	}
	rand.Shuffle(len(there), func(i, j int) { there[i], there[j] = there[j], there[i] })
	return there
}

// follow looks at resales from both sides, once haus has acted on them.
func (c *Crowd) follow(ctx context.Context) error {
	c.moves = slices.DeleteFunc(c.moves, func(m *move) bool { return c.beat-m.since > moveBeats || !m.stands() })
	for i, m := range c.moves {
		seller, buyer, creator := c.client(m.seller), c.client(m.buyer), c.client(m.show.creator)
		if m.show.group == "" || seller == nil || buyer == nil || creator == nil {
			continue
		}
		members, err := c.members(ctx, creator, m.show)
		if err != nil {
			return err
		}
		if members[m.seller] || !members[m.buyer] {
			continue
		}
		c.moves = slices.Delete(c.moves, i, i+1)
		return c.compare(ctx, m, seller, buyer, creator)
	}
	return nil
}

// stands tells whether it is still so that one is out and the other in.
func (m *move) stands() bool {
	s := m.show
	return s.holders[m.seller] == 0 && s.holders[m.buyer] > 0 && m.seller != s.creator && m.buyer != s.creator
}

// compare writes something, and looks who of seller and buyer reads it.
func (c *Crowd) compare(ctx context.Context, m *move, seller, buyer, creator *audience.Client) error {
	text := fmt.Sprintf("welcome, %s", short(m.buyer))
	if err := c.write(ctx, creator, m.show, text); err != nil {
		return err
	}
	in, err := c.reads(ctx, buyer, m.show, text)
	if err != nil {
		return err
	}
	out, err := c.reads(ctx, seller, m.show, text)
	if err != nil {
		return err
	}
	// Who bought again meanwhile may be in again.
	if err := c.look(ctx); err != nil || !m.stands() {
		return err
	}
	reads := map[bool]string{true: "reads", false: "does not read"}
	c.o.Say(m.show.id, fmt.Sprintf("event %d: %s, who bought, %s “%s”; %s, who sold, %s it", m.show.id, short(m.buyer), reads[in], text, short(m.seller), reads[out]))
	return nil
}

func (c *Crowd) write(ctx context.Context, who *audience.Client, s *show, text string) error {
	return c.within(ctx, func(ctx context.Context) error { return who.Send(ctx, s.group, text) })
}

// reads tells whether a wallet has a text at the end of what it reads in an event's group.
func (c *Crowd) reads(ctx context.Context, who *audience.Client, s *show, text string) (reads bool, err error) {
	err = c.within(ctx, func(ctx context.Context) error {
		messages, err := who.Messages(ctx, s.group)
		reads = len(messages) > 0 && messages[len(messages)-1].Text == text
		return err
	})
	if errors.Is(err, audience.ErrNotMember) {
		return false, nil
	}
	return reads, err
}

func (c *Crowd) members(ctx context.Context, who *audience.Client, s *show) (map[common.Address]bool, error) {
	there := map[common.Address]bool{}
	err := c.within(ctx, func(ctx context.Context) error {
		members, err := who.Members(ctx, s.group)
		for _, m := range members {
			there[m.Address] = true
		}
		return err
	})
	return there, err
}
