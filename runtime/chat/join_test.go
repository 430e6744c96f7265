package chat

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func welcome(name string) string {
	return "Welcome to Friday Club, " + name + "! #help for commands, #leave to leave. HELP for help, STOP to end. " +
		"Msg frequency varies, msg&data rates may apply."
}

var _ = Describe("#join", func() {
	inviteOnly := with(func(r *Room) { r.InviteOnly = true })
	full := with(func(r *Room) { r.MaxMembers = 3 })
	ownersZoe := with(func(r *Room) { r.Admins = []E164{friend, zoeNumber} })
	invited := knowing(zoeNumber, NumberFacts{InvitedAt: noon.AddDate(0, -2, 0)})
	joins := func(name, consent string, change ...func(*Join)) Outcome {
		join := Join{Number: zoeNumber, Nickname: nick(name), Consent: consent, Shown: welcome(name)}
		for _, c := range change {
			c(&join)
		}
		return outcome("join", join, reply(zoeNumber, welcome(name)), announced(0, name+" joined"))
	}
	answers := func(body string) Outcome { return outcome("join", reply(zoeNumber, body)) }
	rule := answers("A nickname has 1 to 20 letters, digits, _ - or . and begins with a letter. Example: #join Ann")

	DescribeTable("makes the sender a member", decides,
		Entry("who is told the room's name, how to leave and #help; the others see it", fridayClub(), sms(zoeNumber, "#join Zoe"), joins("Zoe", "#join Zoe")),
		Entry("an auto-capitalising phone's", fridayClub(), sms(zoeNumber, "#Join Zoe "), joins("Zoe", "#Join Zoe ")),
		Entry("with an @", fridayClub(), sms(zoeNumber, "#join @zoe"), joins("zoe", "#join @zoe")),
		Entry("of any script", fridayClub(), sms(zoeNumber, "#join किरण"), joins("किरण", "#join किरण")),
		Entry("of 20 characters", fridayClub(), sms(zoeNumber, "#join Z2345678901234567890"), joins("Z2345678901234567890", "#join Z2345678901234567890")),
		Entry("admin, if the room's owner said so", fridayClub(ownersZoe), sms(zoeNumber, "#join Zoe"),
			joins("Zoe", "#join Zoe", func(j *Join) { j.Admin = true })),
		Entry("the owner's admin needs no invitation", fridayClub(inviteOnly, ownersZoe), sms(zoeNumber, "#join Zoe"),
			joins("Zoe", "#join Zoe", func(j *Join) { j.Admin = true })),
		Entry("invited, where one must be", fridayClub(inviteOnly, invited), sms(zoeNumber, "#join Zoe"), joins("Zoe", "#join Zoe")),
		Entry("from a known place", fridayClub(), Text{From: zoeNumber, Body: "#join Zoe", Place: Place{"OAKLAND", "CA", "US"}},
			joins("Zoe", "#join Zoe", func(j *Join) { j.Place = Place{"OAKLAND", "CA", "US"} })),
		Entry("the first", fridayClub(peopled()), sms(zoeNumber, "#join Zoe"), joins("Zoe", "#join Zoe")),
		Entry("where there is no bound", fridayClub(with(func(r *Room) { r.MaxMembers = 0 })), sms(zoeNumber, "#join Zoe"), joins("Zoe", "#join Zoe")),
		Entry("quietly, if the room wants it so", fridayClub(with(func(r *Room) { r.AnnounceJoins = false })), sms(zoeNumber, "#join Zoe"),
			Outcome{Kind: "join", Changes: joins("Zoe", "#join Zoe").Changes, Directs: joins("Zoe", "#join Zoe").Directs}),
		Entry("with the owner's own words of welcome", fridayClub(with(func(r *Room) { r.Welcome = "Be kind. #1 rule!" })), sms(zoeNumber, "#join Zoe"),
			outcome("join", Join{Number: zoeNumber, Nickname: nick("Zoe"), Consent: "#join Zoe", Shown: welcome("Zoe") + "\nBe kind. #1 rule!"},
				reply(zoeNumber, welcome("Zoe")+"\nBe kind. #1 rule!"), announced(0, "Zoe joined"))),
	)

	DescribeTable("refuses", decides,
		Entry("members: they have a nickname and #update", fridayClub(), sms(bobNumber, "#join Robert"),
			outcome("join", reply(bobNumber, "You are Bob here already. To change that, text #update and a new nickname."))),
		Entry("members who have stopped too", fridayClub(peopled(bob(stopped))), sms(bobNumber, "#join Bob"),
			outcome("join", reply(bobNumber, "You are Bob here already. To change that, text #update and a new nickname."))),
		Entry("a nickname that is taken, and suggests a free one", fridayClub(), sms(zoeNumber, "#join Bob"),
			answers("Bob is taken. Bob2 is free: text #join Bob2")),
		Entry("in any case", fridayClub(), sms(zoeNumber, "#join BOB"), answers("BOB is taken. BOB2 is free: text #join BOB2")),
		Entry("in any form", fridayClub(), sms(zoeNumber, "#join Ｂob"), answers("Ｂob is taken. Ｂob2 is free: text #join Ｂob2")),
		Entry("suggesting past what is taken", fridayClub(peopled(bob(), member(4, "bob2", friend), member(5, "Bob3", cidNumber))),
			sms(zoeNumber, "#join Bob"), answers("Bob is taken. Bob4 is free: text #join Bob4")),
		Entry("suggesting within 20 characters", fridayClub(peopled(member(1, "B2345678901234567890", annNumber))),
			sms(zoeNumber, "#join B2345678901234567890"),
			answers("B2345678901234567890 is taken. B2345678901234567892 is free: text #join B2345678901234567892")),
		Entry("21 characters", fridayClub(), sms(zoeNumber, "#join Z23456789012345678901"), rule),
		Entry("what begins with no letter", fridayClub(), sms(zoeNumber, "#join 2Zoe"), rule),
		Entry("what has other characters", fridayClub(), sms(zoeNumber, "#join Zo!e"), rule),
		Entry("invisible characters", fridayClub(), sms(zoeNumber, "#join Bo\u200bb"), rule),
		Entry("text that turns around", fridayClub(), sms(zoeNumber, "#join Zoe\u202ebob"), rule),
		Entry("@ alone", fridayClub(), sms(zoeNumber, "#join @"), rule),
		Entry("the room's words", fridayClub(), sms(zoeNumber, "#join Admin"), answers("Admin can't be a nickname. Please choose another one.")),
		Entry("the uninvited, where one must be", fridayClub(inviteOnly), sms(zoeNumber, "#join Zoe"),
			answers("Sorry, Friday Club is for invited people only. Ask a member to invite you.")),
		Entry("a full room", fridayClub(full), sms(zoeNumber, "#join Zoe"), answers("Sorry, Friday Club is full: 3 members are the most.")),
		Entry("the banned, silently", fridayClub(knowing(zoeNumber, NumberFacts{Banned: true})), sms(zoeNumber, "#join Zoe"), outcome("banned")),
	)

	It("suggests names that differ from text to text when the first are taken", func() {
		crowd := []Member{bob()}
		for i, other := range []string{"Bob2", "Bob3", "Bob4", "Bob5"} {
			crowd = append(crowd, member(MemberID(10+i), other, friend))
		}
		w := fridayClub(peopled(crowd...))
		one, two := sms(zoeNumber, "#join Bob"), sms(zoeNumber, "#join Bob")
		two.SID = "SM2"
		Expect(w.hears(one).Directs[0].Body).To(MatchRegexp(`^Bob is taken\. (Bob\d\d) is free: text #join `))
		Expect(w.hears(one)).To(Equal(w.hears(one)))
		Expect(w.hears(one)).NotTo(Equal(w.hears(two)))
	})

	It("suggests nothing when all that it knows of is taken", func() {
		crowd := []Member{bob()}
		for i, other := range alternatives(nick("Bob"), "SM1") {
			crowd = append(crowd, member(MemberID(10+i), other.String(), friend))
		}
		decides(fridayClub(peopled(crowd...)), sms(zoeNumber, "#join Bob"), answers("Bob is taken. Please choose another nickname."))
	})

	It("asks only whether the nickname and its like are free", func() {
		need := Read(fridayClub().room, sms(zoeNumber, "#join @BoB")).Need
		Expect(need.Nicknames).To(HaveLen(14))
		Expect(need.Nicknames[:6]).To(Equal([]string{"bob", " bob", "bob2", " bob2", "bob3", " bob3"}))
		Expect(Read(fridayClub().room, sms(zoeNumber, "#join Torn")).Need.Nicknames[:3]).To(Equal([]string{"torn", "tom", " tom"}))
		Expect(need).To(Equal(Need{Nicknames: need.Nicknames}))
		Expect(Read(fridayClub().room, sms(zoeNumber, "#join 2Bob")).Need).To(Equal(Need{}))
		Expect(Read(fridayClub().room, sms(zoeNumber, "#join")).Need).To(Equal(Need{}))
	})
})

