package contenttest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	carv2 "github.com/ipld/go-car/v2"

	"github.com/haus25/backend/store/content"
)

// received is a form that came.
type received struct {
	name   string
	body   []byte
	fields map[string]string
	chunk  int64
}

// receive reads the form of an upload.
func receive(r *http.Request, fault Fault) (*received, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, errors.New("no multipart form")
	}
	f := &received{fields: map[string]string{}}
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			if f.name == "" {
				return nil, errors.New("file argument 'path' is required")
			}
			return f, nil
		}
		if err != nil {
			return nil, errors.New("broken form")
		}
		if part.FormName() != "file" {
			value, err := io.ReadAll(io.LimitReader(part, 64<<10))
			if err != nil {
				return nil, errors.New("broken form")
			}
			f.fields[part.FormName()] = string(value)
			continue
		}
		f.name = part.FileName()
		if fault.Drop {
			io.CopyN(io.Discard, part, 1)
			return nil, http.ErrAbortHandler
		}
		if f.body, err = io.ReadAll(part); err != nil {
			return nil, errors.New("broken form")
		}
	}
}

// put imports what came and remembers that it did.
func (s *Server) put(f *received, version uint64, rawLeaves bool, size int64) (ipld.Node, error) {
	if f.chunk > 0 {
		size = f.chunk
	}
	root, err := s.build(bytes.NewReader(f.body), version, rawLeaves, size)
	if err != nil {
		return nil, err
	}
	s.uploaded(root.Cid())
	return root, nil
}

func (s *Server) uploaded(c cid.Cid) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = append(s.files, c)
}

// addLines is /api/v0/add, kubo's and Lighthouse's: a CIDv0 unless asked for the other, and a second line for a folder around
// the file when that is not declined. Size is the DAG's.
func (s *Server) addLines(r *http.Request, f *received) (any, error) {
	q := r.URL.Query()
	version, raw := uint64(0), q.Get("raw-leaves") == "true"
	if q.Get("cid-version") == "1" {
		version, raw = 1, q.Get("raw-leaves") != "false"
	}
	size := int64(content.BlockSize)
	if text, ok := strings.CutPrefix(q.Get("chunker"), "size-"); ok {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("chunker %q", text)
		}
		size = n
	}
	root, err := s.put(f, version, raw, size)
	if err != nil {
		return nil, err
	}
	total, err := root.Size()
	if err != nil {
		return nil, err
	}
	type line struct{ Name, Hash, Size string }
	lines := []any{line{f.name, root.Cid().String(), strconv.FormatUint(total, 10)}}
	if q.Get("wrap-with-directory") == "true" {
		dir, err := s.PutDirectory(r.Context(), map[string]cid.Cid{f.name: root.Cid()})
		if err != nil {
			return nil, err
		}
		lines = append(lines, line{"", dir.String(), strconv.FormatUint(total+100, 10)})
	}
	return lines, nil
}

// importLines is /api/v0/dag/import: the blocks of a CAR, each hashed, and a line for each root.
func (s *Server) importLines(r *http.Request, f *received) (any, error) {
	reader, err := carv2.NewBlockReader(bytes.NewReader(f.body))
	if err != nil {
		return nil, fmt.Errorf("read a CAR: %w", err)
	}
	for {
		block, err := reader.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read a CAR: %w", err)
		}
		decode := merkledag.DecodeProtobufBlock
		if block.Cid().Type() == cid.Raw {
			decode = merkledag.DecodeRawBlock
		}
		node, err := decode(block)
		if err != nil {
			return nil, fmt.Errorf("decode a block: %w", err)
		}
		if err := s.Add(r.Context(), node); err != nil {
			return nil, err
		}
	}
	type root struct {
		Cid         map[string]string
		PinErrorMsg string
	}
	var lines []any
	for _, c := range reader.Roots {
		// As a pin does it: everything below has to be there.
		walk := func(ctx context.Context, c cid.Cid) ([]*ipld.Link, error) {
			n, err := s.Get(ctx, c)
			if err != nil {
				return nil, err
			}
			return n.Links(), nil
		}
		if err := merkledag.Walk(r.Context(), walk, c, cid.NewSet().Visit); err != nil {
			return nil, err
		}
		s.uploaded(c)
		lines = append(lines, struct{ Root root }{root{map[string]string{"/": c.String()}, ""}})
	}
	return lines, nil
}

// pinataV3 keeps what comes without network=public where no gateway shows it.
func (s *Server) pinataV3(r *http.Request, f *received) (any, error) {
	root, err := s.put(f, 1, true, content.BlockSize)
	if err != nil {
		return nil, err
	}
	network := f.fields["network"]
	if network != "public" {
		network = "private"
		s.Remove(r.Context(), root.Cid()) // never fails
	}
	return map[string]any{"data": map[string]any{"id": s.id(), "name": f.fields["name"], "cid": root.Cid().String(), "size": len(f.body),
		"number_of_files": 1, "mime_type": http.DetectContentType(f.body), "is_duplicate": nil, "network": network}}, nil
}

// pinataOld takes the CID's version from pinataOptions; 0 is its default.
func (s *Server) pinataOld(_ *http.Request, f *received) (any, error) {
	version := uint64(0)
	if strings.Contains(f.fields["pinataOptions"], `"cidVersion":1`) {
		version = 1
	}
	root, err := s.put(f, version, version == 1, content.BlockSize)
	if err != nil {
		return nil, err
	}
	return map[string]any{"ID": s.id(), "IpfsHash": root.Cid().String(), "PinSize": len(f.body), "Timestamp": "2026-01-02T03:04:05.678Z"}, nil
}

// id is a name for the newest upload.
func (s *Server) id() string { return fmt.Sprintf("01930000-0000-7000-8000-%012d", len(s.Files())) }

func splitPath(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}
