package manifest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/haus25/backend/store/content"
)

func two() *Manifest {
	id := content.CID([]byte("a chunk")).String()
	track := func(chunk int64) []Track {
		video, audio := 90_000+chunk*1500*3600, 48_000+chunk*2812*1024
		return []Track{{"video", "avc1.64001f", 90_000, 1500, video, video + 1499*3600, video + 7200, video + 7200 + 1499*3600, 3600},
			{"audio", "mp4a.40.2", 48_000, 2812, audio, audio + 2811*1024, audio, audio + 2811*1024, 1024}}
	}
	return &Manifest{Version: Version, ChainID: 1328, EventID: 7, Complete: true, Tools: []string{"haus 1, ffmpeg 5.1"}, Sessions: []Session{{Session: 1}},
		Chunks: []Chunk{
			{Index: 0, File: "00000.mp4", CID: id, Size: 1000, Init: 100, Seconds: 60, Session: 1, Start: 1_700_000_000_123, Mode: "copy", Checked: "counted", Tracks: track(0)},
			{Index: 1, File: "00001.mp4", CID: id, Size: 2000, Init: 200, Seconds: 59.96, Session: 1, Start: 1_700_000_060_123, Mode: "copy", Checked: "decoded", Tracks: track(1)},
		}}
}

func TestWrittenAndRead(t *testing.T) {
	m := two()
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := again.Bytes(); err != nil || string(second) != string(raw) {
		t.Errorf("%v:\n%s\nwas\n%s", err, second, raw)
	}
}

func TestPlaylist(t *testing.T) {
	m := two()
	m.Sessions = append(m.Sessions, Session{Session: 2, Why: "numbers begin again"})
	m.Chunks[1].Session = 2
	want := `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:60
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-START:TIME-OFFSET=0.081
#EXT-X-MAP:URI="00000.mp4",BYTERANGE="100@0"
#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:20.123Z
#EXTINF:60.000000,
#EXT-X-BYTERANGE:900@100
00000.mp4
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="00001.mp4",BYTERANGE="200@0"
#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:14:20.123Z
#EXTINF:59.960000,
#EXT-X-BYTERANGE:1800@200
00001.mp4
#EXT-X-ENDLIST
`
	if got := string(m.Playlist()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestJoin(t *testing.T) {
	m := two()
	if why := Join(&m.Chunks[0], &m.Chunks[1]); why != "" {
		t.Error(why)
	}
	for name, c := range map[string]struct {
		change func(b *Chunk)
		says   string
	}{
		"a frame less":   {func(b *Chunk) { b.Tracks[0].FirstPTS += 3600 }, "video: 1 frames missing"},
		"a frame twice":  {func(b *Chunk) { b.Tracks[0].FirstPTS -= 3600 }, "video: 0.040 s are there twice"},
		"sound is lost":  {func(b *Chunk) { b.Tracks[1].FirstPTS += 1024 }, "audio: 1 frames missing"},
		"no sound":       {func(b *Chunk) { b.Tracks = b.Tracks[:1] }, "audio: only one of them has it"},
		"a tick of slip": {func(b *Chunk) { b.Tracks[1].FirstPTS++ }, ""},
	} {
		m := two()
		c.change(&m.Chunks[1])
		if why := Join(&m.Chunks[0], &m.Chunks[1]); c.says == "" && why != "" || !strings.Contains(why, c.says) {
			t.Errorf("%s: %q", name, why)
		}
	}
}

// TestStrangersManifests: what cannot be is refused, and says why.
func TestStrangersManifests(t *testing.T) {
	for name, c := range map[string]struct {
		change func(m *Manifest)
		says   string
	}{
		"version":            {func(m *Manifest) { m.Version = 2 }, "version"},
		"a number left out":  {func(m *Manifest) { m.Chunks[1].Index = 2 }, "index"},
		"a path for a file":  {func(m *Manifest) { m.Chunks[0].File = "../../etc/passwd" }, "file"},
		"no such session":    {func(m *Manifest) { m.Chunks[1].Session = 2 }, "session"},
		"sessions backwards": {func(m *Manifest) { m.Sessions = append(m.Sessions, Session{Session: 2}); m.Chunks[0].Session = 2 }, "session"},
		"a session skipped": {func(m *Manifest) {
			m.Sessions = append(m.Sessions, Session{Session: 2}, Session{Session: 3})
			m.Chunks[1].Session = 3
		}, "session"},
		"begins with another": {func(m *Manifest) {
			m.Sessions = append(m.Sessions, Session{Session: 2})
			m.Chunks[0].Session, m.Chunks[1].Session = 2, 2
		}, "session"},
		"an init of all":     {func(m *Manifest) { m.Chunks[0].Init = 1000 }, "beginning"},
		"negative size":      {func(m *Manifest) { m.Chunks[0].Size = -1 }, "beginning"},
		"endless":            {func(m *Manifest) { m.Chunks[0].Seconds = 1e300 }, "seconds"},
		"no tracks":          {func(m *Manifest) { m.Chunks[0].Tracks = nil }, "tracks"},
		"no clock":           {func(m *Manifest) { m.Chunks[0].Tracks[0].Timescale = 0 }, "times"},
		"before the start":   {func(m *Manifest) { m.Chunks[0].Tracks[0].LastDTS = -5 }, "times"},
		"not a CID":          {func(m *Manifest) { m.Chunks[0].CID = "http://example.com" }, "CID"},
		"another base":       {func(m *Manifest) { m.Chunks[0].CID = strings.ToUpper(m.Chunks[0].CID) }, ""},
		"damaged, not a CID": {func(m *Manifest) { m.Damaged = []Damaged{{CID: "x"}} }, "damaged"},
		"damaged, negative":  {func(m *Manifest) { m.Damaged = []Damaged{{Size: -1}} }, "damaged"},
	} {
		m := two()
		c.change(m)
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(raw); err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), ErrInvalid.Error()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, raw := range []string{"", "null", "[]", "{}", `{"version":1,"chunks":[{}]}`} {
		if m, err := Parse([]byte(raw)); err == nil {
			t.Errorf("%q: %+v", raw, m)
		}
	}
}

// FuzzParse: no bytes make Parse or what follows it panic, and what is read writes a playlist without a line of a stranger's.
func FuzzParse(f *testing.F) {
	raw, err := two().Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Parse(raw)
		if err != nil {
			return
		}
		for line := range strings.Lines(string(m.Playlist())) {
			if !strings.HasPrefix(line, "#EXT") && !strings.HasSuffix(line, ".mp4\n") {
				t.Fatalf("a line %q", line)
			}
		}
		for i := 1; i < len(m.Chunks); i++ {
			Join(&m.Chunks[i-1], &m.Chunks[i])
		}
	})
}
