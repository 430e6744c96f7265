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
	var redis *redistest.Server

	BeforeEach(func(ctx SpecContext) {
		var err error
		redis, err = redistest.NewTCP()
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

	It("are forgotten: no number and no name is left in Redis", func(ctx SpecContext) {
		const number, digits = "+447400123456", "447400123456"
		traces := func() []string {
			GinkgoHelper()
			found, err := redis.Scan(ctx, "smack:{ns.room}:", "Zanzibar", "Zebedee", digits, "\x44\x74\x00\x12\x34\x56")
			Expect(err).NotTo(HaveOccurred())
			return found
		}
		l.takes(ctx, bobNumber, "#invite "+number)
		l.takes(ctx, bobNumber, "and now?")
		Eventually(l.sim.Phone(number).Bodies).WithTimeout(patience).Should(HaveLen(1))
		l.takes(ctx, number, "#join Zanzibar")
		l.takes(ctx, number, "#update Zebedee")
		l.takes(ctx, number, "hello all")
		l.takes(ctx, number, "#dm ann psst")
		l.takes(ctx, number, "#private off")
		l.hears(annNumber, "Bob: and now?", "Zebedee: hello all", "Zebedee (direct): psst")
		Expect(len(traces())).To(BeNumerically(">", 10))

		l.takes(ctx, number, "#leave")
		Eventually(l.sim.Phone(number).Bodies).WithTimeout(patience).Should(ContainElement(joinBack))
		Eventually(traces).WithTimeout(30 * time.Second).WithPolling(100 * time.Millisecond).Should(BeEmpty())
	}, SpecTimeout(90*time.Second))

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
