package main

import (
	"context"
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A running room", func() {
	It("takes a changed file, refuses a bad one, and takes the next good one", func(ctx context.Context) {
		p := newPlace()
		pod := p.start(p.public)
		p.text(ctx, annNumber, "#join Ann")
		Eventually(p.inbox(annNumber)).Should(HaveLen(1))

		p.write(`chat: {commandPrefix: "!", language: de}`)
		Eventually(pod.log).Should(ContainSubstring("the room file has changed and is in force"))
		p.text(ctx, annNumber, "!who Ann")
		Eventually(p.inbox(annNumber)).Should(And(HaveLen(2), ContainElement(ContainSubstring("dabei seit"))))

		p.write(`chat: {commandPrefix: "?", timeZone: Mars}`)
		Eventually(pod.log).Should(And(ContainSubstring("a changed file was refused"),
			ContainSubstring("chat.commandPrefix"), ContainSubstring("chat.timeZone")))
		Expect(pod.metric("smack_config_valid")).To(Equal("smack_config_valid 0"))
		Expect(pod.status("/readyz")).To(Equal(http.StatusOK))
		p.text(ctx, annNumber, "!who Ann")
		Eventually(p.inbox(annNumber)).Should(HaveLen(3))

		p.write(`chat: {commandPrefix: "/"}`)
		Eventually(pod.metric).WithArguments("smack_config_valid").Should(Equal("smack_config_valid 1"))
		p.text(ctx, annNumber, "/who Ann")
		Eventually(p.inbox(annNumber)).Should(HaveLen(4))
	})

	It("takes a rotated token without a restart, and for a while the previous one too", func(ctx context.Context) {
		p := newPlace()
		pod := p.start(p.public)
		previous := p.sim.Account().AuthToken()
		next := "0123456789abcdef0123456789abcdef"

		p.writeCredentials(next, previous)
		Eventually(pod.log).Should(ContainSubstring("the carrier's credentials have changed"))
		Expect(p.text(ctx, annNumber, "#join Ann").Status).To(Equal(http.StatusOK))
		Eventually(p.inbox(annNumber)).Should(HaveLen(1))

		p.sim.Account().SetAuthToken(next)
		Expect(p.text(ctx, bobNumber, "#join Bob").Status).To(Equal(http.StatusOK))
		Eventually(p.inbox(bobNumber)).Should(HaveLen(1))

		p.sim.Account().SetAuthToken("ffffffffffffffffffffffffffffffff")
		Expect(p.text(ctx, annNumber, "hello").Status).To(Equal(http.StatusForbidden))
		Expect(pod.metric(`smack_webhook_requests_total{endpoint="sms",result="signature"}`)).To(HaveSuffix(" 1"))
	})

	It("stays the room that it is", func() {
		p := newPlace()
		pod := p.start(p.public)
		p.name += "x"
		p.write("")
		Eventually(pod.log).Should(ContainSubstring("start a program of its own for another room"))
		Expect(pod.metric("smack_config_valid")).To(Equal("smack_config_valid 0"))
	})

	It("tells of what takes effect only after a restart, and of what has no effect yet", func() {
		p := newPlace()
		pod := p.start(p.public)
		p.write("chat: {retention: 1d}\nrules: [{name: hush, when: \"member.admin\", then: Drop}]")
		Eventually(pod.log).Should(And(ContainSubstring("takes effect only when the room is restarted"), ContainSubstring("chat.retention"),
			ContainSubstring("rules and custom commands are checked, but this version does not run them")))
	})
})
