package main

import (
	"context"
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/smackdev/smack/runtime/store/redistest"
)

var _ = Describe("Without Redis", func() {
	var own *redistest.Server
	BeforeEach(func() {
		var err error
		own, err = redistest.New()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(own.Stop)
		was := server
		server = own
		DeferCleanup(func() { server = was })
	})

	It("waits for it, alive and not ready, and asks the carrier to come again", func(ctx context.Context) {
		p := newPlace()
		pod := p.launch(p.public)
		Eventually(pod.Status).WithArguments("/healthz").Should(Equal(http.StatusOK))
		Expect(pod.Status("/readyz")).To(Equal(http.StatusServiceUnavailable))
		p.number.SetSmsURL("http://" + p.public + "/family/sms")
		Expect(p.text(ctx, annNumber, "#join Ann").Status).To(Equal(http.StatusServiceUnavailable))
		Eventually(pod.log).Should(ContainSubstring("waiting for Redis"))

		Expect(own.Start(ctx)).To(Succeed())
		Eventually(pod.Status).WithArguments("/readyz").Should(Equal(http.StatusOK))
		Expect(p.text(ctx, annNumber, "#join Ann").Status).To(Equal(http.StatusOK))
	})

	It("ends with 0 when it is told to while it waits", func() {
		pod := newPlace()
		session := pod.launch(pod.public)
		Eventually(session.log).Should(ContainSubstring("waiting for Redis"))
		session.Terminate()
		Eventually(session, 5*time.Second).Should(gexec.Exit(0))
	})

	It("loses nothing that the carrier brings again when Redis is back", func(ctx context.Context) {
		Expect(own.Start(ctx)).To(Succeed())
		p := newPlace()
		pod := p.start(p.public)
		p.text(ctx, annNumber, "#join Ann")
		p.text(ctx, bobNumber, "#join Bob")
		Eventually(p.inbox(annNumber)).Should(HaveLen(2))

		Expect(own.Kill()).To(Succeed())
		Eventually(pod.Status).WithArguments("/readyz").Should(Equal(http.StatusServiceUnavailable))
		back := make(chan error, 1)
		go func() {
			defer GinkgoRecover()
			// Back as soon as the carrier has been turned away once.
			Eventually(pod.Metric).WithArguments(`smack_webhook_requests_total{endpoint="sms",result="unavailable"}`).ShouldNot(BeEmpty())
			back <- own.Start(ctx)
		}()
		result := p.text(ctx, bobNumber, "still there?")
		for range 20 {
			if result.Delivered {
				break
			}
			result = p.text(ctx, bobNumber, "still there?")
		}
		Expect(<-back).To(Succeed())
		Expect(result.Delivered).To(BeTrue())
		Expect(result.Attempts).NotTo(BeEmpty())
		Eventually(p.inbox(annNumber)).Should(ContainElement("Bob: still there?"))
		Eventually(pod.Status).WithArguments("/readyz").Should(Equal(http.StatusOK))
	})
})
