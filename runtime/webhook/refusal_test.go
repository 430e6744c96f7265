package webhook

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing/iotest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

// join is a text that leaves a trace.
func join() url.Values { return text("SM1", annNumber, "#join Ann") }

func signedJoin() *http.Request { return signedBy(token, "/sms", join()) }

var _ = DescribeTable("Bad input is refused, counted, and does nothing",
	func(endpoint string, request func() *http.Request, status int, result string) {
		e := newEdge(newRoom())
		res := e.answer(request())
		Expect(res.StatusCode).To(Equal(status))
		Expect(body(res)).NotTo(ContainSubstring(annNumber))
		Expect(e.counted(endpoint, result)).To(Equal(1.0))
		Expect(e.members()).To(BeEmpty())
		Expect(e.counted(endpoint, "ok")).To(BeZero())
	},
	Entry("unsigned", "sms", func() *http.Request {
		r := signedJoin()
		r.Header.Del(carrier.SignatureHeader)
		return r
	}, http.StatusForbidden, resultSignature),
	Entry("signed by another token", "sms", func() *http.Request {
		return signedBy("another-token", "/sms", join())
	}, http.StatusForbidden, resultSignature),
	Entry("signed with an empty token", "sms", func() *http.Request {
		return signedBy("", "/sms", join())
	}, http.StatusForbidden, resultSignature),
	Entry("signed for another text", "sms", func() *http.Request {
		r := signedJoin()
		r.Body = http.NoBody
		return r
	}, http.StatusForbidden, resultSignature),
	Entry("signed for another path", "sms", func() *http.Request {
		r := signedJoin()
		r.Header.Set(carrier.SignatureHeader, carrier.Sign(token, publicURL+"/status", join()))
		return r
	}, http.StatusForbidden, resultSignature),
	Entry("signed for the address that the client claims", "sms", func() *http.Request {
		r := signedJoin()
		r.Host = "evil.example"
		r.Header.Set("X-Forwarded-Host", "evil.example")
		r.Header.Set(carrier.SignatureHeader, carrier.Sign(token, "https://evil.example/family/sms", join()))
		return r
	}, http.StatusForbidden, resultSignature),
	Entry("a query that was not signed", "sms", func() *http.Request {
		r := signedJoin()
		r.URL.RawQuery = "x=1"
		return r
	}, http.StatusForbidden, resultSignature),
	Entry("GET", "sms", func() *http.Request {
		return httptest.NewRequest(http.MethodGet, publicURL+"/sms?"+join().Encode(), nil)
	}, http.StatusMethodNotAllowed, resultMethod),
	Entry("JSON", "sms", func() *http.Request {
		r := signedJoin()
		r.Header.Set("Content-Type", "application/json")
		return r
	}, http.StatusUnsupportedMediaType, resultForm),
	Entry("no content type", "sms", func() *http.Request {
		r := signedJoin()
		r.Header.Del("Content-Type")
		return r
	}, http.StatusUnsupportedMediaType, resultForm),
	Entry("oversized", "sms", func() *http.Request {
		return signedBy(token, "/sms", text("SM1", annNumber, strings.Repeat("x", maxForm)))
	}, http.StatusRequestEntityTooLarge, resultSize),
	Entry("malformed form", "sms", func() *http.Request {
		r := httptest.NewRequest(http.MethodPost, publicURL+"/sms", strings.NewReader("Body=%zz"))
		r.Header.Set("Content-Type", contentForm)
		return r
	}, http.StatusBadRequest, resultForm),
	Entry("form that ends early", "sms", func() *http.Request {
		r := signedJoin()
		r.Body = io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF))
		return r
	}, http.StatusBadRequest, resultForm),
	Entry("without MessageSid", "sms", func() *http.Request {
		return signedBy(token, "/sms", text("", annNumber, "#join Ann"))
	}, http.StatusBadRequest, resultForm),
	Entry("without From", "sms", func() *http.Request {
		return signedBy(token, "/sms", text("SM1", "", "#join Ann"))
	}, http.StatusBadRequest, resultForm),
	Entry("without To", "sms", func() *http.Request {
		form := join()
		form.Del("To")
		return signedBy(token, "/sms", form)
	}, http.StatusBadRequest, resultForm),
	Entry("for another number", "sms", func() *http.Request {
		form := join()
		form.Set("To", "+14155550999")
		return signedBy(token, "/sms", form)
	}, http.StatusUnprocessableEntity, resultWrongNumber),
	Entry("status callback, unsigned", "status", func() *http.Request {
		return signedBy("", "/status", url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"sent"}})
	}, http.StatusForbidden, resultSignature),
	Entry("status callback without status", "status", func() *http.Request {
		return signedBy(token, "/status", url.Values{"MessageSid": {"SM1"}})
	}, http.StatusBadRequest, resultForm),
	Entry("another path", "other", func() *http.Request {
		return httptest.NewRequest(http.MethodGet, publicURL+"/", nil)
	}, http.StatusNotFound, "not-found"),
	Entry("the path without its base", "other", func() *http.Request {
		return httptest.NewRequest(http.MethodPost, "https://sms.example.com/sms", nil)
	}, http.StatusNotFound, "not-found"),
)

