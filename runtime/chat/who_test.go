package chat

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#who", func() {
	oakland := from(Place{"SAN FRANCISCO", "CA", "US"})
	answers := func(body string) Outcome { return outcome("who", reply(annNumber, body)) }
	newYork := time.FixedZone("UTC-10", -10*3600)

	DescribeTable("shows a profile", decides,
		Entry("that is public", fridayClub(peopled(ann(), bob(public))), sms(annNumber, "#who Bob"),
			answers("Bob: +14155550102, member since 1 Nov 2026.")),
		Entry("of an admin with a place", fridayClub(peopled(ann(), bob(public, admin, oakland))), sms(annNumber, "#who @bob"),
			answers("Bob: +14155550102, member since 1 Nov 2026, admin, San Francisco CA US.")),
		Entry("with a place as it is written", fridayClub(peopled(ann(), bob(public, from(Place{"McAllen", "TX", "US"})))), sms(annNumber, "#who Bob"),
			answers("Bob: +14155550102, member since 1 Nov 2026, McAllen TX US.")),
		Entry("with a country alone", fridayClub(peopled(ann(), bob(public, from(Place{Country: "DE"})))), sms(annNumber, "#who Bob"),
			answers("Bob: +14155550102, member since 1 Nov 2026, DE.")),
		Entry("by the room's clock", fridayClub(peopled(ann(), bob(public)), with(func(r *Room) { r.TimeZone = newYork })), sms(annNumber, "#who Bob"),
			answers("Bob: +14155550102, member since 31 Oct 2026.")),
		Entry("of one who has stopped like any other", fridayClub(peopled(ann(), bob(public, stopped))), sms(annNumber, "#who Bob"),
			answers("Bob: +14155550102, member since 1 Nov 2026.")),
		Entry("not a private one", fridayClub(), sms(annNumber, "#who Bob"), answers("The profile of Bob is private.")),
		Entry("not a private admin's, not even to admins", fridayClub(peopled(ann(), bob(admin))), sms(annNumber, "#who bob"), answers("The profile of Bob is private.")),
	)

	DescribeTable("shows oneself everything", decides,
		Entry("alone", fridayClub(peopled(ann(oakland))), sms(annNumber, "#who"),
			answers("Ann: +14155550101, member since 1 Nov 2026, admin, San Francisco CA US. Your profile is private.")),
		Entry("by name", fridayClub(), sms(annNumber, "#who ann"), answers("Ann: +14155550101, member since 1 Nov 2026, admin. Your profile is private.")),
		Entry("public", fridayClub(peopled(ann(public))), sms(annNumber, "#who"), answers("Ann: +14155550101, member since 1 Nov 2026, admin. Your profile is public.")),
		Entry("stopped", fridayClub(peopled(ann(stopped, noAdmin))), sms(annNumber, "#who"),
			answers("Ann: +14155550101, member since 1 Nov 2026. Your profile is private. You have stopped.")),
	)

	DescribeTable("says who there is not", decides,
		Entry("with the closest nickname", fridayClub(peopled(ann(), bob(), member(7, "Charlotte", friend))), sms(annNumber, "#who @Charlot"),
			answers("There is no Charlot here. Did you mean Charlotte?")),
		Entry("in any case", fridayClub(), sms(annNumber, "#who BOBB"), answers("There is no BOBB here. Did you mean Bob?")),
		Entry("with none close", fridayClub(), sms(annNumber, "#who Xavier"), answers("There is no Xavier here. Text #list to see who is.")),
		Entry("what could be nobody's name", fridayClub(), sms(annNumber, "#who +14155550102"), answers("There is no +14155550102 here. Text #list to see who is.")),
	)

	It("asks for the others only if the nickname is nobody's", func() {
		Expect(Read(fridayClub().room, sms(annNumber, "#who @BoB")).Need).To(Equal(Need{Nicknames: []string{"bob"}, MembersIfUnknown: true}))
		Expect(Read(fridayClub().room, sms(annNumber, "#who")).Need).To(Equal(Need{}))
	})
})

var _ = Describe("#private", func() {
	const hidden = "Your profile is private: the others see your nickname and nothing more."
	const shown = "Your profile is public: the others can see your number, your place and since when you are a member."

	DescribeTable("confirms what others can see", decides,
		Entry("on", fridayClub(peopled(bob(public))), sms(bobNumber, "#private on"), outcome("private", SetPrivate{Member: 2, Private: true}, reply(bobNumber, hidden))),
		Entry("off", fridayClub(), sms(bobNumber, "#private off"), outcome("private", SetPrivate{Member: 2, Private: false}, reply(bobNumber, shown))),
		Entry("on again", fridayClub(), sms(bobNumber, "#private On"), outcome("private", reply(bobNumber, hidden))),
		Entry("off again", fridayClub(peopled(bob(public))), sms(bobNumber, "#private OFF"), outcome("private", reply(bobNumber, shown))),
	)

	It("asks for nothing", func() {
		Expect(Read(fridayClub().room, sms(annNumber, "#private on")).Need).To(Equal(Need{}))
	})
})
