package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Pictures by country", func() {
	jpeg := Media{URL: "https://api.twilio.com/1", ContentType: "image/jpeg"}
	at := func(number E164, region string) func(*world) {
		return with(func(r *Room) { r.Number, r.Region = number, region })
	}
	british := at("+447400123456", "GB")

	DescribeTable("go where carriers have them", func(number, to string, want bool) {
		r := Room{Number: E164(number), Region: "US"}
		Expect(r.TakesPictures(E164(to))).To(Equal(want))
	},
		Entry("in the United States", "+14155550100", "+14155550101", true),
		Entry("in Canada, from the United States", "+14155550100", "+16045550101", true),
		Entry("in the United States, from Canada", "+16045550100", "+14155550101", true),
		Entry("in the United States, toll-free", "+18005550100", "+14155550101", true),
		Entry("in the United States, from a short code", "24273", "+14155550101", true),
		Entry("in Australia", "+61412345678", "+61498765432", true),
		Entry("not in Australia, from the United States", "+14155550100", "+61412345678", false),
		Entry("not in Germany, from the United States", "+14155550100", "+4915123456789", false),
		Entry("not in Britain", "+447400123456", "+447400123457", false),
		Entry("not in the United States, from Britain", "+447400123456", "+14155550101", false),
		Entry("on other channels everywhere", "whatsapp:+447400123456", "whatsapp:+4915123456789", true),
	)

	It("do not go from a short code of another country", func() {
		r := Room{Number: "24273", Region: "GB"}
		Expect(r.TakesPictures(annNumber)).To(BeFalse())
	})

	DescribeTable("are told in words by a room of a country without", decides,
		Entry("with words", fridayClub(british), sms(bobNumber, "look", jpeg), outcome("chat", said(2, "Bob: look (picture)"))),
		Entry("alone", fridayClub(british), sms(bobNumber, "", jpeg, jpeg), outcome("chat", said(2, "Bob: (2 pictures)"))),
		Entry("to one member", fridayClub(british), sms(bobNumber, "#dm Ann look", jpeg), func() Outcome {
			out := outcome("dm", Direct{To: annNumber, Body: "Bob (direct): look (picture)", Kind: DirectMessage, Patient: true},
				reply(bobNumber, "Sent to Ann, if Ann takes messages from you."))
			out.Paced = true
			return out
		}()),
		Entry("in the room's language", fridayClub(with(func(r *Room) { r.Language = "de" })), sms(bobNumber, "schau", jpeg),
			outcome("chat", worded(said(2, "Bob: schau", jpeg), "Bob: schau (Bild)"))),
	)

	It("have no other words where these would not fit", func() {
		body := strings.Repeat("x", maxUnits-len("Bob: ")-len(" (picture)"))
		Expect(fridayClub().hears(sms(bobNumber, body, jpeg)).Broadcasts).To(Equal([]Broadcast{
			worded(said(2, "Bob: "+body, jpeg), "Bob: "+body+" (picture)")}))
		Expect(fridayClub().hears(sms(bobNumber, body+"x", jpeg)).Broadcasts).To(Equal([]Broadcast{said(2, "Bob: "+body+"x", jpeg)}))
	})

	DescribeTable("count three segments", decides,
		Entry("of what is left of the day", fridayClub(func(w *world) { w.spent, w.room.SegmentsPerDay, w.restKnown = 98, 100, true }), sms(bobNumber, "", jpeg),
			outcome("chat", RestTold{Number: bobNumber, At: noon},
				notice(bobNumber, "The room has sent all it may today and rests until 08:00 UTC. Your message goes out then."), said(2, "Bob: (picture)", jpeg))),
		Entry("of the day, which just suffices", fridayClub(func(w *world) { w.spent, w.room.SegmentsPerDay = 97, 100 }), sms(bobNumber, "", jpeg),
			outcome("chat", said(2, "Bob: (picture)", jpeg))),
		Entry("of the backlog", fridayClub(func(w *world) { w.backlog = 596 }), sms(bobNumber, "", jpeg),
			outcome("chat", notice(bobNumber, "The room is busy: it takes about 11 minutes until everyone has your message."), said(2, "Bob: (picture)", jpeg))),
		Entry("of a backlog that is no long one", fridayClub(func(w *world) { w.backlog = 594 }), sms(bobNumber, "", jpeg),
			outcome("chat", said(2, "Bob: (picture)", jpeg))),
	)
})
