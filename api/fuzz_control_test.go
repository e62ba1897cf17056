package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/valyala/fasthttp"
)

// posted is a request with a body, as a handler without a connection gets it.
func posted(uri string, body []byte) *fasthttp.RequestCtx {
	var ctx fasthttp.RequestCtx
	ctx.Init(&fasthttp.Request{}, nil, nil)
	ctx.Request.Header.SetMethod(http.MethodPost)
	ctx.Request.SetRequestURI(uri)
	ctx.Request.SetBody(body)
	return &ctx
}

func FuzzCallback(f *testing.F) {
	stage := &stage{}
	w := newWorld(f, func(o *Options) { o.Streams, o.HooksSecret = stage, secret })
	w.story()
	handler := w.server.Hooks().Handler(context.Background())
	for _, action := range append(questions, announcements...) {
		f.Add(hookOf(action))
	}
	f.Add([]byte(`{"action":"on_play","stream":"../../etc","param":"?token=\u0000"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		stage.took()
		var h struct {
			Action string `json:"action"`
		}
		ctx := posted("/srs?secret="+url.QueryEscape(secret), body)
		handler(ctx)
		status, out := ctx.Response.StatusCode(), string(ctx.Response.Body())
		asked := len(stage.took())
		switch {
		case status == 200 && out == srsYes && asked == 1:
			if err := json.Unmarshal(body, &h); err != nil || !slices.Contains(append(questions, announcements...), h.Action) {
				t.Errorf("%q was let in", body)
			}
		case status == 403 && out == srsNo && asked == 0:
		default:
			t.Errorf("%q: %d %q, %d asked", body, status, out, asked)
		}
		ctx = posted("/srs?secret=", body)
		handler(ctx)
		if ctx.Response.StatusCode() != 403 || len(stage.took()) > 0 {
			t.Errorf("%q was let in without the secret", body)
		}
	})
}

func FuzzSignIn(f *testing.F) {
	d := newDesk(f)
	handler := d.server.Control().Handler(context.Background())
	ana := personOf(f, 1)
	good := d.form(ana)
	f.Add(good.String(), ana.sign(f, good.String()))
	good.more = "\nExpiration Time: 2030-03-17T17:46:45Z\nNot Before: 2030-03-17T17:46:45+00:00\nRequest ID: x\nResources:\n- a:b"
	f.Add(good.String(), "0x")
	f.Fuzz(func(t *testing.T, message, signature string) {
		d.server.door = newDoor() // of other nonces: nothing can be right
		body, err := json.Marshal(signed{message, signature})
		if err != nil {
			t.Fatal(err)
		}
		ctx := posted("/v1/auth/sign-in", body)
		handler(ctx)
		if status := ctx.Response.StatusCode(); status != 400 && status != 401 {
			t.Errorf("%q, %q: %d %s", message, signature, status, ctx.Response.Body())
		}
		// Behind the nonce.
		if m, _, err := d.server.readSignIn(message, "api.haus.example", wall); err == nil {
			t.Errorf("%q was read: %s", message, m)
		}
	})
}
