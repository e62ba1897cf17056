package media

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"
)

// Version is what ffmpeg at path calls itself: "ffmpeg 5.1.9-0+deb12u1". The error says how to mend that it cannot be run.
func Version(ctx context.Context, path string) (string, error) {
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	var out bytes.Buffer
	if _, err := (run{path: path, args: []string{"-hide_banner", "-version"}, out: &out}).do(ctx); err != nil {
		return "", fmt.Errorf("ask %s for its version: %w", path, err)
	}
	words := strings.Fields(string(out.Bytes()[:min(out.Len(), 200)]))
	if len(words) < 3 || words[0] != "ffmpeg" || words[1] != "version" {
		return "", fmt.Errorf("%s does not answer as ffmpeg does: set archive.ffmpeg to where ffmpeg is", path)
	}
	return words[0] + " " + words[2], nil
}
