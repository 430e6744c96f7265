package chat

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A room that has spent the day's segments", func() {
	spent := func(n int64) func(*world) {
		return func(w *world) { w.spent, w.room.SegmentsPerDay = n, 100 }
	}
	capped := func(d time.Duration) func(*world) {
		return func(w *world) { w.resting = Resting{Until: noon.Add(d), Cap: true} }
	}
	knows := func(w *world) { w.restKnown = true }
	told := func(ago time.Duration) func(*world) {
		return knowing(bobNumber, NumberFacts{RestToldAt: noon.Add(-ago)})
	}
	rests := notice(bobNumber, "The room has sent all it may today and rests until 08:00 UTC. Your message goes out then.")
	limit := patient(annNumber, "Friday Club has sent the 100 segments of today's limit and rests until 08:00 UTC. Commands still work.")
	restTold, restKnown := RestTold{Number: bobNumber, At: noon}, RestKnown{Day: "2026-11-22"}
	hello := said(2, "Bob: hello")

	DescribeTable("says so once", decides,
		Entry("not before", fridayClub(spent(99)), sms(bobNumber, "hello"), outcome("chat", hello)),
		Entry("before, where the rest of it is too little for the text", fridayClub(spent(99), knows), sms(bobNumber, strings.Repeat("x", 156)),
			outcome("chat", restTold, rests, said(2, "Bob: "+strings.Repeat("x", 156)))),
		Entry("not where it just suffices", fridayClub(spent(98), knows), sms(bobNumber, strings.Repeat("x", 156)),
			outcome("chat", said(2, "Bob: "+strings.Repeat("x", 156)))),
		Entry("not without a limit", fridayClub(func(w *world) { w.spent = 5000 }), sms(bobNumber, "hello"), outcome("chat", hello)),
		Entry("to who talks, and to the admins", fridayClub(spent(100)), sms(bobNumber, "hello"),
			outcome("chat", restTold, restKnown, rests, limit, hello)),
		Entry("not to admins who cannot be texted", fridayClub(spent(100), peopled(ann(optedOut), bob())), sms(bobNumber, "hello"),
			outcome("chat", restTold, restKnown, rests, hello)),
		Entry("to admins once a day", fridayClub(spent(100), knows), sms(bobNumber, "hello"), outcome("chat", restTold, rests, hello)),
		Entry("to each member once a day", fridayClub(spent(100), knows, told(time.Hour)), sms(bobNumber, "hello"), outcome("chat", hello)),
		Entry("again on the next day, which began at eight by Greenwich", fridayClub(spent(100), knows, told(4*time.Hour+time.Minute)), sms(bobNumber, "hello"),
			outcome("chat", restTold, rests, hello)),
		Entry("when the carriers take no more", fridayClub(capped(8*time.Hour)), sms(bobNumber, "hello"),
			outcome("chat", restTold, restKnown,
				notice(bobNumber, "The carrier takes no more texts today; Friday Club rests until 20:00 UTC. Your message goes out then."),
				patient(annNumber, "The carriers' daily limit of Friday Club is used up: it rests until 20:00 UTC. Commands still work."), hello)),
		Entry("not of a limit of the carriers' that is over", fridayClub(capped(0)), sms(bobNumber, "hello"), outcome("chat", hello)),
		Entry("and answers commands as ever", fridayClub(spent(100)), sms(bobNumber, "#mute"), outcome("mute", reply(bobNumber, "You have muted nobody."))),
	)

	DescribeTable("tells its admins where nobody says anything", func(w world, want Outcome) {
		Expect(Rest(w.room, w.facts("", RestNeed(w.room)))).To(Equal(want))
	},
		Entry("what is left may be too little", fridayClub(spent(77)), outcome("", restKnown, limit)),
		Entry("what is left suffices for anything", fridayClub(spent(76)), outcome("")),
		Entry("they know", fridayClub(spent(100), knows), outcome("")),
		Entry("the carriers take no more", fridayClub(capped(8*time.Hour)), outcome("", restKnown,
			patient(annNumber, "The carriers' daily limit of Friday Club is used up: it rests until 20:00 UTC. Commands still work."))),
		Entry("no admin can be texted", fridayClub(spent(100), peopled(ann(unreachable), bob())), outcome("", restKnown)),
	)

	DescribeTable("counts days to midnight in California", func(now string, day, end string) {
		at, err := time.Parse(time.RFC3339, now)
		Expect(err).NotTo(HaveOccurred())
		name, till := BudgetDay(at)
		Expect(name).To(Equal(day))
		Expect(till.UTC().Format(time.RFC3339)).To(Equal(end))
	},
		Entry("in winter", "2026-11-22T07:59:59Z", "2026-11-21", "2026-11-22T08:00:00Z"),
		Entry("in summer", "2026-07-01T07:00:00Z", "2026-07-01", "2026-07-02T07:00:00Z"),
		Entry("when clocks go back", "2026-11-01T07:00:00Z", "2026-11-01", "2026-11-02T08:00:00Z"),
	)
})
