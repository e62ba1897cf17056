package render

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Options say what is rendered. The zero value of a field that has a default stands for it.
type Options struct {
	// Host is the public name under which performers and viewers come.
	Host string
	// Plain turns TLS off, for a development world.
	Plain bool
	// Cert and Key are the paths of the certificate chain and its key; default: where certbot keeps those of Host.
	Cert, Key string
	// Listen are nginx's public ports, or addresses with port; default 443 and 8080.
	Listen []string
	// HLSDir is the folder that SRS writes segments to, as {app}/{stream}/*.ts. An absolute path.
	HLSDir string
	// Hooks is where haus answers SRS and nginx, a private address; default 127.0.0.1:8482. Secret is what they show it there.
	Hooks  netip.AddrPort
	Secret string
	// APIAuth is user:password of SRS's HTTP API; empty: it asks for none.
	APIAuth string
	// SRS are the media servers; default: one, on the ports of its own configuration.
	SRS []Instance
	// AllowPublish are the networks that publishers may come from; none: any. SRS knows no networks of IPv6: a publisher with such an
	// address comes in only when it is named in full.
	AllowPublish []netip.Prefix
	// Ladder are the qualities that SRS makes beside the source: 720p, 480p. FFmpeg is the path of what makes them; default /usr/bin/ffmpeg.
	Ladder []string
	FFmpeg string
	// Fragment is how long a segment is, Window how much of them a live playlist holds, in seconds; default 10 and 60.
	Fragment, Window int
	// MaxConnections bounds one SRS's connections; default 1000. PerAddress bounds one address' at nginx, where a whole venue may
	// be one address; default 256.
	MaxConnections, PerAddress int
	// LogDir is where nginx writes its logs; default /var/log/nginx.
	LogDir string
}

// Instance is one SRS. Its API's address is its name: it decides which events are the instance's.
type Instance struct {
	// API is its HTTP API with WHIP and WHEP, HTTP the server of FLV and HLS: private addresses.
	API, HTTP netip.AddrPort
	// RTMP is a TCP port and RTC a UDP port, both public.
	RTMP, RTC uint16
	// Candidate is the public IP address that media is sent to; empty: SRS looks Host up.
	Candidate string
}

// Instances are the media servers whose HTTP APIs the URLs name, in order. The first on a machine has SRS's usual ports: 8088 for HTTP, 1935 for
// RTMP, 8000 for WebRTC's media; each further one on it the next higher.
func Instances(apis []string) ([]Instance, error) {
	var list []Instance
	seen := map[netip.Addr]uint16{}
	for i, text := range apis {
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "http" {
			return nil, fmt.Errorf("SRS %d: its API has to be a URL as http://127.0.0.1:1985", i+1)
		}
		host, port := u.Hostname(), cmp.Or(u.Port(), "80")
		if host == "localhost" {
			host = "127.0.0.1"
		}
		api, err := netip.ParseAddrPort(netJoin(host, port))
		if err != nil {
			return nil, fmt.Errorf("SRS %d: %s: write its private IP address instead of a name, as http://127.0.0.1:1985", i+1, clip(u.Host))
		}
		n := seen[api.Addr()]
		seen[api.Addr()]++
		list = append(list, Instance{API: api, HTTP: netip.AddrPortFrom(api.Addr(), 8088+n), RTMP: 1935 + n, RTC: 8000 + n})
	}
	return list, nil
}

func netJoin(host, port string) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + port
}

// What the configured texts may be. Neither SRS's nor nginx's grammar gives any of these characters a meaning, so nothing needs quoting.
var (
	hostName  = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)
	cleanPath = regexp.MustCompile(`^(?:/[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*)+$`)
	listenAt  = regexp.MustCompile(`^(?:(?:[0-9.]+|\[[0-9a-f:]+\]):)?[1-9][0-9]{0,4}$`)
	password  = regexp.MustCompile(`^[A-Za-z0-9._~+-]{1,64}:[A-Za-z0-9._~+-]{1,128}$`)
	secret    = regexp.MustCompile(`^[A-Za-z0-9._~-]{16,256}$`)
)

