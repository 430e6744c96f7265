package chat

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#invite", func() {
	const onItsWay = "If that number can take it, an invitation is on its way."
	friendIs := func(facts NumberFacts) func(*world) { return knowing(friend, facts) }
	invites := func(n int) func(*world) { return func(w *world) { w.invites = n } }
	policy := func(p InvitePolicy) func(*world) { return with(func(r *Room) { r.Invites = p }) }
	countries := func(allowed ...string) func(*world) {
		return with(func(r *Room) { r.AllowedCountries = allowed })
	}
	invitation := func(number E164) Direct {
		return Direct{To: number, Kind: Invitation, Body: "Bob invites you to Friday Club, a group chat by SMS. " +
			"To join, text #join and a nickname. To refuse, ignore this or text STOP."}
	}
	const shown = "{name} invites you to Friday Club, a group chat by SMS. To join, text #join and a nickname. To refuse, ignore this or text STOP."
	sent := func(number E164) Outcome {
		return outcome("invite", Invited{By: 2, Number: number, At: noon, Shown: shown}, reply(bobNumber, onItsWay), invitation(number))
	}
	unsent := func(number E164) Outcome {
		return outcome("invite", Invited{By: 2, Number: number, At: noon, Unsent: true}, reply(bobNumber, onItsWay))
	}
	refused := func(body string) Outcome { return outcome("invite", reply(bobNumber, body)) }
	unread := refused("I can't read that as a phone number. Try it with the country code: #invite +14155550123")
	noMobile := refused("Not invited: that is no mobile number, as far as I can tell.")

	DescribeTable("sends one SMS: who invites, to what, how to join, how to refuse", decides,
		Entry("to E.164", fridayClub(), sms(bobNumber, "#invite +14155550142"), sent(friend)),
		Entry("as people write numbers", fridayClub(), sms(bobNumber, "#invite (415) 555-0142"), sent(friend)),
		Entry("in the room's region", fridayClub(with(func(r *Room) { r.Region = "DE" })), sms(bobNumber, "#invite 0170 1234567"), sent("+491701234567")),
		Entry("anywhere", fridayClub(), sms(bobNumber, "#invite +91 98765 43210"), sent("+919876543210")),
		Entry("a day after the last", fridayClub(friendIs(NumberFacts{InvitedAt: noon.Add(-24 * time.Hour)})), sms(bobNumber, "#invite 4155550142"), sent(friend)),
		Entry("the last one of a day", fridayClub(invites(9)), sms(bobNumber, "#invite 4155550142"), sent(friend)),
		Entry("any number of times without a limit", fridayClub(invites(900), with(func(r *Room) { r.InvitesPerDay = 0 })), sms(bobNumber, "#invite 4155550142"), sent(friend)),
		Entry("to an allowed country", fridayClub(countries("DE", "US")), sms(bobNumber, "#invite 4155550142"), sent(friend)),
		Entry("of a stranger who was told how to join", fridayClub(friendIs(NumberFacts{StrangerToldAt: noon})), sms(bobNumber, "#invite 4155550142"), sent(friend)),
		Entry("by an admin, where only they may", fridayClub(policy(AdminsInvite), peopled(bob(admin))), sms(bobNumber, "#invite 4155550142"), sent(friend)),
	)

	DescribeTable("sends nothing and says the same, so that it tells nothing of anybody", decides,
		Entry("of a member", fridayClub(), sms(bobNumber, "#invite 415-555-0103"), unsent(cidNumber)),
		Entry("of oneself", fridayClub(), sms(bobNumber, "#invite 415-555-0102"), unsent(bobNumber)),
		Entry("of one who has opted out", fridayClub(friendIs(NumberFacts{OptedOut: true})), sms(bobNumber, "#invite 4155550142"), unsent(friend)),
		Entry("of a banned one", fridayClub(friendIs(NumberFacts{Banned: true})), sms(bobNumber, "#invite 4155550142"), unsent(friend)),
		Entry("of one invited within a day", fridayClub(friendIs(NumberFacts{InvitedAt: noon.Add(time.Second - 24*time.Hour)})), sms(bobNumber, "#invite 4155550142"), unsent(friend)),
		Entry("of the room itself", fridayClub(), sms(bobNumber, "#invite 4155550100"), unsent(roomNumber)),
	)

	DescribeTable("refuses with a reason", decides,
		Entry("what is no number", fridayClub(), sms(bobNumber, "#invite Zoe"), unread),
		Entry("two numbers", fridayClub(), sms(bobNumber, "#invite 4155550142 4155550143"), unread),
		Entry("a number and a word", fridayClub(), sms(bobNumber, "#invite 4155550142 please"), unread),
		Entry("a number that no country has", fridayClub(), sms(bobNumber, "#invite 12345"), unread),
		Entry("an emergency number", fridayClub(), sms(bobNumber, "#invite 911"), unread),
		Entry("a landline", fridayClub(), sms(bobNumber, "#invite +44 20 7946 0018"), noMobile),
		Entry("a toll-free number", fridayClub(), sms(bobNumber, "#invite 1 800 555 1212"), noMobile),
		Entry("another country", fridayClub(countries("DE")), sms(bobNumber, "#invite 4155550142"), refused("Sorry, Friday Club can't invite numbers of that country.")),
		Entry("Canada where only the US may be", fridayClub(countries("US")), sms(bobNumber, "#invite 604 555 0142"), refused("Sorry, Friday Club can't invite numbers of that country.")),
		Entry("over the inviter's limit", fridayClub(invites(10)), sms(bobNumber, "#invite 4155550142"),
			refused("Not invited: 10 invitations in 24 hours are the most. Please try again later.")),
		Entry("by a member where only admins may", fridayClub(policy(AdminsInvite)), sms(bobNumber, "#invite 4155550142"), refused("Sorry, only admins can use #invite.")),
		Entry("by anybody where nobody may", fridayClub(policy(NobodyInvites), peopled(bob(admin))), sms(bobNumber, "#invite 4155550142"),
			refused("Sorry, Friday Club takes no invitations.")),
	)

	It("asks about that number alone", func() {
		Expect(Read(fridayClub().room, sms(bobNumber, "#invite (415) 555-0142")).Need).To(Equal(Need{Numbers: []E164{friend}}))
		Expect(Read(fridayClub().room, sms(bobNumber, "#invite Zoe")).Need).To(Equal(Need{}))
	})
})
