package chat

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A room that has spent the day's segments", func() {
	spent := func(n int64) func(*world) {
		return func(w *world) { w.spent, w.room.SegmentsPerDay = n, 100 }
	}
	knows := func(w *world) { w.restKnown = true }
	told := func(ago time.Duration) func(*world) {
		return knowing(bobNumber, NumberFacts{RestToldAt: noon.Add(-ago)})
	}
	rests := notice(bobNumber, "The room has sent all it may today and rests until 08:00 UTC. Your message goes out then.")
	limit := notice(annNumber, "Friday Club has sent the 100 segments of today's limit and rests until 08:00 UTC. Commands still work.")
	restTold, restKnown := RestTold{Number: bobNumber, At: noon}, RestKnown{Day: "2026-11-22"}
	hello := said(2, "Bob: hello")

	DescribeTable("says so once", decides,
		Entry("not before", fridayClub(spent(99)), sms(bobNumber, "hello"), outcome("chat", hello)),
		Entry("not without a limit", fridayClub(func(w *world) { w.spent = 5000 }), sms(bobNumber, "hello"), outcome("chat", hello)),
		Entry("to who talks, and to the admins", fridayClub(spent(100)), sms(bobNumber, "hello"),
			outcome("chat", restTold, restKnown, rests, limit, hello)),
		Entry("not to admins who cannot be texted", fridayClub(spent(100), peopled(ann(optedOut), bob())), sms(bobNumber, "hello"),
			outcome("chat", restTold, restKnown, rests, hello)),
		Entry("to admins once a day", fridayClub(spent(100), knows), sms(bobNumber, "hello"), outcome("chat", restTold, rests, hello)),
		Entry("to each member once a day", fridayClub(spent(100), knows, told(time.Hour)), sms(bobNumber, "hello"), outcome("chat", hello)),
		Entry("again on the next day, which began at eight by Greenwich", fridayClub(spent(100), knows, told(4*time.Hour+time.Minute)), sms(bobNumber, "hello"),
			outcome("chat", restTold, rests, hello)),
		Entry("and answers commands as ever", fridayClub(spent(100)), sms(bobNumber, "#mute"), outcome("mute", reply(bobNumber, "You have muted nobody."))),
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
