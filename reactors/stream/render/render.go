package render

import (
	_ "embed"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"text/template"

	media "github.com/haus25/backend/internal/srs"
)

// Usage is what `haus srs-config -h` says.
const Usage = `usage: haus srs-config [srs [ADDRESS]|nginx]

Prints the configuration of SRS, or of the nginx in front of it, as [stream] and [hooks] say. With several SRS, ADDRESS is the one's HTTP API, as
127.0.0.1:1985. The output holds hooks.secret, so keep it from others:

  (umask 077; haus srs-config srs   > /etc/srs/haus.conf)
  (umask 077; haus srs-config nginx > /etc/nginx/conf.d/haus.conf) && nginx -t

docs/streaming.md says how to put both in place.`

// ErrUsage says that the arguments are wrong.
var ErrUsage = errors.New("wrong arguments")

// Filter is a command that takes tokens and secrets out of SRS's output. The words are cut out, and so is whatever is long enough to be a token.
const Filter = `sed -uE 's/((token|secret)(=|%3[Dd]))[^&" ]*/\1…/g; s/[A-Za-z0-9_-]{64,}/…/g'`

// Config is what the arguments of `haus srs-config` ask for: none or srs, srs with the address of an instance's API, or nginx. Errors are ErrUsage, or say which
// options are wrong and what would be right.
func Config(o Options, args []string) (string, error) {
	switch {
	case len(args) == 1 && args[0] == "nginx":
		return Nginx(o)
	case len(args) == 0, len(args) == 1 && args[0] == "srs":
		return SRS(o, netip.AddrPort{})
	case len(args) == 2 && args[0] == "srs":
		api, err := netip.ParseAddrPort(args[1])
		if err != nil {
			return "", fmt.Errorf("%w: %q is not an address with a port, as 127.0.0.1:1985", ErrUsage, clip(args[1]))
		}
		return SRS(o, api)
	}
	return "", fmt.Errorf("%w: %s", ErrUsage, "it is srs, srs ADDRESS or nginx")
}

var (
	//go:embed srs.conf.tmpl
	srsText string
	//go:embed nginx.conf.tmpl
	nginxText string

	srsTemplate   = template.Must(template.New("SRS").Parse(srsText))
	nginxTemplate = template.Must(template.New("nginx").Parse(nginxText))
)

// rung is one quality of the ladder.
type rung struct {
	Name              string
	Height            int
	Kbps, Buffer, GOP int
}

// rungs are made for sources of 25 to 30 frames a second: a key frame every 2 s at most, so that segments can be cut.
var rungs = []rung{
	{Name: "720p", Height: 720, Kbps: 2500, Buffer: 5000, GOP: 50},
	{Name: "480p", Height: 480, Kbps: 1000, Buffer: 2000, GOP: 50},
}

// SRS is the configuration of the instance whose API has this address; the zero address is the only one's. Errors say which options are wrong
// and what would be right.
func SRS(o Options, api netip.AddrPort) (string, error) {
	o, err := o.complete()
	if err != nil {
		return "", err
	}
	data := struct {
		Options
		Instance       Instance
		Filter         string
		User, Password string
		Actions        []string
		Allow          []string
		Ladder         []rung
	}{Options: o, Filter: Filter, Actions: []string{"on_publish", "on_unpublish", "on_play", "on_stop", "on_hls"}}
	if data.Instance, err = o.instance(api); err != nil {
		return "", err
	}
	data.User, data.Password, _ = strings.Cut(o.APIAuth, ":")
	for _, p := range o.AllowPublish {
		switch {
		case p.IsSingleIP():
			data.Allow = append(data.Allow, p.Addr().String())
		case p.Addr().Is4():
			data.Allow = append(data.Allow, p.Masked().String())
		}
	}
	for _, r := range rungs {
		for _, name := range o.Ladder {
			if r.Name == name {
				data.Ladder = append(data.Ladder, r)
			}
		}
	}
	if len(o.AllowPublish) > 0 && (len(data.Ladder) > 0 || len(data.Allow) == 0) {
		data.Allow = append(data.Allow, "127.0.0.1") // the ladder's own; and a rule there must be, else SRS's default would decide
	}
	return execute(srsTemplate, data)
}

// instance finds one of the media servers.
func (o Options) instance(api netip.AddrPort) (Instance, error) {
	if !api.IsValid() && len(o.SRS) == 1 {
		return o.SRS[0], nil
	}
	names := make([]string, len(o.SRS))
	for i, in := range o.SRS {
		if in.API == api {
			return in, nil
		}
		names[i] = in.API.String()
	}
	return Instance{}, fmt.Errorf("%w: name one of the configured SRS: %s", ErrUsage, strings.Join(names, ", "))
}

// The parts of a route, as strict as what haus lets through. A name can only be captured once in an expression, which holds for each.
var streamPart = `(?<haus_stream>(?<haus_event>0|[1-9][0-9]{0,19})(?:_` + strings.Join(append([]string{media.Enhanced}, media.Rungs...), "|_") + `)?)`

const (
	tokenPart   = `(?<haus_token>[A-Za-z0-9_-]{1,256})`
	sessionPart = `(?<haus_session>[A-Za-z0-9:+/_-]{1,256})` // two ICE user fragments
	segmentPart = `(?<haus_segment>[A-Za-z0-9_-]{1,128}\.ts)`
	oncePart    = `(?=.*[?&]action=)(?=.*[?&]app=)(?=.*[?&]stream=)(?=.*[?&]token=)(?=.*[?&]session=)`
)

// Nginx is the configuration of the proxy. Errors say which options are wrong and what would be right.
func Nginx(o Options) (string, error) {
	o, err := o.complete()
	if err != nil {
		return "", err
	}
	allow := make([]netip.Prefix, len(o.AllowPublish))
	for i, p := range o.AllowPublish {
		allow[i] = p.Masked() // nginx warns of low bits
	}
	o.AllowPublish = allow
	return execute(nginxTemplate, struct {
		Options
		Shares                                []string
		Once, Stream, Token, Session, Segment string
	}{o, shares(o.SRS), oncePart, streamPart, tokenPart, sessionPart, segmentPart})
}

func execute(t *template.Template, data any) (string, error) {
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		return "", fmt.Errorf("render the configuration of %s: %w", t.Name(), err)
	}
	return b.String(), nil
}
