package twiliosim_test

import (
	"net/http"
	"net/url"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("A Messaging Service", func() {
	It("is made, changed, listed and deleted", func() {
		w := start(twiliosim.Options{})
		Expect(w.ask(http.MethodPost, "/v1/Services", form()).code()).To(Equal(20001))
		made := w.ask(http.MethodPost, "/v1/Services", form("FriendlyName", "rooms", "Usecase", "discussion"))
		Expect(made.status).To(Equal(http.StatusCreated))
		Expect(made.body).To(And(HaveKeyWithValue("friendly_name", "rooms"), HaveKeyWithValue("inbound_request_url", BeNil()),
			HaveKeyWithValue("use_inbound_webhook_on_number", false), HaveKeyWithValue("validity_period", 36000.0), HaveKey("links")))
		Expect(made.body["sid"]).To(MatchRegexp(`^MG[0-9a-f]{32}$`))
		path := "/v1/Services/" + made.body["sid"].(string)
		Expect(made.body["url"]).To(Equal(w.base + path))
		changed := w.ask(http.MethodPost, path, form("UseInboundWebhookOnNumber", "True", "ValidityPeriod", "60"))
		Expect(changed.body).To(And(HaveKeyWithValue("use_inbound_webhook_on_number", true), HaveKeyWithValue("friendly_name", "rooms")))
		Expect(w.ask(http.MethodPost, path, form("ValidityPeriod", "0")).code()).To(Equal(20001))
		list := w.ask(http.MethodGet, "/v1/Services?PageSize=20", nil).body
		Expect(list["services"]).To(HaveLen(1))
		Expect(list["meta"]).To(And(HaveKeyWithValue("key", "services"), HaveKeyWithValue("next_page_url", BeNil()), HaveKeyWithValue("page_size", 20.0)))
		Expect(w.ask(http.MethodDelete, path, nil).status).To(Equal(http.StatusNoContent))
		Expect(w.ask(http.MethodGet, path, nil).status).To(Equal(http.StatusNotFound))
	})

	It("has a pool, and a number is in one only", func() {
		w := start(twiliosim.Options{})
		one, two := w.account.AddService(twiliosim.ServiceSettings{}), w.account.AddService(twiliosim.ServiceSettings{})
		pool := func(s *twiliosim.Service) string { return "/v1/Services/" + s.SID() + "/PhoneNumbers" }
		joined := w.ask(http.MethodPost, pool(one), form("PhoneNumberSid", w.number.SID()))
		Expect(joined.status).To(Equal(http.StatusCreated))
		Expect(joined.body).To(And(HaveKeyWithValue("phone_number", room), HaveKeyWithValue("country_code", "US"), HaveKeyWithValue("capabilities", ConsistOf("SMS", "MMS"))))
		Expect(w.ask(http.MethodPost, pool(one), form("PhoneNumberSid", w.number.SID())).code()).To(Equal(21710))
		Expect(w.ask(http.MethodPost, pool(two), form("PhoneNumberSid", w.number.SID())).code()).To(Equal(21712))
		Expect(w.ask(http.MethodPost, pool(two), form("PhoneNumberSid", "PN1")).status).To(Equal(http.StatusNotFound))
		w.account.Own("+14155550200")
		second := w.account.Own("+14155550300")
		w.ask(http.MethodPost, pool(one), form("PhoneNumberSid", second.SID()))
		page := w.ask(http.MethodGet, pool(one)+"?PageSize=1", nil).body
		Expect(page["phone_numbers"]).To(HaveLen(1))
		next, err := url.Parse(page["meta"].(map[string]any)["next_page_url"].(string))
		Expect(err).NotTo(HaveOccurred())
		Expect(w.ask(http.MethodGet, next.RequestURI(), nil).body["phone_numbers"].([]any)[0]).To(HaveKeyWithValue("sid", second.SID()))
		Expect(w.ask(http.MethodGet, pool(one)+"/"+second.SID(), nil).status).To(Equal(http.StatusOK))
		Expect(w.ask(http.MethodDelete, pool(one)+"/"+second.SID(), nil).status).To(Equal(http.StatusNoContent))
		Expect(one.Numbers()).To(Equal([]*twiliosim.Number{w.number}))
		w.ask(http.MethodDelete, w.path("IncomingPhoneNumbers/"+w.number.SID()+".json"), nil)
		Expect(one.Numbers()).To(BeEmpty(), "a released number leaves its service")
		code := w.account.OwnShortCode("12345")
		Expect(w.ask(http.MethodPost, "/v1/Services/"+two.SID()+"/ShortCodes", form("ShortCodeSid", code.SID())).body).To(HaveKeyWithValue("short_code", "12345"))
	})

	It("takes inbound texts away from the number", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		own, service, fallback := serve(nil), serve(failing(1, 500)), serve(nil)
		w.number.SetSmsURL(own.URL)
		pool := w.account.AddService(twiliosim.ServiceSettings{})
		Expect(pool.Add(w.number)).To(BeTrue())

		dropped, err := w.Phone(ann).Text(ctx, room, "lost")
		Expect(err).NotTo(HaveOccurred())
		Expect(dropped.Webhook.Attempts).To(BeEmpty())
		Expect(w.get("Messages.json").body["messages"]).To(BeEmpty(), "not even logged")

		pool.Change(func(s *twiliosim.ServiceSettings) { s.InboundRequestURL, s.FallbackURL = service.URL, fallback.URL })
		_, err = w.Phone(ann).Text(ctx, room, "to the service")
		Expect(err).NotTo(HaveOccurred())
		Expect(service.seen()).To(HaveLen(1))
		Expect(fallback.seen()).To(HaveLen(1))
		Expect(own.seen()).To(BeEmpty())

		pool.Change(func(s *twiliosim.ServiceSettings) { s.UseInboundWebhookOnNumber = true })
		_, err = w.Phone(ann).Text(ctx, room, "to the number")
		Expect(err).NotTo(HaveOccurred())
		Expect(own.seen()).To(HaveLen(1))
	})

	It("sends from its pool: accepted first, queued by callback", func() {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		pool := w.account.AddService(twiliosim.ServiceSettings{StatusCallback: hooks.URL})
		Expect(w.post("Messages.json", "MessagingServiceSid", pool.SID(), "To", ann, "Body", "x").code()).To(Equal(21704))
		Expect(pool.Add(w.number)).To(BeTrue())
		a := w.post("Messages.json", "MessagingServiceSid", pool.SID(), "To", ann, "Body", "x")
		Expect(a.body).To(And(HaveKeyWithValue("status", "accepted"), HaveKeyWithValue("messaging_service_sid", pool.SID()), HaveKeyWithValue("num_segments", "0")))
		Eventually(hooks.statuses).Should(Equal([]string{"queued", "sent", "delivered"}))
		Expect(hooks.seen()[0].form.Get("MessagingServiceSid")).To(Equal(pool.SID()))
		Expect(w.get("Messages/" + a.body["sid"].(string) + ".json").body).To(HaveKeyWithValue("num_segments", "1"))
	})

	It("schedules, and cancels what it scheduled", func() {
		w, clock := frozen(twiliosim.Options{})
		pool := w.account.AddService(twiliosim.ServiceSettings{})
		Expect(pool.Add(w.number)).To(BeTrue())
		plan := func(at time.Duration) answer {
			return w.post("Messages.json", "MessagingServiceSid", pool.SID(), "To", ann, "Body", "later", "ScheduleType", "fixed",
				"SendAt", clock.Now().Add(at).Format(time.RFC3339))
		}
		Expect(plan(time.Minute).code()).To(Equal(35114))
		Expect(plan(36 * 24 * time.Hour).code()).To(Equal(35114))
		kept, dropped := plan(20*time.Minute), plan(20*time.Minute)
		Expect(kept.body).To(HaveKeyWithValue("status", "scheduled"))
		Expect(w.status(kept)).To(Equal("scheduled"))
		Expect(w.post("Messages/"+dropped.body["sid"].(string)+".json", "Status", "canceled").body).To(HaveKeyWithValue("status", "canceled"))
		clock.move(21 * time.Minute)
		Expect(w.status(kept)).To(Equal("delivered"))
		Expect(w.status(dropped)).To(Equal("canceled"))
		Expect(w.Phone(ann).Bodies()).To(Equal([]string{"later"}))
	})
})
