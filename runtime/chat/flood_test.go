package chat

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A flood of strangers", func() {
	answered := func(n int) func(*world) { return func(w *world) { w.strangers = n } }
	self := with(func(r *Room) { r.NumberType, r.SelfOptOut = ShortCode, true })
	faster := with(func(r *Room) { r.SegmentsPerSecond = 3 })
	welcomed := fridayClub().hears(sms(zoeNumber, "#join Zoe"))
	told := fridayClub().hears(sms(zoeNumber, "hello"))

	DescribeTable("gets so many answers and no more", decides,
		Entry("up to the bound", fridayClub(answered(59)), sms(zoeNumber, "hello"), told),
		Entry("above it, chat", fridayClub(answered(60)), sms(zoeNumber, "hello"), outcome("flood")),
		Entry("above it, commands", fridayClub(answered(60)), sms(zoeNumber, "#list"), outcome("flood")),
		Entry("above it, a #join that is refused", fridayClub(answered(60)), sms(zoeNumber, "#join Bob"), outcome("flood")),
		Entry("above it, a #join without a name", fridayClub(answered(60)), sms(zoeNumber, "#join"), outcome("flood")),
		Entry("above it, START, which takes back a STOP all the same", fridayClub(answered(60), knowing(zoeNumber, NumberFacts{OptedOut: true})),
			sms(zoeNumber, "START"), outcome("flood", SetOptedOut{Number: zoeNumber, Keyword: "START"})),
		Entry("by the room's rate", fridayClub(answered(179), faster), sms(zoeNumber, "hello"), told),
		Entry("by the room's rate, above", fridayClub(answered(180), faster), sms(zoeNumber, "hello"), outcome("flood")),
		Entry("without a rate", fridayClub(answered(60), with(func(r *Room) { r.SegmentsPerSecond = 0 })), sms(zoeNumber, "hello"), outcome("flood")),
	)

	DescribeTable("holds back nobody else", decides,
		Entry("who joins", fridayClub(answered(1000)), sms(zoeNumber, "#join Zoe"), welcomed),
		Entry("members", fridayClub(answered(1000)), sms(bobNumber, "#mute"), outcome("mute", reply(bobNumber, "You have muted nobody."))),
		Entry("who would get no answer anyway", fridayClub(answered(1000), knowing(zoeNumber, NumberFacts{Banned: true})), sms(zoeNumber, "hello"), outcome("banned")),
	)

	DescribeTable("gets the answers to the carrier's keywords that the room owes", func(body string, known NumberFacts) {
		quiet, loud := fridayClub(self, knowing(zoeNumber, known)), fridayClub(self, knowing(zoeNumber, known), answered(1000))
		want := quiet.hears(sms(zoeNumber, body))
		Expect(want.Directs).NotTo(BeEmpty())
		decides(loud, sms(zoeNumber, body), want)
	},
		Entry("STOP", "STOP", NumberFacts{}),
		Entry("HELP", "HELP", NumberFacts{}),
		Entry("START first", "#join Zoe", NumberFacts{OptedOut: true}),
	)
})
