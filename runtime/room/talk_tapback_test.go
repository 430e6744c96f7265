package room_test

import (
	"context"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/store/redistest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("People who react with their phones", func() {
	const cidNumber, danNumber = "+14155550103", "+14155550104"
	phones := map[string]twiliosim.PhoneKind{bobNumber: twiliosim.IPhone, cidNumber: twiliosim.Android, danNumber: twiliosim.Android}
	var l *life

	// react lets a phone react to the bubble that it shows last.
	react := func(ctx context.Context, number, emoji string, back bool) {
		GinkgoHelper()
		inbox := l.sim.Phone(number).Bodies()
		l.takes(ctx, number, phones[number].Tapback(emoji, inbox[len(inbox)-1], back))
	}

	BeforeEach(func(ctx SpecContext) {
		redis, err := redistest.NewTCP()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(redis.Stop)
		Expect(redis.Start(ctx)).To(Succeed())
		l = newLife("ns.room", asLimited(ctx, redis, "ns.room"),
			room.Pace{Tick: 50 * time.Millisecond, SummaryAfter: 4 * time.Second, SummaryEvery: 4 * time.Second})
		l.joined(ctx)
		for _, who := range []struct{ name, number string }{{"Cid", cidNumber}, {"Dan", danNumber}} {
			l.takes(ctx, who.number, "#join "+who.name)
			Eventually(l.sim.Phone(who.number).Bodies).WithTimeout(patience).Should(HaveLen(1))
		}
	})

	It("bother nobody but the author, who hears of them in one text", func(ctx SpecContext) {
		l.takes(ctx, annNumber, "See you at 8 – at “Joe’s”")
		said := "Ann: See you at 8 – at “Joe’s”"
		for number := range phones {
			l.hears(number, said)
		}
		react(ctx, bobNumber, "👍", false)
		react(ctx, cidNumber, "👍", false)
		react(ctx, danNumber, "😂", false)
		react(ctx, danNumber, "😂", true)
		l.takes(ctx, bobNumber, phones[bobNumber].Tapback("❤️", "", false))
		l.takes(ctx, danNumber, phones[danNumber].Tapback("❤️", "", false))
		first := `Bob and Cid liked "See you at 8 - at "Joe's""`
		l.hears(annNumber, first)

		react(ctx, danNumber, "🎉", false)
		second := `Dan reacted 🎉 to "See you at 8 - at "Joe's""`
		l.hears(annNumber, first, second)

		l.takes(ctx, bobNumber, "Liked “Dune” a lot")
		l.takes(ctx, bobNumber, "Liked “Dune”")
		l.hears(annNumber, first, second, "Bob: Liked “Dune” a lot", "Bob: Liked “Dune”")
		l.hears(cidNumber, said, "Bob: Liked “Dune” a lot", "Bob: Liked “Dune”")
		l.hears(danNumber, said, "Bob: Liked “Dune” a lot", "Bob: Liked “Dune”")
		l.hears(bobNumber, said)
		Expect(l.Metric(`smack_texts_received_total{kind="reaction"}`)).To(HaveSuffix(" 7"))
	}, SpecTimeout(60*time.Second))

	It("react to a part of a long text as to the whole", func(ctx SpecContext) {
		l.takes(ctx, annNumber, "It was the best of times, "+strings.Repeat("it was the worst of times, ", 58)+"goodbye")
		Eventually(l.sim.Phone(bobNumber).Bodies).WithTimeout(patience).Should(HaveLen(3))
		react(ctx, bobNumber, "❤️", false)
		l.hears(annNumber, `Bob loved "It was the best of times, it was the..."`)
	}, SpecTimeout(60*time.Second))
})
