package main

import (
	"bytes"
	"cmp"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/crypto"
	siwe "github.com/spruceid/siwe-go"

	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/devnet/rtmp"
	"github.com/haus25/backend/reactors/archive/manifest"
)

// studio is a chain, a real RTMP server and haus between them; there is no chat.
type studio struct {
	*town
	media   *rtmp.Server
	control string // where haus takes commands
	api     string // and where it answers
	hls     string // where the media server's segments are
}

func newStudio(t *testing.T) *studio {
	t.Helper()
	w := &studio{town: &town{t: t}}
	var err error
	w.chain, err = devnet.Start(t.Context(), devnet.Options{Seed: 11, Logger: slog.New(slog.DiscardHandler)})
	w.must(err)
	t.Cleanup(func() { w.check(w.chain.Close()) })
	w.mine(50 * time.Millisecond)
	w.site = newSite(t, deployment{chain: w.chain.ChainID(), start: w.chain.StartBlock(), rpc: w.chain.HTTPURL(), contracts: w.chain.Contracts()})
	hls := filepath.Join(w.site.dir, "hls")
	w.hls = filepath.Join(hls, "live")
	w.media, err = rtmp.Start(rtmp.Options{HLSDir: hls, Fragment: 2 * time.Second})
	w.must(err)
	t.Cleanup(func() { w.check(w.media.Close()) })
	const secret = "a secret between haus and its media server"
	w.run("HAUS_REACTORS_ONLY=stream,archive", "HAUS_STREAM_SRS_API="+w.media.API(), "HAUS_HOOKS_SECRET="+secret, "HAUS_CONTENT_MIN_FREE=0", "HAUS_ARCHIVE_MIN_FREE=0")
	said := w.haus.says("haus starts")
	at := func(name string) string {
		return regexp.MustCompile(" " + name + `=(http://\S+)`).FindStringSubmatch(said)[1]
	}
	w.control, w.api = at("control"), at("api")
	w.media.Ask(at("hooks") + "/srs?secret=" + strings.ReplaceAll(secret, " ", "%20"))
	return w
}

// command posts to the control listener, and reads data of what it answers.
func (w *studio) command(session, path string, body map[string]any, data any) {
	w.t.Helper()
	raw, err := json.Marshal(body)
	w.must(err)
	request, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.control+path, bytes.NewReader(raw))
	w.must(err)
	request.Header.Set("Content-Type", "application/json")
	if session != "" {
		request.Header.Set("Authorization", "Bearer "+session)
	}
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	w.must(err)
	defer answer.Body.Close()
	raw, err = io.ReadAll(answer.Body)
	w.must(err)
	if answer.StatusCode != http.StatusOK {
		w.t.Fatalf("%s answers %d: %s", path, answer.StatusCode, raw)
	}
	w.must(json.Unmarshal(raw, &struct{ Data any }{data}))
}

// token signs a wallet in and gets it a token for an event's stream.
func (w *studio) token(who *ecdsa.PrivateKey, e event, use string) string {
	w.t.Helper()
	var nonce struct {
		Nonce, Domain, Statement string
		ChainID                  uint64
	}
	w.command("", "/v1/auth/nonce", map[string]any{}, &nonce)
	message, err := siwe.InitMessage(nonce.Domain, address(who).Hex(), "http://"+nonce.Domain, nonce.Nonce, map[string]any{
		"statement": nonce.Statement, "chainId": int(nonce.ChainID), "issuedAt": time.Now().UTC().Format(time.RFC3339)})
	w.must(err)
	signature, err := crypto.Sign(accounts.TextHash([]byte(message.String())), who)
	w.must(err)
	signature[crypto.RecoveryIDOffset] += 27 // as wallets write it
	var session, pass struct{ Token string }
	w.command("", "/v1/auth/sign-in", map[string]any{"message": message.String(), "signature": fmt.Sprintf("0x%x", signature)}, &session)
	w.command(session.Token, fmt.Sprintf("/v1/events/%d/stream/token", e.id), map[string]any{"use": use}, &pass)
	return "?token=" + pass.Token
}

// encoder is an ffmpeg that performs at a place of the RTMP server for some seconds, as an encoder of a performer does: in real time,
// pictures that are reordered, a key frame a second.
func (w *studio) encoder(place string, seconds int) *exec.Cmd {
	return exec.CommandContext(w.t.Context(), "ffmpeg", "-v", "error", "-nostdin", "-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25",
		"-re", "-f", "lavfi", "-i", "aevalsrc=0.1*sin(2*PI*(300+20*t)*t):s=48000", "-t", fmt.Sprint(seconds), "-threads", "1", "-c:v", "libx264", "-preset", "veryfast",
		"-bf", "2", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "64k", "-f", "flv", w.media.URL()+"/"+place)
}

