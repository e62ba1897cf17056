package rtmp

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"text/template"
	"time"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
)

// module is where Debian's libnginx-mod-rtmp puts it.
const module = "/usr/lib/nginx/modules/ngx_rtmp_module.so"

// Options of a server.
type Options struct {
	HLSDir   string        // absolute: live/{stream}-{seq}.ts and live/{stream}.m3u8 go there
	Fragment time.Duration // whole seconds: how long a segment is at least; default 10 s
}

// Server is nginx and what translates for it. Its methods may be called by any goroutine.
type Server struct {
	dir        string // nginx' own
	rtmp, http string // its addresses
	nginx      *exec.Cmd
	shim       *httptest.Server
	client     *http.Client
	ended      chan struct{}
	end        error // set when ended is closed

	mu    sync.Mutex
	hooks string
	asked []Question
	list  *srstest.Server // SRS' API, as of the last question
}

// Question is a callback that haus was asked, and its answer.
type Question struct {
	Action, Stream string
	Allowed        bool
}

var configuration = template.Must(template.New("nginx").Parse(`load_module {{.Module}};
{{if .Root}}user root;{{end}}
daemon off;
worker_processes 1; # which knows all clients
pid {{.Dir}}/nginx.pid;
error_log {{.Dir}}/error.log notice;
events { worker_connections 256; }
rtmp {
    access_log off;
    server {
        listen {{.RTMP}};
        application live {
            live on;
            hls on;
            hls_path "{{.HLS}}";
            hls_nested off;
            hls_fragment {{.Fragment}}s;
            hls_cleanup off;
            on_publish {{.Shim}}/notify;
            on_publish_done {{.Shim}}/notify;
            on_play {{.Shim}}/notify;
            on_play_done {{.Shim}}/notify;
        }
    }
}
http {
    access_log off;
    client_body_temp_path {{.Dir}}/temp;
    proxy_temp_path {{.Dir}}/temp;
    fastcgi_temp_path {{.Dir}}/temp;
    uwsgi_temp_path {{.Dir}}/temp;
    scgi_temp_path {{.Dir}}/temp;
    server {
        listen {{.HTTP}};
        location = /stat { rtmp_stat all; }
        location /control { rtmp_control all; }
    }
}
`))

// Start runs nginx on loopback ports of the system's choice. Close ends it.
func Start(o Options) (_ *Server, err error) {
	if !filepath.IsAbs(o.HLSDir) {
		return nil, fmt.Errorf("the folder for HLS is %q: give an absolute path", o.HLSDir)
	}
	binary, err := exec.LookPath("nginx")
	if err != nil {
		binary, err = exec.LookPath("/usr/sbin/nginx")
	}
	if err == nil {
		_, err = os.Stat(module)
	}
	if err != nil {
		return nil, fmt.Errorf("look for nginx and its RTMP module: %w; install nginx and libnginx-mod-rtmp (make setup)", err)
	}
	hls := filepath.Join(o.HLSDir, srs.App)
	if err := os.MkdirAll(hls, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder for HLS: %w", err)
	}
	s := &Server{list: srstest.New(), ended: make(chan struct{}), client: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}}
	if s.dir, err = os.MkdirTemp("", "rtmp"); err != nil {
		return nil, fmt.Errorf("make nginx' folder: %w", err)
	}
	s.shim = httptest.NewServer(s)
	defer func() {
		if err != nil {
			s.shim.Close()
			err = errors.Join(err, os.RemoveAll(s.dir))
		}
	}()
	// nginx takes over sockets that are open already, so no port is guessed, and who comes early waits.
	var sockets []*os.File
	for _, address := range []*string{&s.rtmp, &s.http} {
		f, err := socket(address)
		if err != nil {
			return nil, fmt.Errorf("listen for nginx: %w", err)
		}
		defer f.Close()
		sockets = append(sockets, f)
	}
	var text bytes.Buffer
	err = configuration.Execute(&text, map[string]any{"Module": module, "Root": os.Getuid() == 0, "Dir": s.dir, "HLS": hls, "RTMP": s.rtmp, "HTTP": s.http,
		"Shim": s.shim.URL, "Fragment": int(cmp.Or(o.Fragment, 10*time.Second) / time.Second)})
	if err != nil {
		return nil, fmt.Errorf("write nginx' configuration: %w", err)
	}
	file := filepath.Join(s.dir, "nginx.conf")
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		return nil, fmt.Errorf("write nginx' configuration: %w", err)
	}
	s.nginx = exec.Command(binary, "-e", s.log(), "-c", file)
	s.nginx.Env = append(os.Environ(), "NGINX=3;4;")
	s.nginx.ExtraFiles = sockets
	s.nginx.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM} // at which nginx ends its worker, too
	if err := s.run(); err != nil {
		return nil, err
	}
	for _, f := range sockets { // exec made them block, and a connection that is gone when it is accepted would stop nginx
		raw, err := f.SyscallConn()
		if err == nil {
			err = raw.Control(func(fd uintptr) { err = syscall.SetNonblock(int(fd), true) })
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("prepare nginx' sockets: %w", err), s.stop())
		}
		f.Close() // so that nobody waits at the socket of a nginx that has ended
	}
	if _, err := s.ask("/stat"); err != nil {
		return nil, errors.Join(err, s.stop(), errors.New(s.said()))
	}
	return s, nil
}

func socket(address *string) (*os.File, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer ln.Close()
	*address = ln.Addr().String()
	return ln.(*net.TCPListener).File()
}

// URL is where application live is, e.g. rtmp://127.0.0.1:1935/live: a stream's name and query follow.
func (s *Server) URL() string { return "rtmp://" + s.rtmp + "/" + srs.App }

// API is where SRS' HTTP API answers.
func (s *Server) API() string { return s.shim.URL }

// Ask says where callbacks go, with the secret. Until then everybody is refused.
func (s *Server) Ask(hooks string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks = hooks
}

// Asked are the callbacks until now.
func (s *Server) Asked() []Question {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Question(nil), s.asked...)
}

// Close ends nginx, which closes what is being written, and all that belongs to it.
func (s *Server) Close() error {
	err := s.stop()
	s.shim.Close()
	s.client.CloseIdleConnections()
	http.DefaultClient.CloseIdleConnections() // by which callbacks are posted
	return errors.Join(err, os.RemoveAll(s.dir))
}

func (s *Server) log() string { return filepath.Join(s.dir, "error.log") }

// said is nginx' log.
func (s *Server) said() string {
	text, err := os.ReadFile(s.log())
	if err != nil {
		return "nginx left no log"
	}
	return "nginx said:\n" + string(text)
}

// run starts nginx and notes when it ends.
func (s *Server) run() error {
	if err := s.nginx.Start(); err != nil {
		return fmt.Errorf("start nginx: %w", err)
	}
	go func() {
		s.end = s.nginx.Wait()
		close(s.ended)
	}()
	return nil
}

func (s *Server) stop() error {
	select {
	case <-s.ended: // by itself
	default:
		if err := s.nginx.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("end nginx: %w", err)
		}
		<-s.ended
	}
	if s.end != nil {
		return fmt.Errorf("nginx ended with %w; %s", s.end, s.said())
	}
	return nil
}

// hook posts a callback; nobody to ask is a no.
func (s *Server) hook(ctx context.Context, h srs.Hook) bool {
	s.mu.Lock()
	url := s.hooks
	s.mu.Unlock()
	yes := false
	if url != "" {
		yes, _ = srstest.Post(ctx, url, h)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, Question{h.Action, h.Stream, yes})
	return yes
}
