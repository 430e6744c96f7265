package chat

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#resend", func() {
	jpeg := Media{URL: "https://api.twilio.com/1", ContentType: "image/jpeg"}
	log := []Message{
		{Seq: 3, First: 3, Body: "Ann: one"},
		{Seq: 4, First: 4, Body: "Ann (1/2): two", Media: []Media{jpeg}, Words: "Ann (1/2): two (picture)"},
		{Seq: 5, First: 4, Body: "Ann (2/2): and a half"},
		{Seq: 6, Body: "Cid: three"},
	}
	recent := func(messages []Message) func(*world) { return func(w *world) { w.recent = messages } }
	again := func(m Message) Direct {
		return Direct{To: bobNumber, Body: m.Body, Media: m.Media, Words: m.Words, Kind: Resend}
	}
	say := func(body string) Direct { return reply(bobNumber, body) }

	DescribeTable("sends again what was addressed to the sender, oldest first", decides,
		Entry("alone, the last one", fridayClub(recent(log)), sms(bobNumber, "#resend"), outcome("resend", again(log[3]))),
		Entry("two, one of them in parts with a picture", fridayClub(recent(log)), sms(bobNumber, "#resend 2"),
			outcome("resend", again(log[1]), again(log[2]), again(log[3]))),
		Entry("all that there are", fridayClub(recent(log)), sms(bobNumber, "#resend 3"),
			outcome("resend", again(log[0]), again(log[1]), again(log[2]), again(log[3]))),
		Entry("fewer where there are fewer, and says so", fridayClub(recent(log)), sms(bobNumber, "#resend 20"),
			outcome("resend", say("There are only 3 to resend:"), again(log[0]), again(log[1]), again(log[2]), again(log[3]))),
		Entry("one where there is one, and says so", fridayClub(recent(log[3:])), sms(bobNumber, "#resend 5"),
			outcome("resend", say("There is only 1 to resend:"), again(log[3]))),
		Entry("none where there is none", fridayClub(), sms(bobNumber, "#resend 5"), outcome("resend", say("There is nothing to resend."))),
		Entry("while stopped", fridayClub(peopled(bob(stopped)), recent(log)), sms(bobNumber, "#resend"), outcome("resend", again(log[3]))),
	)

	It("asks for that many", func() {
		need := func(body string) Need { return Read(fridayClub().room, sms(bobNumber, body)).Need }
		Expect(need("#resend")).To(Equal(Need{Recent: 1}))
		Expect(need("#resend 20")).To(Equal(Need{Recent: 20}))
		Expect(need("#resend 21")).To(Equal(Need{}))
		Expect(need("#resend -1")).To(Equal(Need{}))
	})
})
