package render

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// directive is a line or a block of SRS's configuration.
type directive struct {
	name  string
	args  []string
	block []directive
}

// parse reads SRS's grammar as SRS does, and nothing that it would take otherwise: words, quotes, a sharp at the beginning of a word, and ; { }.
func parse(text string) ([]directive, error) {
	p := &parser{text: text}
	list, err := p.block(0)
	if err == nil && p.text != "" {
		err = fmt.Errorf("%q is left", clip(p.text))
	}
	return list, err
}

type parser struct{ text string }

// word is the next one: of characters, or one of ; { }, or empty at the end.
func (p *parser) word() (string, bool, error) {
	for {
		p.text = strings.TrimLeft(p.text, " \t\r\n")
		if !strings.HasPrefix(p.text, "#") {
			break
		}
		_, p.text, _ = strings.Cut(p.text, "\n")
	}
	if p.text == "" {
		return "", true, nil
	}
	if strings.IndexByte(";{}", p.text[0]) >= 0 {
		w := p.text[:1]
		p.text = p.text[1:]
		return w, true, nil
	}
	if strings.ContainsAny(p.text[:1], `"'`) {
		return "", false, fmt.Errorf("quotes at %q: nothing here needs them", clip(p.text))
	}
	i := strings.IndexAny(p.text, " \t\r\n;{}\"'#$\\")
	if i < 0 || strings.IndexByte("{}\"'#$\\", p.text[i]) >= 0 {
		return "", false, fmt.Errorf("a word does not end: %q", clip(p.text))
	}
	w := p.text[:i]
	p.text = p.text[i:]
	return w, false, nil
}

func (p *parser) block(depth int) (list []directive, err error) {
	var words []string
	for {
		w, mark, err := p.word()
		switch {
		case err != nil:
			return nil, err
		case !mark:
			words = append(words, w)
			continue
		case w == "":
			if depth > 0 || len(words) > 0 {
				return nil, errors.New("unexpected end")
			}
			return list, nil
		case w == "}":
			if depth == 0 || len(words) > 0 {
				return nil, fmt.Errorf("unexpected } after %q", words)
			}
			return list, nil
		case len(words) == 0:
			return nil, fmt.Errorf("unexpected %s", w)
		}
		d := directive{name: words[0], args: words[1:]}
		if w == "{" {
			if d.block, err = p.block(depth + 1); err != nil {
				return nil, err
			}
			if d.block == nil {
				d.block = []directive{}
			}
		}
		list, words = append(list, d), nil
	}
}

// known are the directives that SRS 6 has, by the block that they are in, as far as they are of use here: the names in its full.conf. A block
// that takes any name, for they are another program's options, is "*".
var known = map[string]string{
	"":            "daemon pid max_connections listen srs_log_tank srs_log_level srs_log_file ff_log_dir work_dir http_api{ http_server{ rtc_server{ vhost{",
	"http_api":    "enabled listen crossdomain auth{ raw_api{ https{",
	"auth":        "enabled username password",
	"http_server": "enabled listen dir crossdomain https{",
	"rtc_server":  "enabled listen protocol candidate api_as_candidates resolve_api_domain keep_api_domain use_auto_detect_network_ip ip_family tcp{",
	"vhost":       "enabled http_hooks{ security{ rtc{ http_remux{ hls{ transcode{ play{ publish{ min_latency tcp_nodelay",
	"http_hooks":  "enabled on_connect on_close on_publish on_unpublish on_play on_stop on_dvr on_hls on_hls_notify",
	"security":    "enabled allow deny",
	"rtc":         "enabled rtmp_to_rtc rtc_to_rtmp nack twcc stun_timeout pli_for_rtmp keep_bframe",
	"http_remux":  "enabled mount fast_cache",
	"hls":         "enabled hls_fragment hls_window hls_path hls_m3u8_file hls_ts_file hls_cleanup hls_dispose hls_wait_keyframe hls_ctx hls_ts_ctx hls_td_ratio hls_aof_ratio hls_on_error hls_acodec hls_vcodec hls_nb_notify hls_ts_floor hls_keys",
	"transcode":   "enabled ffmpeg engine{",
	"engine":      "enabled perfile{ iformat vfilter{ vcodec vbitrate vfps vwidth vheight vthreads vprofile vpreset vparams{ acodec abitrate asample_rate achannels aparams{ oformat output",
	"vfilter":     "*",
	"vparams":     "*",
}

