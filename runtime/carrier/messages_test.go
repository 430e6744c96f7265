package carrier_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// message is one entry of the carrier's list, ago seconds old at noon.
func message(sid string, ago int, direction string) map[string]any {
	return map[string]any{
		"sid": sid, "to": "+14155550101", "from": "+14155550100", "body": "body of " + sid, "status": "sent",
		"error_code": nil, "num_segments": "2", "direction": direction,
		"date_created": noon.Add(-time.Duration(ago) * time.Second).Format(time.RFC1123Z), "date_sent": nil,
	}
}

// listing serves messages in pages as Twilio does, newest first.
func listing(all ...map[string]any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		size, _ := strconv.Atoi(r.URL.Query().Get("PageSize"))
		page, _ := strconv.Atoi(r.URL.Query().Get("Page"))
		from, to := min(page*size, len(all)), min((page+1)*size, len(all))
		answer := map[string]any{"messages": all[from:to], "next_page_uri": nil}
		if to < len(all) {
			answer["next_page_uri"] = fmt.Sprintf("%s?PageSize=%d&Page=%d&PageToken=PA%d", r.URL.Path, size, page+1, page+1)
		}
		_ = json.NewEncoder(w).Encode(answer)
	}
}

func sids(sent []carrier.Sent) []string {
	list := []string{}
	for _, s := range sent {
		list = append(list, s.SID)
	}
	return list
}

var _ = Describe("Looking up texts", func() {
	ctx := context.Background()

	It("finds what was sent to a number since a moment, newest first", func() {
		s := serve(listing(
			message("SM2", 20, "outbound-api"), message("SM1", 10, "outbound-api"), message("SMin", 15, "inbound"),
			message("SM3", 30, "outbound-reply"), message("SM4", 31, "outbound-api"),
		))
		found, err := s.client().Find(ctx, "+14155550101", "+14155550100", noon.Add(-30*time.Second+700*time.Millisecond))
		Expect(err).NotTo(HaveOccurred())
		Expect(sids(found)).To(Equal([]string{"SM1", "SM2", "SM3"}), "times have whole seconds, so SM3 counts")
		Expect(found[0]).To(Equal(carrier.Sent{
			SID: "SM1", To: "+14155550101", From: "+14155550100", Body: "body of SM1", Status: "sent",
			Segments: 2, Created: found[0].Created,
		}))
		Expect(found[0].Created).To(BeTemporally("==", noon.Add(-10*time.Second)))
		Expect(s.last().query.Get("To")).To(Equal("+14155550101"))
		Expect(s.last().query.Get("From")).To(Equal("+14155550100"))
	})

	It("asks for every sender when none is given", func() {
		s := serve(listing())
		found, err := s.client().Find(ctx, "+14155550101", "", noon)
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(BeEmpty())
		Expect(s.last().query).NotTo(HaveKey("From"))
	})

	It("walks pages until it is past the moment", func() {
		var all []map[string]any
		for i := range 50 {
			all = append(all, message(fmt.Sprintf("SM%02d", i), i, "outbound-api"))
		}
		s := serve(listing(all...))
		var got []string
		for page, err := range s.client().Pages(ctx, carrier.Query{From: "+1", Since: noon.Add(-24 * time.Second), PageSize: 10}) {
			Expect(err).NotTo(HaveOccurred())
			got = append(got, sids(page)...)
		}
		Expect(got).To(HaveLen(25))
		Expect(s.asked).To(HaveLen(3), "the third page has older ones, so the fourth is not asked for")
		Expect(s.last().query.Get("PageToken")).To(Equal("PA2"))
		Expect(s.last().query.Get("From")).To(Equal("+1"))
	})

	It("stops walking when the caller has seen enough", func() {
		s := serve(listing(message("SM1", 1, "outbound-api"), message("SM2", 2, "outbound-api")))
		for range s.client().Pages(ctx, carrier.Query{PageSize: 1}) {
			break
		}
		Expect(s.asked).To(HaveLen(1))
	})

	It("gives the error and ends there", func() {
		pages := 0
		for page, err := range serve(answering(429, `{"code":20429}`, "Retry-After", "3")).client().Pages(ctx, carrier.Query{}) {
			pages++
			Expect(page).To(BeNil())
			Expect(carrier.AsError(err).RetryAfter).To(Equal(3 * time.Second))
		}
		Expect(pages).To(Equal(1))
		_, err := serve(answering(500, ``)).client().Find(ctx, "+1", "", noon)
		Expect(carrier.AsError(err).Class).To(Equal(carrier.Doubt))
	})

	It("does not walk for ever through a list that repeats itself", func() {
		s := serve(answering(200, `{"messages":[],"next_page_uri":"/x?Page=1"}`))
		var last error
		for _, err := range s.client().Pages(ctx, carrier.Query{}) {
			last = err
		}
		Expect(last).To(MatchError(ContainSubstring("does not end")))
	})

	It("fetches one text with its error code", func() {
		m := message("SM1", 1, "outbound-api")
		m["status"], m["error_code"] = "undelivered", 30003
		s := serve(func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(m) })
		got, err := s.client().FetchMessage(ctx, "SM/1")
		Expect(err).NotTo(HaveOccurred())
		Expect(got.ErrorCode).To(Equal(30003))
		Expect(got.Final()).To(BeTrue())
	})
})

var _ = DescribeTable("A status is final", func(status string, final bool) {
	Expect(carrier.FinalStatus(status)).To(Equal(final))
},
	Entry(nil, "queued", false), Entry(nil, "accepted", false), Entry(nil, "scheduled", false),
	Entry(nil, "sending", false), Entry(nil, "sent", false), Entry(nil, "delivered", true),
	Entry(nil, "undelivered", true), Entry(nil, "failed", true), Entry(nil, "canceled", true),
	Entry(nil, "read", true), Entry(nil, "a new one", false),
)

var _ = Describe("Looking up the account", func() {
	ctx := context.Background()
	withKey := func(c *carrier.Config) {
		c.Credentials = func() carrier.Credentials {
			return carrier.Credentials{AccountSID: "AC0123", AuthToken: "sesame", APIKeySID: "SK1", APIKeySecret: "shh"}
		}
	}

	It("proves the auth token even beside an API key", func() {
		s := serve(answering(200, `{"sid":"AC0123","friendly_name":"Us","status":"active","type":"Trial"}`))
		account, err := s.client(withKey).FetchAccount(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(account).To(Equal(carrier.Account{SID: "AC0123", Name: "Us", Status: "active", Type: "Trial"}))
		Expect(s.last().user).To(Equal("AC0123"))
	})

	It("proves the API key by a read that any key may do", func() {
		s := serve(listing())
		Expect(s.client(withKey).CheckAPIKey(ctx)).To(Succeed())
		Expect(s.last().user).To(Equal("SK1"))
		Expect(s.client().CheckAPIKey(ctx)).To(Succeed())
		Expect(s.asked).To(HaveLen(1), "without a key there is nothing to ask")
	})

	It("says that the credentials are wrong", func() {
		c := serve(answering(401, `{"code":20003,"message":"Authenticate"}`)).client(withKey)
		_, err := c.FetchAccount(ctx)
		Expect(carrier.AsError(err).Meaning().Effect).To(Equal(carrier.PauseAccount))
		Expect(carrier.AsError(c.CheckAPIKey(ctx)).Code).To(Equal(20003))
	})
})
