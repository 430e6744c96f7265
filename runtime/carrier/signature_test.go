package carrier_test

import (
	"net/url"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

// params is the form as it comes over the wire.
func params(values url.Values) carrier.Params {
	p, err := carrier.ParseParams(values.Encode())
	Expect(err).NotTo(HaveOccurred())
	return p
}

// Vectors that Twilio's own libraries publish in their test suites.
var _ = Describe("A webhook's signature", func() {
	const address = "https://mycompany.com/myapp.php?foo=1&bar=2"
	form := func() url.Values {
		return url.Values{
			"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
			"From": {"+14158675309"}, "To": {"+18005551212"},
		}
	}
	withReason := form()
	withReason.Set("ReasonConferenceEnded", "test")
	withReason.Set("Reason", "Participant")

	DescribeTable("agrees with the published vectors", func(address string, values url.Values, signature string) {
		Expect(carrier.Sign("12345", address, values)).To(Equal(signature))
		Expect(carrier.ValidSignature([]string{"12345"}, address, params(values), signature)).To(BeTrue())
	},
		Entry("a form", address, form(), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
		Entry("a name that begins another one", address, withReason, "vOEb5UThFn24KEfnOFLQY2AE5FY="),
		Entry("http", "http://mycompany.com/myapp.php?foo=1&bar=2", withReason, "n2xBNyzSW7rfYStDtOFiFMv7qNo="),
		Entry("a JSON body, of which the address has the hash",
			address+"&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620", nil, "a9nBmqA0ju/hNViExpshrM61xv4="),
	)

	DescribeTable("counts with and without the standard port", func(signed, checked string, valid bool) {
		signature := carrier.Sign("12345", signed, form())
		Expect(carrier.ValidSignature([]string{"12345"}, checked, params(form()), signature)).To(Equal(valid))
	},
		Entry("added by the carrier", "https://a.example:443/x?y=1", "https://a.example/x?y=1", true),
		Entry("removed by the carrier", "https://a.example/x", "https://a.example:443/x", true),
		Entry("http", "http://a.example:80/x", "http://a.example/x", true),
		Entry("an IPv6 address", "https://[2001:db8::1]:443/x", "https://[2001:db8::1]/x", true),
		Entry("an IPv6 address without", "https://[2001:db8::1]/x", "https://[2001:db8::1]:443/x", true),
		Entry("with user info", "https://u:p@a.example:443/x", "https://u:p@a.example/x", true),
		Entry("the same port is kept", "https://a.example:8443/x", "https://a.example:8443/x", true),
		Entry("another port is another address", "https://a.example:8443/x", "https://a.example/x", false),
		Entry("the port of another scheme", "https://a.example:80/x", "https://a.example/x", false),
		Entry("another path", "https://a.example/y", "https://a.example/x", false),
		Entry("an escaped path stays as written", "https://a.example/%7Ex?a=%20", "https://a.example/%7Ex?a=%20", true),
	)

	It("takes each distinct value of a repeated name once, sorted", func() {
		once := carrier.Sign("t", address, url.Values{"M": {"b", "a", "b"}})
		Expect(once).To(Equal(carrier.Sign("t", address+"MaMb", nil)))
		Expect(carrier.ValidSignature([]string{"t"}, address, params(url.Values{"M": {"b", "a", "b"}}), once)).To(BeTrue())
	})

	It("leaves the form as it was", func() {
		params := url.Values{"M": {"b", "a"}}
		carrier.Sign("t", address, params)
		Expect(params["M"]).To(Equal([]string{"b", "a"}))
	})

	DescribeTable("is refused", func(tokens []string, header string) {
		Expect(carrier.ValidSignature(tokens, address, params(form()), header)).To(BeFalse())
	},
		Entry("with another token", []string{"54321"}, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
		Entry("without tokens", nil, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
		Entry("with an empty token", []string{""}, carrier.Sign("", address, form())),
		Entry("without signature", []string{"12345"}, ""),
		Entry("cut off", []string{"12345"}, "RSOYDt4T1cUTdK1PDd93/VVr8B8"),
		Entry("no base64", []string{"12345"}, "WRONG SIGNATURE"),
		Entry("too long", []string{"12345"}, "RSOYDt4T1cUTdK1PDd93/VVr8B8=RSOYDt4T1cUTdK1PDd93/VVr8B8="),
	)

	It("is good by any token in rotation", func() {
		Expect(carrier.ValidSignature([]string{"new", "12345"}, address, params(form()), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")).To(BeTrue())
	})

	It("covers every parameter", func() {
		for name := range form() {
			changed := form()
			changed.Set(name, changed.Get(name)+"0")
			Expect(carrier.ValidSignature([]string{"12345"}, address, params(changed), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")).To(BeFalse(), name)
		}
		more := form()
		more.Set("New", "")
		Expect(carrier.ValidSignature([]string{"12345"}, address, params(more), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")).To(BeFalse())
	})
})
