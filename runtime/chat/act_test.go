package chat

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// acts is the body of the tables: somebody acts from outside, and this is all that happens.
func acts(w world, a Action, want Outcome) {
	GinkgoHelper()
	got, err := w.acts(a)
	Expect(err).NotTo(HaveOccurred())
	Expect(got).To(Equal(want))
}

func actsNot(w world, a Action, why error) {
	GinkgoHelper()
	got, err := w.acts(a)
	Expect(err).To(MatchError(why))
	Expect(got).To(Equal(Outcome{}))
}

// acts gives Act what it asks for and nothing else.
func (w world) acts(a Action) (Outcome, error) {
	facts := w.facts("", a.Need())
	facts.Sender, facts.SenderNumber = nil, NumberFacts{}
	return Act(w.room, a, facts)
}

var _ = Describe("An action from outside", func() {
	const byAnn, byNobody = MemberID(1), MemberID(0)
	of := func(do Doing, by MemberID, more ...func(*Action)) Action {
		a := Action{Do: do, Member: 2, Number: bobNumber, By: by}
		if by != 0 {
			a.ByName = "Ann"
		}
		for _, change := range more {
			change(&a)
		}
		return a
	}
	named := func(name string) func(*Action) { return func(a *Action) { a.Nickname = name } }
	self := func(a *Action) { a.Member, a.Number = 1, annNumber }
	numberOnly := func(n E164) func(*Action) {
		return func(a *Action) { a.Member, a.Number = 0, n }
	}
	until := noon.Add(time.Hour)
	out := func(parts ...any) Outcome { return outcome(KindAction, parts...) }
	withBob := func(options ...memberOption) func(*world) { return peopled(ann(), bob(options...), cid()) }
	ownersBob := with(func(r *Room) { r.Admins = []E164{bobNumber, friend} })
	inviteOnly := with(func(r *Room) { r.InviteOnly = true })
	shy := with(func(r *Room) { r.AnnounceJoins = false })
	german := with(func(r *Room) { r.Language = German })
	banned := func(n E164) func(*world) { return knowing(n, NumberFacts{Banned: true}) }

	DescribeTable("does", acts,
		Entry("silence, of which the member is told by what it says", fridayClub(), of(Silencing, byAnn, func(a *Action) { a.Until = until }),
			out(Silence{Member: 2, Until: until})),
		Entry("another silence", fridayClub(withBob(silencedFor(time.Minute))), of(Silencing, byAnn, func(a *Action) { a.Until = until }),
			out(Silence{Member: 2, Until: until})),
		Entry("end a silence", fridayClub(withBob(silencedFor(time.Minute))), of(Unsilencing, byAnn), out(Silence{Member: 2})),
		Entry("stop", fridayClub(), of(Stopping, byAnn), out(SetActive{Member: 2},
			patient(bobNumber, "You have stopped and get no more messages from Friday Club. To come back, text #start"))),
		Entry("start", fridayClub(withBob(stopped)), of(Starting, byAnn), out(SetActive{Member: 2, Active: true},
			patient(bobNumber, "Welcome back to Friday Club, Bob!"))),
		Entry("start, and tells nothing to whom the carrier blocks", fridayClub(withBob(stopped, optedOut)), of(Starting, byAnn),
			out(SetActive{Member: 2, Active: true})),
		Entry("give admin rights", fridayClub(), of(Promoting, byAnn), out(SetAdmin{Member: 2, Admin: true},
			patient(bobNumber, "Ann made you an admin of Friday Club. Text #help to see what you can do."))),
		Entry("give admin rights by a program", fridayClub(), of(Promoting, byNobody), out(SetAdmin{Member: 2, Admin: true},
			patient(bobNumber, "An admin made you an admin of Friday Club. Text #help to see what you can do."))),
		Entry("take admin rights", fridayClub(withBob(admin)), of(Demoting, byAnn), out(SetAdmin{Member: 2},
			patient(bobNumber, "Ann took back your admin rights in Friday Club."))),
		Entry("take admin rights in German", fridayClub(german, withBob(admin)), of(Demoting, byNobody), out(SetAdmin{Member: 2},
			patient(bobNumber, "Ein Admin hat dir die Admin-Rechte in Friday Club genommen."))),
		Entry("take one's own admin rights, silently", fridayClub(withBob(admin)), of(Demoting, byAnn, self), out(SetAdmin{Member: 1})),
		Entry("kick", fridayClub(), of(Kicking, byAnn), out(Leave{Member: 2, Number: bobNumber, Why: Kicked},
			announced(2, "Bob left"), farewellTo(bobNumber, "An admin of Friday Club has removed you. To come back, text #join and a nickname."))),
		Entry("kick from a room for the invited", fridayClub(inviteOnly), of(Kicking, byAnn), out(Leave{Member: 2, Number: bobNumber, Why: Kicked},
			announced(2, "Bob left"), farewellTo(bobNumber, "An admin of Friday Club has removed you. To come back, ask a member for an invitation."))),
		Entry("kick quietly, if the room wants it so", fridayClub(shy, withBob(optedOut)), of(Kicking, byAnn),
			out(Leave{Member: 2, Number: bobNumber, Why: Kicked})),
		Entry("ban", fridayClub(), of(Banning, byAnn), out(Leave{Member: 2, Number: bobNumber, Why: Banned},
			Ban{Number: bobNumber, Nickname: nick("Bob")}, announced(2, "Bob left"))),
		Entry("ban a member by number", fridayClub(), of(Banning, byAnn, numberOnly(bobNumber)), out(Leave{Member: 2, Number: bobNumber, Why: Banned},
			Ban{Number: bobNumber, Nickname: nick("Bob")}, announced(2, "Bob left"))),
		Entry("ban a stranger's number", fridayClub(), of(Banning, byAnn, numberOnly(friend)), out(Ban{Number: friend})),
		Entry("end a ban", fridayClub(banned(friend)), of(Unbanning, byAnn, numberOnly(friend)), out(Unban{Number: friend})),
		Entry("rename", fridayClub(), of(Naming, byAnn, named("Robert")), out(Rename{Member: 2, Nickname: nick("Robert")},
			patient(bobNumber, "You are Robert now."), announced(2, "Bob is now Robert"))),
		Entry("rename in case alone", fridayClub(shy), of(Naming, byAnn, named("BOB")), out(Rename{Member: 2, Nickname: nick("BOB")},
			patient(bobNumber, "You are BOB now."))),
		Entry("rename oneself, silently but to the room", fridayClub(), of(Naming, byAnn, self, named("Anna")), out(Rename{Member: 1, Nickname: nick("Anna")},
			announced(1, "Ann is now Anna"))),
	)

	DescribeTable("does not", actsNot,
		Entry("end a silence that is none", fridayClub(), of(Unsilencing, byAnn), ErrAlready),
		Entry("stop who has stopped", fridayClub(withBob(stopped)), of(Stopping, byAnn), ErrAlready),
		Entry("start who has started", fridayClub(), of(Starting, byAnn), ErrAlready),
		Entry("promote an admin", fridayClub(withBob(admin)), of(Promoting, byAnn), ErrAlready),
		Entry("demote who is none", fridayClub(), of(Demoting, byAnn), ErrAlready),
		Entry("demote the last admin", fridayClub(), of(Demoting, byNobody, self), ErrLastAdmin),
		Entry("kick the last admin", fridayClub(), of(Kicking, byNobody, self), ErrLastAdmin),
		Entry("ban the last admin", fridayClub(), of(Banning, byNobody, self), ErrLastAdmin),
		Entry("ban the last admin by number", fridayClub(), of(Banning, byNobody, numberOnly(annNumber)), ErrLastAdmin),
		Entry("kick oneself", fridayClub(withBob(admin)), of(Kicking, byAnn, self), ErrOneself),
		Entry("ban oneself", fridayClub(withBob(admin)), of(Banning, byAnn, self), ErrOneself),
		Entry("ban oneself by number", fridayClub(withBob(admin)), of(Banning, byAnn, numberOnly(annNumber)), ErrOneself),
		Entry("ban the owner's admin", fridayClub(ownersBob), of(Banning, byAnn), ErrOwner),
		Entry("ban the owner's admin who is no member", fridayClub(ownersBob), of(Banning, byAnn, numberOnly(friend)), ErrOwner),
		Entry("ban the room itself", fridayClub(), of(Banning, byAnn, numberOnly(roomNumber)), ErrNoNumber),
		Entry("ban no number", fridayClub(), of(Banning, byAnn, numberOnly("")), ErrNoNumber),
		Entry("ban twice", fridayClub(banned(friend)), of(Banning, byAnn, numberOnly(friend)), ErrAlready),
		Entry("end no ban", fridayClub(), of(Unbanning, byAnn, numberOnly(friend)), ErrAlready),
		Entry("anything to who has left", fridayClub(peopled(ann(), cid())), of(Kicking, byAnn), ErrNobody),
		Entry("anything to another with the number", fridayClub(), of(Kicking, byAnn, func(a *Action) { a.Member = 3 }), ErrNobody),
		Entry("rename to what is no nickname", fridayClub(), of(Naming, byAnn, named("<b>")), ErrNicknameForm),
		Entry("rename to another's nickname", fridayClub(), of(Naming, byAnn, named("cid")), ErrNicknameTaken),
		Entry("rename to what looks like another's", fridayClub(), of(Naming, byAnn, named("\u0410nn")), ErrNicknameTaken),
		Entry("rename to the same", fridayClub(), of(Naming, byAnn, named("Bob")), ErrAlready),
		Entry("rename to a word of the room's", fridayClub(), of(Naming, byAnn, named("admin")), ErrNicknameReserved),
	)
})

func farewellTo(to E164, body string) Direct { return Direct{To: to, Body: body, Kind: Farewell} }
