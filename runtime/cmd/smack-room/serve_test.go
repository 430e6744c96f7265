package main

import (
	"context"
	"net/http"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/smackdev/smack/runtime/room/roomtest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("A room", func() {
	It("takes texts, answers them and sends them on", func(ctx context.Context) {
		p := newPlace()
		p.start(p.public)
		Expect(p.text(ctx, annNumber, "#join Ann").Delivered).To(BeTrue())
		Expect(p.text(ctx, bobNumber, "#join Bob").Delivered).To(BeTrue())
		Expect(p.text(ctx, annNumber, "hello").Delivered).To(BeTrue())
		Eventually(p.inbox(annNumber)).Should(ConsistOf(ContainSubstring("Welcome to The family, Ann"), "Bob joined"))
		Eventually(p.inbox(bobNumber)).Should(ConsistOf(ContainSubstring("Welcome to The family, Bob"), "Ann: hello"))
	})

	It("passes pictures on under its own address", func(ctx context.Context) {
		p := newPlace()
		p.start(p.public)
		p.text(ctx, annNumber, "#join Ann")
		p.text(ctx, bobNumber, "#join Bob")
		_, err := p.sim.Phone(annNumber).Text(ctx, roomNumber, "look", twiliosim.Media{ContentType: "image/png", Data: []byte("a picture")})
		Expect(err).NotTo(HaveOccurred())
		var got []twiliosim.Text
		Eventually(func() []twiliosim.Text { got = p.sim.Phone(bobNumber).Inbox(); return got }).Should(HaveLen(2))
		Expect(got[1].MediaURLs).To(HaveExactElements(HavePrefix("http://" + p.public + "/family/media/")))
		res, err := http.Get(got[1].MediaURLs[0])
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(res.Body.Close)
		Expect(res).To(HaveHTTPStatus(http.StatusOK))
		Expect(res).To(HaveHTTPBody("a picture"))
	})

	It("is one room in many pods: any of them takes any text and sends any other", func(ctx context.Context) {
		p := newPlace()
		one := p.start(p.public)
		p.text(ctx, annNumber, "#join Ann")
		one.Terminate()
		Eventually(one).Should(gexec.Exit(0))

		// Another pod takes the first one's place at the public address, a third only sends.
		p.start(roomtest.FreeAddress())
		p.start(p.public)
		Expect(p.text(ctx, bobNumber, "#join Bob").Delivered).To(BeTrue())
		for range 10 {
			p.text(ctx, bobNumber, "again")
		}
		st := p.store(ctx)
		Eventually(func() int64 { // what has still to be sent
			stats, err := st.Stats(ctx)
			Expect(err).NotTo(HaveOccurred())
			return stats.Lanes + stats.Directs + stats.Held + stats.Doubts
		}).Should(BeZero())
		Eventually(p.inbox(annNumber)).Should(HaveLen(12))
		Expect(p.sim.Counters().Messages).To(BeEquivalentTo(13), "with Bob's welcome")
	})

	It("is ready within a second, and tells of itself", func() {
		p := newPlace()
		var pod *pod
		took := time.Hour
		for try := 0; try < 3 && took >= time.Second; try++ { // a busy machine is slow, but not each time
			begin := time.Now()
			pod = p.start(roomtest.FreeAddress())
			took = time.Since(begin)
		}
		Expect(took).To(BeNumerically("<", time.Second))
		Expect(pod.Status("/healthz")).To(Equal(http.StatusOK))
		Expect(pod.Metric("smack_config_valid")).To(Equal("smack_config_valid 1"))
		Expect(pod.Metric("smack_build_info")).To(ContainSubstring("version="))
		Expect(pod.Metric(`smack_members{kind="all"}`)).To(HaveSuffix(" 0"))
	})

	It("says first that it is not ready, then finishes, then ends with 0", func(ctx context.Context) {
		p := newPlace()
		pod := p.start(p.public, "--drain-delay", "3s") // in which a busy machine can be asked and texted
		p.text(ctx, annNumber, "#join Ann")
		pod.Signal(syscall.SIGTERM)
		Eventually(pod.Status).WithArguments("/readyz").WithPolling(5 * time.Millisecond).Should(Equal(http.StatusServiceUnavailable))
		Expect(p.text(ctx, bobNumber, "#join Bob").Delivered).To(BeTrue())
		Eventually(pod, 30*time.Second).Should(gexec.Exit(0))
		members, err := p.store(ctx).Members(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(members).To(HaveLen(2))
	})

	It("ends at once when it is told twice", func() {
		p := newPlace()
		pod := p.start(p.public, "--drain-delay", "5s")
		pod.Signal(syscall.SIGTERM)
		Eventually(pod.log).Should(ContainSubstring(`"msg":"stopping"`))
		pod.Signal(syscall.SIGTERM)
		Eventually(pod, 2*time.Second).Should(gexec.Exit(exitForced))
	})

	It("logs no number and no text", func(ctx context.Context) {
		p := newPlace()
		pod := p.start(p.public, "--log-level", "debug")
		p.text(ctx, annNumber, "#join Ann")
		p.text(ctx, bobNumber, "#join Bob")
		p.text(ctx, annNumber, "the secret plan")
		Eventually(p.inbox(bobNumber)).Should(ContainElement("Ann: the secret plan"))
		pod.Terminate()
		Eventually(pod).Should(gexec.Exit(0))
		Expect(pod.log()).To(ContainSubstring("+1415•••0101"))
		Expect(pod.log()).NotTo(Or(ContainSubstring(annNumber), ContainSubstring(bobNumber), ContainSubstring("secret"),
			ContainSubstring(p.sim.Account().AuthToken())))
	})
})