var _ = Describe("#update", func() {
	answers := func(body string) Outcome { return outcome("update", reply(bobNumber, body)) }

	DescribeTable("renames", decides,
		Entry("and tells the others", fridayClub(), sms(bobNumber, "#update Robert"),
			outcome("update", Rename{Member: 2, Nickname: nick("Robert")}, reply(bobNumber, "You are Robert now."), announced(2, "Bob is now Robert"))),
		Entry("to another case of one's own name", fridayClub(), sms(bobNumber, "#update BOB"),
			outcome("update", Rename{Member: 2, Nickname: nick("BOB")}, reply(bobNumber, "You are BOB now."), announced(2, "Bob is now BOB"))),
		Entry("while stopped", fridayClub(peopled(bob(stopped))), sms(bobNumber, "#update Robert"),
			outcome("update", Rename{Member: 2, Nickname: nick("Robert")}, reply(bobNumber, "You are Robert now."), announced(2, "Bob is now Robert"))),
		Entry("quietly, if the room wants it so", fridayClub(with(func(r *Room) { r.AnnounceJoins = false })), sms(bobNumber, "#update Robert"),
			outcome("update", Rename{Member: 2, Nickname: nick("Robert")}, reply(bobNumber, "You are Robert now."))),
	)

	DescribeTable("changes nothing", decides,
		Entry("to the same name", fridayClub(), sms(bobNumber, "#update Bob"), answers("You are Bob already.")),
		Entry("to a name that is taken", fridayClub(), sms(bobNumber, "#update ann"), answers("ann is taken. ann2 is free: text #update ann2")),
		Entry("against the rule", fridayClub(), sms(bobNumber, "#update B*b"),
			answers("A nickname has 1 to 20 letters, digits, _ - or . and begins with a letter. Example: #update Ann")),
		Entry("to a word of the room", fridayClub(), sms(bobNumber, "#update HELP"), answers("HELP can't be a nickname. Please choose another one.")),
	)
})
