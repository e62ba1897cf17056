package content

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/ipfs/go-cid"
)

// TargetOptions say where a target is and how to be let in. Empty addresses mean the provider's own.
type TargetOptions struct {
	// URL takes the uploads: https://upload.lighthouse.storage, https://uploads.pinata.cloud, http://127.0.0.1:5001 (kubo).
	URL string
	// API answers questions and takes what URL does not: https://api.lighthouse.storage, https://api.pinata.cloud; kubo has none.
	API string
	// Key is Lighthouse's API key, Pinata's JWT, or kubo's whole Authorization header (API.Authorizations), which may be empty.
	Key string
	// Stall ends an upload of which nothing could be sent for so long; 1 minute.
	Stall time.Duration
}

// NewTarget makes the target of that name: lighthouse, pinata or kubo.
func NewTarget(name string, o TargetOptions) (Target, error) {
	if o.Stall == 0 {
		o.Stall = time.Minute
	}
	address := func(given, own string) string {
		if given == "" {
			given = own
		}
		return strings.TrimRight(given, "/")
	}
	if secret := map[string]string{"lighthouse": "lighthouse_key", "pinata": "pinata_jwt"}[name]; secret != "" && o.Key == "" {
		return nil, fmt.Errorf("%s takes no upload without a key: name its file as content.%s_file", name, secret)
	}
	switch name {
	case "lighthouse":
		return &lighthouse{newWire(name, "Bearer "+o.Key, "content.lighthouse_key_file", o.Stall),
			address(o.URL, "https://upload.lighthouse.storage"), address(o.API, "https://api.lighthouse.storage")}, nil
	case "pinata":
		return &pinata{newWire(name, "Bearer "+o.Key, "content.pinata_jwt_file", o.Stall),
			address(o.URL, "https://uploads.pinata.cloud"), address(o.API, "https://api.pinata.cloud")}, nil
	case "kubo":
		return &kubo{newWire(name, o.Key, "content.kubo_auth_file", o.Stall), address(o.URL, "http://127.0.0.1:5001")}, nil
	}
	return nil, fmt.Errorf("%q is no upload target: lighthouse, pinata and kubo are", name)
}

// maxLighthouse is the most bytes that Lighthouse takes as one file, 24 GB by its documentation.
const maxLighthouse = 24_000_000_000

// questionWait bounds a question that moves no file.
const questionWait = 20 * time.Second

type lighthouse struct {
	*wire
	upload, api string
}

func (l *lighthouse) Name() string { return l.target }

