package content

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/ipfs/go-cid"
)

// Account is a target that tells how much its plan gives.
type Account interface {
	// Usage is how many bytes are kept there and how many the plan allows; 0: it sets no limit. An error is [ErrParked], a
	// [*Retryable], or the context's.
	Usage(ctx context.Context) (used, limit uint64, err error)
}

// Prover is a target that stores files with others for good (Filecoin) and tells how that stands. What it tells is its own word:
// nothing of it is proven here, and nothing is deleted for it.
//
// An error is [ErrParked], [ErrUnknown], [ErrPermanent], a [*Retryable], or the context's.
type Prover interface {
	// FileInfo describes a file that it keeps.
	FileInfo(ctx context.Context, c cid.Cid) (FileInfo, error)
	// Deals are the storage deals that have the file. None is no failure: a deal takes hours to a day.
	Deals(ctx context.Context, c cid.Cid) ([]Deal, error)
	// Proof tells of the file's inclusion in deals (PoDSI), as far as it knows.
	Proof(ctx context.Context, c cid.Cid) ([]Inclusion, error)
	// RequestPDP asks for a deal with proofs of data possession for a file of at most [MaxPDP] bytes.
	RequestPDP(ctx context.Context, c cid.Cid) error
	// PDP are such deals.
	PDP(ctx context.Context, c cid.Cid) ([]PDPDeal, error)
}

// MaxPDP is the most bytes of a file that Lighthouse makes a PDP deal for.
const MaxPDP = 100_000_000

// ErrUnknown says that the target does not know the file that it was asked about.
var ErrUnknown = errors.New("the target does not know the file")

// FileInfo is what a target says of a file.
type FileInfo struct {
	CID  cid.Cid // the one that was asked for
	Size int64   // bytes
	Name string
	Type string // media type
}

// Deal is a Filecoin storage deal.
type Deal struct {
	ID       string // on chain; empty: not there yet
	Provider string
	Status   string // the target's word, such as "Sealing"
	Piece    string // piece CID of what the deal has, the file among it; empty: not told
}

// Inclusion says that a file is part of a deal's piece.
type Inclusion struct {
	DealID, Provider string
	Piece            string // of the file itself; empty: not told
	PieceSize        uint64 // bytes
}

// PDPDeal is a deal with proofs of data possession.
type PDPDeal struct {
	Status  string
	Done    bool   // completed
	RootCID string // its name at the provider; empty: none yet
	URL     string // where the provider has it: a stranger's text
	Tx      string // transaction of the deal
}

const (
	// maxAnswers bounds how many deals of one file are looked at.
	maxAnswers = 1000
	// maxWord bounds a provider's word that is kept: CIDs, hashes and URLs are shorter.
	maxWord = 300
)

// ask puts a question about one file, or about the account when c is not defined.
func (l *lighthouse) ask(ctx context.Context, path string, c cid.Cid, answer any) error {
	asking, cancel := context.WithTimeout(ctx, questionWait)
	defer cancel()
	address := l.api + path
	if c.Defined() {
		address += "?cid=" + url.QueryEscape(c.String())
	}
	r, err := http.NewRequestWithContext(asking, http.MethodGet, address, nil)
	if err != nil {
		return l.local(err)
	}
	reply, status, err := l.do(r)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return &Retryable{Err: fmt.Errorf("%s: it does not answer %s within %s", l.target, path, questionWait)}
	case c.Defined() && (status == http.StatusNotFound || status == http.StatusBadRequest && errors.Is(err, ErrPermanent)): // no ended plan
		return fmt.Errorf("%s: ask %s about %s: %w", l.target, path, c, ErrUnknown)
	case err != nil:
		return fmt.Errorf("ask %s: %w", path, err)
	case answer != nil && json.Unmarshal(reply, answer) != nil:
		return l.unreadable()
	}
	return nil
}

// Usage is Lighthouse's user_data_usage.
func (l *lighthouse) Usage(ctx context.Context) (used, limit uint64, err error) {
	var v struct{ DataLimit, DataUsed *loose }
	if err := l.ask(ctx, "/api/user/user_data_usage", cid.Undef, &v); err != nil {
		return 0, 0, err
	}
	if v.DataUsed == nil || v.DataLimit == nil {
		return 0, 0, l.unreadable()
	}
	return v.DataUsed.number(), v.DataLimit.number(), nil
}

// FileInfo is Lighthouse's file_info.
func (l *lighthouse) FileInfo(ctx context.Context, c cid.Cid) (FileInfo, error) {
	info, same, err := l.fileInfo(ctx, c)
	if err == nil && !same {
		return FileInfo{}, fmt.Errorf("%s: it tells of another file than %s: %w", l.target, c, ErrUnknown)
	}
	return info, err
}

