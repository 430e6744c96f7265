package chat

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#kick", func() {
	inviteOnly := with(func(r *Room) { r.InviteOnly = true })
	ownersBob := with(func(r *Room) { r.Admins = []E164{bobNumber} })
	mayJoin := "An admin of Friday Club has removed you. To come back, text #join and a nickname."
	kicks := func(told string) Outcome {
		return outcome("kick", Leave{Member: 2, Number: bobNumber, Why: Kicked}, farewell(bobNumber, told),
			reply(annNumber, "Bob is removed."), announced(2, "Bob left"))
	}
	answers := func(body string) Outcome { return outcome("kick", reply(annNumber, body)) }

	DescribeTable("removes a member", decides,
		Entry("who is told how to come back, and the others that one left", fridayClub(), sms(annNumber, "#kick Bob"), kicks(mayJoin)),
		Entry("with @, in any case", fridayClub(), sms(annNumber, "#Kick @bOB"), kicks(mayJoin)),
		Entry("who needs an invitation then, where one must have one", fridayClub(inviteOnly), sms(annNumber, "#kick Bob"),
			kicks("An admin of Friday Club has removed you. To come back, ask a member for an invitation.")),
		Entry("but not the owner's admin, who needs none", fridayClub(inviteOnly, ownersBob), sms(annNumber, "#kick Bob"), kicks(mayJoin)),
		Entry("who is an admin", fridayClub(peopled(ann(), bob(admin))), sms(annNumber, "#kick Bob"), kicks(mayJoin)),
		Entry("who has stopped", fridayClub(peopled(ann(), bob(stopped))), sms(annNumber, "#kick Bob"), kicks(mayJoin)),
		Entry("whom the carrier blocks, without a word", fridayClub(peopled(ann(), bob(optedOut))), sms(annNumber, "#kick Bob"),
			outcome("kick", Leave{Member: 2, Number: bobNumber, Why: Kicked}, reply(annNumber, "Bob is removed."), announced(2, "Bob left"))),
		Entry("quietly, if the room wants it so", fridayClub(with(func(r *Room) { r.AnnounceJoins = false })), sms(annNumber, "#kick Bob"),
			outcome("kick", Leave{Member: 2, Number: bobNumber, Why: Kicked}, farewell(bobNumber, mayJoin), reply(annNumber, "Bob is removed."))),
	)

	DescribeTable("removes nobody", decides,
		Entry("oneself", fridayClub(), sms(annNumber, "#kick ann"), answers("To remove yourself, text #leave")),
		Entry("who is not there", fridayClub(), sms(annNumber, "#kick Bobb"), answers("There is no Bobb here. Did you mean Bob?")),
		Entry("for others than admins", fridayClub(), sms(bobNumber, "#kick Cid"), outcome("kick", reply(bobNumber, "Sorry, only admins can use #kick."))),
		Entry("for strangers", fridayClub(knowing(zoeNumber, NumberFacts{StrangerToldAt: noon})), sms(zoeNumber, "#kick Bob"), outcome("stranger")),
	)

	It("asks for the one", func() {
		Expect(Read(fridayClub().room, sms(annNumber, "#kick @Bob")).Need).To(Equal(Need{Nicknames: []string{"bob"}, MembersIfUnknown: true}))
	})
})
