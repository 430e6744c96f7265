package chat

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#ban", func() {
	ownersBob := with(func(r *Room) { r.Admins = []E164{bobNumber, friend} })
	banned := func(name string, number E164) func(*world) {
		return func(w *world) {
			w.numbers[number] = NumberFacts{Banned: true}
			if name != "" {
				w.banned[name] = number
			}
		}
	}
	answers := func(body string) Outcome { return outcome("ban", reply(annNumber, body)) }
	gone := func(nickname string) []any {
		return []any{Leave{Member: 2, Number: bobNumber, Why: Banned}, Ban{Number: bobNumber, Nickname: nick(nickname)}, announced(2, "Bob left")}
	}
	bans := func(body string) Outcome { return outcome("ban", append(gone("Bob"), reply(annNumber, body))...) }
	byName := "Bob is banned and gets no answer any more. To undo: #ban Bob off"
	byNumber := "That number is banned and gets no answer any more."

	DescribeTable("shuts out", decides,
		Entry("a member, who is told nothing", fridayClub(), sms(annNumber, "#ban Bob on"), bans(byName)),
		Entry("with @, in any case", fridayClub(), sms(annNumber, "#ban @bOB ON"), bans(byName)),
		Entry("a member by number, without saying who that is", fridayClub(), sms(annNumber, "#ban +1 (415) 555-0102 on"), bans(byNumber)),
		Entry("an admin", fridayClub(peopled(ann(), bob(admin))), sms(annNumber, "#ban Bob on"), bans(byName)),
		Entry("whom the carrier blocks", fridayClub(peopled(ann(), bob(optedOut))), sms(annNumber, "#ban Bob on"), bans(byName)),
		Entry("a member with the last nickname of one who is banned", fridayClub(banned("bob", zoeNumber)), sms(annNumber, "#ban Bob on"), bans(byName)),
		Entry("a stranger's number", fridayClub(), sms(annNumber, "#ban 415 555 0142 on"), outcome("ban", Ban{Number: friend}, reply(annNumber, byNumber))),
		Entry("quietly, if the room wants it so", fridayClub(with(func(r *Room) { r.AnnounceJoins = false })), sms(annNumber, "#ban Bob on"),
			outcome("ban", append(gone("Bob")[:2], reply(annNumber, byName))...)),
	)

	DescribeTable("shuts out nobody", decides,
		Entry("oneself", fridayClub(), sms(annNumber, "#ban Ann on"), answers("You can't ban yourself.")),
		Entry("oneself by number", fridayClub(), sms(annNumber, "#ban +14155550101 on"), answers("You can't ban yourself.")),
		Entry("the owner's admin", fridayClub(ownersBob), sms(annNumber, "#ban bob on"), answers("Bob can't be banned: the room's owner made Bob an admin.")),
		Entry("the owner's admin by number, member or not", fridayClub(ownersBob), sms(annNumber, "#ban +14155550142 on"),
			answers("+14155550142 can't be banned: the room's owner made +14155550142 an admin.")),
		Entry("the room itself", fridayClub(), sms(annNumber, "#ban +14155550100 on"),
			answers("+14155550100 is neither a member nor banned. Try a nickname, or a phone number with its country code.")),
		Entry("who is neither a member nor a number", fridayClub(), sms(annNumber, "#ban Bobb on"),
			answers("Bobb is neither a member nor banned. Try a nickname, or a phone number with its country code.")),
		Entry("by half a number", fridayClub(), sms(annNumber, "#ban 555 0102 on"),
			answers("555 0102 is neither a member nor banned. Try a nickname, or a phone number with its country code.")),
		Entry("twice", fridayClub(banned("zoe", zoeNumber)), sms(annNumber, "#ban Zoe on"), answers("Zoe is banned already.")),
		Entry("twice by number", fridayClub(banned("", zoeNumber)), sms(annNumber, "#ban 415-555-0199 on"), answers("415-555-0199 is banned already.")),
		Entry("for others than admins", fridayClub(), sms(bobNumber, "#ban Cid on"), outcome("ban", reply(bobNumber, "Sorry, only admins can use #ban."))),
	)

	DescribeTable("lets in again", decides,
		Entry("by the last nickname", fridayClub(banned("zoe", zoeNumber)), sms(annNumber, "#ban @ZOE off"),
			outcome("ban", Unban{Number: zoeNumber}, reply(annNumber, "ZOE is banned no more and may join again."))),
		Entry("by number", fridayClub(banned("zoe", zoeNumber)), sms(annNumber, "#ban (415) 555 0199 off"),
			outcome("ban", Unban{Number: zoeNumber}, reply(annNumber, "That number is banned no more."))),
		Entry("by the last nickname though a member has it now", fridayClub(banned("bob", zoeNumber)), sms(annNumber, "#ban Bob off"),
			outcome("ban", Unban{Number: zoeNumber}, reply(annNumber, "Bob is banned no more and may join again."))),
	)

	DescribeTable("has nobody to let in", decides,
		Entry("a member", fridayClub(), sms(annNumber, "#ban bob off"), answers("Bob is not banned.")),
		Entry("a number", fridayClub(), sms(annNumber, "#ban +14155550142 off"), answers("+14155550142 is not banned.")),
		Entry("neither", fridayClub(), sms(annNumber, "#ban Zoe off"),
			answers("Zoe is neither a member nor banned. Try a nickname, or a phone number with its country code.")),
	)

	DescribeTable("leaves no answer, whatever is texted, and takes no invitation", decides,
		Entry("chat", fridayClub(banned("zoe", zoeNumber)), sms(zoeNumber, "hello"), outcome("banned")),
		Entry("#join", fridayClub(banned("zoe", zoeNumber)), sms(zoeNumber, "#join Zoe"), outcome("banned")),
		Entry("HELP", fridayClub(banned("zoe", zoeNumber), with(func(r *Room) { r.SelfOptOut = true })), sms(zoeNumber, "HELP"), outcome("keyword-help")),
		Entry("START", fridayClub(banned("zoe", zoeNumber)), sms(zoeNumber, "START"), outcome("banned")),
		Entry("an invitation", fridayClub(banned("zoe", zoeNumber)), sms(annNumber, "#invite +14155550199"),
			outcome("invite", Invited{By: 1, Number: zoeNumber, At: noon, Unsent: true}, reply(annNumber, "If that number can take it, an invitation is on its way."))),
	)

	It("asks for the one", func() {
		need := func(body string) Need { return Read(fridayClub().room, sms(annNumber, body)).Need }
		Expect(need("#ban @Bob on")).To(Equal(Need{Nicknames: []string{"bob"}, BannedAs: []string{"bob"}}))
		Expect(need("#ban 415 555 0142 off")).To(Equal(Need{Numbers: []E164{friend}}))
		Expect(need("#ban Bob maybe")).To(Equal(Need{}))
	})
})