// named are the blocks with an argument, and how many arguments a line may have when it is not one.
var (
	named  = map[string]bool{"vhost": true, "engine": true}
	double = map[string]bool{"allow": true, "deny": true}
)

// check compares with the list, and gathers every line by its path.
func check(t *testing.T, list []directive, in, path string, lines map[string][]string) {
	t.Helper()
	for _, d := range list {
		name, args := d.name, 1
		if d.block != nil {
			name, args = name+"{", 0
			if named[d.name] {
				args = 1
			}
		}
		if double[d.name] {
			args = 2
		}
		if k := strings.Fields(known[in]); !slices.Contains(k, name) && !slices.Equal(k, []string{"*"}) {
			t.Errorf("SRS does not know %s in %q", name, in)
		}
		if len(d.args) != args {
			t.Errorf("%s%s has %d arguments: %q", path, d.name, len(d.args), d.args)
		}
		at := path + d.name
		if d.block != nil {
			check(t, d.block, d.name, strings.Join(append([]string{at}, d.args...), " ")+"/", lines)
		} else {
			lines[at] = append(lines[at], strings.Join(d.args, " "))
		}
	}
}

// parsed renders and reads.
func parsed(t *testing.T, o Options, api string) map[string][]string {
	t.Helper()
	var at netip.AddrPort
	if api != "" {
		at = netip.MustParseAddrPort(api)
	}
	text, err := SRS(o, at)
	if err != nil {
		t.Fatal(err)
	}
	list, err := parse(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	lines := map[string][]string{}
	check(t, list, "", "", lines)
	return lines
}

func expect(t *testing.T, lines map[string][]string, want map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got := strings.Join(lines[name], ", "); got != want[name] {
			t.Errorf("%s is %q, want %q", name, got, want[name])
		}
	}
}

const vhost = "vhost __defaultVhost__/"

var plain = Options{Host: host, HLSDir: "/var/lib/srs/hls", Secret: shared}

// TestSRS: the settings that the archive and the access depend on.
func TestSRS(t *testing.T) {
	hook := "http://127.0.0.1:8482/srs?secret=" + shared
	lines := parsed(t, plain, "")
	expect(t, lines, map[string]string{
		"listen": "1935", "max_connections": "1000", "srs_log_level": "warn", "daemon": "off", "ff_log_dir": "/dev/null",
		"http_api/listen": "127.0.0.1:1985", "http_api/auth/enabled": "", "http_server/listen": "127.0.0.1:8088", "http_server/dir": "/var/lib/srs/hls",
		"http_api/crossdomain": "off", "rtc_server/listen": "8000", "rtc_server/candidate": "*", "rtc_server/api_as_candidates": "on",
		vhost + "rtc/enabled": "on", vhost + "rtc/rtmp_to_rtc": "on", vhost + "rtc/rtc_to_rtmp": "on",
		vhost + "http_remux/enabled": "on", vhost + "http_remux/mount": "[vhost]/[app]/[stream].flv",
		vhost + "http_hooks/enabled": "on", vhost + "http_hooks/on_publish": hook, vhost + "http_hooks/on_unpublish": hook, vhost + "http_hooks/on_play": hook,
		vhost + "http_hooks/on_stop": hook, vhost + "http_hooks/on_hls": hook,
		vhost + "hls/enabled": "on", vhost + "hls/hls_path": "/var/lib/srs/hls", vhost + "hls/hls_fragment": "10", vhost + "hls/hls_window": "60",
		vhost + "hls/hls_ts_file": "[app]/[stream]/[timestamp]-[seq]-[duration].ts", vhost + "hls/hls_m3u8_file": "[app]/[stream].m3u8",
		vhost + "hls/hls_cleanup": "off", vhost + "hls/hls_dispose": "0", vhost + "hls/hls_wait_keyframe": "on", vhost + "hls/hls_ctx": "off", vhost + "hls/hls_ts_ctx": "off",
		vhost + "security/enabled": "", vhost + "transcode/enabled": "",
	})
}

