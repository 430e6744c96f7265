package twiliosim_test

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("Credentials", func() {
	status := func(w *world, user, password, path string) answer {
		GinkgoHelper()
		a, err := w.tryAs(user, password, http.MethodGet, path, nil)
		Expect(err).NotTo(HaveOccurred())
		return a
	}

	It("open the account and nothing else does", func() {
		w := start(twiliosim.Options{})
		account := "/2010-04-01/Accounts/" + w.account.SID() + ".json"
		good := status(w, w.account.SID(), w.account.AuthToken(), account)
		Expect(good.status).To(Equal(http.StatusOK))
		Expect(good.body).To(And(HaveKeyWithValue("sid", w.account.SID()), HaveKeyWithValue("status", "active"), HaveKeyWithValue("type", "Full")))
		bad := status(w, w.account.SID(), "wrong", account)
		Expect(bad.status).To(Equal(http.StatusUnauthorized))
		Expect(bad.body).To(Equal(map[string]any{"code": 20003.0, "message": "Authenticate",
			"more_info": "https://www.twilio.com/docs/errors/20003", "status": 401.0}))
		Expect(bad.header.Get("WWW-Authenticate")).To(ContainSubstring("Twilio API"))
	})

	It("by API key open everything but the account itself, until revoked", func() {
		w := start(twiliosim.Options{})
		key, secret := w.account.AddKey()
		Expect(key).To(MatchRegexp(`^SK[0-9a-f]{32}$`))
		Expect(status(w, key, secret, w.path("Messages.json")).status).To(Equal(http.StatusOK))
		Expect(status(w, key, secret, "/2010-04-01/Accounts/"+w.account.SID()+".json").code()).To(Equal(20003))
		w.account.RevokeKey(key)
		Expect(status(w, key, secret, w.path("Messages.json")).code()).To(Equal(20003))
	})

	It("rotate: both tokens work until the second is promoted", func() {
		w := start(twiliosim.Options{})
		first := w.account.AuthToken()
		made := w.ask(http.MethodPost, "/v1/AuthTokens/Secondary", nil)
		second := made.body["secondary_auth_token"].(string)
		for _, token := range []string{first, second} {
			Expect(status(w, w.account.SID(), token, w.path("Messages.json")).status).To(Equal(http.StatusOK))
		}
		Expect(w.ask(http.MethodPost, "/v1/AuthTokens/Promote", nil).body).To(HaveKeyWithValue("auth_token", second))
		Expect(status(w, w.account.SID(), first, w.path("Messages.json")).status).To(Equal(http.StatusUnauthorized))
		Expect(w.account.AuthToken()).To(Equal(second))
		w.account.SetAuthToken(first)
		Expect(status(w, w.account.SID(), second, w.path("Messages.json")).status).To(Equal(http.StatusUnauthorized))
	})

	It("of a parent open its subaccount, not the other way", func() {
		w := start(twiliosim.Options{})
		child := w.AddAccount(twiliosim.AccountOptions{ParentSID: w.account.SID()})
		path := "/2010-04-01/Accounts/" + child.SID() + "/Messages.json"
		Expect(status(w, w.account.SID(), w.account.AuthToken(), path).status).To(Equal(http.StatusOK))
		Expect(status(w, child.SID(), child.AuthToken(), path).status).To(Equal(http.StatusOK))
		Expect(status(w, child.SID(), child.AuthToken(), w.path("Messages.json")).status).To(Equal(http.StatusUnauthorized))
		Expect(func() { w.AddAccount(twiliosim.AccountOptions{SID: child.SID()}) }).To(Panic())
	})

	It("of a suspended account are known and refused", func() {
		w := start(twiliosim.Options{})
		w.account.Suspend(true)
		Expect(w.get("Messages.json").code()).To(Equal(20005))
		Expect(w.ask(http.MethodGet, "/v1/Services", nil).code()).To(Equal(20005))
		w.account.Suspend(false)
		Expect(w.get("Messages.json").status).To(Equal(http.StatusOK))
	})
})

var _ = Describe("Every answer", func() {
	It("carries Twilio's headers", func() {
		w := start(twiliosim.Options{})
		a, b := w.get("Messages.json"), w.get("Messages.json")
		Expect(a.header.Get("Twilio-Request-Id")).To(MatchRegexp(`^RQ[0-9a-f]{32}$`))
		Expect(a.header.Get("Twilio-Request-Id")).NotTo(Equal(b.header.Get("Twilio-Request-Id")))
		Expect(a.header.Get("Twilio-Concurrent-Requests")).To(Equal("1"))
		Expect(a.header.Get("Content-Type")).To(HavePrefix("application/json"))
	})

	DescribeTable("to a path or method that does not exist is an error in Twilio's shape",
		func(method, path string, status, code int) {
			w := start(twiliosim.Options{})
			a := w.ask(method, strings.ReplaceAll(path, "{A}", w.path("")), nil)
			Expect(a.status).To(Equal(status))
			Expect(a.code()).To(Equal(code))
			Expect(a.body["more_info"]).To(HavePrefix("https://www.twilio.com/docs/errors/"))
		},
		Entry("root", "GET", "/", 404, 20404),
		Entry("resource", "GET", "{A}Calls.json", 404, 20404),
		Entry("no .json", "GET", "{A}Messages", 404, 20404),
		Entry("message", "GET", "{A}Messages/SM00000000000000000000000000000000.json", 404, 20404),
		Entry("malformed message", "GET", "{A}Messages/SM1.json", 404, 20404),
		Entry("number", "GET", "{A}IncomingPhoneNumbers/PN1.json", 404, 20404),
		Entry("short code", "GET", "{A}SMS/ShortCodes/SC1.json", 404, 20404),
		Entry("service", "GET", "/v1/Services/MG1", 404, 20404),
		Entry("token", "GET", "/v1/AuthTokens/Tertiary", 404, 20404),
		Entry("country", "GET", "{A}AvailablePhoneNumbers/XX.json", 404, 20404),
		Entry("US mobile", "GET", "{A}AvailablePhoneNumbers/US/Mobile.json", 404, 20404),
		Entry("buying a short code", "POST", "{A}SMS/ShortCodes.json", 405, 20004),
		Entry("deleting all messages", "DELETE", "{A}Messages.json", 405, 20004),
		Entry("page size", "GET", "{A}Messages.json?PageSize=0", 400, 20001),
		Entry("page", "GET", "{A}Messages.json?Page=x", 400, 20001))

	It("waits as long as the carrier is slow, and is refused when too many wait", func() {
		w := start(twiliosim.Options{MaxConcurrent: 1})
		held := w.Inject(twiliosim.Fault{Kind: twiliosim.FaultHang, Times: 1})
		done := make(chan error, 1)
		go func() { _, err := w.try(http.MethodGet, w.path("Messages.json"), nil); done <- err }()
		Eventually(held.Hits).Should(Equal(1))
		refused := w.get("Messages.json")
		Expect(refused.status).To(Equal(http.StatusTooManyRequests))
		Expect(refused.code()).To(Equal(20429))
		Expect(w.Close()).To(Succeed())
		Eventually(done).Should(Receive(HaveOccurred()))
	})
})
