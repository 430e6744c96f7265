package main

import (
	"context"
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
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
		Expect(pod.Metric("smack_config_valid")).To(Equal("smack_config_valid 0"))
		Expect(pod.Status("/readyz")).To(Equal(http.StatusOK))
		p.text(ctx, annNumber, "!who Ann")
		Eventually(p.inbox(annNumber)).Should(HaveLen(3))

		p.write(`chat: {commandPrefix: "/"}`)
		Eventually(pod.Metric).WithArguments("smack_config_valid").Should(Equal("smack_config_valid 1"))
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
		Expect(pod.Metric(`smack_webhook_requests_total{endpoint="sms",result="signature"}`)).To(HaveSuffix(" 1"))
	})

	It("stays the room that it is", func() {
		p := newPlace()
		pod := p.start(p.public)
		p.name += "x"
		p.write("")
		Eventually(pod.log).Should(ContainSubstring("start a program of its own for another room"))
		Expect(pod.Metric("smack_config_valid")).To(Equal("smack_config_valid 0"))
	})

	It("tells of what takes effect only after a restart", func() {
		p := newPlace()
		pod := p.start(p.public)
		p.write("chat: {retention: 1d}")
		Eventually(pod.log).Should(And(ContainSubstring("takes effect only when the room is restarted"), ContainSubstring("chat.retention")))
	})

	It("keeps its last good rules where those of the file do not compile, and a new pod has them too", func(ctx context.Context) {
		p := newPlace()
		p.write(`rules: [{name: hush, when: "sms.Body == 'hush'", reply: Not so loud., then: Drop}]`)
		pod := p.start(p.public)
		p.text(ctx, annNumber, "#join Ann")
		p.text(ctx, annNumber, "hush")
		Eventually(p.inbox(annNumber)).Should(ContainElement("Not so loud."))
		Expect(pod.Metric(`smack_rule_matches_total{rule="hush"}`)).To(HaveSuffix(" 1"))

		p.write(`chat: {commandPrefix: "!"}` + "\n" + `rules: [{name: loud, when: "sms.Body = 'loud'", then: Drop}]`)
		Eventually(pod.log).Should(And(ContainSubstring("of which the last good ones stay in force"), ContainSubstring("rules[0].when: line 1, column 10")))
		Expect(pod.Metric("smack_rules_valid")).To(Equal("smack_rules_valid 0"))
		p.text(ctx, annNumber, "!who Ann")
		Expect(p.stats()).NotTo(BeZero(), "the queue tool works as well")
		p.text(ctx, annNumber, "hush")
		Eventually(p.inbox(annNumber)).Should(And(HaveLen(4), ContainElement(ContainSubstring("member since"))))

		pod.Terminate()
		Eventually(pod).Should(gexec.Exit(0))
		pod = p.start(p.public)
		p.text(ctx, annNumber, "hush")
		Eventually(p.inbox(annNumber)).Should(HaveLen(5))
		Expect(pod.Metric("smack_rules_valid")).To(Equal("smack_rules_valid 0"))
		Expect(pod.log()).To(ContainSubstring("of which the last good ones stay in force"))

		p.write(`rules: [{name: loud, when: "sms.Body == 'loud'", reply: Louder!, then: Drop}]`)
		Eventually(pod.Metric).WithArguments("smack_rules_valid").Should(Equal("smack_rules_valid 1"))
		Expect(pod.Metric(`smack_rule_matches_total{rule="hush"}`)).To(BeEmpty())
		p.text(ctx, annNumber, "loud")
		Eventually(p.inbox(annNumber)).Should(ContainElement("Louder!"))
	})
})
