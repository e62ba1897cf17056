package srstest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/haus25/backend/internal/srs"
)

// Body is a callback as SRS writes it, with the members that nobody reads.
func Body(h srs.Hook) []byte {
	if h.ServerID == "" {
		h.ServerID = ServerID
	}
	if h.VHost == "" {
		h.VHost = "__defaultVhost__"
	}
	if h.TCURL == "" {
		h.TCURL = "rtmp://127.0.0.1/" + h.App
	}
	out := map[string]any{"server_id": h.ServerID, "service_id": "0000001", "action": h.Action, "client_id": h.ClientID, "ip": h.IP, "vhost": h.VHost,
		"app": h.App, "stream": h.Stream, "param": h.Param, "tcUrl": h.TCURL, "stream_url": "/" + h.App + "/" + h.Stream, "stream_id": "vid-" + h.Stream}
	switch h.Action {
	case "on_play":
		out["pageUrl"] = h.PageURL
	case "on_hls":
		for name, v := range map[string]any{"duration": h.Duration, "cwd": h.CWD, "file": h.File, "url": h.URL, "m3u8": h.M3U8, "m3u8_url": h.M3U8, "seq_no": h.SeqNo} {
			out[name] = v
		}
	}
	body, err := json.Marshal(out)
	if err != nil {
		panic(err) // a duration that is no number
	}
	return body
}

// Post posts the callback to a URL and tells whether SRS would take the answer for a yes: status 200 or 201 with a body that is
// exactly 0 or {"code":0}. An error says that nobody answered, which is a no, too.
func Post(ctx context.Context, url string, h srs.Hook) (accepted bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(Body(h)))
	if err != nil {
		return false, fmt.Errorf("post %s: the URL cannot be used", h.Action) // it holds a secret
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, fmt.Errorf("post %s: nobody answers", h.Action)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 64))
	if err != nil {
		return false, fmt.Errorf("post %s: read the answer: %w", h.Action, err)
	}
	ok := res.StatusCode == http.StatusOK || res.StatusCode == http.StatusCreated
	return ok && (string(body) == "0" || string(body) == `{"code":0}`), nil
}
