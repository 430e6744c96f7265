package chat

import (
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A reaction", func() {
	log := []Message{
		{Seq: 9, First: 8, Author: 1, Body: "Ann (2/2): and so on"},
		{Seq: 8, First: 8, Author: 1, Body: "Ann (1/2): a long story"},
		{Seq: 7, First: 7, Author: 2, Body: "Bob: fine by me"},
		{Seq: 6, First: 6, Body: "Cid joined"},
		{Seq: 5, First: 5, Author: 1, Body: "Ann: see you at 8"},
	}
	club := func(changes ...func(*world)) world {
		return fridayClub(append([]func(*world){func(w *world) { w.log = log }}, changes...)...)
	}
	policy := func(r Reactions) func(*world) { return with(func(room *Room) { room.Reactions = r }) }
	jpeg := Media{URL: "https://api.twilio.com/1", ContentType: "image/jpeg"}
	like := React{Of: 5, By: 2, What: Liked}
	busy := func(w *world) { w.lastChats = 20 }

	DescribeTable("is counted and not sent", decides,
		Entry("to a message with its name", club(), sms(bobNumber, "Liked “Ann: see you at 8”"), outcome("reaction", like)),
		Entry("to a message without", club(), sms(bobNumber, "Liked “see you at 8”"), outcome("reaction", like)),
		Entry("of Google Messages", club(), sms(bobNumber, googles("", "\u200b", "🎉", " to ", "“", "Ann: see you at 8", "”")),
			outcome("reaction", React{Of: 5, By: 2, What: "🎉"})),
		Entry("taken back", club(), sms(bobNumber, "Removed a like from “Ann: see you at 8”"), outcome("reaction", React{Of: 5, By: 2})),
		Entry("to a part, for the whole text", club(), sms(bobNumber, "Liked “Ann (2/2): and so on”"), outcome("reaction", React{Of: 8, By: 2, What: Liked})),
		Entry("whatever the rate", club(busy), sms(bobNumber, "Liked “Ann: see you at 8”"), outcome("reaction", like)),
		Entry("of one who has stopped", club(peopled(ann(), bob(stopped))), sms(bobNumber, "Liked “Ann: see you at 8”"), outcome("reaction", like)),
		Entry("of a phone that is back", club(peopled(ann(), bob(unreachable))), sms(bobNumber, "Liked “Ann: see you at 8”"),
			outcome("reaction", SetReachable{Member: 2}, like)),
	)

	DescribeTable("is dropped", decides,
		Entry("to what could be any message", club(), sms(bobNumber, "Loved an image"), outcome("reaction")),
		Entry("to one's own", club(), sms(bobNumber, "Loved “fine by me”"), outcome("reaction")),
		Entry("to an announcement", club(), sms(bobNumber, "Loved “Cid joined”"), outcome("reaction")),
		Entry("to several in one text", club(), sms(bobNumber, "Loved “Cid: hm\nAnn: see you at 8”"), outcome("reaction")),
		Entry("to a direct text, which the room must not hear", club(), sms(bobNumber, "Loved “Ann (direct): psst”"), outcome("reaction")),
		Entry("to one's own command", club(), sms(bobNumber, "Loved “#dm Ann psst”"), outcome("reaction")),
		Entry("to one's own number", club(), sms(bobNumber, "Loved “Bob: "+string(bobNumber)+", member since 1 Nov 2026.”"), outcome("reaction")),
		Entry("where the room wants none", club(policy(DropReactions)), sms(bobNumber, "Liked “Ann: see you at 8”"), outcome("reaction")),
		Entry("where the room wants none, whatever it is to", club(policy(DropReactions)), sms(bobNumber, "Liked “Dune”"), outcome("reaction")),
	)

	DescribeTable("is chat", decides,
		Entry("to what the room has not said", club(), sms(bobNumber, "Liked “Dune”"), outcome("chat", said(2, "Bob: Liked “Dune”"))),
		Entry("with a picture", club(), sms(bobNumber, "Liked “Ann: see you at 8”", jpeg),
			outcome("chat", worded(said(2, "Bob: Liked “Ann: see you at 8”", jpeg), "Bob: Liked “Ann: see you at 8” (picture)"))),
		Entry("where the room wants them", club(policy(BroadcastReactions)), sms(bobNumber, "Liked “Ann: see you at 8”"),
			outcome("chat", said(2, "Bob: Liked “Ann: see you at 8”"))),
		Entry("even of an image", club(policy(BroadcastReactions)), sms(bobNumber, "Loved an image"), outcome("chat", said(2, "Bob: Loved an image"))),
		Entry("for the rate", club(busy, knowing(bobNumber, NumberFacts{RateToldAt: noon})), sms(bobNumber, "Liked “Dune”"), outcome("rate-limited")),
		Entry("of one who has stopped", club(peopled(ann(), bob(stopped))), sms(bobNumber, "Liked “Dune”"),
			outcome("stopped", reply(bobNumber, "Not sent: you have stopped. #start to talk again."))),
	)

	DescribeTable("counts for members alone", decides,
		Entry("not for strangers", club(), sms(zoeNumber, "Liked “Ann: see you at 8”"), fridayClub().hears(sms(zoeNumber, "hello"))),
		Entry("not for the banned", club(knowing(bobNumber, NumberFacts{Banned: true})), sms(bobNumber, "Liked “Ann: see you at 8”"), outcome("banned")),
	)

	It("asks for the log, and for nothing where there is nothing to look up", func() {
		reads := func(r Reactions, body string) Reading {
			w := fridayClub(policy(r))
			return Read(w.room, sms(bobNumber, body))
		}
		Expect(reads(FoldReactions, "Liked “x”").Need).To(Equal(Need{Chat: true, Log: 200}))
		Expect(reads(FoldReactions, "Liked an image").Need.Log).To(BeZero())
		Expect(reads(FoldReactions, "hello").Need.Log).To(BeZero())
		Expect(reads(BroadcastReactions, "Liked “x”").Need.Log).To(BeZero())
	})

	It("is no plain text, which could be sent before the log is read", func() {
		room := fridayClub().room
		plain := func(body string) bool { return Read(room, sms(bobNumber, body)).Plain() }
		Expect(plain("hello")).To(BeTrue())
		Expect(plain("##hello")).To(BeTrue())
		Expect(plain("Liked “x”")).To(BeFalse())
		Expect(plain("Liked an image")).To(BeFalse())
		Expect(plain("#help")).To(BeFalse())
		Expect(plain("STOP")).To(BeFalse())
	})
})

