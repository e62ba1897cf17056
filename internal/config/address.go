package config

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

var (
	// hexAddress is an address with or without EIP-55's mixed case.
	hexAddress = regexp.MustCompile(`^0x[0-9a-fA-F]{40}$`)
	// hostName is a name as resolvers take it.
	hostName = regexp.MustCompile(`^[0-9A-Za-z]([0-9A-Za-z_-]{0,62}\.?)*$`)
)

// address reads a contract's address. Mixed case carries EIP-55's checksum, which finds mistyped digits.
func address(text string) (common.Address, error) {
	if !hexAddress.MatchString(text) {
		return common.Address{}, fmt.Errorf("%q: not an address: must be 0x and 40 hexadecimal digits", shorten(text))
	}
	a := common.HexToAddress(text)
	digits := text[2:]
	switch {
	case a == common.Address{}:
		return a, fmt.Errorf("%s: is the zero address, where no contract is; an optional key can be removed", text)
	case digits != strings.ToLower(digits) && digits != strings.ToUpper(digits) && text != a.Hex():
		return common.Address{}, fmt.Errorf("%s: the checksum (EIP-55) is wrong, so a digit may be mistyped: compare it with its source; if all digits are right, it is written %s", text, a.Hex())
	}
	return a, nil
}

// listener checks host:port. The host is required: leaving it out would listen to the world, which nobody should do by omission.
func listener(text string) error {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return fmt.Errorf(`%q: must be host:port, such as "127.0.0.1:8480"`, shorten(text))
	}
	if host == "" {
		return fmt.Errorf(`%q: the host is missing: "127.0.0.1:%s" for this machine only, "0.0.0.0:%s" for every network`, shorten(text), shorten(port), shorten(port))
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return fmt.Errorf("%q: the port must be 0 to 65535, where 0 lets the system choose", shorten(text))
	}
	if _, err := netip.ParseAddr(host); err != nil && (!hostName.MatchString(host) || len(host) > 253 || allDigits(host)) {
		return fmt.Errorf("%q: the host is neither an IP address nor a name", shorten(text))
	}
	return nil
}

// allDigits finds mistyped IPv4 addresses, which would pass as names.
func allDigits(host string) bool { return strings.Trim(host, "0123456789.") == "" }
