package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	hausconfig "github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/srs"
)

// The configuration of a world with a premiere names a media server that answers, a secret that both know, and a folder of this
// world alone.
func TestAWorldWithAPremiere(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "haus.toml")
	args := []string{"-config", path, "-hls", filepath.Join(folder, "media")}
	folders := map[string]bool{}
	for range 2 {
		out := newOutput()
		stop := begin(t, out, append(args, "-time", []string{"2026-01-31T20:00:00Z", "2026-01-31T21:00:00Z"}[len(folders)])...)
		defer stop()
		out.wait(t, "Try:")
		c, err := hausconfig.Load(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		secret, err := os.ReadFile(filepath.Join(folder, secretFile))
		if err != nil || c.Hooks.Secret.Value() != strings.TrimSpace(string(secret)) || len(secret) < 20 || strings.Contains(out.String(), c.Hooks.Secret.Value()) {
			t.Errorf("the secret in the file is %d bytes (%v), haus' is another, or it is printed", len(secret), err)
		}
		if info, err := os.Stat(c.Stream.HLSDir); err != nil || !info.IsDir() || filepath.Dir(c.Stream.HLSDir) != filepath.Join(folder, "media") || c.Stream.TLS {
			t.Errorf("%+v: %v", c.Stream, err)
		}
		folders[c.Stream.HLSDir] = true
		api, err := srs.NewAPI(c.Stream.SRSAPI, "")
		if err != nil {
			t.Fatal(err)
		}
		if versions, down := api.Versions(t.Context()); len(versions) != 1 || len(down) > 0 {
			t.Errorf("%v, %v", versions, down)
		}
		api.Close()
		if !strings.Contains(out.String(), "the premiere     by 0x") {
			t.Errorf("the premiere is not announced:\n%s", out)
		}
		if code := stop(); code != 0 {
			t.Fatalf("exit code %d:\n%s", code, out)
		}
	}
	if len(folders) != 2 {
		t.Errorf("two worlds use %v", folders)
	}
}

func TestNobodysSecretIsOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), secretFile)
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := writeSecret(path); err == nil || !strings.Contains(err.Error(), "did not write") {
		t.Error(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "mine" {
		t.Errorf("it is %q now (%v)", text, err)
	}
}

// All of it with a haus of its own, on a clock that runs four times as fast as that of make run: performed, watched, thrown out,
// recorded, complete, played.
func TestAPremiereIsRecordedAndPlayed(t *testing.T) {
	if testing.Short() {
		t.Skip("runs for some 45 seconds with a haus of its own")
	}
	t.Parallel()
	folder := t.TempDir()
	bin, path := filepath.Join(folder, "haus"), filepath.Join(folder, "haus.toml")
	if out, err := exec.Command("go", "build", "-o", bin, "../haus").CombinedOutput(); err != nil {
		t.Fatalf("build haus: %v\n%s", err, out)
	}
	out := newOutput()
	stop := begin(t, out, "-speed", "240", "-premiere", "6s", "-hls", folder, "-player", filepath.Join("..", "..", "internal", "devnet", "player", "web"),
		"-follow", "-config", path, "-exec", bin+" run --config "+path)
	defer stop()
	for _, text := range []string{
		" is live: ", " watches (rtc-play)", " watches (flv-play)", " is disconnected by haus", " watches (hls-play)", "the show is over",
		": chunk 0 recorded, ", ": the archive is complete", "Chromium played ",
	} {
		out.wait(t, text)
	}
	if code := stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if strings.Contains(out.String(), "does not go on") || strings.Contains(out.String(), "may not publish") {
		t.Errorf("the show was interrupted:\n%s", out)
	}
	if shot, err := os.Stat(filepath.Join(folder, "event-0.png")); err != nil || shot.Size() < 10_000 {
		t.Errorf("the screenshot: %v, %v", shot, err)
	}
}
