package twiliosim

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/url"
	"slices"
)

// Sign returns the X-Twilio-Signature of a webhook: the HMAC-SHA1, by the account's auth token,
// of the URL without its fragment followed by the names and values of the form, sorted by name.
// A name that comes twice contributes each distinct value once. A GET has no form: pass nil.
// See https://www.twilio.com/docs/usage/webhooks/webhooks-security.
func Sign(token, address string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(withoutFragment(address)))
	for _, name := range sortedKeys(form) {
		values := slices.Compact(slices.Sorted(slices.Values(form[name])))
		for _, value := range values {
			mac.Write([]byte(name + value))
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
