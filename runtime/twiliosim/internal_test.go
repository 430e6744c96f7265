package twiliosim

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// FuzzForm reads POST forms with the reader of the hot path and with net/url's.
func FuzzForm(f *testing.F) {
	for _, seed := range []string{"", "To=%2B1&From=2&Body=a+b%20c", "MediaUrl=a&MediaUrl=b", "Body=%zz&To=1", "Body", "&&=&To=", "To=1&To=2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, err := url.ParseQuery(text)
		if err != nil || strings.ContainsAny(text, ";") {
			return // net/url refuses what Twilio's clients never send
		}
		var form sendForm
		if err := form.read(httptest.NewRequest("POST", "/", strings.NewReader(text))); err != nil {
			return // too long
		}
		for pair := range strings.SplitSeq(text, "&") {
			if name, _, _ := strings.Cut(pair, "="); strings.ContainsAny(name, "%+") {
				return // nobody escapes the names
			}
		}
		for name, got := range map[string][]byte{"To": form.to, "From": form.from, "Body": form.body, "StatusCallback": form.callback} {
			if string(got) != want.Get(name) {
				t.Fatalf("%q: %s is %q, want %q", text, name, got, want.Get(name))
			}
		}
		if len(form.media) != len(want["MediaUrl"]) {
			t.Fatalf("%q: %d pictures, want %d", text, len(form.media), len(want["MediaUrl"]))
		}
	})
}

// FuzzJSONString writes texts with the writer of the hot path and reads them with encoding/json.
func FuzzJSONString(f *testing.F) {
	for _, seed := range []string{"", `"\`, "\n\t\x00\x7f", "é😀", "\xff\xc3", "\u2028"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var back string
		if err := json.Unmarshal(appendJSONString(nil, text), &back); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if strings.ToValidUTF8(back, "") != back || strings.ReplaceAll(back, "\ufffd", "") != strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\ufffd", "") {
			t.Fatalf("%q came back as %q", text, back)
		}
	})
}

// FuzzOverrides reads webhook URLs: whatever stands there, the settings are within Twilio's limits.
func FuzzOverrides(f *testing.F) {
	for _, seed := range []string{"", "http://a/b#rc=3&rp=5xx,ct,rt&rt=4000&ct=2000", "#rc=-1&tt=1&rp=,,", "#rp=%35xx&ct=9999999999999999999", "#rc=2#rc=3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		o := overridesOf(address)
		if o.retries < 0 || o.retries > 5 || o.connect < 100*time.Millisecond || o.connect > 10*time.Second ||
			o.read < 100*time.Millisecond || o.read > 15*time.Second || o.total > 15*time.Second || len(o.policy) == 0 {
			t.Fatalf("%q: %+v", address, o)
		}
		if strings.Contains(withoutFragment(address), "#") {
			t.Fatalf("%q keeps a fragment", address)
		}
	})
}

// FuzzSID leads from a number to a SID and back, and from no other text to a number.
func FuzzSID(f *testing.F) {
	f.Add(uint64(1), "SM00000000000000000000000000000000")
	f.Fuzz(func(t *testing.T, n uint64, foreign string) {
		mint := newSIDMint(3)
		sid := mint.of("SM", sidMessage, n)
		if back, ok := mint.position(sid, sidMessage); !ok || back != n {
			t.Fatalf("%d became %d", n, back)
		}
		if _, ok := mint.position(sid, sidMedia); ok {
			t.Fatal("a message's SID is taken for a picture's")
		}
		if back, ok := mint.position(foreign, sidMessage); ok && !strings.EqualFold(mint.of("SM", sidMessage, back)[2:], foreign[2:]) {
			t.Fatalf("%q leads to %d", foreign, back)
		}
	})
}
