package carrier_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
)

var _ = Describe("Numbers at the carrier", func() {
	ctx := context.Background()

	DescribeTable("are searched by what matters", func(s carrier.Search, path string, query url.Values) {
		srv := serve(answering(200, `{"available_phone_numbers":[{"phone_number":"+14155550100"},{"friendly_name":"no number"}]}`))
		found, err := srv.client().SearchNumbers(ctx, s)
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(Equal([]string{"+14155550100"}))
		Expect(srv.last().path).To(Equal("/2010-04-01/Accounts/AC0123/AvailablePhoneNumbers/" + path))
		Expect(srv.last().query).To(Equal(query))
	},
		Entry("anywhere", carrier.Search{Country: "US"}, "US/Local.json",
			url.Values{"SmsEnabled": {"true"}, "PageSize": {"30"}}),
		Entry("local", carrier.Search{Country: "US", Kind: carrier.KindLocal, AreaCode: "415", Contains: "*SMACK", Locality: "San Francisco", Region: "CA", WithoutAddress: true, Limit: 5}, "US/Local.json",
			url.Values{"SmsEnabled": {"true"}, "PageSize": {"5"}, "AreaCode": {"415"}, "Contains": {"*SMACK"}, "InLocality": {"San Francisco"}, "InRegion": {"CA"}, "ExcludeAllAddressRequired": {"true"}}),
		Entry("mobile", carrier.Search{Country: "GB", Kind: carrier.KindMobile}, "GB/Mobile.json",
			url.Values{"SmsEnabled": {"true"}, "PageSize": {"30"}}),
		Entry("toll-free", carrier.Search{Country: "US", Kind: carrier.KindTollFree, Contains: "833"}, "US/TollFree.json",
			url.Values{"SmsEnabled": {"true"}, "PageSize": {"30"}, "Contains": {"833"}}),
	)

	It("are not searched with an area code that is none", func() {
		s := serve(answering(200, `{}`))
		_, err := s.client().SearchNumbers(ctx, carrier.Search{Country: "US", AreaCode: "41x"})
		Expect(carrier.AsError(err).Class).To(Equal(carrier.NotSent))
		Expect(s.asked).To(BeEmpty())
	})

	It("hand on the carrier's word in every kind of search", func() {
		c := serve(answering(404, `{"code":20404,"message":"no"}`)).client()
		for _, kind := range []carrier.NumberKind{carrier.KindLocal, carrier.KindMobile, carrier.KindTollFree} {
			_, err := c.SearchNumbers(ctx, carrier.Search{Country: "US", Kind: kind})
			Expect(carrier.IsNotFound(err)).To(BeTrue())
		}
	})

	It("are bought by number, named in the same request", func() {
		s := serve(answering(201, `{"sid":"PN1","phone_number":"+14155550100","friendly_name":"smack:x","capabilities":{"sms":true,"voice":true}}`))
		n, err := s.client().BuyNumber(ctx, carrier.Order{E164: "+14155550100", FriendlyName: "smack:x", AddressSID: "AD1", BundleSID: "BU1"})
		Expect(err).NotTo(HaveOccurred())
		Expect(n).To(Equal(carrier.Number{SID: "PN1", E164: "+14155550100", FriendlyName: "smack:x", Capabilities: carrier.Capabilities{SMS: true, Voice: true}}))
		Expect(s.last().form).To(Equal(url.Values{
			"PhoneNumber": {"+14155550100"}, "FriendlyName": {"smack:x"}, "AddressSid": {"AD1"}, "BundleSid": {"BU1"},
		}))
	})

	It("are listed on all pages and filtered again", func() {
		s := serve(func(w http.ResponseWriter, r *http.Request) {
			page := r.URL.Query().Get("Page")
			next := map[string]string{"": `"/x.json?Page=1&PageToken=PT1"`, "1": `"/x.json?Page=2&PageToken=PT2"`, "2": "null"}[page]
			fmt.Fprintf(w, `{"incoming_phone_numbers":[{"sid":"PN%s","friendly_name":"smack:x"},{"sid":"PN9","friendly_name":"smack:xy"}],"next_page_uri":%s}`, page, next)
		})
		found, err := s.client().NumbersNamed(ctx, "smack:x")
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(HaveLen(3))
		Expect(s.last().query.Get("FriendlyName")).To(Equal("smack:x"))
		Expect(s.last().query.Get("PageToken")).To(Equal("PT2"))
	})

	It("keep their SIDs out of the path's structure", func() {
		s := serve(answering(204, ``))
		Expect(s.client().ReleaseNumber(ctx, "PN/../1")).To(Succeed())
		Expect(s.last().method).To(Equal("DELETE"))
		Expect(s.last().path).To(HaveSuffix("/IncomingPhoneNumbers/PN/../1.json"), "decoded by the server from one escaped segment")
	})

	It("get only what is to change", func() {
		s := serve(answering(200, `{"sid":"PN1"}`))
		name := "n"
		_, err := s.client().UpdateNumber(ctx, "PN1", carrier.NumberUpdate{FriendlyName: &name})
		Expect(err).NotTo(HaveOccurred())
		Expect(s.last().form).To(Equal(url.Values{"FriendlyName": {"n"}}))
		_, err = s.client().UpdateNumber(ctx, "PN1", carrier.NumberUpdate{Webhooks: &carrier.Webhooks{SmsURL: "https://a", SmsMethod: "POST"}})
		Expect(err).NotTo(HaveOccurred())
		Expect(s.last().form).To(Equal(url.Values{
			"SmsUrl": {"https://a"}, "SmsMethod": {"POST"}, "SmsFallbackUrl": {""}, "StatusCallback": {""}, "SmsApplicationSid": {""},
		}), "an empty address clears, an empty method would be an error")
	})

	DescribeTable("are gone only by the carrier's own word", func(status int, body string, gone bool) {
		_, err := serve(answering(status, body)).client().FetchNumber(ctx, "PN1")
		Expect(carrier.IsNotFound(err)).To(Equal(gone))
	},
		Entry("its 404", 404, `{"code":20404,"message":"no"}`, true),
		Entry("an ingress's 404", 404, `<html>`, false),
		Entry("another refusal", 400, `{"code":20404}`, false),
	)

	DescribeTable("have a type", func(number string, want roomfile.NumberType) {
		Expect(carrier.TypeOf(number)).To(Equal(want))
	},
		Entry(nil, "+14155550100", roomfile.LongCode), Entry(nil, "+447700900123", roomfile.LongCode),
		Entry(nil, "+18005550100", roomfile.TollFree), Entry(nil, "+18885550100", roomfile.TollFree),
		Entry(nil, "+18335550100", roomfile.TollFree), Entry(nil, "+18225550100", roomfile.LongCode),
		Entry("not in North America, though it begins alike", "+180055501000", roomfile.LongCode),
		Entry(nil, "55155", roomfile.ShortCode),
	)
})
