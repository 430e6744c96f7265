package twiliosim_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/nyaruka/phonenumbers"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// found lists the numbers of a search.
func found(a answer) []string {
	list := []string{}
	for _, n := range a.body["available_phone_numbers"].([]any) {
		list = append(list, n.(map[string]any)["phone_number"].(string))
	}
	return list
}

func (w *world) search(path string) []string {
	GinkgoHelper()
	return found(w.get("AvailablePhoneNumbers/" + path))
}

var _ = Describe("Numbers for sale", func() {
	It("are described as Twilio describes them, and not paged", func() {
		w := start(twiliosim.Options{})
		a := w.get("AvailablePhoneNumbers/US/Local.json?AreaCode=415&PageSize=2")
		Expect(a.body).To(HaveLen(2), "only uri and the list")
		Expect(a.body["uri"]).To(HaveSuffix("/Local.json?AreaCode=415&PageSize=2"))
		list := a.body["available_phone_numbers"].([]any)
		Expect(list).To(HaveLen(2))
		Expect(list[0]).To(And(HaveKeyWithValue("locality", "San Francisco"), HaveKeyWithValue("region", "CA"), HaveKeyWithValue("iso_country", "US"),
			HaveKeyWithValue("address_requirements", "none"), HaveKeyWithValue("friendly_name", HavePrefix("(415) ")),
			HaveKeyWithValue("capabilities", map[string]any{"voice": true, "sms": true, "mms": true}),
			HaveKeyWithValue("latitude", "37.7864"), HaveKey("rate_center"), HaveKey("lata"), HaveKey("postal_code"), HaveKey("beta")))
	})

	It("are the same in every run", func() {
		Expect(start(twiliosim.Options{}).search("US/Local.json?AreaCode=503")).To(Equal(start(twiliosim.Options{Seed: 9}).search("US/Local.json?AreaCode=503")))
	})

	It("are valid numbers of their country, all different", func() {
		w := start(twiliosim.Options{})
		for _, path := range []string{"US/Local", "US/TollFree", "CA/Local", "CA/TollFree", "GB/Mobile", "DE/Mobile", "AU/Mobile", "SE/Mobile"} {
			numbers := w.search(path + ".json?PageSize=400")
			Expect(numbers).NotTo(BeEmpty(), path)
			seen := map[string]bool{}
			for _, n := range numbers {
				parsed, err := phonenumbers.Parse(n, "")
				Expect(err).NotTo(HaveOccurred())
				Expect(phonenumbers.IsPossibleNumber(parsed)).To(BeTrue(), n)
				seen[n] = true
			}
			Expect(seen).To(HaveLen(len(numbers)), path)
		}
	})

	DescribeTable("are narrowed down by",
		func(path string, fits func(string) bool) {
			numbers := start(twiliosim.Options{}).search(path)
			Expect(numbers).NotTo(BeEmpty())
			for _, n := range numbers {
				Expect(fits(n)).To(BeTrue(), n)
			}
		},
		Entry("area code", "US/Local.json?AreaCode=212", prefix("+1212")),
		Entry("digits", "US/Local.json?Contains=77", contains("77")),
		Entry("a wildcard", "US/Local.json?Contains=41*7**9", matching(`41.7..9`)),
		Entry("any number of digits", "US/Local.json?Contains=%2B1415%2599%24", matching(`^\+1415.*99$`)),
		Entry("letters on the keypad", "US/Local.json?Contains=CAB", contains("222")),
		Entry("the start", "US/Local.json?Contains=%2B1503", prefix("+1503")),
		Entry("the end", "US/Local.json?Contains=12%24", suffix("12")),
		Entry("region", "US/Local.json?InRegion=OR", oneOf("458", "503", "541", "971")),
		Entry("locality", "US/Local.json?InLocality=portland", prefix("+1503")),
		Entry("type", "US/TollFree.json", oneOf("833", "844", "888")),
		Entry("area code of a type", "US/TollFree.json?AreaCode=844", prefix("+1844")),
		Entry("country", "GB/Mobile.json", prefix("+447")),
		Entry("a province", "CA/Local.json?InRegion=QC&AreaCode=514", prefix("+1514")))

	DescribeTable("are not found",
		func(path string) { Expect(start(twiliosim.Options{}).search(path)).To(BeEmpty()) },
		Entry("in an area code that does not exist", "US/Local.json?AreaCode=999"),
		Entry("with texts where there are none", "GB/Local.json?SmsEnabled=true"),
		Entry("without voice", "US/Local.json?VoiceEnabled=false"),
		Entry("with fax", "US/Local.json?FaxEnabled=true"),
		Entry("without an address where one is wanted", "DE/Mobile.json?ExcludeLocalAddressRequired=true"),
		Entry("without any address", "AU/Mobile.json?ExcludeAllAddressRequired=true"))

	DescribeTable("can't be asked for by nonsense",
		func(query string) {
			Expect(start(twiliosim.Options{}).get("AvailablePhoneNumbers/US/Local.json?" + query).code()).To(Equal(20001))
		},
		Entry("area code", "AreaCode=4l5"), Entry("one digit", "Contains=1"), Entry("too long", "Contains="+strings.Repeat("1", 17)),
		Entry("characters", "Contains=4_5"))

	It("lie in countries that can be listed", func() {
		w := start(twiliosim.Options{})
		Expect(w.get("AvailablePhoneNumbers.json").body["countries"]).To(HaveLen(11))
		us := w.get("AvailablePhoneNumbers/US.json").body
		Expect(us).To(HaveKeyWithValue("country", "United States"))
		Expect(us["subresource_uris"]).To(And(HaveKey("local"), HaveKey("toll_free"), Not(HaveKey("mobile"))))
	})

	It("run out", func() {
		w := start(twiliosim.Options{})
		w.SellOut("415")
		Expect(w.search("US/Local.json?AreaCode=415")).To(BeEmpty())
		Expect(w.post("IncomingPhoneNumbers.json", "AreaCode", "415").code()).To(Equal(21452))
		w.SellOut("415", true)
		Expect(w.search("US/Local.json?AreaCode=415")).NotTo(BeEmpty())
	})
})