func (l *lighthouse) fileInfo(ctx context.Context, c cid.Cid) (info FileInfo, same bool, err error) {
	var v struct {
		FileSizeInBytes         loose
		CID, FileName, MimeType string
	}
	if err := l.ask(ctx, "/api/lighthouse/file_info", c, &v); err != nil {
		return FileInfo{}, false, err
	}
	return FileInfo{CID: c, Size: int64(v.FileSizeInBytes.number()), Name: word(v.FileName), Type: word(v.MimeType)}, sameCID(v.CID, c), nil
}

// Deals is Lighthouse's deal_status.
func (l *lighthouse) Deals(ctx context.Context, c cid.Cid) ([]Deal, error) {
	var v []struct {
		ChainDealID, DealID                   loose
		StorageProvider, DealStatus, PieceCID loose
	}
	if err := l.ask(ctx, "/api/lighthouse/deal_status", c, &v); err != nil {
		return nil, err
	}
	deals := make([]Deal, 0, len(v))
	for _, d := range v[:min(len(v), maxAnswers)] {
		id := d.ChainDealID
		if id.empty() {
			id = d.DealID
		}
		if id.empty() {
			id = ""
		}
		deals = append(deals, Deal{word(string(id)), word(string(d.StorageProvider)), word(string(d.DealStatus)), word(string(d.PieceCID))})
	}
	return deals, nil
}

// Proof is Lighthouse's get_proof. A deal without an inclusion proof in it is not counted.
func (l *lighthouse) Proof(ctx context.Context, c cid.Cid) ([]Inclusion, error) {
	var v struct {
		DealInfo []struct {
			DealID, StorageProvider loose
			Proof                   struct {
				VerifierData struct {
					CommPc string
					SizePc loose
				}
				InclusionProof map[string]json.RawMessage
			}
		}
	}
	if err := l.ask(ctx, "/api/lighthouse/get_proof", c, &v); err != nil {
		return nil, err
	}
	var all []Inclusion
	for _, d := range v.DealInfo[:min(len(v.DealInfo), maxAnswers)] {
		if len(d.Proof.InclusionProof) > 0 && !d.DealID.empty() {
			all = append(all, Inclusion{word(string(d.DealID)), word(string(d.StorageProvider)), word(d.Proof.VerifierData.CommPc), d.Proof.VerifierData.SizePc.number()})
		}
	}
	return all, nil
}

// RequestPDP is Lighthouse's pdp_deal_request.
func (l *lighthouse) RequestPDP(ctx context.Context, c cid.Cid) error {
	return l.ask(ctx, "/api/lighthouse/pdp_deal_request", c, nil)
}

// PDP is Lighthouse's pdp_deal_status.
func (l *lighthouse) PDP(ctx context.Context, c cid.Cid) ([]PDPDeal, error) {
	var v []struct {
		DealStatus         string
		TransactionDetails struct{ RootCID, DownloadURL, TXHash string }
	}
	if err := l.ask(ctx, "/api/lighthouse/pdp_deal_status", c, &v); err != nil {
		return nil, err
	}
	deals := make([]PDPDeal, 0, len(v))
	for _, d := range v[:min(len(v), maxAnswers)] {
		t := d.TransactionDetails
		deals = append(deals, PDPDeal{word(d.DealStatus), strings.EqualFold(d.DealStatus, "completed"), word(t.RootCID), word(t.DownloadURL), word(t.TXHash)})
	}
	return deals, nil
}

// word is a stranger's text that is kept, on one line and of bounded length.
func word(text string) string {
	if len(text) > maxWord {
		text = strings.ToValidUTF8(text[:maxWord], "")
	}
	return printable(text)
}

// loose is a JSON value that is a number for some and a string for others.
type loose string

func (l *loose) UnmarshalJSON(raw []byte) error {
	var text string
	switch {
	case string(raw) == "null":
		*l = ""
	case json.Unmarshal(raw, &text) == nil:
		*l = loose(text)
	case raw[0] == '{' || raw[0] == '[':
		return errors.New("not a number or a string")
	default:
		*l = loose(raw)
	}
	return nil
}

func (l loose) empty() bool { return l == "" || l == "0" }

// number is 0 for what is none, and for what is below 0.
func (l loose) number() uint64 {
	base := 10
	if strings.HasPrefix(string(l), "0x") {
		base = 0
	}
	if n, err := strconv.ParseUint(string(l), base, 64); err == nil {
		return n
	}
	f, err := strconv.ParseFloat(string(l), 64) // 1.2e9
	if err != nil || !(f > 0 && f < 1<<63) {
		return 0
	}
	return uint64(f)
}
