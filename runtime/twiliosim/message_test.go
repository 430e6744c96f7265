package twiliosim_test

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("Sending a message", func() {
	It("answers 201 with every documented field", func() {
		w := start(twiliosim.Options{DeliveryTime: time.Minute})
		a := w.send(ann, "say \"hi\"\n\\o/ 👋")
		Expect(a.status).To(Equal(http.StatusCreated))
		sid := a.body["sid"].(string)
		Expect(sid).To(MatchRegexp(`^SM[0-9a-f]{32}$`))
		Expect(a.body).To(HaveLen(20))
		Expect(a.body).To(And(HaveKeyWithValue("account_sid", w.account.SID()), HaveKeyWithValue("api_version", "2010-04-01"),
			HaveKeyWithValue("body", "say \"hi\"\n\\o/ 👋"), HaveKeyWithValue("direction", "outbound-api"), HaveKeyWithValue("from", room),
			HaveKeyWithValue("to", ann), HaveKeyWithValue("status", "queued"), HaveKeyWithValue("num_segments", "1"), HaveKeyWithValue("num_media", "0")))
		for _, empty := range []string{"date_sent", "error_code", "error_message", "messaging_service_sid", "price"} {
			Expect(a.body).To(HaveKeyWithValue(empty, BeNil()))
		}
		Expect(a.body["uri"]).To(Equal(w.path("Messages/" + sid + ".json")))
		Expect(a.body["subresource_uris"]).To(HaveKeyWithValue("media", w.path("Messages/"+sid+"/Media.json")))
		Expect(w.get("Messages/" + sid + ".json").body).To(HaveKeyWithValue("sid", sid))
	})

	It("writes bytes that are no text as replacement characters", func() {
		w := start(twiliosim.Options{})
		Expect(w.send(ann, "a\xffb\x01").body).To(HaveKeyWithValue("body", "a\ufffdb\x01"))
	})

	DescribeTable("is refused",
		func(code int, pairs ...string) {
			w := start(twiliosim.Options{})
			a := w.post("Messages.json", pairs...)
			Expect(a.status).To(Equal(http.StatusBadRequest), a.text)
			Expect(a.code()).To(Equal(code), a.text)
			Expect(w.get("Messages.json").body["messages"]).To(BeEmpty())
			Expect(w.Counters()).To(And(HaveField("Posts", BeEquivalentTo(1)), HaveField("Refused", BeEquivalentTo(1)), HaveField("Messages", BeZero())))
		},
		Entry("without To", 21604, "From", room, "Body", "x"),
		Entry("without From", 21603, "To", ann, "Body", "x"),
		Entry("without Body", 21602, "From", room, "To", ann),
		Entry("with an empty Body", 21602, "From", room, "To", ann, "Body", ""),
		Entry("over 1,600 characters", 21617, "From", room, "To", ann, "Body", strings.Repeat("x", 1601)),
		Entry("over 1,600 units", 21617, "From", room, "To", ann, "Body", strings.Repeat("😀", 801)),
		Entry("to nonsense", 21211, "From", room, "To", "Ann", "Body", "x"),
		Entry("from nonsense", 21212, "From", "#", "To", ann, "Body", "x"),
		Entry("from a number of others", 21606, "From", "+14155559999", "To", ann, "Body", "x"),
		Entry("to itself", 21266, "From", room, "To", room, "Body", "x"),
		Entry("with a bad callback", 21609, "From", room, "To", ann, "Body", "x", "StatusCallback", "sms.example.com/status"),
		Entry("with an underscore in the callback's host", 21609, "From", room, "To", ann, "Body", "x", "StatusCallback", "https://my_host.example.com/"),
		Entry("with a bad picture", 21620, "From", room, "To", ann, "MediaUrl", "picture.png"),
		Entry("with a bad validity", 20001, "From", room, "To", ann, "Body", "x", "ValidityPeriod", "36001"),
		Entry("by a service that does not exist", 21701, "MessagingServiceSid", "MG1", "To", ann, "Body", "x"),
		Entry("on a schedule without a service", 35118, "From", room, "To", ann, "Body", "x", "ScheduleType", "fixed", "SendAt", "2099-01-01T00:00:00Z"),
		Entry("magic From: invalid", 21212, "From", "+15005550001", "To", ann, "Body", "x"),
		Entry("magic From: not owned", 21606, "From", "+15005550007", "To", ann, "Body", "x"),
		Entry("magic From: queue full", 21611, "From", "+15005550008", "To", ann, "Body", "x"),
		Entry("magic To: invalid", 21211, "From", "+15005550006", "To", "+15005550001", "Body", "x"),
		Entry("magic To: unroutable", 21612, "From", "+15005550006", "To", "+15005550002", "Body", "x"),
		Entry("magic To: region", 21408, "From", "+15005550006", "To", "+15005550003", "Body", "x"),
		Entry("magic To: opted out", 21610, "From", "+15005550006", "To", "+15005550004", "Body", "x"),
		Entry("magic To: no mobile", 21614, "From", "+15005550006", "To", "+15005550009", "Body", "x"))

	It("with eleven pictures is refused, with ten it isn't", func() {
		w := start(twiliosim.Options{})
		pictures := serve(nil)
		ten := append([]string{"From", room, "To", ann}, repeat("MediaUrl", pictures.URL, 10)...)
		Expect(w.post("Messages.json", append(ten, "MediaUrl", pictures.URL)...).code()).To(Equal(21623))
		Expect(w.post("Messages.json", ten...).body).To(HaveKeyWithValue("num_media", "10"))
	})

	It("works from the magic number, and to a number as Americans write it", func() {
		w := start(twiliosim.Options{})
		Expect(w.post("Messages.json", "From", "+15005550006", "To", "(415) 555-0111", "Body", "x").body).To(HaveKeyWithValue("to", ann))
		Eventually(w.Phone(ann).Bodies).Should(Equal([]string{"x"}))
	})

	It("counts 1,600 characters as allowed, and their segments", func() {
		w := start(twiliosim.Options{})
		Expect(w.send(ann, strings.Repeat("x", 1600)).body).To(HaveKeyWithValue("num_segments", "11"))
		Expect(w.send(ann, strings.Repeat("я", 135)).body).To(HaveKeyWithValue("num_segments", "3"))
		Expect(w.Counters().Segments).To(BeEquivalentTo(14))
	})

	It("on a trial account reaches verified numbers only", func() {
		w := start(twiliosim.Options{Accounts: []twiliosim.AccountOptions{{Trial: true, Verified: []string{ann}}}})
		Expect(w.send(ann, "x").body).To(HaveKeyWithValue("body", "Sent from your Twilio trial account - x"))
		Expect(w.send(bob, "x").code()).To(Equal(21608))
		w.account.Verify(bob)
		Expect(w.send(bob, "x").status).To(Equal(http.StatusCreated))
	})

	It("reaches regions that are enabled only", func() {
		w := start(twiliosim.Options{Accounts: []twiliosim.AccountOptions{{Regions: []string{"US", "CA"}}}})
		Expect(w.send(ann, "x").status).To(Equal(http.StatusCreated))
		Expect(w.send("+14165550100", "x").status).To(Equal(http.StatusCreated))
		Expect(w.send("+4915735550100", "x").code()).To(Equal(21408))
		w.account.AllowRegions()
		Expect(w.send("+4915735550100", "x").status).To(Equal(http.StatusCreated))
	})

	It("to a landline is refused, to a phone that is off fails later", func() {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		w.Phone(ann).SetLandline(true)
		Expect(w.send(ann, "x").code()).To(Equal(21614))
		w.Phone(bob).SwitchOff(true)
		sid := w.send(bob, "x", "StatusCallback", hooks.URL).body["sid"].(string)
		Eventually(hooks.statuses).Should(Equal([]string{"sent", "undelivered"}))
		Expect(hooks.seen()[1].form.Get("ErrorCode")).To(Equal("30003"))
		Expect(w.get("Messages/" + sid + ".json").body).To(And(HaveKeyWithValue("status", "undelivered"), HaveKeyWithValue("error_code", 30003.0)))
		Expect(w.Phone(bob).Inbox()).To(BeEmpty())
	})
})

