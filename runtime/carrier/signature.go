package carrier

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio's signature scheme is HMAC-SHA1
	"encoding/base64"
	"net"
	"net/url"
	"slices"
	"strings"
)

// SignatureHeader carries the signature of a webhook.
const SignatureHeader = "X-Twilio-Signature"

// Sign computes a webhook's signature: HMAC-SHA1 over the address exactly as the
// carrier was told it, followed by the form's names and values sorted by name. Of a
// repeated name each distinct value counts once, sorted. For a GET, whose parameters
// are in the address already, params is nil.
// Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security
func Sign(token, publicURL string, params url.Values) string {
	return base64.StdEncoding.EncodeToString(digest(token, publicURL, paramsOf(params)))
}

func digest(token, publicURL string, params Params) []byte {
	size := len(publicURL)
	for _, p := range params {
		size += len(p.Name) + len(p.Value)
	}
	signed := append(make([]byte, 0, size), publicURL...)
	for rest := params; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Name == rest[0].Name {
			n++
		}
		for _, p := range distinct(rest[:n]) {
			signed = append(append(signed, p.Name...), p.Value...)
		}
		rest = rest[n:]
	}
	mac := hmac.New(sha1.New, []byte(token))
	_, _ = mac.Write(signed)
	return mac.Sum(nil)
}

// ValidSignature reports whether one of the tokens signed the request. publicURL is the
// address as configured at the carrier, without fragment; it must come from our own
// configuration, because every header can be forged. The carrier is not consistent
// about the standard port, so the address counts with and without it.
func ValidSignature(tokens []string, publicURL string, params Params, header string) bool {
	got, err := base64.StdEncoding.DecodeString(header)
	if err != nil || len(got) != sha1.Size {
		return false
	}
	// When it ends tells only whoever signed which spelling it was.
	if signedBy(tokens, publicURL, params, got) {
		return true
	}
	other := otherSpelling(publicURL)
	return other != "" && signedBy(tokens, other, params, got)
}

func signedBy(tokens []string, address string, params Params, signature []byte) bool {
	return slices.ContainsFunc(tokens, func(token string) bool {
		return token != "" && hmac.Equal(signature, digest(token, address, params))
	})
}

// distinct are the different values of one name, sorted.
func distinct(params Params) Params {
	if len(params) < 2 {
		return params
	}
	sorted := slices.Clone(params)
	slices.SortFunc(sorted, func(a, b Param) int { return strings.Compare(a.Value, b.Value) })
	return slices.Compact(sorted)
}

// otherSpelling is the address with its standard port added or removed; empty if there is
// no other.
func otherSpelling(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	standard := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	other := u.Host
	switch u.Port() {
	case "":
		other = net.JoinHostPort(u.Hostname(), standard)
	case standard:
		other = strings.TrimSuffix(u.Host, ":"+standard)
	}
	if standard == "" || other == u.Host {
		return ""
	}
	// Only the host is exchanged: everything else must stay as it was written.
	return strings.Replace(address, "//"+authority(u, u.Host), "//"+authority(u, other), 1)
}

func authority(u *url.URL, host string) string {
	if u.User == nil {
		return host
	}
	return u.User.String() + "@" + host
}