var _ = Describe("During a rotation", func() {
	It("takes what either token signed", func() {
		e := newEdge(newRoom())
		res := e.answer(signedBy(oldToken, "/sms", text("SM1", annNumber, "#join Ann")))
		Expect(res.StatusCode).To(Equal(http.StatusOK))
		res = e.answer(signedBy(token, "/sms", text("SM2", bobNumber, "#join Bob")))
		Expect(res.StatusCode).To(Equal(http.StatusOK))
		Expect(e.members()).To(Equal([]string{"Ann", "Bob"}))
	})

	It("takes only the new one when it is over", func() {
		e := newEdge(newRoom())
		e.tokens.PreviousAuthToken = ""
		res := e.answer(signedBy(oldToken, "/sms", join()))
		Expect(res.StatusCode).To(Equal(http.StatusForbidden))
		Expect(e.members()).To(BeEmpty())
	})
})

// Vectors that Twilio's SDKs for Go, Node and Python publish in their tests.
var _ = DescribeTable("A signature that Twilio publishes is accepted",
	func(token, address, signature string, form url.Values) {
		e := newEdge(newRoom())
		e.tokens = carrier.Credentials{AuthToken: token}
		u, err := url.Parse(address)
		Expect(err).NotTo(HaveOccurred())
		e.settings.BaseURL = u.Scheme + "://" + u.Host + u.Path
		r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", contentForm)
		r.Header.Set(carrier.SignatureHeader, signature)
		got, err := e.signed(r, "")
		Expect(err).NotTo(HaveOccurred())
		Expect(carrier.ParseParams(form.Encode())).To(Equal(got))

		r = httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()+"&More=1"))
		r.Header.Set("Content-Type", contentForm)
		r.Header.Set(carrier.SignatureHeader, signature)
		_, err = e.signed(r, "")
		Expect(err).To(HaveOccurred())
	},
	Entry("with a query", "12345", "https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"},
	}),
	Entry("with the standard port", "12345", "https://mycompany.com:443/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"},
	}),
	Entry("with many parameters", "1c892n40nd03kdnc0112slzkl3091j20", "http://www.postbin.org/1ed898x", "fF+xx6dTinOaCdZ0aIeNkHr/ZAA=", url.Values{
		"AccountSid": {"AC9a9f9392lad99kla0sklakjs90j092j3"}, "ApiVersion": {"2010-04-01"},
		"CallSid": {"CAd800bb12c0426a7ea4230e492fef2a4f"}, "CallStatus": {"ringing"},
		"Called": {"+15306384866"}, "CalledCity": {"OAKLAND"}, "CalledCountry": {"US"}, "CalledState": {"CA"}, "CalledZip": {"94612"},
		"Caller": {"+15306666666"}, "CallerCity": {"SOUTH LAKE TAHOE"}, "CallerCountry": {"US"}, "CallerName": {"CA Wireless Call"},
		"CallerState": {"CA"}, "CallerZip": {"89449"}, "Direction": {"inbound"},
		"From": {"+15306666666"}, "FromCity": {"SOUTH LAKE TAHOE"}, "FromCountry": {"US"}, "FromState": {"CA"}, "FromZip": {"89449"},
		"To": {"+15306384866"}, "ToCity": {"OAKLAND"}, "ToCountry": {"US"}, "ToState": {"CA"}, "ToZip": {"94612"},
	}),
)
