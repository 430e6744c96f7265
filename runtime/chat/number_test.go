package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Numbers", func() {
	DescribeTable("are read as people type them",
		func(typed, region string, want E164) {
			Expect(ParseE164(typed, region)).To(Equal(want))
			Expect(ParseE164(string(want), "")).To(Equal(want))
		},
		Entry("E.164", "+14155550142", "US", E164("+14155550142")),
		Entry("with brackets", " (415) 555-0142 ", "US", E164("+14155550142")),
		Entry("with dots", "415.555.0142", "US", E164("+14155550142")),
		Entry("with the country code", "1 415 555 0142", "US", E164("+14155550142")),
		Entry("in full-width digits", "４１５５５５０１４２", "US", E164("+14155550142")),
		Entry("in letters", "415-555-HELP", "US", E164("+14155554357")),
		Entry("with an extension, which no SMS reaches", "415 555 0142 ext. 5", "US", E164("+14155550142")),
		Entry("as a link", "tel:+1-415-555-0142", "US", E164("+14155550142")),
		Entry("of another region", "0170 1234567", "DE", E164("+491701234567")),
		Entry("of another country, dialled abroad", "011 49 170 1234567", "US", E164("+491701234567")),
	)

	DescribeTable("are refused",
		func(typed, region string) {
			_, err := ParseE164(typed, region)
			Expect(err).To(MatchError(ErrNoNumber))
		},
		Entry("no number", "Bob", "US"),
		Entry("nothing", "", "US"),
		Entry("too short", "12345", "US"),
		Entry("too long", "+1415555014201420", "US"),
		Entry("an area code that is none", "+1 111 555 0142", "US"),
		Entry("national without a region", "415 555 0142", ""),
		Entry("two", "4155550142 4155550143", "US"),
	)

	DescribeTable("are taken from the carrier as they are", func(s string) { Expect(CarrierNumber(s)).To(Equal(E164(s))) },
		Entry("E.164", "+14155550142"), Entry("short code", "24273"), Entry("name", "MYBANK"), Entry("channel", "whatsapp:+14155550142"),
	)

	DescribeTable("are refused from the carrier",
		func(s string) {
			_, err := CarrierNumber(s)
			Expect(err).To(MatchError(ErrNoCarrierNumber))
		},
		Entry("nothing", ""), Entry("lines", "+1415\n555"), Entry("a flood", strings.Repeat("1", 65)),
	)

	DescribeTable("are masked", func(n E164, want string) { Expect(Mask(n)).To(Equal(want)) },
		Entry("US", E164("+14155556225"), "+1415•••6225"),
		Entry("German", E164("+491701234567"), "+4917•••4567"),
		Entry("eleven", E164("+4512345678"), "+45•••78"),
		Entry("eight", E164("+6835000"), "+68•••00"),
		Entry("short code", E164("24273"), "•••73"),
		Entry("four digits", E164("2427"), "•••"),
		Entry("nothing", E164(""), "•••"),
	)

	DescribeTable("belong to a country", func(n E164, country string, mobile bool) {
		Expect(n.Country()).To(Equal(country))
		Expect(n.MobileCapable()).To(Equal(mobile))
	},
		Entry("US", E164("+14155550142"), "US", true),
		Entry("Canada", E164("+16045550142"), "CA", true),
		Entry("German mobile", E164("+491701234567"), "DE", true),
		Entry("German landline", E164("+4930123456"), "DE", false),
		Entry("US toll-free", E164("+18005551212"), "US", false),
		Entry("no country's", E164("+80012345678"), "", false),
		Entry("short code", E164("24273"), "", false),
	)
})
