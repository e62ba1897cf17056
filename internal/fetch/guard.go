package fetch

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// special are the parts of the unicast space that are not the public internet's or stand for something else, beyond those that
// netip knows: IANA's special-purpose registries for IPv4 and IPv6 (RFC 6890 and its updates).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),       // this network
	netip.MustParsePrefix("100.64.0.0/10"),   // carriers' own (CGNAT)
	netip.MustParsePrefix("192.0.0.0/24"),    // protocol assignments
	netip.MustParsePrefix("192.0.2.0/24"),    // documentation
	netip.MustParsePrefix("192.88.99.0/24"),  // 6to4 relays
	netip.MustParsePrefix("198.18.0.0/15"),   // benchmarks
	netip.MustParsePrefix("198.51.100.0/24"), // documentation
	netip.MustParsePrefix("203.0.113.0/24"),  // documentation
	netip.MustParsePrefix("240.0.0.0/4"),     // reserved, broadcast
	netip.MustParsePrefix("2001::/23"),       // Teredo and other protocols, some of which hold an IPv4 address
	netip.MustParsePrefix("2001:db8::/32"),   // documentation
	netip.MustParsePrefix("2002::/16"),       // 6to4: holds an IPv4 address
	netip.MustParsePrefix("3fff::/20"),       // documentation
}

// global6 is all that is given out of IPv6 as public; NAT64, mapped, local and unassigned addresses lie outside.
var global6 = netip.MustParsePrefix("2000::/3")

// public tells whether an address is one on the internet.
func public(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.IsValid() || ip.Zone() != "" || !ip.IsGlobalUnicast() || ip.IsPrivate() || (ip.Is6() && !global6.Contains(ip)) {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// guard looks at the address of a connection that is about to be made, when names have been resolved.
func guard(loopback bool) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !(public(at.Addr()) || loopback && at.Addr().Unmap().IsLoopback()) {
			return badURI("its host is not a public address")
		}
		return nil
	}
}

// dialer connects to strangers' hosts, and unguarded to those in own, which the operator named.
func dialer(resolver *net.Resolver, loopback bool, own map[string]bool) func(ctx context.Context, network, address string) (net.Conn, error) {
	guarded := &net.Dialer{Resolver: resolver, Control: guard(loopback)}
	plain := &net.Dialer{Resolver: resolver}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if network != "tcp" {
			return nil, fmt.Errorf("dial %s: only tcp is dialled", network)
		}
		if own[address] {
			return plain.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
}