// player is an ffmpeg that plays a place of the RTMP server until it ends.
func (w *studio) player(place string) *exec.Cmd {
	return exec.CommandContext(w.t.Context(), "ffmpeg", "-v", "error", "-nostdin", "-i", w.media.URL()+"/"+place, "-c", "copy", "-f", "null", "-")
}

// refused checks that a client gets nowhere, because haus said no to what it wanted.
func (w *studio) refused(why string, client *exec.Cmd) {
	w.t.Helper()
	before := len(w.media.Asked())
	if out, err := client.CombinedOutput(); err == nil {
		w.t.Errorf("%s: let in (%s)", why, out)
	}
	asked := w.media.Asked()[before:]
	no := slices.ContainsFunc(asked, func(q rtmp.Question) bool { return !q.Allowed })
	yes := slices.ContainsFunc(asked, func(q rtmp.Question) bool { return q.Allowed && (q.Action == "on_publish" || q.Action == "on_play") })
	if !no || yes {
		w.t.Errorf("%s: haus was asked %v", why, asked)
	}
}

// asks waits until haus has allowed an action for the nth time.
func (w *studio) asks(action string, n int) {
	w.t.Helper()
	w.eventually(fmt.Sprintf("%s number %d", action, n), func() error {
		have := 0
		for _, q := range w.media.Asked() {
			if q.Action == action && q.Allowed {
				have++
			}
		}
		if have < n {
			return fmt.Errorf("asked were %v", w.media.Asked())
		}
		return nil
	})
}

// TestPublishOverRTMP: a wallet that may publishes to a real RTMP server and whoever may not gets nowhere, a viewer who sells is thrown
// out, and what that server wrote, in place and announced by nobody, is recorded to the last frame and sample.
func TestPublishOverRTMP(t *testing.T) {
	t.Parallel()
	w := newStudio(t)
	creator, seller, buyer := w.chain.Creator(0), w.chain.Fan(0), w.chain.Fan(1)
	show, other := w.mint(creator, "On air"), w.mint(w.chain.Creator(1), "Elsewhere")
	w.do(show.purchase(seller))
	w.chain.Skip(55 * time.Minute) // the shows begin in five
	w.do()
	w.haus.caughtUp(w.chain.Head().Number.Uint64())
	publish, foreign, watch := w.token(creator, show, "publish"), w.token(w.chain.Creator(1), other, "publish"), w.token(seller, show, "watch")
	on := fmt.Sprint(show.id)

	forged := []byte(publish)
	forged[len(forged)-20] ^= 1
	w.refused("no token", w.encoder(on, 5))
	w.refused("a forged token", w.encoder(on+string(forged), 5))
	w.refused("another event's token", w.encoder(on+foreign, 5))
	w.refused("a viewer's token", w.encoder(on+watch, 5))
	w.refused("a name that is no event's", w.encoder("0"+on+publish, 5))
	w.refused("a publisher's token to watch", w.player(on+publish))

	performer := w.encoder(on+publish, 17)
	w.must(performer.Start())
	w.asks("on_publish", 1)
	w.refused("a second publisher", w.encoder(on+publish, 5))
	viewer := w.player(on + watch)
	w.must(viewer.Start())
	w.asks("on_play", 1)
	w.eventually("the API to tell of publisher and viewer", func() error {
		var s struct {
			Live      bool
			Publisher *string
			Viewers   *int
		}
		if err := w.ask("/v1/events/"+on+"/stream", &s); err != nil {
			return err
		}
		if !s.Live || s.Publisher == nil || !strings.EqualFold(*s.Publisher, address(creator).Hex()) || s.Viewers == nil || *s.Viewers != 1 {
			return fmt.Errorf("it says %+v", s)
		}
		return nil
	})
	w.do(show.move(1, seller, buyer))
	sold := time.Now()
	_ = viewer.Wait() // how a player takes it is its own affair
	if took := time.Since(sold); took > 10*time.Second {
		t.Errorf("who sold was thrown out after %s", took)
	}
	w.refused("who sold", w.player(on+watch))
	w.must(performer.Wait())
	again := w.encoder(on+publish, 8)
	if out, err := again.CombinedOutput(); err != nil {
		t.Fatalf("the second publication: %v %s", err, out)
	}
	w.asks("on_unpublish", 2)
	segments, err := filepath.Glob(filepath.Join(w.hls, on+"-*.ts"))
	w.must(err)
	slices.SortFunc(segments, func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) }) // by number
	// A chain does not jump; before this one does, the recorder has to have seen when the last segment was written.
	w.eventually("all segments to be recorded", func() error { return w.holds(show, len(segments)) })
	w.chain.Skip(90 * time.Minute)

	m := w.recorded(show)
	if len(m.Sessions) != 2 || len(m.Chunks) != 2 || !m.Complete {
		t.Errorf("the manifest has %d sessions and %d chunks, complete %t; want 2, 2, true", len(m.Sessions), len(m.Chunks), m.Complete)
	}
	for _, c := range m.Chunks {
		if len(c.Missing) > 0 {
			t.Errorf("chunk %d lacks %q", c.Index, c.Missing)
		}
	}
	var chunks []string
	for _, c := range m.Chunks {
		status, body := w.haus.get("/ipfs/" + c.CID)
		if status != http.StatusOK {
			t.Fatalf("chunk %d: the gateway answers %d", c.Index, status)
		}
		w.site.write(c.File, string(body))
		chunks = append(chunks, filepath.Join(w.site.dir, c.File))
	}
	for _, kind := range []string{"video", "audio"} {
		wrote, has := w.frames(kind, segments), w.frames(kind, chunks)
		if !slices.Equal(wrote, has) {
			t.Errorf("the media server wrote %d frames of %s, and the chunks have %d, or others", len(wrote), kind, len(has))
		}
		if least := map[string]int{"video": 24 * 25, "audio": 24 * 47}[kind]; len(wrote) < least {
			t.Errorf("the media server wrote %d frames of %s, want at least %d", len(wrote), kind, least)
		}
	}
	p := start(t, nil, "archive", "--config", w.site.file, "--gateway", w.api, "verify", on)
	if code := p.wait(); code != exitOK || !strings.Contains(p.out.String(), "and the recording is complete") {
		t.Errorf("haus archive verify ends with %d and says\n%s", code, p.out)
	}
}

