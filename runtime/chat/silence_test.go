package chat

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// silencedFor keeps a member's chat from everyone until a time after noon.
func silencedFor(d time.Duration) memberOption {
	return func(m *Member) { m.SilencedUntil = noon.Add(d) }
}

func silenceTold(m *Member) { m.SilenceTold = true }

var _ = Describe("A silence", func() {
	german := with(func(r *Room) { r.Language = German })
	eastern := with(func(r *Room) { r.TimeZone = time.FixedZone("EST", -5*60*60) })
	withBob := func(options ...memberOption) func(*world) { return peopled(ann(), bob(options...)) }
	hour := silencedFor(time.Hour)
	kept := func(told string) Outcome {
		return outcome(KindSilenced, SilenceTold{Member: 2}, reply(bobNumber, told))
	}
	const untilOne = "Not sent: your messages go to nobody until 13:00 UTC. Commands still work."
	again := outcome(KindSilenced, reply(bobNumber, untilOne))

	DescribeTable("keeps a member's words from everyone", decides,
		Entry("and says so", fridayClub(withBob(hour)), sms(bobNumber, "hi"), kept(untilOne)),
		Entry("once", fridayClub(withBob(hour, silenceTold)), sms(bobNumber, "hi"), outcome(KindSilenced)),
		Entry("by the room's clocks", fridayClub(eastern, withBob(hour)), sms(bobNumber, "hi"),
			kept("Not sent: your messages go to nobody until 08:00 EST. Commands still work.")),
		Entry("with the date where it ends another day", fridayClub(withBob(silencedFor(24*time.Hour))), sms(bobNumber, "hi"),
			kept("Not sent: your messages go to nobody until 23 Nov 2026, 12:00 UTC. Commands still work.")),
		Entry("in the room's language", fridayClub(german, withBob(hour)), sms(bobNumber, "hi"),
			kept("Nicht gesendet: deine Nachrichten gehen bis 13:00 UTC an niemanden. Befehle gehen weiter.")),
		Entry("a picture", fridayClub(withBob(hour)), sms(bobNumber, "", Media{URL: "u", ContentType: "image/png"}), kept(untilOne)),
		Entry("by #me", fridayClub(withBob(hour)), sms(bobNumber, "#me waves"), kept(untilOne)),
		Entry("by #me, each time", fridayClub(withBob(hour, silenceTold)), sms(bobNumber, "#me waves"), again),
		Entry("by #dm", fridayClub(withBob(hour, silenceTold)), sms(bobNumber, "#dm Ann hi"), again),
		Entry("and says #start first to who has stopped", fridayClub(withBob(hour, stopped)), sms(bobNumber, "hi"),
			outcome(KindStopped, reply(bobNumber, "Not sent: you have stopped. #start to talk again."))),
		Entry("until it ends", fridayClub(withBob(silencedFor(0), silenceTold)), sms(bobNumber, "hi"), outcome(KindChat, said(2, "Bob: hi"))),
		Entry("and nobody else's", fridayClub(withBob(hour)), sms(annNumber, "hi"), outcome(KindChat, said(1, "Ann: hi"))),
		Entry("while commands work", fridayClub(withBob(hour)), sms(bobNumber, "#topic"), outcome("topic", reply(bobNumber, "Friday Club has no topic."))),
	)

	It("is no plain text, so that nothing is said of who was silenced meanwhile", func() {
		w := fridayClub(withBob(hour))
		_, plain := w.hears(sms(bobNumber, "hi")).Premise(w.room, w.facts(bobNumber, Need{Chat: true}))
		Expect(plain).To(BeFalse())
	})
})
