package room_test

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/store/redistest"
)

var _ = Describe("People who talk in other ways than all to all", func() {
	var l *life

	BeforeEach(func(ctx SpecContext) {
		redis, err := redistest.NewTCP()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(redis.Stop)
		Expect(redis.Start(ctx)).To(Succeed())
		l = newLife("ns.room", asLimited(ctx, redis, "ns.room"), room.Pace{Tick: 50 * time.Millisecond})
		l.joined(ctx)
	})

	It("have a topic, say what they do, and whisper", func(ctx SpecContext) {
		l.takes(ctx, annNumber, "#topic Cake at 8")
		l.takes(ctx, bobNumber, "#topic")
		l.hears(annNumber, "The topic is now: Cake at 8")
		l.hears(bobNumber, "Topic: Cake at 8")

		l.takes(ctx, bobNumber, "#me eats the cake")
		l.hears(annNumber, "The topic is now: Cake at 8", "* Bob eats the cake")

		l.takes(ctx, bobNumber, "#dm ann it was good")
		sent := "Sent to Ann, if Ann takes messages from you."
		l.hears(bobNumber, "Topic: Cake at 8", sent)
		l.hears(annNumber, "The topic is now: Cake at 8", "* Bob eats the cake", "Bob (direct): it was good")

		l.takes(ctx, annNumber, "#mute bob on")
		l.takes(ctx, bobNumber, "#dm ann hello?")
		l.hears(bobNumber, "Topic: Cake at 8", sent, sent)
		l.hears(annNumber, "The topic is now: Cake at 8", "* Bob eats the cake", "Bob (direct): it was good",
			"You get no messages from Bob any more. To undo: #mute Bob off")
	}, SpecTimeout(60*time.Second))

	It("sleep, and hear in the morning what was said, in order", func(ctx SpecContext) {
		now := time.Now().UTC()
		from, to := now.Add(-2*time.Hour).Format("15:04"), now.Add(2*time.Hour).Format("15:04")
		l.takes(ctx, bobNumber, fmt.Sprintf("#quiet %s-%s utc", from, to))
		night := fmt.Sprintf("Quiet from %s to %s, UTC time. Messages wait until %s. To end: #quiet off", from, to, to)
		l.hears(bobNumber, night)

		l.takes(ctx, annNumber, "Are you asleep?")
		l.takes(ctx, annNumber, "Good night")
		l.takes(ctx, bobNumber, "#who ann")
		l.hears(bobNumber, night, "The profile of Ann is private.")

		l.takes(ctx, bobNumber, "#quiet off")
		Eventually(l.sim.Phone(bobNumber).Bodies).WithTimeout(patience).Should(ContainElement("Ann: Are you asleep?\nAnn: Good night"))
	}, SpecTimeout(60*time.Second))
})
