package media

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Version is what ffmpeg at path calls itself: "ffmpeg 5.1.9-0+deb12u1". The error says how to mend that it cannot be run.
func Version(ctx context.Context, path string) (string, error) {
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	out, err := exec.CommandContext(ctx, path, "-hide_banner", "-version").Output()
	if err != nil {
		return "", fmt.Errorf("run %s: %w: install ffmpeg, or set archive.ffmpeg to where it is", path, err)
	}
	words := strings.Fields(string(out[:min(len(out), 200)]))
	if len(words) < 3 || words[0] != "ffmpeg" || words[1] != "version" {
		return "", fmt.Errorf("%s does not answer as ffmpeg does: set archive.ffmpeg to where ffmpeg is", path)
	}
	return words[0] + " " + words[2], nil
}