func TestSRSOptions(t *testing.T) {
	o := plain
	o.APIAuth = "haus:pass.word"
	o.Ladder = []string{"480p", "720p"}
	o.Fragment, o.Window, o.MaxConnections = 4, 24, 500
	o.AllowPublish = []netip.Prefix{netip.MustParsePrefix("192.0.2.9/24"), netip.MustParsePrefix("198.51.100.7/32"), netip.MustParsePrefix("2001:db8::7/128"), netip.MustParsePrefix("2001:db8::/32")}
	var err error
	if o.SRS, err = Instances([]string{"http://localhost:1985", "http://127.0.0.1:1986/", "http://10.0.0.2:1985"}); err != nil {
		t.Fatal(err)
	}
	o.SRS[1].Candidate = "203.0.113.5"
	lines := parsed(t, o, "127.0.0.1:1986")
	expect(t, lines, map[string]string{
		"listen": "1936", "http_api/listen": "127.0.0.1:1986", "http_server/listen": "127.0.0.1:8089", "rtc_server/listen": "8001", "rtc_server/candidate": "203.0.113.5",
		"rtc_server/api_as_candidates": "off", "max_connections": "500", "http_api/auth/username": "haus", "http_api/auth/password": "pass.word",
		vhost + "hls/hls_fragment": "4", vhost + "hls/hls_window": "24",
		vhost + "security/enabled": "on", vhost + "security/deny": "",
		vhost + "security/allow":                        "play all, publish 192.0.2.0/24, publish 198.51.100.7, publish 2001:db8::7, publish 127.0.0.1",
		vhost + "transcode/ffmpeg":                      "/usr/bin/ffmpeg",
		vhost + "transcode/engine 720p/vfilter/vf":      "scale=-2:720",
		vhost + "transcode/engine 480p/vfilter/vf":      "scale=-2:480",
		vhost + "transcode/engine 480p/output":          "rtmp://127.0.0.1:1936/[app]/[stream]_[engine]?vhost=[vhost]",
		vhost + "transcode/engine 480p/vparams/maxrate": "1000k",
	})
	expect(t, parsed(t, o, "10.0.0.2:1985"), map[string]string{"listen": "1935", "http_server/listen": "10.0.0.2:8088", "rtc_server/listen": "8000"})

	o.Ladder, o.AllowPublish = nil, []netip.Prefix{netip.MustParsePrefix("2001:db8::/32")}
	expect(t, parsed(t, o, "127.0.0.1:1986"), map[string]string{vhost + "security/allow": "play all, publish 127.0.0.1"})
}

