package archive

import (
	"testing"

	"github.com/haus25/backend/store"
)

func TestWindow(t *testing.T) {
	event := &store.Event{StartDate: 10_000, RegisteredEnd: 13_600}
	for name, c := range map[string]struct {
		event    *store.Event
		commands []command
		want     window
	}{
		"by the dates":             {event, nil, window{opens: 9100, closes: 14_500}},
		"the end is not known":     {&store.Event{StartDate: 10_000}, nil, window{opens: 9100, closes: 0}},
		"starts at once":           {&store.Event{StartDate: 5, RegisteredEnd: 10}, nil, window{opens: 0, closes: 910}},
		"started before":           {event, []command{{Start, [20]byte{}, 8000}}, window{opens: 8000, closes: 14_500}},
		"stopped":                  {event, []command{{Stop, [20]byte{}, 12_000}}, window{opens: 9100, closes: 12_000}},
		"stopped before it opened": {event, []command{{Stop, [20]byte{}, 1}}, window{opens: 9100, closes: 9100}},
		"stopped and started":      {event, []command{{Stop, [20]byte{}, 12_000}, {Start, [20]byte{}, 12_100}}, window{opens: 9100, closes: 14_500}},
		"started after the end":    {event, []command{{Start, [20]byte{}, 20_000}}, window{opens: 9100, closes: 0}},
		"and stopped":              {event, []command{{Start, [20]byte{}, 20_000}, {Stop, [20]byte{}, 20_500}}, window{opens: 9100, closes: 20_500}},
	} {
		if got := windowOf(c.event, 900, 900, c.commands); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
