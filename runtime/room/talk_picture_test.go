package room_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/store/redistest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("People who send pictures", func() {
	const dieterNumber = "+4915123456789"
	start := func(ctx SpecContext, from sender) *life {
		GinkgoHelper()
		redis, err := redistest.NewTCP()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(redis.Stop)
		Expect(redis.Start(ctx)).To(Succeed())
		l := newLifeOf(from, "ns.room", asLimited(ctx, redis, "ns.room"), room.Pace{Tick: 50 * time.Millisecond})
		l.joined(ctx)
		return l
	}
	shows := func(ctx SpecContext, l *life, body string, pictures ...twiliosim.Media) {
		GinkgoHelper()
		in, err := l.sim.Phone(annNumber).Text(ctx, l.sender.number, body, pictures...)
		Expect(err).NotTo(HaveOccurred())
		Expect(in.Webhook.Status).To(Equal(http.StatusOK))
	}
	// seen are a phone's texts behind its welcome, with the number of their pictures.
	seen := func(l *life, number string) func() []string {
		return func() []string {
			var all []string
			for _, t := range l.sim.Phone(number).Inbox()[1:] {
				all = append(all, fmt.Sprintf("%s +%d", t.Body, len(t.MediaURLs)))
			}
			return all
		}
	}
	cat := twiliosim.Media{ContentType: "image/png", Data: []byte("a cat")}

	It("reach phones with the picture where there is MMS, with words elsewhere, and everyone hears what it costs", func(ctx SpecContext) {
		l := start(ctx, longCode)
		l.takes(ctx, dieterNumber, "#join Dieter")
		Eventually(l.sim.Phone(dieterNumber).Bodies).WithTimeout(patience).Should(HaveLen(1))
		shows(ctx, l, "look", cat)
		Eventually(seen(l, bobNumber)).WithTimeout(patience).Should(Equal([]string{"Ann: look +1"}))
		Eventually(seen(l, dieterNumber)).WithTimeout(patience).Should(Equal([]string{"Ann: look (picture) +0"}))
		res, err := http.Get(l.sim.Phone(bobNumber).Inbox()[1].MediaURLs[0])
		Expect(err).NotTo(HaveOccurred())
		defer func() { _ = res.Body.Close() }()
		Expect(io.ReadAll(res.Body)).To(Equal([]byte("a cat")))

		l.takes(ctx, dieterNumber, "Liked “Ann: look (picture)”")
		Expect(l.Metric(`smack_texts_received_total{kind="reaction"}`)).To(HaveSuffix(" 1"))
		l.takes(ctx, dieterNumber, "#resend")
		Eventually(seen(l, dieterNumber)).WithTimeout(patience).Should(Equal([]string{"Ann: look (picture) +0", "Ann: look (picture) +0"}))

		// Three welcomes, which are of one segment each, one picture and two times its words.
		Eventually(l.Metric).WithArguments("smack_segments_total").WithTimeout(patience).Should(HaveSuffix(" 8"))
		l.takes(ctx, annNumber, "#stats")
		Eventually(seen(l, annNumber)).WithTimeout(patience).Should(Equal([]string{
			"Members: 3, active: 3. Today: messages 1, segments 8. Nothing waits. +0"}))
		Expect(l.Metric(`smack_letters{list="failed"}`)).To(HaveSuffix(" 0"))
	}, SpecTimeout(60*time.Second))

	It("hear what was too large, and get the rest", func(ctx SpecContext) {
		l := start(ctx, longCode)
		video := twiliosim.Media{ContentType: "video/mp4", Data: []byte(strings.Repeat("x", 500<<10+1))}
		shows(ctx, l, "look", cat, video)
		Eventually(seen(l, bobNumber)).WithTimeout(patience).Should(Equal([]string{"Ann: look +1"}))
		Eventually(seen(l, annNumber)).WithTimeout(patience).Should(Equal([]string{
			"Pictures over 5 MB and other files over 500 KB can't be sent. Yours was left out. +0"}))
	}, SpecTimeout(60*time.Second))

	It("say so in words where the room's country has no MMS", func(ctx SpecContext) {
		const british = "+447400123456"
		l := start(ctx, sender{number: british, own: func(a *twiliosim.Account, address string) { a.Own(british).SetSmsURL(address) }})
		shows(ctx, l, "", cat)
		Eventually(seen(l, bobNumber)).WithTimeout(patience).Should(Equal([]string{"Ann: (picture) +0"}))
		Expect(l.Metric(`smack_letters{list="failed"}`)).To(HaveSuffix(" 0"))
	}, SpecTimeout(60*time.Second))
})