var _ = Describe("The summary of reactions", func() {
	dora, eve, fay := member(4, "Dora", zoeNumber), member(5, "Eve", zoeNumber), member(6, "Fay", zoeNumber)
	hello := Message{Seq: 5, First: 5, Author: 1, Body: "Ann: see you at 8"}
	by := func(m Member, what Reaction) Reacted { return Reacted{By: m, What: what} }
	sum := func(said Message, reacted ...Reacted) string {
		GinkgoHelper()
		d, ok := Summarise(fridayClub().room, ann(), said, reacted)
		Expect(ok).To(BeTrue())
		Expect(d).To(Equal(Direct{To: annNumber, Body: d.Body, Kind: Summary, Patient: true}))
		return d.Body
	}

	DescribeTable("says who reacted, and how", func(want string, reacted ...Reacted) {
		Expect(sum(hello, reacted...)).To(Equal(want))
		slices.Reverse(reacted)
		Expect(sum(hello, reacted...)).To(Equal(want), "in whatever order they came")
	},
		Entry(nil, `Bob liked "see you at 8"`, by(bob(), Liked)),
		Entry(nil, `Bob and Cid liked "see you at 8"`, by(bob(), Liked), by(cid(), Liked)),
		Entry(nil, `Bob, Cid, Dora and Eve laughed at "see you at 8"`, by(bob(), Laughed), by(cid(), Laughed), by(dora, Laughed), by(eve, Laughed)),
		Entry(nil, `Bob, Cid, Dora and 2 others loved "see you at 8"`,
			by(bob(), Loved), by(cid(), Loved), by(dora, Loved), by(eve, Loved), by(fay, Loved)),
		Entry("most first", `Cid and Dora liked, Bob loved "see you at 8"`, by(bob(), Loved), by(cid(), Liked), by(dora, Liked)),
		Entry("each kind", `Bob disliked, Cid emphasized, Dora questioned "see you at 8"`,
			by(bob(), Disliked), by(cid(), Emphasized), by(dora, Questioned)),
		Entry("more kinds than it has room for", `Bob liked, Cid loved, Dora, Eve and Fay reacted to "see you at 8"`,
			by(bob(), Liked), by(cid(), Loved), by(dora, Laughed), by(eve, Questioned), by(fay, Disliked)),
		Entry("an emoji", `Bob reacted 🎉 to "see you at 8"`, by(bob(), "🎉")),
		Entry("a sticker", `Bob reacted to "see you at 8"`, by(bob(), Sticker)),
		Entry("not the author's own", `Bob liked "see you at 8"`, by(bob(), Liked), by(ann(), Loved)),
	)

	It("leaves out the emoji where it costs a segment", func() {
		long := Message{Body: "Ann: " + strings.Repeat("word ", 30)}
		Expect(sum(long, by(bob(), "🎉"), by(cid(), "👋🏽"), by(dora, Sticker), by(eve, Liked))).
			To(Equal(`Bob, Cid and Dora reacted to, Eve liked "word word word word word word word word..."`))
	})

	DescribeTable("quotes the message in short", func(body, want string) {
		Expect(sum(Message{Body: body}, by(bob(), Liked))).To(Equal("Bob liked \"" + want + "\""))
	},
		Entry("a part", "Ann (1/2): It was the best of times, it was the worst of times", "It was the best of times, it was the..."),
		Entry("lines", "Ann: roses\nviolets", "roses violets"),
		Entry("one long word", "Ann: "+strings.Repeat("x", 50), strings.Repeat("x", 40)+"..."),
		Entry("what somebody does", "* Ann waves", "Ann waves"),
		Entry("a part of it", "* Ann (1/2) waves", "Ann waves"),
		Entry("brackets of one's own", "Ann: see (1/2) there", "see (1/2) there"),
		Entry("a picture", "Ann: (picture)", "(picture)"),
		Entry("curly marks and dashes, plain", "Ann: he said “no” – twice…", `he said "no" - twice...`),
		Entry("what no plain text holds", "Ann: "+strings.Repeat("日", 60), strings.Repeat("日", 40)+"..."),
	)

	It("costs one segment where it can", func() {
		crowd := []Reacted{by(bob(), Liked), by(cid(), Loved), by(dora, "🎉")}
		Expect(segments(sum(Message{Body: "Ann: " + strings.Repeat("日", 60)}, crowd...))).To(Equal(1))
		Expect(sum(Message{Body: "Ann: " + strings.Repeat("日", 60)}, crowd...)).To(ContainSubstring(strings.Repeat("日", 20) + "..."))
	})

	It("is not sent where there is nothing to tell, or nobody", func() {
		for _, author := range []Member{ann(stopped), ann(optedOut), ann(unreachable)} {
			_, ok := Summarise(fridayClub().room, author, hello, []Reacted{by(bob(), Liked)})
			Expect(ok).To(BeFalse())
		}
		for _, reacted := range [][]Reacted{nil, {by(ann(), Liked)}, {by(bob(), "")}} {
			_, ok := Summarise(fridayClub().room, ann(), hello, reacted)
			Expect(ok).To(BeFalse())
		}
	})
})
