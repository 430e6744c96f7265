package room_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/store/redistest"
)

var _ = Describe("People who part", func() {
	const (
		cidNumber = "+14155550103"
		joinBack  = "You have left ns.room; all that it knew of you is deleted. To come back, text #join and a nickname."
	)
	var l *life

	BeforeEach(func(ctx SpecContext) {
		redis, err := redistest.NewTCP()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(redis.Stop)
		Expect(redis.Start(ctx)).To(Succeed())
		l = newLife("ns.room", asLimited(ctx, redis, "ns.room"), room.Pace{Tick: 50 * time.Millisecond})
		l.joined(ctx)
		l.takes(ctx, cidNumber, "#join Cid")
		Eventually(l.sim.Phone(cidNumber).Bodies).WithTimeout(patience).Should(HaveLen(1))
	})

	It("leave, are strangers then, and may come back as somebody else", func(ctx SpecContext) {
		l.takes(ctx, bobNumber, "#leave")
		l.hears(bobNumber, joinBack)
		l.takes(ctx, annNumber, "Is Bob gone?")
		l.hears(cidNumber, "Ann: Is Bob gone?")
		l.takes(ctx, bobNumber, "I am")
		stranger := "This is ns.room, a group chat by SMS. To join, text #join and a nickname, like #join Ann. Msg&data rates may apply. STOP for no texts."
		l.hears(bobNumber, joinBack, stranger)

		l.takes(ctx, bobNumber, "#join Robert")
		l.takes(ctx, bobNumber, "Here I am")
		l.hears(annNumber, "Robert: Here I am")
		l.hears(cidNumber, "Ann: Is Bob gone?", "Robert: Here I am")
	}, SpecTimeout(60*time.Second))

	It("are removed, are told so, and may come back", func(ctx SpecContext) {
		l.takes(ctx, annNumber, "#kick bob")
		l.hears(annNumber, "Bob is removed.")
		removed := "An admin of ns.room has removed you. To come back, text #join and a nickname."
		l.hears(bobNumber, removed)
		l.takes(ctx, bobNumber, "#join Bob")
		Eventually(l.sim.Phone(bobNumber).Bodies).WithTimeout(patience).Should(HaveLen(3))
	}, SpecTimeout(60*time.Second))

	It("are shut out, hear nothing ever, and are let in again by their last nickname", func(ctx SpecContext) {
		l.takes(ctx, annNumber, "#ban bob on")
		banned := "Bob is banned and gets no answer any more. To undo: #ban Bob off"
		l.hears(annNumber, banned)
		for _, text := range []string{"hello?", "#join Bob", "#help"} {
			l.takes(ctx, bobNumber, text)
		}
		l.takes(ctx, cidNumber, "Where is Bob?")
		l.hears(annNumber, banned, "Cid: Where is Bob?")
		Expect(l.sim.Phone(bobNumber).Bodies()).To(HaveLen(1), "the welcome alone")

		l.takes(ctx, annNumber, "#ban bob off")
		l.hears(annNumber, banned, "Cid: Where is Bob?", "bob is banned no more and may join again.")
		l.takes(ctx, bobNumber, "#join Bob")
		Eventually(l.sim.Phone(bobNumber).Bodies).WithTimeout(patience).Should(HaveLen(2))
	}, SpecTimeout(60*time.Second))
})
