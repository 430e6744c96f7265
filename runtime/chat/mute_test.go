package chat

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#mute", func() {
	muting := func(members ...Member) func(*world) { return func(w *world) { w.muted = members } }
	answers := func(body string) Outcome { return outcome("mute", reply(annNumber, body)) }

	DescribeTable("is between the sender and the room", decides,
		Entry("on", fridayClub(), sms(annNumber, "#mute Bob on"),
			outcome("mute", SetMute{By: 1, Of: 2, Muted: true}, reply(annNumber, "You get no messages from Bob any more. To undo: #mute Bob off"))),
		Entry("off", fridayClub(), sms(annNumber, "#mute Bob off"),
			outcome("mute", SetMute{By: 1, Of: 2}, reply(annNumber, "You get the messages of Bob again."))),
		Entry("oneself", fridayClub(), sms(annNumber, "#mute ANN on"), answers("You can't mute yourself.")),
		Entry("nobody", fridayClub(), sms(annNumber, "#mute Bobby on"), answers("There is no Bobby here. Did you mean Bob?")),
		Entry("alone, nobody muted", fridayClub(), sms(annNumber, "#mute"), answers("You have muted nobody.")),
		Entry("alone, some muted", fridayClub(muting(bob(), cid())), sms(annNumber, "#mute"), answers("You have muted: Bob, Cid")),
	)

	It("asks for the one or for those muted", func() {
		need := func(body string) Need { return Read(fridayClub().room, sms(annNumber, body)).Need }
		Expect(need("#mute @Bob on")).To(Equal(Need{Nicknames: []string{"bob"}, MembersIfUnknown: true}))
		Expect(need("#mute")).To(Equal(Need{Muted: true}))
		Expect(need("#mute Bob")).To(Equal(Need{}))
		Expect(need("#mute Bob maybe")).To(Equal(Need{}))
	})
})

var _ = Describe("#admin", func() {
	answers := func(body string) Outcome { return outcome("admin", reply(annNumber, body)) }
	both := peopled(ann(), bob(admin), cid())

	DescribeTable("gives and takes rights", decides,
		Entry("on, both are told", fridayClub(), sms(annNumber, "#admin Bob on"),
			outcome("admin", SetAdmin{Member: 2, Admin: true}, reply(annNumber, "Bob is an admin now."),
				patient(bobNumber, "Ann made you an admin of Friday Club. Text #help to see what you can do."))),
		Entry("off, both are told", fridayClub(both), sms(annNumber, "#admin @bob OFF"),
			outcome("admin", SetAdmin{Member: 2}, reply(annNumber, "Bob is no admin any more."),
				patient(bobNumber, "Ann took back your admin rights in Friday Club."))),
		Entry("of one who has stopped, both are told", fridayClub(peopled(ann(), bob(stopped))), sms(annNumber, "#admin Bob on"),
			outcome("admin", SetAdmin{Member: 2, Admin: true}, reply(annNumber, "Bob is an admin now."),
				patient(bobNumber, "Ann made you an admin of Friday Club. Text #help to see what you can do."))),
		Entry("of one whom the carrier blocks, one is told", fridayClub(peopled(ann(), bob(optedOut))), sms(annNumber, "#admin Bob on"),
			outcome("admin", SetAdmin{Member: 2, Admin: true}, reply(annNumber, "Bob is an admin now."))),
		Entry("one's own, while there is another", fridayClub(both), sms(annNumber, "#admin Ann off"),
			outcome("admin", SetAdmin{Member: 1}, reply(annNumber, "You are no admin any more."))),
		Entry("the last admin's stay", fridayClub(), sms(annNumber, "#admin Ann off"), answers("Ann is the last admin. Make someone else an admin first.")),
		Entry("given already", fridayClub(both), sms(annNumber, "#admin Bob on"), answers("Bob is an admin already.")),
		Entry("not there to take", fridayClub(), sms(annNumber, "#admin Bob off"), answers("Bob is no admin.")),
		Entry("of nobody", fridayClub(), sms(annNumber, "#admin Cidd on"), answers("There is no Cidd here. Did you mean Cid?")),
		Entry("not by others", fridayClub(), sms(bobNumber, "#admin Bob on"), outcome("admin", reply(bobNumber, "Sorry, only admins can use #admin."))),
		Entry("not by others with wrong arguments", fridayClub(), sms(bobNumber, "#admin"), outcome("admin", reply(bobNumber, "Sorry, only admins can use #admin."))),
	)

	It("asks for the one", func() {
		need := func(body string) Need { return Read(fridayClub().room, sms(annNumber, body)).Need }
		Expect(need("#admin @Bob on")).To(Equal(Need{Nicknames: []string{"bob"}, MembersIfUnknown: true}))
		Expect(need("#admin Bob maybe")).To(Equal(Need{}))
	})
})
