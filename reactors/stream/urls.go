package stream

import (
	"net"
	"strconv"
	"strings"

	"github.com/haus25/backend/internal/srs"
)

// The ports that clients of haus²⁵ know: RTMP's own, and that of the proxy before SRS's HTTP server.
const (
	rtmpPort = 1935
	httpPort = "8080"
)

// links are a stream's URLs, of which some are taken.
type links srs.URLs

// publish are those to publish to.
func (l links) publish() srs.URLs { return srs.URLs{WHIP: l.WHIP, RTMP: l.RTMP} }

// watch are those to watch.
func (l links) watch() srs.URLs { return srs.URLs{RTMP: l.RTMP, WHEP: l.WHEP, FLV: l.FLV, HLS: l.HLS} }

// urls are a stream's addresses, carrying the token when there is one. The name is legal and the token of the letters of base64url, so
// neither needs escaping.
func (s *Service) urls(event uint64, variant, token string) links {
	name, port := srs.NameOf(event, variant), uint16(rtmpPort)
	if s.RTMPPort != nil {
		port = s.RTMPPort(event)
	}
	scheme := "http"
	if s.TLS {
		scheme = "https"
	}
	first, more := "", ""
	if token != "" {
		first, more = "?token="+token, "&token="+token
	}
	query := "/?app=" + srs.App + "&stream=" + name + more
	player := scheme + "://" + net.JoinHostPort(s.host, httpPort) + "/" + srs.App + "/" + name
	return links{
		WHIP: scheme + "://" + s.Host + "/rtc/v1/whip" + query,
		WHEP: scheme + "://" + s.Host + "/rtc/v1/whep" + query,
		RTMP: "rtmp://" + net.JoinHostPort(s.host, strconv.Itoa(int(port))) + "/" + srs.App + "/" + name + first,
		FLV:  player + ".flv" + first,
		HLS:  player + ".m3u8" + first,
	}
}

// URLs are where the event is published and watched, without tokens. They depend on nothing but the event and the configuration.
func (s *Service) URLs(event uint64) srs.URLs { return srs.URLs(s.urls(event, "", "")) }

// Variants are the event's qualities: the source, what the ladder makes of it, and, last, the enhanced stream.
func (s *Service) Variants(event uint64) []srs.Variant { return s.variants(event, "") }

func (s *Service) variants(event uint64, token string) (out []srs.Variant) {
	for _, name := range append(append([]string{""}, s.Ladder...), srs.Enhanced) {
		v := srs.Variant{Name: name, Stream: srs.NameOf(event, name), URLs: srs.URLs(s.urls(event, name, token))}
		if name == "" {
			v.Name = "source"
		}
		out = append(out, v)
	}
	return out
}

func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return strings.Trim(host, "[]")
}
