package extension

import (
	"context"
	"fmt"
	"net/netip"
	"syscall"
)

// guard decides about the very address that is dialled, behind all names and whatever they
// resolved to a moment before.
type guard struct {
	allowed func() []netip.Prefix
	// insideOnly admits allowed networks and nothing else.
	insideOnly bool
}

// forbidden is what the guard says of an address.
type forbidden struct{ reason string }

func (f *forbidden) Error() string { return f.reason }

// control is for net.Dialer.ControlContext.
func (g guard) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return &forbidden{"the address is none that can be checked"}
	}
	return g.check(at.Addr())
}

func (g guard) check(addr netip.Addr) error {
	addr = addr.Unmap()
	if addr.Zone() == "" {
		for _, network := range g.allowed() {
			if network.Contains(addr) {
				return nil
			}
		}
	}
	switch {
	case g.insideOnly:
		return &forbidden{"http is for the networks in services.allowedNetworks alone; use https"}
	case !public(addr):
		return &forbidden{fmt.Sprintf("the name leads to %s, which is no public address, and no network in services.allowedNetworks has it", addr)}
	}
	return nil
}

// public says whether an address is one of the internet, and anybody's. Of IPv6 only 2000::/3
// has been given out, so that all that means an IPv4 address by other names, or something
// nearby, is outside it or listed here.
// Sources: https://www.iana.org/assignments/iana-ipv4-special-registry,
// https://www.iana.org/assignments/iana-ipv6-special-registry
func public(addr netip.Addr) bool {
	if !addr.IsValid() || addr.Zone() != "" {
		return false
	}
	if addr.Is6() && !globalIPv6.Contains(addr) {
		return false
	}
	for _, network := range special {
		if network.Contains(addr) {
			return false
		}
	}
	return true
}

var globalIPv6 = netip.MustParsePrefix("2000::/3")

var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),        // this network
	netip.MustParsePrefix("10.0.0.0/8"),       // private
	netip.MustParsePrefix("100.64.0.0/10"),    // carrier-grade NAT, and some clouds' metadata
	netip.MustParsePrefix("127.0.0.0/8"),      // loopback
	netip.MustParsePrefix("168.63.129.16/32"), // a cloud's agent of its host
	netip.MustParsePrefix("169.254.0.0/16"),   // link-local, and clouds' metadata
	netip.MustParsePrefix("172.16.0.0/12"),    // private
	netip.MustParsePrefix("192.0.0.0/24"),     // protocol assignments
	netip.MustParsePrefix("192.0.2.0/24"),     // documentation
	netip.MustParsePrefix("192.88.99.0/24"),   // 6to4 relays
	netip.MustParsePrefix("192.168.0.0/16"),   // private
	netip.MustParsePrefix("198.18.0.0/15"),    // benchmarks
	netip.MustParsePrefix("198.51.100.0/24"),  // documentation
	netip.MustParsePrefix("203.0.113.0/24"),   // documentation
	netip.MustParsePrefix("224.0.0.0/3"),      // multicast, reserved, broadcast
	netip.MustParsePrefix("2001::/23"),        // protocol assignments, Teredo, ORCHID
	netip.MustParsePrefix("2001:db8::/32"),    // documentation
	netip.MustParsePrefix("2002::/16"),        // 6to4
	netip.MustParsePrefix("3fff::/20"),        // documentation
}
