package upload

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"time"
)

// pricesFile is data that ages, with its sources. A target whose price is not published by the gigabyte and month is not in it:
// Lighthouse sells plans and storage for good, a kubo node costs what its disk does.
//
//go:embed prices.json
var pricesFile []byte

// price is what a target takes for storage.
type price struct {
	Target        string  `json:"target"`
	USDPerGBMonth float64 `json:"usdPerGBMonth"` // a GB has 10^9 bytes
	AsOf          string  `json:"asOf"`          // year, month, day
	Source        string  `json:"source"`

	asOf time.Time
}

var prices = readPrices(pricesFile)

func readPrices(raw []byte) map[string]price {
	var list []price
	if err := json.Unmarshal(raw, &list); err != nil {
		panic(fmt.Sprintf("prices.json: %v", err)) // it is part of the program
	}
	all := map[string]price{}
	for _, p := range list {
		var err error
		if p.asOf, err = time.Parse(time.DateOnly, p.AsOf); err != nil || p.USDPerGBMonth <= 0 || p.Source == "" || all[p.Target].Target != "" {
			panic(fmt.Sprintf("prices.json: %+v: %v", p, err))
		}
		all[p.Target] = p
	}
	return all
}

// Cost is what a target takes to keep so many bytes for a month, in US dollars, by the price list of that day; a zero day: it is not
// known. Free allowances, minimum fees and traffic are not in it.
func Cost(target string, bytes uint64) (usdPerMonth float64, asOf time.Time) {
	p := prices[target]
	return p.USDPerGBMonth * float64(bytes) / 1e9, p.asOf
}