func prefix(p string) func(string) bool {
	return func(n string) bool { return strings.HasPrefix(n, p) }
}
func suffix(p string) func(string) bool {
	return func(n string) bool { return strings.HasSuffix(n, p) }
}
func contains(p string) func(string) bool {
	return func(n string) bool { return strings.Contains(n, p) }
}
func matching(p string) func(string) bool { return regexp.MustCompile(p).MatchString }
func oneOf(codes ...string) func(string) bool {
	return func(n string) bool {
		for _, c := range codes {
			if n[2:5] == c {
				return true
			}
		}
		return false
	}
}

var _ = Describe("Buying a number", func() {
	It("answers 201 with every documented field, and takes it off the market", func() {
		w := start(twiliosim.Options{})
		number := w.search("US/Local.json?AreaCode=415")[0]
		a := w.post("IncomingPhoneNumbers.json", "PhoneNumber", number, "FriendlyName", "smack:1", "SmsUrl", "https://sms.example.com/x#rc=3")
		Expect(a.status).To(Equal(http.StatusCreated))
		for _, field := range []string{"account_sid", "address_requirements", "address_sid", "api_version", "beta", "capabilities", "date_created",
			"date_updated", "emergency_status", "emergency_address_sid", "emergency_address_status", "friendly_name", "identity_sid", "origin",
			"phone_number", "sid", "sms_application_sid", "sms_fallback_method", "sms_fallback_url", "sms_method", "sms_url", "status_callback",
			"status_callback_method", "trunk_sid", "uri", "voice_application_sid", "voice_caller_id_lookup", "voice_fallback_method",
			"voice_fallback_url", "voice_method", "voice_url", "voice_receive_mode", "bundle_sid", "status", "type"} {
			Expect(a.body).To(HaveKey(field))
		}
		Expect(a.body["sid"]).To(MatchRegexp(`^PN[0-9a-f]{32}$`))
		Expect(a.body["sms_url"]).To(Equal("https://sms.example.com/x#rc=3"))
		Expect(a.body["date_created"]).To(MatchRegexp(`^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$`))
		Expect(w.search("US/Local.json?AreaCode=415")).NotTo(ContainElement(number))
		Expect(w.post("IncomingPhoneNumbers.json", "PhoneNumber", number).code()).To(Equal(21422), "it can be bought only once")
		Expect(w.Counters().Purchases).To(BeEquivalentTo(1))
	})

	It("by area code is not idempotent", func() {
		w := start(twiliosim.Options{})
		a, b := w.post("IncomingPhoneNumbers.json", "AreaCode", "415"), w.post("IncomingPhoneNumbers.json", "AreaCode", "415")
		Expect(a.body["phone_number"]).NotTo(Equal(b.body["phone_number"]))
		Expect(a.body["phone_number"]).To(HavePrefix("+1415"))
		Expect(w.Counters().Purchases).To(BeEquivalentTo(2))
	})

	DescribeTable("is refused",
		func(code int, pairs ...string) {
			w := start(twiliosim.Options{})
			before := len(w.account.Numbers())
			a := w.post("IncomingPhoneNumbers.json", pairs...)
			Expect(a.status).To(Equal(http.StatusBadRequest))
			Expect(a.code()).To(Equal(code), a.text)
			Expect(w.account.Numbers()).To(HaveLen(before))
		},
		Entry("without a wish", 21421),
		Entry("invalid", 21421, "PhoneNumber", "4155"),
		Entry("not for sale", 21422, "PhoneNumber", "+14155550199"),
		Entry("magic: unavailable", 21422, "PhoneNumber", "+15005550000"),
		Entry("magic: invalid", 21421, "PhoneNumber", "+15005550001"),
		Entry("no such area", 21452, "AreaCode", "999"),
		Entry("a bad URL", 21402, "AreaCode", "415", "SmsUrl", "sms.example.com"),
		Entry("a bad method", 21403, "AreaCode", "415", "SmsMethod", "PUT"),
		Entry("a long name", 20001, "AreaCode", "415", "FriendlyName", strings.Repeat("x", 65)))

	It("wants papers where the country does", func() {
		w := start(twiliosim.Options{})
		number := w.search("DE/Mobile.json")[0]
		Expect(w.post("IncomingPhoneNumbers.json", "PhoneNumber", number).code()).To(Equal(21631))
		Expect(w.post("IncomingPhoneNumbers.json", "PhoneNumber", number, "AddressSid", "AD1").code()).To(Equal(21649))
		a := w.post("IncomingPhoneNumbers/Mobile.json", "PhoneNumber", number, "AddressSid", "AD1", "BundleSid", "BU1")
		Expect(a.status).To(Equal(http.StatusCreated), a.text)
		Expect(a.body).To(And(HaveKeyWithValue("type", "mobile"), HaveKeyWithValue("bundle_sid", "BU1")))
	})

	It("fails if a stranger was faster", func() {
		w := start(twiliosim.Options{})
		number := w.search("US/Local.json?AreaCode=415")[0]
		w.Sell(number)
		Expect(w.post("IncomingPhoneNumbers.json", "PhoneNumber", number).code()).To(Equal(21422))
	})

	It("works for the magic number without adding it", func() {
		w := start(twiliosim.Options{})
		for range 2 {
			Expect(w.post("IncomingPhoneNumbers.json", "PhoneNumber", "+15005550006").status).To(Equal(http.StatusCreated))
		}
		Expect(w.account.Numbers()).To(HaveLen(1))
	})
})

