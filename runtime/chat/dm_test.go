package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#dm", func() {
	photo := Media{URL: "https://api.twilio.com/photo", ContentType: "image/jpeg"}
	word := strings.Repeat("x", 999)
	quiet := func(m *Member) { m.Quiet = StoredQuiet(0, 1, "UTC") }
	toBob := func(kind, body string) Outcome { return outcome(kind, reply(bobNumber, body)) }
	paced := func(out Outcome) Outcome {
		out.Paced = true
		return out
	}
	direct := func(body string, media ...Media) Direct {
		return Direct{To: annNumber, Body: body, Media: media, Kind: DirectMessage, Patient: true}
	}
	confirmed := reply(bobNumber, "Sent to Ann, if Ann takes messages from you.")
	sends := func(body string, media ...Media) Outcome {
		return paced(outcome("dm", direct(body, media...), confirmed))
	}
	seen := func(out Outcome, words string) Outcome {
		out.Directs[0].Words = words
		return out
	}
	unsent := paced(outcome("dm", confirmed))

	DescribeTable("sends a text to one member", decides,
		Entry("and says so", fridayClub(), sms(bobNumber, "#dm Ann see you at 8"), sends("Bob (direct): see you at 8")),
		Entry("with @, in any case", fridayClub(), sms(bobNumber, "#DM  @aNN\tsee you"), sends("Bob (direct): see you")),
		Entry("in the sender's own words", fridayClub(), sms(bobNumber, "#dm ann  {name},\n  #1!"), sends("Bob (direct): {name},\n  #1!")),
		Entry("that begins with the name", fridayClub(), sms(bobNumber, "#dm ann ann"), sends("Bob (direct): ann")),
		Entry("with a picture", fridayClub(), sms(bobNumber, "#dm Ann look", photo), seen(sends("Bob (direct): look", photo), "Bob (direct): look (picture)")),
		Entry("a picture alone", fridayClub(), sms(bobNumber, "#dm Ann", photo), sends("Bob (direct): (picture)", photo)),
		Entry("in parts, the picture with the first", fridayClub(), sms(bobNumber, "#dm Ann "+word+" "+word, photo),
			seen(paced(outcome("dm", direct("Bob (direct) (1/2): "+word, photo), direct("Bob (direct) (2/2): "+word), confirmed)), "Bob (direct) (1/2): "+word+" (picture)")),
		Entry("without a picture that is too large", fridayClub(), Text{From: bobNumber, Body: "#dm Ann look", TooLarge: 1},
			paced(outcome("dm", notice(bobNumber, "Pictures over 5 MB and other files over 500 KB can't be sent. Yours was left out."), direct("Bob (direct): look"), confirmed))),
		Entry("whose quiet hours it waits for", fridayClub(peopled(ann(quiet), bob())), sms(bobNumber, "#dm Ann see you"), sends("Bob (direct): see you")),
		Entry("whatever the sender mutes", fridayClub(func(w *world) { w.muted = w.members[:1] }), sms(bobNumber, "#dm Ann see you"), sends("Bob (direct): see you")),
	)

	DescribeTable("says the same where it is not delivered", decides,
		Entry("to who mutes the sender", fridayClub(func(w *world) { w.muters = []MemberID{1} }), sms(bobNumber, "#dm Ann see you"), unsent),
		Entry("to who has stopped", fridayClub(peopled(ann(stopped), bob())), sms(bobNumber, "#dm Ann see you"), unsent),
		Entry("to whom the carrier blocks", fridayClub(peopled(ann(optedOut), bob())), sms(bobNumber, "#dm Ann see you"), unsent),
		Entry("to who can't be reached", fridayClub(peopled(ann(unreachable), bob())), sms(bobNumber, "#dm Ann see you"), unsent),
	)

	DescribeTable("sends nothing", decides,
		Entry("to oneself", fridayClub(), sms(bobNumber, "#dm Bob see you"), toBob("dm", "You can't send a message to yourself.")),
		Entry("to nobody", fridayClub(), sms(bobNumber, "#dm Xaver see you"), toBob("dm", "There is no Xaver here. Text #list to see who is.")),
		Entry("to a slip of the thumb", fridayClub(), sms(bobNumber, "#dm Amn see you"), toBob("dm", "There is no Amn here. Did you mean Ann?")),
		Entry("without words", fridayClub(), sms(bobNumber, "#dm Ann"), toBob("usage", "Usage: #dm <nickname> <text>")),
		Entry("without anybody", fridayClub(), sms(bobNumber, "#dm"), toBob("usage", "Usage: #dm <nickname> <text>")),
		Entry("of who has stopped", fridayClub(peopled(ann(), bob(stopped))), sms(bobNumber, "#dm Ann see you"),
			toBob("stopped", "Not sent: you have stopped. #start to talk again.")),
		Entry("over the length", fridayClub(), sms(bobNumber, "#dm Ann "+strings.Repeat("é", 2049)),
			toBob("too-long", "Not sent: your message has 2049 characters, 2048 are the most.")),
		Entry("over the rate", fridayClub(func(w *world) { w.lastChats = 20 }), sms(bobNumber, "#dm Ann see you"),
			outcome("rate-limited", RateTold{Number: bobNumber, At: noon}, reply(bobNumber, "Not sent: 20 messages a minute are the most. Please wait a minute."))),
		Entry("but a picture that is too large", fridayClub(), Text{From: bobNumber, Body: "#dm Ann", TooLarge: 1},
			outcome("too-large", notice(bobNumber, "Pictures over 5 MB and other files over 500 KB can't be sent. Yours was left out."))),
	)

	It("asks about the member alone", func() {
		Expect(Read(fridayClub().room, sms(bobNumber, "#dm @Ann see you")).Need).To(Equal(
			Need{Nicknames: []string{"ann"}, MembersIfUnknown: true, MutesSender: true, Chat: true}))
	})
})