// complete fills in defaults and returns all that is wrong.
func (o Options) complete() (Options, error) {
	var wrong []error
	refuse := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	refuse(hostName.MatchString(o.Host) && !strings.Contains(o.Host, ".."), "host: %q is not a host's name: write it as room.example.org", clip(o.Host))
	refuse(cleanPath.MatchString(o.HLSDir), "hls_dir: %q is not an absolute path of letters, digits and . _ - + @", clip(o.HLSDir))
	refuse(secret.MatchString(o.Secret), "hooks secret: it has to be 16 to 256 letters, digits and . _ ~ -: make one with `openssl rand -hex 32`")
	refuse(o.APIAuth == "" || password.MatchString(o.APIAuth), "api_auth: it has to be user:password, both of letters, digits and . _ ~ + -")

	certs := "/etc/letsencrypt/live/" + o.Host
	o.Cert, o.Key = cmp.Or(o.Cert, certs+"/fullchain.pem"), cmp.Or(o.Key, certs+"/privkey.pem")
	o.FFmpeg, o.LogDir = cmp.Or(o.FFmpeg, "/usr/bin/ffmpeg"), cmp.Or(o.LogDir, "/var/log/nginx")
	for _, p := range []struct{ name, path string }{{"certificate", o.Cert}, {"key", o.Key}, {"ffmpeg", o.FFmpeg}, {"log folder", o.LogDir}} {
		refuse(cleanPath.MatchString(p.path), "%s: %q is not an absolute path of letters, digits and . _ - + @", p.name, clip(p.path))
	}
	if len(o.Listen) == 0 {
		o.Listen = []string{"443", "8080"}
	}
	for _, l := range o.Listen {
		refuse(listenAt.MatchString(l), "listen: %q is neither a port nor an address with a port", clip(l))
	}
	if !o.Hooks.IsValid() {
		o.Hooks = netip.MustParseAddrPort("127.0.0.1:8482")
	}
	refuse(private(o.Hooks), "hooks: %s is not a private address with a port: what answers there decides who gets in", o.Hooks)

	if len(o.SRS) == 0 {
		o.SRS, _ = Instances([]string{"http://127.0.0.1:1985"})
	}
	wrong = append(wrong, clashes(o.SRS)...)
	for _, p := range o.AllowPublish {
		refuse(p.IsValid() && p.Addr().Zone() == "", "allow publish: %s is not a network as 192.0.2.0/24", p)
	}
	known := make([]string, len(rungs))
	for i, r := range rungs {
		known[i] = r.Name
	}
	for i, l := range o.Ladder {
		refuse(slices.Contains(known, l) && !slices.Contains(o.Ladder[:i], l), "ladder: %q is not one of %s, each once", clip(l), strings.Join(known, ", "))
	}
	for _, n := range []struct {
		name                 string
		value                *int
		def, least, greatest int
	}{
		{"fragment", &o.Fragment, 10, 1, 60},
		{"window", &o.Window, 60, 10, 3600},
		{"max connections", &o.MaxConnections, 1000, 10, 100_000},
		{"connections of an address", &o.PerAddress, 256, 1, 100_000},
	} {
		*n.value = cmp.Or(*n.value, n.def)
		refuse(*n.value >= n.least && *n.value <= n.greatest, "%s: %d is not between %d and %d", n.name, *n.value, n.least, n.greatest)
	}
	return o, errors.Join(wrong...)
}

// clashes names what is wrong with the instances: public addresses, and two that want one port.
func clashes(list []Instance) (wrong []error) {
	seen := map[string]netip.AddrPort{}
	for _, in := range list {
		machine := in.API.Addr().String()
		for _, p := range []struct {
			name string
			at   netip.AddrPort
		}{{"API", in.API}, {"HTTP server", in.HTTP}} {
			if !private(p.at) {
				wrong = append(wrong, fmt.Errorf("SRS: %s is not a private address with a port: whoever reaches its %s plays without a ticket", p.at, p.name))
			}
		}
		if in.RTMP == 0 || in.RTC == 0 {
			wrong = append(wrong, fmt.Errorf("SRS %s: it has to have a port for RTMP and one for RTC", in.API))
		}
		if _, err := netip.ParseAddr(in.Candidate); err != nil && in.Candidate != "" {
			wrong = append(wrong, fmt.Errorf("SRS %s: candidate %q is not an IP address", in.API, clip(in.Candidate)))
		}
		for _, key := range []string{"tcp " + in.API.String(), "tcp " + in.HTTP.String(),
			fmt.Sprintf("tcp %s:%d", machine, in.RTMP), fmt.Sprintf("udp %s:%d", machine, in.RTC)} {
			if other, ok := seen[key]; ok {
				wrong = append(wrong, fmt.Errorf("SRS %s and %s: both want %s", other, in.API, key))
			}
			seen[key] = in.API
		}
	}
	return wrong
}

func private(a netip.AddrPort) bool {
	ip := a.Addr()
	return a.Port() != 0 && ip.Zone() == "" && (ip.IsLoopback() || ip.IsPrivate())
}

// clip keeps an error readable whatever was configured.
func clip(text string) string {
	if len(text) > 60 {
		return text[:60] + "…"
	}
	return text
}