var _ = Describe("An owned number", func() {
	path := func(w *world) string { return "IncomingPhoneNumbers/" + w.number.SID() + ".json" }

	It("is changed in what is given and keeps the rest", func() {
		w := start(twiliosim.Options{})
		w.post(path(w), "SmsUrl", "https://a.example/1", "SmsMethod", "get", "FriendlyName", "a", "StatusCallback", "https://a.example/s")
		a := w.post(path(w), "SmsFallbackUrl", "https://a.example/2", "FriendlyName", "")
		Expect(a.status).To(Equal(http.StatusOK))
		Expect(a.body).To(And(HaveKeyWithValue("sms_url", "https://a.example/1"), HaveKeyWithValue("sms_method", "GET"),
			HaveKeyWithValue("sms_fallback_url", "https://a.example/2"), HaveKeyWithValue("friendly_name", "")))
		Expect(w.post(path(w), "SmsUrl", "nonsense").code()).To(Equal(21402))
		Expect(w.get(path(w)).body).To(HaveKeyWithValue("sms_url", "https://a.example/1"))
		Expect([]string{w.number.SmsURL(), w.number.SmsFallbackURL(), w.number.StatusCallback()}).To(Equal(
			[]string{"https://a.example/1", "https://a.example/2", "https://a.example/s"}))
	})

	It("is found by exact name and partial number", func() {
		w := start(twiliosim.Options{})
		w.number.SetFriendlyName("smack:one")
		w.account.Own("+12125550100").SetFriendlyName("smack:one.2")
		w.account.OwnShortCode("12345")
		count := func(query string) int {
			return len(w.get("IncomingPhoneNumbers.json" + query).body["incoming_phone_numbers"].([]any))
		}
		Expect(count("")).To(Equal(2), "a short code is none")
		Expect(count("?FriendlyName=smack:one")).To(Equal(1))
		Expect(count("?FriendlyName=smack")).To(BeZero())
		Expect(count("?PhoneNumber=" + url.QueryEscape("+1415"))).To(Equal(1))
		Expect(count("?PhoneNumber=" + url.QueryEscape("*125550*00"))).To(Equal(1))
		Expect(count("?PhoneNumber=555")).To(Equal(2))
		Expect(count("?PhoneNumber=999")).To(BeZero())
	})

	It("is released for good", func() {
		w := start(twiliosim.Options{})
		a := w.ask(http.MethodDelete, w.path(path(w)), nil)
		Expect(a.status).To(Equal(http.StatusNoContent))
		Expect(a.text).To(BeEmpty())
		Expect(w.get(path(w)).status).To(Equal(http.StatusNotFound))
		Expect(w.ask(http.MethodDelete, w.path(path(w)), nil).status).To(Equal(http.StatusNotFound))
		Expect(w.post("IncomingPhoneNumbers.json", "PhoneNumber", room).code()).To(Equal(21422))
		Expect(w.Counters().Releases).To(BeEquivalentTo(1))
	})

	It("is listed page by page, without gaps when others are added", func() {
		w := start(twiliosim.Options{})
		for i := range 6 {
			w.account.Own(fmt.Sprintf("+1212555010%d", i))
		}
		first := w.get("IncomingPhoneNumbers.json?PageSize=3").body
		Expect(first).To(And(HaveKeyWithValue("page", 0.0), HaveKeyWithValue("page_size", 3.0), HaveKeyWithValue("start", 0.0),
			HaveKeyWithValue("end", 2.0), HaveKeyWithValue("previous_page_uri", BeNil())))
		Expect(first["first_page_uri"]).To(ContainSubstring("PageSize=3"))
		w.account.Own("+12125550177")
		sids := map[any]bool{}
		for page, next := first, ""; ; page = w.ask(http.MethodGet, next, nil).body {
			for _, n := range page["incoming_phone_numbers"].([]any) {
				sids[n.(map[string]any)["sid"]] = true
			}
			uri, more := page["next_page_uri"].(string)
			if !more {
				break
			}
			Expect(uri).To(HavePrefix("/2010-04-01/"))
			next = uri
		}
		Expect(sids).To(HaveLen(8))
	})

	It("belongs to one account only", func() {
		w := start(twiliosim.Options{})
		other := w.AddAccount(twiliosim.AccountOptions{})
		a, err := w.tryAs(other.SID(), other.AuthToken(), http.MethodGet, "/2010-04-01/Accounts/"+other.SID()+"/IncomingPhoneNumbers/"+w.number.SID()+".json", nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(a.status).To(Equal(http.StatusNotFound))
		Expect(other.Own(room)).To(BeIdenticalTo(w.number), "Own does not take it away")
	})
})

var _ = Describe("A short code", func() {
	It("is listed, fetched and changed, and can't be released", func() {
		w := start(twiliosim.Options{})
		code := w.account.OwnShortCode("12345")
		w.account.OwnShortCode("67890")
		list := w.get("SMS/ShortCodes.json?ShortCode=123").body["short_codes"].([]any)
		Expect(list).To(HaveLen(1))
		path := "SMS/ShortCodes/" + code.SID() + ".json"
		Expect(w.post(path, "SmsUrl", "https://a.example/sms", "FriendlyName", "votes").body).To(And(
			HaveKeyWithValue("sms_url", "https://a.example/sms"), HaveKeyWithValue("friendly_name", "votes"), HaveKeyWithValue("short_code", "12345")))
		Expect(w.get(path).body["sid"]).To(MatchRegexp(`^SC[0-9a-f]{32}$`))
		Expect(w.get("SMS/ShortCodes.json?FriendlyName=votes").body["short_codes"]).To(HaveLen(1))
		Expect(w.ask(http.MethodDelete, w.path(path), nil).status).To(Equal(http.StatusMethodNotAllowed))
		Expect(w.get("IncomingPhoneNumbers/" + code.SID() + ".json").status).To(Equal(http.StatusNotFound))
	})
})