// TestParser: the parser of these tests refuses what SRS would.
func TestParser(t *testing.T) {
	for _, text := range []string{"a", "a b", "a;}", "a {", "a { b }", ";", "{ }", "a \"b;", "a b;;", "a { b; };", "a $b;", "a b#c;"} {
		if list, err := parse(text); err == nil {
			t.Errorf("%q: %+v", text, list)
		}
	}
	if list, err := parse("# x {\na b; c d { e; # y\n}"); err != nil || len(list) != 2 || list[1].block[0].name != "e" {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestHostileOptions: a value that could become more than a value is refused by both, and the error says whose it is.
func TestHostileOptions(t *testing.T) {
	breakouts := []string{"x; deny", "x}", "x{", "x y", "x\ny", `x"`, "x'", "x#", "x$host", `x\`, "", "x\x00y", "é", strings.Repeat("x", 2000) + ";"}
	fields := map[string]func(*Options, string){
		"host":        func(o *Options, v string) { o.Host = v },
		"hls_dir":     func(o *Options, v string) { o.HLSDir = "/" + v },
		"secret":      func(o *Options, v string) { o.Secret = shared + v },
		"api_auth":    func(o *Options, v string) { o.APIAuth = "a:" + v },
		"certificate": func(o *Options, v string) { o.Cert = "/" + v },
		"key":         func(o *Options, v string) { o.Key = "/" + v },
		"ffmpeg":      func(o *Options, v string) { o.FFmpeg = "/" + v },
		"log folder":  func(o *Options, v string) { o.LogDir = "/" + v },
		"listen":      func(o *Options, v string) { o.Listen = []string{"443" + v + " "} },
		"ladder":      func(o *Options, v string) { o.Ladder = []string{v} },
		"candidate":   func(o *Options, v string) { o.SRS = one(); o.SRS[0].Candidate = v + ";" },
	}
	for name, set := range fields {
		for _, v := range breakouts {
			if name == "secret" && v == "" {
				continue // the secret itself
			}
			o := plain
			set(&o, v)
			for _, what := range []string{"srs", "nginx"} {
				if text, err := Config(o, []string{what}); err == nil || text != "" || !strings.Contains(err.Error(), name) || len(err.Error()) > 400 {
					t.Errorf("%s: %s = %.60q: %v", what, name, v, err)
				}
			}
		}
	}
	for name, set := range map[string]func(*Options){
		"private":                    func(o *Options) { o.SRS = one(); o.SRS[0].HTTP = netip.MustParseAddrPort("203.0.113.5:8088") },
		"plays without a ticket":     func(o *Options) { o.SRS = one(); o.SRS[0].API = netip.MustParseAddrPort("0.0.0.0:1985") },
		"hooks: 0.0.0.0:8482":        func(o *Options) { o.Hooks = netip.MustParseAddrPort("0.0.0.0:8482") },
		"both want tcp 127.0.0.1:19": func(o *Options) { o.SRS = append(one(), one()...) },
		"a port for RTMP":            func(o *Options) { o.SRS = one(); o.SRS[0].RTMP = 0 },
		"each once":                  func(o *Options) { o.Ladder = []string{"720p", "720p"} },
		"fragment: 61":               func(o *Options) { o.Fragment = 61 },
		"openssl rand":               func(o *Options) { o.Secret = "" },
	} {
		o := plain
		set(&o)
		if text, err := Nginx(o); err == nil || text != "" || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	o := plain
	o.Secret = "short-and-secret"[:12] + ";"
	o.APIAuth = "hidden"
	if _, err := Nginx(o); err == nil || strings.Contains(err.Error(), "short") || strings.Contains(err.Error(), "hidden") {
		t.Errorf("a secret in the error: %v", err)
	}
}

func one() []Instance {
	list, _ := Instances([]string{"http://127.0.0.1:1985"})
	return list
}

func TestConfig(t *testing.T) {
	two := plain
	two.SRS, _ = Instances([]string{"http://127.0.0.1:1985", "http://127.0.0.1:1986"})
	for _, c := range []struct {
		o    Options
		args string
		want string
		err  bool
	}{
		{plain, "", "__defaultVhost__", false},
		{plain, "srs", "__defaultVhost__", false},
		{plain, "nginx", "auth_request", false},
		{two, "srs 127.0.0.1:1986", "listen      127.0.0.1:1986", false},
		{two, "srs", "127.0.0.1:1985, 127.0.0.1:1986", true},
		{two, "srs 127.0.0.1:1987", "127.0.0.1:1985, 127.0.0.1:1986", true},
		{plain, "srs x", "127.0.0.1:1985", true},
		{plain, "apache", "nginx", true},
	} {
		text, err := Config(c.o, strings.Fields(c.args))
		if c.err != errors.Is(err, ErrUsage) || !c.err && err != nil {
			t.Errorf("%q: %v", c.args, err)
		}
		if err != nil {
			text += err.Error()
		}
		if !strings.Contains(text, c.want) {
			t.Errorf("%q: no %q in\n%s", c.args, c.want, text)
		}
	}
}

func TestInstances(t *testing.T) {
	for _, url := range []string{"https://127.0.0.1:1985", "http://srs.example:1985", "127.0.0.1:1985", "http://127.0.0.1:99999", "http://127.0.0.1:1985;x"} {
		if list, err := Instances([]string{url}); err == nil {
			t.Errorf("%s: %+v", url, list)
		}
	}
}
