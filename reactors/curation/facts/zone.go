package facts

import (
	"path"
	"strings"
	"time"
	_ "time/tzdata" // zones are there on machines without them
)

// areas are the first parts of the names of time zones. A name has to begin with one: the system's folder also holds the machine's own zone
// (localtime), zones that count leap seconds (right/…), and whatever somebody put there.
const areas = " Africa America Antarctica Arctic Asia Atlantic Australia Etc Europe Indian Pacific "

// Zone returns the name of a time zone that this program knows: an IANA name, as Europe/Berlin, or UTC. It is not ok for anything else, Local
// and the like included.
func Zone(name string) (string, bool) {
	name = strings.TrimSpace(name)
	_, ok := location(name)
	return name, ok
}

func location(name string) (*time.Location, bool) {
	if name == "UTC" {
		return time.UTC, true
	}
	area, rest, ok := strings.Cut(name, "/")
	if !ok || len(name) > 48 || path.Clean(name) != name || strings.Contains(area, " ") || !strings.Contains(areas, " "+area+" ") {
		return nil, false
	}
	for _, r := range rest { // letters, digits and _ - + / are all that the names have
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-+/", r)) {
			return nil, false
		}
	}
	l, err := time.LoadLocation(name)
	return l, err == nil
}
