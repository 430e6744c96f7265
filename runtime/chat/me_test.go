package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#me", func() {
	photo := Media{URL: "https://api.twilio.com/photo", ContentType: "image/jpeg"}
	word := strings.Repeat("x", 999)
	toBob := func(kind, body string) Outcome { return outcome(kind, reply(bobNumber, body)) }

	DescribeTable("says what the sender does", decides,
		Entry("to the room", fridayClub(), sms(bobNumber, "#me waves"), outcome("me", said(2, "* Bob waves"))),
		Entry("in the sender's own words", fridayClub(), sms(bobNumber, "#ME  eats {name}'s\n #1 cake "), outcome("me", said(2, "* Bob eats {name}'s\n #1 cake"))),
		Entry("with a picture", fridayClub(), sms(bobNumber, "#me shows the cake", photo), outcome("me", worded(said(2, "* Bob shows the cake", photo), "* Bob shows the cake (picture)"))),
		Entry("without a picture that is too large", fridayClub(), Text{From: bobNumber, Body: "#me waves", TooLarge: 1},
			outcome("me", notice(bobNumber, "Pictures over 5 MB and other files over 500 KB can't be sent. Yours was left out."), said(2, "* Bob waves"))),
		Entry("in parts", fridayClub(), sms(bobNumber, "#me "+word+" "+word),
			outcome("me", said(2, "* Bob (1/2) "+word), said(2, "* Bob (2/2) "+word))),
		Entry("with a notice where the day's segments are spent", fridayClub(with(func(r *Room) { r.SegmentsPerDay = 5 }), func(w *world) { w.spent, w.restKnown = 5, true }),
			sms(bobNumber, "#me waves"), outcome("me", RestTold{Number: bobNumber, At: noon},
				notice(bobNumber, "The room has sent all it may today and rests until 08:00 UTC. Your message goes out then."), said(2, "* Bob waves"))),
	)

	DescribeTable("is held to the rules of chat", decides,
		Entry("who has stopped", fridayClub(peopled(bob(stopped))), sms(bobNumber, "#me waves"), toBob("stopped", "Not sent: you have stopped. #start to talk again.")),
		Entry("the length", fridayClub(), sms(bobNumber, "#me "+strings.Repeat("é", 2049)),
			toBob("too-long", "Not sent: your message has 2049 characters, 2048 are the most.")),
		Entry("the rate", fridayClub(func(w *world) { w.lastChats = 20 }), sms(bobNumber, "#me waves"),
			outcome("rate-limited", RateTold{Number: bobNumber, At: noon}, reply(bobNumber, "Not sent: 20 messages a minute are the most. Please wait a minute."))),
	)

	It("asks for what chat asks for", func() {
		Expect(Read(fridayClub().room, sms(bobNumber, "#me waves")).Need).To(Equal(Read(fridayClub().room, sms(bobNumber, "waves")).Need))
	})
})
