package chat

import (
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/text/unicode/norm"
)

var _ = Describe("Looks", func() {
	DescribeTable("are alike", func(a, b string) {
		Expect(nick(a).Key()).NotTo(Equal(nick(b).Key()), "else they are the same nickname")
		Expect(nick(a).LooksLike(nick(b))).To(BeTrue(), "%q and %q", nick(a).looks(), nick(b).looks())
		Expect(nick(b).LooksLike(nick(a))).To(BeTrue())
	},
		Entry("a Cyrillic letter", "Paul", "P\u0430ul"),
		Entry("all of them Cyrillic", "peace", "\u0440\u0435\u0430\u0441\u0435"),
		Entry("a Greek capital", "ALICE", "\u0391LICE"),
		Entry("and its small form", "alice", "\u0391LICE"),
		Entry("a capital I for an l", "Alice", "AIice"),
		Entry("a digit", "Bobo", "Bob0"),
		Entry("the other digit", "Annl", "Ann1"),
		Entry("a capital I and a 1", "AnnI", "Ann1"),
		Entry("an m and rn", "Tom", "Torn"),
		Entry("a full-width letter in the other", "P\u0430ul", "\uff30aul"),
		Entry("an Arabic digit", "Annl", "Ann\u0661"),
		Entry("a ligature", "Kaer", "K\u00e6r"),
	)

	DescribeTable("are not alike", func(a, b string) {
		Expect(nick(a).LooksLike(nick(b))).To(BeFalse(), "%q and %q", nick(a).looks(), nick(b).looks())
	},
		Entry("accents", "Jose", "Jos\u00e9"), Entry("umlauts", "Zoe", "Zo\u00eb"), Entry("a stroke", "Soren", "S\u00f8ren"),
		Entry("letters", "Ann", "Anna"), Entry("digits", "Ann2", "Ann3"), Entry("scripts", "Olga", "\u041e\u043b\u044c\u0433\u0430"),
	)

	DescribeTable("of the room's words can't be had", func(typed string) {
		_, err := ParseNickname(typed)
		Expect(err).To(MatchError(ErrNicknameReserved))
	},
		Entry("all, Cyrillic", "\u0430ll"), Entry("all, in digits", "a11"), Entry("all, with an I", "AlI"), Entry("room", "roorn"),
		Entry("admin", "adrnin"), Entry("admin, Cyrillic", "\u0430dmin"), Entry("help", "h\u0435lp"), Entry("here", "h\u0435re"))

	It("give each of the room's words a reservation that holds", func() {
		for _, word := range []string{"all", "here", "room", "admin", "help"} {
			for _, n := range []string{word, strings.ToUpper(word)} {
				Expect(slices.ContainsFunc(Nickname{display: n, key: word}.looks(), reservedLook)).To(BeTrue(), n)
			}
		}
	})

	It("have a table in order, without what never reaches it", func() {
		Expect(slices.IsSortedFunc(lookalikes[:], func(a, b lookalike) int { return int(a.from - b.from) })).To(BeTrue())
		Expect(len(lookalikes)).To(BeNumerically(">", 1000))
		for _, l := range lookalikes {
			Expect(inNickname(l.from)).To(BeTrue(), "%#x", l.from)
			Expect(norm.NFKD.String(string(l.from))).To(Equal(string(l.from)), "%#x", l.from)
		}
	})

	It("are kept apart from keys, whatever is typed", func() {
		for _, typed := range []string{" tom", "\u00a0tom", "@ tom", "\x00tom", "~tom", "\u00b4tom", "\u3000tom"} {
			Expect(nicknameKey(typed)).NotTo(BeElementOf(nick("Torn").LookKeys()), "%q", typed)
		}
		Expect(nick("Torn").LookKeys()).To(Equal([]string{" tom"}))
		Expect(nick("Ann").LookKeys()).To(BeEmpty(), "it takes memory")
		Expect(nick("Tom").LookKeys()).To(BeEmpty(), "an m is nothing rare")
	})
})

var _ = Describe("A nickname that looks like a member's", func() {
	tom := func(name string) world { return fridayClub(peopled(ann(), member(2, name, bobNumber))) }
	toZoe := func(body string) Outcome { return outcome("join", reply(zoeNumber, body)) }

	DescribeTable("is refused", decides,
		Entry("with one that is free", tom("Paul"), sms(zoeNumber, "#join P\u0430ul"),
			toZoe("P\u0430ul looks like the name of someone here. P\u0430ul2 is free: text #join P\u0430ul2")),
		Entry("whichever came first", tom("P\u0430ul"), sms(zoeNumber, "#join Paul"),
			toZoe("Paul looks like the name of someone here. Paul2 is free: text #join Paul2")),
		Entry("where the member's is read otherwise", tom("Tom"), sms(zoeNumber, "#join Torn"),
			toZoe("Torn looks like the name of someone here. Torn2 is free: text #join Torn2")),
		Entry("where the wish is", tom("Torn"), sms(zoeNumber, "#join Tom"),
			toZoe("Tom looks like the name of someone here. Tom2 is free: text #join Tom2")),
		Entry("with none that looks like another's either", fridayClub(peopled(ann(), member(2, "Tom", bobNumber), member(3, "Torn2", cidNumber))),
			sms(zoeNumber, "#join Torn"), toZoe("Torn looks like the name of someone here. Torn3 is free: text #join Torn3")),
		Entry("by a new name too", tom("Tom"), sms(annNumber, "#update Torn"),
			outcome("update", reply(annNumber, "Torn looks like the name of someone here. Torn2 is free: text #update Torn2"))),
		Entry("but not as another way to write one's own", tom("Tom"), sms(bobNumber, "#update Torn"),
			outcome("update", Rename{Member: 2, Nickname: nick("Torn")}, reply(bobNumber, "You are Torn now."), announced(2, "Tom is now Torn"))),
	)

	It("is suggested nowhere when all that there is looks like others", func() {
		crowd := []Member{member(2, "Tom", bobNumber)}
		for i, other := range alternatives(nick("Torn"), "SM1") {
			crowd = append(crowd, member(MemberID(10+i), strings.Replace(other.String(), "rn", "m", 1), friend))
		}
		decides(fridayClub(peopled(crowd...)), sms(zoeNumber, "#join Torn"), toZoe("Torn looks like the name of someone here. Please choose another nickname."))
	})

	It("is no such thing where the store found it by an older table", func() {
		w, text := fridayClub(), sms(zoeNumber, "#join Torn")
		reading := Read(w.room, text)
		facts := w.facts(zoeNumber, reading.Need)
		facts.ByNickname[" tom"] = bob()
		Expect(Decide(w.room, reading, text, facts).Changes).To(HaveLen(1))
	})

	It("finds nobody by what a nickname looks like", func() {
		decides(tom("Tom"), sms(annNumber, "#who torn"), outcome("who", reply(annNumber, "There is no torn here. Did you mean Tom?")))
	})
})
