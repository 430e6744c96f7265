package admin

import (
	"net/http"
	"net/netip"
	"testing"
)

// trusted are a network of IPv4 and one of IPv6.
var trusted = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}

func from(remote string, headers ...string) string {
	r := &http.Request{RemoteAddr: remote, Header: http.Header{"X-Forwarded-For": headers}}
	ip, ok := origin(r, trusted)
	if !ok {
		return ""
	}
	return ip.String()
}

func TestOrigin(t *testing.T) {
	for name, c := range map[string]struct {
		remote  string
		headers []string
		want    string
	}{
		"nobody forwards":                      {"203.0.113.7:1", nil, "203.0.113.7"},
		"who is not trusted is not believed":   {"203.0.113.7:1", []string{"198.51.100.1"}, "203.0.113.7"},
		"a trusted proxy is":                   {"10.1.1.1:1", []string{"198.51.100.1"}, "198.51.100.1"},
		"what the client made up is not":       {"10.1.1.1:1", []string{"192.0.2.1, 10.9.9.9, 198.51.100.1"}, "198.51.100.1"},
		"a chain of trusted proxies":           {"10.1.1.1:1", []string{"192.0.2.1, 198.51.100.1, 10.2.2.2,10.3.3.3"}, "198.51.100.1"},
		"headers in several lines are one":     {"10.1.1.1:1", []string{"192.0.2.1", "198.51.100.1", "10.2.2.2"}, "198.51.100.1"},
		"a proxy between that is not trusted":  {"10.1.1.1:1", []string{"10.2.2.2, 198.51.100.1"}, "198.51.100.1"},
		"a trusted proxy without a header":     {"10.1.1.1:1", nil, "10.1.1.1"},
		"an empty header":                      {"10.1.1.1:1", []string{""}, "10.1.1.1"},
		"a call from inside":                   {"10.1.1.1:1", []string{"10.5.5.5"}, "10.5.5.5"},
		"nonsense ends what is believed":       {"10.1.1.1:1", []string{"198.51.100.1, unknown, 10.2.2.2"}, "10.2.2.2"},
		"nonsense alone":                       {"10.1.1.1:1", []string{"<script>"}, "10.1.1.1"},
		"with a port":                          {"10.1.1.1:1", []string{"198.51.100.1:4711"}, "198.51.100.1"},
		"IPv6":                                 {"[fd00::1]:1", []string{"2001:db8::1"}, "2001:db8::1"},
		"IPv6 in brackets, with a port":        {"[fd00::1]:1", []string{"[2001:db8::1]:4711"}, "2001:db8::1"},
		"IPv6 in brackets":                     {"[fd00::1]:1", []string{"[2001:db8::1]"}, "2001:db8::1"},
		"IPv4 inside IPv6":                     {"[::ffff:10.1.1.1]:1", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		"a zone is none of the address":        {"[fd00::1%eth0]:1", []string{"fe80::1%eth0"}, "fe80::1"},
		"an address of nobody that can be one": {"@", []string{"198.51.100.1"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := from(c.remote, c.headers...); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// FuzzOrigin: whatever is sent, who is not trusted speaks for nobody, and what comes left of
// the address that a trusted proxy wrote changes nothing.
func FuzzOrigin(f *testing.F) {
	for _, seed := range []string{"", "198.51.100.1", ",,", "unknown, 10.0.0.1", "[::1]:80", "10.0.0.1, 10.0.0.2", "\x00", "1.2.3.4\r\nX: y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, forged string) {
		if got := from("203.0.113.7:1", forged); got != "203.0.113.7" {
			t.Errorf("%q is believed: %s", forged, got)
		}
		if got := from("10.1.1.1:1", forged+", 198.51.100.1"); got != "198.51.100.1" {
			t.Errorf("%q before a proxy's word is believed: %s", forged, got)
		}
		if got := from("10.1.1.1:1", forged); got == "" {
			t.Errorf("%q leaves a request without a client", forged)
		}
	})
}