func repeat(name, value string, times int) []string {
	var pairs []string
	for range times {
		pairs = append(pairs, name, value)
	}
	return pairs
}

var _ = Describe("Listing messages", func() {
	list := func(w *world, query string) []string {
		GinkgoHelper()
		bodies := []string{}
		for _, m := range w.get("Messages.json" + query).body["messages"].([]any) {
			bodies = append(bodies, m.(map[string]any)["body"].(string))
		}
		return bodies
	}
	to, from := url.QueryEscape(ann), url.QueryEscape(room)

	It("is newest first and filtered by To and From", func() {
		w := start(twiliosim.Options{Unpaced: true})
		for _, m := range [][2]string{{ann, "1"}, {bob, "2"}, {ann, "3"}} {
			w.send(m[0], m[1])
		}
		Expect(list(w, "")).To(Equal([]string{"3", "2", "1"}))
		Expect(list(w, "?To="+to)).To(Equal([]string{"3", "1"}))
		Expect(list(w, "?To="+to+"&From="+from)).To(Equal([]string{"3", "1"}))
		Expect(list(w, "?To="+from)).To(BeEmpty())
	})

	It("by DateSent leaves queued messages out", func() {
		w, clock := frozen(twiliosim.Options{})
		today, yesterday := "2026-01-31", "2026-01-30"
		w.send(ann, "sent")
		w.send(ann, "queued behind it for a second")
		clock.move(500 * time.Millisecond)
		for query, want := range map[string][]string{
			"DateSent=" + today: {"sent"}, "DateSent%3E=" + today: {"sent"}, "DateSent%3C=" + today: {"sent"},
			"DateSent=" + yesterday: {}, "DateSent%3C=" + yesterday: {}, "DateSent%3E=" + yesterday: {"sent"},
		} {
			Expect(list(w, "?"+query)).To(Equal(want), query)
		}
		Expect(w.get("Messages.json?DateSent=soon").code()).To(Equal(20001))
	})

	It("goes on where the page before ended, whatever came in between", func() {
		w := start(twiliosim.Options{Unpaced: true})
		for range 5 {
			w.send(ann, "old")
		}
		first := w.get("Messages.json?PageSize=3").body
		w.send(ann, "new")
		second := w.ask(http.MethodGet, first["next_page_uri"].(string), nil).body
		Expect(second["messages"]).To(HaveLen(2))
		Expect(w.get("Messages.json?PageSize=6").body["next_page_uri"]).To(BeNil(), "a page that is just full is the last")
		Expect(second["page"]).To(Equal(1.0))
		Expect(second["next_page_uri"]).To(BeNil())
		Expect(first["messages"]).NotTo(ContainElement(second["messages"].([]any)[0]))
	})

	It("holds many blocks", func() {
		w := start(twiliosim.Options{Unpaced: true})
		var oldest string
		for i := range 4200 {
			if a := w.send(ann, "x"); i == 0 {
				oldest = a.body["sid"].(string)
			}
		}
		Expect(w.get("Messages.json?PageSize=5000").body["messages"]).To(HaveLen(1000), "1,000 is the largest page")
		Expect(w.get("Messages/" + oldest + ".json").status).To(Equal(http.StatusOK))
	})

	It("lags if told so, and shows no other account's", func() {
		w := start(twiliosim.Options{Unpaced: true})
		other := w.AddAccount(twiliosim.AccountOptions{})
		w.send(ann, "x")
		a, err := w.tryAs(other.SID(), other.AuthToken(), http.MethodGet, "/2010-04-01/Accounts/"+other.SID()+"/Messages.json", nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(a.body["messages"]).To(BeEmpty())
		lag := w.Inject(twiliosim.Fault{Kind: twiliosim.FaultListLag, Path: "/Messages.json", Delay: time.Hour, Times: 2})
		Expect(list(w, "")).To(BeEmpty())
		Expect(list(w, "")).To(BeEmpty())
		Expect(list(w, "")).To(HaveLen(1))
		Expect(lag.Hits()).To(Equal(2))
	})
})

var _ = Describe("A message that exists", func() {
	It("can be emptied and deleted once it has ended, not before", func() {
		w, clock := frozen(twiliosim.Options{})
		path := "Messages/" + w.send(ann, "secret").body["sid"].(string) + ".json"
		Expect(w.post(path, "Body", "").code()).To(Equal(20009))
		Expect(w.ask(http.MethodDelete, w.path(path), nil).code()).To(Equal(20009))
		clock.move(time.Second)
		Expect(w.get(path).body).To(HaveKeyWithValue("status", "delivered"))
		Expect(w.post(path, "Body", "other").code()).To(Equal(20009))
		Expect(w.post(path, "Status", "canceled").code()).To(Equal(30409))
		Expect(w.post(path, "Body", "").body).To(HaveKeyWithValue("body", ""))
		Expect(w.ask(http.MethodDelete, w.path(path), nil).status).To(Equal(http.StatusNoContent))
		Expect(w.get(path).status).To(Equal(http.StatusNotFound))
		Expect(w.get("Messages.json").body["messages"]).To(BeEmpty())
	})

	It("is found by its SID, whatever was not logged before it", func(ctx SpecContext) {
		w := start(twiliosim.Options{Unpaced: true})
		pool := w.account.AddService(twiliosim.ServiceSettings{}) // drops what comes in
		Expect(pool.Add(w.account.Own("+14155550200"))).To(BeTrue())
		w.send(bob, "first")
		for _, to := range []string{"+14155550200", room, room} {
			_, err := w.Phone(ann).Text(ctx, to, "HELP")
			Expect(err).NotTo(HaveOccurred())
		}
		for _, body := range []string{"second", "third"} {
			sent := w.send(bob, body)
			Expect(w.get("Messages/" + sent.body["sid"].(string) + ".json").body).To(HaveKeyWithValue("body", body))
		}
		Expect(w.get("Messages.json").body["messages"]).To(HaveLen(5), "three sent, two received")
	})

	It("is not kept if messages are forgotten, and yet arrives", func(ctx SpecContext) {
		w := start(twiliosim.Options{ForgetMessages: true})
		hooks := serve(nil)
		phone := w.Phone(ann)
		sid := w.send(ann, "hi", "StatusCallback", hooks.URL).body["sid"].(string)
		text, err := phone.Next(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(text.SID).To(Equal(sid))
		Eventually(hooks.statuses).Should(Equal([]string{"sent", "delivered"}))
		Expect(w.get("Messages/" + sid + ".json").status).To(Equal(http.StatusNotFound))
		Expect(w.get("Messages.json").body["messages"]).To(BeEmpty())
	})
})
