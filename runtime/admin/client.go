package admin

import (
	"net/http"
	"net/netip"
	"strings"
)

// client is where a request came from, as limits tell clients apart: an IPv4 address, or the
// network of 64 bits that one IPv6 subscriber has.
func (s *Screen) client(r *http.Request) string {
	from, ok := origin(r, s.desk.Settings().File.Admin.Proxies())
	if !ok {
		return "unknown"
	}
	if from.Is4() {
		return from.String()
	}
	network, err := from.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return network.Addr().String()
}

// origin is the address that a request came from. What X-Forwarded-For says is believed as far
// as trusted proxies wrote it: each of them appends who called it, so the right-most address
// that is no trusted proxy's is the client's, and what stands left of it anybody may have made
// up. Without trusted proxies all clients behind one are one. The header Forwarded is not read:
// a proxy that keeps the one header passes the other on as it came.
func origin(r *http.Request, trusted []netip.Prefix) (netip.Addr, bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	from := plain(peer.Addr())
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0 && within(from, trusted); i-- {
		before, ok := forwarded(chain[i])
		if !ok {
			break
		}
		from = before
	}
	return from, true
}

// forwarded reads an address as proxies write it, with a port or without.
func forwarded(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if ip, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return plain(ip), true
	}
	with, err := netip.ParseAddrPort(text)
	return plain(with.Addr()), err == nil
}

// plain is an address as it is compared.
func plain(ip netip.Addr) netip.Addr { return ip.Unmap().WithZone("") }

func within(ip netip.Addr, networks []netip.Prefix) bool {
	for _, network := range networks {
		if network.Contains(ip) {
			return true
		}
	}
	return false
}
