package rtmp

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/haus25/backend/internal/srs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestForms: what the module sends becomes what SRS sends, and a client's query becomes no field of it.
func TestForms(t *testing.T) {
	const who = "app=live&flashver=FMLE/3.0%20(compatible%3B%20Lavf59.27&swfurl=&tcurl=rtmp://127.0.0.1:39112/live&pageurl=&addr=127.0.0.1&clientid=3&call="
	at := srs.Hook{ClientID: "3", IP: "127.0.0.1", App: "live", Stream: "7", TCURL: "rtmp://127.0.0.1:39112/live"}
	for form, want := range map[string]srs.Hook{
		who + "publish&name=7&type=live&token=abc_-":                                {Action: "on_publish", Param: "?token=abc_-"},
		who + "publish&name=7&type=live&token=a&name=8&app=x&addr=::1&call=play":    {Action: "on_publish", Param: "?token=a&name=8&app=x&addr=::1&call=play"},
		who + "publish&name=7&type=live":                                            {Action: "on_publish"},
		who + "play&name=7&start=4294965296&duration=0&reset=0&token=v&clientid=99": {Action: "on_play", Param: "?token=v&clientid=99"},
		who + "play_done&name=7&token=v":                                            {Action: "on_stop", Param: "?token=v"},
		who + "publish_done&name=7&token=%41":                                       {Action: "on_unpublish", Param: "?token=%41"},
		who + "publish&name=..%2F..%2Fevil&type=live":                               {Action: "on_publish", Stream: "../../evil"},
	} {
		base := at
		base.Action, base.Param = want.Action, want.Param
		if want.Stream != "" {
			base.Stream = want.Stream
		}
		if got, err := read(form); err != nil || got != base {
			t.Errorf("%s becomes\n%+v (%v), want\n%+v", form, got, err, base)
		}
	}
	for _, form := range []string{"", who + "update&name=7", who + "publish&name=%zz&type=live", "name=7&type=live"} {
		if got, err := read(form); err == nil {
			t.Errorf("%q becomes %+v", form, got)
		}
	}
}

// TestServer: nginx lets in whom the hooks let in, tells of them, throws out who is kicked, and records.
func TestServer(t *testing.T) {
	haus := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var h srs.Hook
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &h)
		}
		if err != nil || h.Param != "?token=good" {
			io.WriteString(w, `{"code":1}`)
			return
		}
		io.WriteString(w, "0")
	}))
	defer haus.Close()
	dir := t.TempDir()
	s, err := Start(Options{HLSDir: dir, Fragment: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	publish := func(query string) *exec.Cmd {
		return exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-nostdin", "-re", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25",
			"-threads", "1", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-f", "flv", s.URL()+"/7"+query)
	}
	refused := func(why, query string) {
		t.Helper()
		if out, err := publish(query).CombinedOutput(); err == nil {
			t.Errorf("%s: published (%s)", why, out)
		}
	}
	refused("nobody to ask", "?token=good")
	s.Ask(haus.URL)
	refused("no token", "")
	refused("another token", "?token=bad")

	api, err := srs.NewAPI([]string{s.API()}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer api.Close()
	performer := publish("?token=good")
	if err := performer.Start(); err != nil {
		t.Fatal(err)
	}
	live := until(t, api, func(x []srs.Stream) bool { return len(x) == 1 && x[0].Video != nil && x[0].Frames > 0 })[0]
	if live.App != "live" || live.Name != "7" || live.Video.Width != 160 || live.Publisher == "" {
		t.Errorf("the stream is %+v", live)
	}
	until(t, api, func([]srs.Stream) bool { _, err := os.Stat(filepath.Join(dir, "live", "7-0.ts")); return err == nil })
	if err := api.Kick(t.Context(), live.Server, live.Publisher); err != nil {
		t.Fatal(err)
	}
	if err := performer.Wait(); err == nil {
		t.Error("who was kicked does not notice")
	}
	until(t, api, func(x []srs.Stream) bool { return len(x) == 0 && len(s.Asked()) == 5 })
	list, err := os.ReadFile(filepath.Join(dir, "live", "7.m3u8"))
	if err != nil || !strings.Contains(string(list), "7-0.ts") {
		t.Errorf("the playlist is %q (%v)", list, err)
	}
	want := []Question{{"on_publish", "7", false}, {"on_publish", "7", false}, {"on_publish", "7", false}, {"on_publish", "7", true}, {"on_unpublish", "7", true}}
	if got := s.Asked(); !reflect.DeepEqual(got, want) {
		t.Errorf("asked were %v, want %v", got, want)
	}
}

// until asks for the streams until they are as wanted.
func until(t *testing.T, api *srs.API, as func([]srs.Stream) bool) []srs.Stream {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		streams, down := api.Streams(ctx)
		if len(down) > 0 {
			t.Fatal(down[0])
		}
		if as(streams) {
			return streams
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Fatalf("the streams are %+v", streams)
		}
	}
}