// holds checks how many segments of an event are in chunks or wait for theirs.
func (w *studio) holds(e event, n int) error {
	var a struct {
		Counts   struct{ Spooled int }
		Sessions []struct{ Segments int }
	}
	if err := w.ask(fmt.Sprintf("/v1/events/%d/archive", e.id), &a); err != nil {
		return err
	}
	have := a.Counts.Spooled
	for _, s := range a.Sessions {
		have += s.Segments
	}
	if have != n {
		return fmt.Errorf("there are %d of %d: %+v", have, n, a)
	}
	return nil
}

// recorded waits until an event's recording is complete, and returns its manifest.
func (w *studio) recorded(e event) *manifest.Manifest {
	w.t.Helper()
	var a struct {
		Standing    string
		Complete    bool
		ManifestCID string
	}
	w.eventually("the recording of "+e.String(), func() error {
		if err := w.ask(fmt.Sprintf("/v1/events/%d/archive", e.id), &a); err != nil {
			return err
		}
		if !a.Complete {
			return fmt.Errorf("it is %+v", a)
		}
		return nil
	})
	status, body := w.haus.get("/ipfs/" + a.ManifestCID + "/" + manifest.DocumentName)
	if status != http.StatusOK {
		w.t.Fatalf("the manifest: the gateway answers %d", status)
	}
	m, err := manifest.Parse(body)
	w.must(err)
	return m
}

// frames are the checksums of all frames of a kind in the files, one file after the other: of pictures as they decode, of sound as it
// was sent.
func (w *studio) frames(kind string, files []string) (sums []string) {
	w.t.Helper()
	for _, file := range files {
		args := []string{"-v", "error", "-nostdin", "-threads", "1", "-i", file, "-map", "0:" + kind[:1]}
		if kind == "audio" {
			args = append(args, "-c", "copy")
			if filepath.Ext(file) == ".ts" {
				args = append(args, "-bsf:a", "aac_adtstoasc")
			}
		}
		out, err := exec.CommandContext(w.t.Context(), "ffmpeg", append(args, "-fps_mode", "passthrough", "-f", "framemd5", "-")...).Output()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			w.t.Fatalf("ffmpeg of %s: %v: %s", file, err, exit.Stderr)
		}
		w.must(err)
		for line := range strings.Lines(string(out)) {
			if !strings.HasPrefix(line, "#") {
				sums = append(sums, strings.TrimSpace(strings.Split(line, ",")[5])) // after stream, times, duration, size
			}
		}
	}
	if len(files) == 0 {
		w.t.Fatal(os.ErrNotExist)
	}
	return sums
}