// Upload adds the file, and when the CID that comes back is another (Lighthouse's import settings may change), sends the very
// blocks as a CAR.
func (l *lighthouse) Upload(ctx context.Context, c cid.Cid, name string, size int64, open func() (io.ReadSeekCloser, error)) (Receipt, error) {
	if size > maxLighthouse {
		return Receipt{}, fmt.Errorf("lighthouse: %w: %d bytes, at most %d", ErrPermanent, size, int64(maxLighthouse))
	}
	name = fileName(name, c)
	reply, err := l.post(ctx, l.upload+"/api/v0/add?wrap-with-directory=false&cid-version=1", form{name: name, size: size, open: open})
	if err != nil {
		return Receipt{}, l.local(err)
	}
	if added, ok := addedAs(reply, name); ok && sameCID(added, c) {
		return Receipt{Target: l.target, CID: c, Size: size, Via: "add"}, nil
	}
	if reply, err = l.importCAR(ctx, l.upload+"/api/v0/dag/import", c, name, open); err != nil {
		return Receipt{}, err
	}
	if !importedRoot(reply, c) {
		if err := l.knows(ctx, c); err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{Target: l.target, CID: c, Size: size, Via: "dag/import"}, nil
}

// UploadFolder sends the blocks.
func (l *lighthouse) UploadFolder(ctx context.Context, c cid.Cid, name string, write func(io.Writer) error) (Receipt, error) {
	reply, err := l.sendCAR(ctx, l.upload+"/api/v0/dag/import", fileName(name, c), write)
	if err != nil {
		return Receipt{}, err
	}
	if !importedRoot(reply, c) {
		if err := l.knows(ctx, c); err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{Target: l.target, CID: c, Via: "dag/import"}, nil
}

// knows asks whether the file is there under its CID: what dag/import answers is not documented.
func (l *lighthouse) knows(ctx context.Context, c cid.Cid) error {
	_, same, err := l.fileInfo(ctx, c)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return &Retryable{Err: fmt.Errorf("ask for the file that was sent: %w", err)}
	case !same:
		return l.wrongCID(c)
	}
	return nil
}

type pinata struct {
	*wire
	upload, api string
}

func (p *pinata) Name() string { return p.target }

// Upload uses the v3 API, and when the CID that comes back is another, the older one, which can be told the CID's version.
func (p *pinata) Upload(ctx context.Context, c cid.Cid, name string, size int64, open func() (io.ReadSeekCloser, error)) (Receipt, error) {
	name = fileName(name, c)
	reply, err := p.post(ctx, p.upload+"/v3/files", form{fields: [][2]string{{"network", "public"}, {"name", name}}, name: name, size: size, open: open})
	if err != nil {
		return Receipt{}, p.local(err)
	}
	var v3 struct{ Data struct{ ID, CID string } }
	if err := json.Unmarshal(reply, &v3); err != nil {
		return Receipt{}, p.unreadable()
	}
	if sameCID(v3.Data.CID, c) {
		return Receipt{Target: p.target, CID: c, ID: p.clean(v3.Data.ID), Size: size, Via: "v3/files"}, nil
	}
	reply, err = p.post(ctx, p.api+"/pinning/pinFileToIPFS", form{fields: [][2]string{{"pinataOptions", `{"cidVersion":1}`}}, name: name, size: size, open: open})
	if err != nil {
		return Receipt{}, p.local(err)
	}
	var old struct{ ID, IpfsHash string }
	if err := json.Unmarshal(reply, &old); err != nil {
		return Receipt{}, p.unreadable()
	}
	if !sameCID(old.IpfsHash, c) {
		return Receipt{}, p.wrongCID(c)
	}
	return Receipt{Target: p.target, CID: c, ID: p.clean(old.ID), Size: size, Via: "pinFileToIPFS"}, nil
}

type kubo struct {
	*wire
	api string
}

func (k *kubo) Name() string { return k.target }

// Upload adds and pins the file with the layout spelled out, since a node's own settings may be others; should the CID differ all
// the same, the blocks go as a CAR.
func (k *kubo) Upload(ctx context.Context, c cid.Cid, name string, size int64, open func() (io.ReadSeekCloser, error)) (Receipt, error) {
	name = fileName(name, c)
	query := url.Values{"cid-version": {"1"}, "raw-leaves": {"true"}, "chunker": {fmt.Sprintf("size-%d", BlockSize)}, "wrap-with-directory": {"false"}, "pin": {"true"}, "progress": {"false"}}
	reply, err := k.post(ctx, k.api+"/api/v0/add?"+query.Encode(), form{name: name, size: size, open: open})
	if err != nil {
		return Receipt{}, k.local(err)
	}
	if added, ok := addedAs(reply, name); ok && sameCID(added, c) {
		return Receipt{Target: k.target, CID: c, Size: size, Via: "add"}, nil
	}
	if reply, err = k.importCAR(ctx, k.api+"/api/v0/dag/import?pin-roots=true", c, name, open); err != nil {
		return Receipt{}, err
	}
	if !importedRoot(reply, c) {
		return Receipt{}, k.wrongCID(c)
	}
	return Receipt{Target: k.target, CID: c, Size: size, Via: "dag/import"}, nil
}

// UploadFolder sends the blocks, and pins the folder with all that it links to.
func (k *kubo) UploadFolder(ctx context.Context, c cid.Cid, name string, write func(io.Writer) error) (Receipt, error) {
	reply, err := k.sendCAR(ctx, k.api+"/api/v0/dag/import?pin-roots=true", fileName(name, c), write)
	if err != nil {
		return Receipt{}, err
	}
	if !importedRoot(reply, c) {
		return Receipt{}, &Retryable{Err: fmt.Errorf("%s: it does not pin folder %s: something in it is not there", k.target, c)}
	}
	return Receipt{Target: k.target, CID: c, Via: "dag/import"}, nil
}

// importCAR sends the file's blocks. Only files of the store's own layout can be sent so.
func (w *wire) importCAR(ctx context.Context, address string, c cid.Cid, name string, open func() (io.ReadSeekCloser, error)) ([]byte, error) {
	f, err := open()
	if err != nil {
		return nil, w.local(fmt.Errorf("read the file to upload: %w", err))
	}
	defer f.Close()
	var writing error // written before post returns
	reply, err := w.sendCAR(ctx, address, name, func(out io.Writer) error {
		writing = WriteCAR(ctx, out, c, f)
		return writing
	})
	if errors.Is(writing, ErrMismatch) {
		return nil, fmt.Errorf("%s: %w: the file does not have the layout that can be sent as blocks", w.target, ErrPermanent)
	}
	return reply, err
}

func (w *wire) sendCAR(ctx context.Context, address, name string, write func(io.Writer) error) ([]byte, error) {
	reply, err := w.post(ctx, address, form{name: name + ".car", size: -1, write: write})
	return reply, w.local(err)
}

// addedAs finds the CID in the lines of an add: one for each file, and for folders around it.
func addedAs(reply []byte, name string) (string, bool) {
	lines := json.NewDecoder(bytes.NewReader(reply))
	for {
		var line struct{ Name, Hash string }
		if lines.Decode(&line) != nil {
			return "", false
		}
		if line.Name == name && line.Hash != "" {
			return line.Hash, true
		}
	}
}

// importedRoot finds the root in the lines of a dag/import, pinned without an error.
func importedRoot(reply []byte, c cid.Cid) bool {
	lines := json.NewDecoder(bytes.NewReader(reply))
	for {
		var line struct {
			Root *struct {
				Cid         map[string]string
				PinErrorMsg string
			}
		}
		if lines.Decode(&line) != nil {
			return false
		}
		if line.Root != nil && line.Root.PinErrorMsg == "" && sameCID(line.Root.Cid["/"], c) {
			return true
		}
	}
}

func (w *wire) wrongCID(c cid.Cid) error {
	return fmt.Errorf("%s: %w: it stores the file under another CID than %s", w.target, ErrPermanent, c)
}

func (w *wire) unreadable() error {
	return &Retryable{Err: fmt.Errorf("%s: its answer cannot be read", w.target)}
}

// local makes a failure of this machine's own, such as a file that cannot be read, one to try again.
func (w *wire) local(err error) error {
	var again *Retryable
	switch {
	case err == nil, errors.Is(err, ErrParked), errors.Is(err, ErrPermanent), errors.As(err, &again), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return &Retryable{Err: fmt.Errorf("%s: %w", w.target, err)}
}
