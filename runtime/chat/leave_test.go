package chat

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// farewell is the last text to who was a member.
func farewell(to E164, body string) Direct { return Direct{To: to, Body: body, Kind: Farewell} }

var _ = Describe("#leave", func() {
	silent := with(func(r *Room) { r.AnnounceJoins = false })
	goodbye := "You have left Friday Club; all that it knew of you is deleted. To come back, text #join and a nickname."
	leaves := outcome("leave", Leave{Member: 2, Number: bobNumber}, farewell(bobNumber, goodbye), announced(2, "Bob left"))

	DescribeTable("ends a membership", decides,
		Entry("and tells the others", fridayClub(), sms(bobNumber, "#leave"), leaves),
		Entry("in any case", fridayClub(), sms(bobNumber, " #LEAVE\n"), leaves),
		Entry("quietly, if the room wants it so", fridayClub(silent), sms(bobNumber, "#leave"),
			outcome("leave", Leave{Member: 2, Number: bobNumber}, farewell(bobNumber, goodbye))),
		Entry("of who has stopped", fridayClub(peopled(ann(), bob(stopped))), sms(bobNumber, "#leave"), leaves),
		Entry("of the last admin", fridayClub(), sms(annNumber, "#leave"),
			outcome("leave", Leave{Member: 1, Number: annNumber}, farewell(annNumber, goodbye), announced(1, "Ann left"))),
		Entry("of the last member", fridayClub(peopled(bob())), sms(bobNumber, "#leave"), leaves),
		Entry("in an invite-only room, where the way back is another #join", fridayClub(with(func(r *Room) { r.InviteOnly = true })), sms(bobNumber, "#leave"), leaves),
	)

	DescribeTable("changes nothing", decides,
		Entry("with words behind it", fridayClub(), sms(bobNumber, "#leave me alone"), outcome("usage", reply(bobNumber, "Usage: #leave"))),
		Entry("from a stranger", fridayClub(), sms(zoeNumber, "#leave"), outcome("stranger", StrangerTold{Number: zoeNumber, At: noon},
			reply(zoeNumber, "This is Friday Club, a group chat by SMS. To join, text #join and a nickname, like #join Ann. Msg&data rates may apply. STOP for no texts."))),
		Entry("from who has opted out", fridayClub(peopled(bob(optedOut))), sms(bobNumber, "#leave"), outcome("opted-out")),
	)

	It("asks about nobody", func() {
		Expect(Read(fridayClub().room, sms(bobNumber, "#leave")).Need).To(Equal(Need{}))
	})
})
