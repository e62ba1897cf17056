package model

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// listed are assumptions of a day, which nobody compared with a provider's price list; the file says so too.
//
//go:embed prices-2026-11-24.json
var listed []byte

// prices are lists of models' prices, the first of which that has a model counts.
type prices []priceList

type priceList struct {
	AsOf   string `json:"asOf"` // year-month-day
	Note   string `json:"note,omitempty"`
	Prices []struct {
		Model string `json:"model"` // provider:name
		// In and Out are US dollars for a million tokens, Image for one picture.
		In, Out, Image float64
	} `json:"prices"`
}

// maxPrices bounds a file of prices, bytes.
const maxPrices = 1 << 20

func readPrices(file string) (prices, error) {
	var out prices
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("read prices: %w", err)
		}
		defer f.Close()
		raw, err := io.ReadAll(io.LimitReader(f, maxPrices))
		if err != nil {
			return nil, fmt.Errorf("read prices: %w", err)
		}
		list, err := parsePrices(raw)
		if err != nil {
			return nil, fmt.Errorf("read prices from %s: %w", file, err)
		}
		out = append(out, list)
	}
	own, err := parsePrices(listed)
	return append(out, own), err
}

func parsePrices(raw []byte) (l priceList, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return l, fmt.Errorf(`%w: it is like {"asOf": "2026-11-24", "prices": [{"model": "openai:name", "in": 0.25, "out": 2, "image": 0}]}`, err)
	}
	for _, p := range l.Prices {
		if _, err := ParseRef(p.Model); err != nil {
			return l, err
		}
		for _, usd := range []float64{p.In, p.Out, p.Image} {
			if !(usd >= 0 && usd <= 100_000) {
				return l, fmt.Errorf("a price of %s is %v: it goes from 0 to 100000 US dollars", p.Model, usd)
			}
		}
	}
	return l, nil
}

func micro(usd float64) uint64 { return uint64(usd*1e6 + 0.5) }

func (l prices) of(ref Ref) Price {
	dearest := Price{}
	for _, list := range l {
		for _, p := range list.Prices {
			one := Price{In: micro(p.In), Out: micro(p.Out), Image: micro(p.Image), Known: true, AsOf: list.AsOf}
			if p.Model == ref.String() {
				return one
			}
			dearest.In, dearest.Out, dearest.Image = max(dearest.In, one.In), max(dearest.Out, one.Out), max(dearest.Image, one.Image)
		}
	}
	return dearest
}
