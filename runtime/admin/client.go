package admin

import (
	"net"
	"net/http"
	"net/netip"
)

// client is where a request came from, as limits tell clients apart: an IPv4 address, or the
// network of 64 bits that one IPv6 subscriber has. Behind a proxy all clients are one: what a
// proxy says of them could be said by anybody, so the limits leave room for several people.
func client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return "unknown"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	network, err := ip.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return network.Addr().String()
}
