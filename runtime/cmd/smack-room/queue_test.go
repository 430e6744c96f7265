package main

import (
	"context"
	"encoding/json"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
)

// queue runs the queue tool and gives exit code, output and errors.
func (p *place) queue(args ...string) (code int, out, problems string) {
	GinkgoHelper()
	session := p.run(append([]string{"queue"}, append(args, "--config", p.file)...)...)
	Eventually(session).Should(gexec.Exit())
	return session.ExitCode(), string(session.Out.Contents()), string(session.Err.Contents())
}

// does expects the tool to succeed.
func (p *place) does(args ...string) string {
	GinkgoHelper()
	code, out, problems := p.queue(args...)
	Expect(problems).To(BeEmpty())
	Expect(code).To(Equal(0))
	return out
}

func (p *place) stats() (s stats) {
	GinkgoHelper()
	Expect(json.Unmarshal([]byte(p.does("stats", "-o", "json")), &s)).To(Succeed())
	return s
}

func (p *place) letters(list string) (l []letter) {
	GinkgoHelper()
	Expect(json.Unmarshal([]byte(p.does("list", list, "-o", "json")), &l)).To(Succeed())
	return l
}

var _ = Describe("The queue tool", func() {
	It("tells the state of an empty room", func(ctx context.Context) {
		p := newPlace()
		p.store(ctx)
		Expect(p.does("stats")).To(And(MatchRegexp(`room +`+p.name), ContainSubstring("0 lanes, 0 direct, 0 off the lane, 0 in doubt")))
		Expect(p.stats()).To(Equal(stats{Room: p.name, Failures: map[int]int64{}, Totals: map[string]int64{}}))
		for _, list := range []string{"default", "failed", "doubt"} {
			Expect(p.does("list", list)).To(Equal("queue " + list + " is empty\n"))
			Expect(p.letters(list)).To(BeEmpty())
		}
		Expect(p.does("empty", "default")).To(Equal("0 texts dropped from queue default\n"))
		Expect(p.does("retry", "failed")).To(Equal("0 texts from queue failed go out again\n"))
	})

	It("empties what waits only when it is told twice", func(ctx context.Context) {
		p := newPlace()
		waiting(ctx, p)
		Expect(p.stats().Directs).To(BeNumerically(">", 0))
		Expect(p.letters("default")).To(ContainElement(HaveField("To", "+1415•••0101")))

		code, out, problems := p.queue("empty", "default")
		Expect(code).To(Equal(exitRefused))
		Expect(out).To(BeEmpty())
		Expect(problems).To(And(ContainSubstring("queue default is not empty"),
			ContainSubstring("smack-room queue empty default --config "+p.file+" --yes")))
		Expect(p.letters("default")).NotTo(BeEmpty())

		Expect(p.does("empty", "default", "--yes")).To(MatchRegexp(`^[1-9]\d* texts dropped from queue default\n`))
		Expect(p.does("list", "default")).To(Equal("queue default is empty\n"))
	})

	It("lists and empties calls of services like texts", func(ctx context.Context) {
		p := newPlace()
		asking(ctx, p)
		Expect(p.stats().Calls).To(BeEquivalentTo(1))
		Expect(p.does("stats")).To(ContainSubstring("1 calls of services"))
		Expect(p.letters("default")).To(HaveExactElements(And(
			HaveField("To", "+1415•••0101"), HaveField("Reason", "call of command weather"), HaveField("Characters", 4), HaveField("ID", BeEmpty()))))
		table := p.does("list", "default")
		Expect(table).To(ContainSubstring("call of command weather"))
		Expect(table).NotTo(Or(ContainSubstring(annNumber), ContainSubstring("oslo")))

		code, _, problems := p.queue("empty", "default")
		Expect(code).To(Equal(exitRefused))
		Expect(problems).To(And(ContainSubstring("queue default is not empty (1 entries)"),
			ContainSubstring("smack-room queue empty default --config "+p.file+" --yes")))
		Expect(p.does("empty", "default", "--yes", "-o", "json")).To(MatchJSON(`{"list": "default", "dropped": 1}`))
		Expect(p.stats().Calls).To(BeZero())
		Expect(p.does("list", "default")).To(Equal("queue default is empty\n"))
	})

	It("shows dead letters without number or text, and sends them again", func(ctx context.Context) {
		p := newPlace()
		failed(ctx, p)
		rows := p.letters("failed")
		Expect(rows).To(HaveLen(1))
		Expect(rows[0].To).To(Equal("+1415•••0101"))
		Expect(rows[0].Code).To(Equal(21408))
		Expect(rows[0].Characters).To(BeNumerically(">", 10))
		Expect(rows[0].Retriable).To(BeTrue())
		table := p.does("list", "failed")
		Expect(table).To(And(ContainSubstring(rows[0].ID), ContainSubstring("21408")))
		Expect(table).NotTo(Or(ContainSubstring(annNumber), ContainSubstring("Welcome")))

		Expect(p.does("retry", "failed", "--code", "30003")).To(HavePrefix("0 texts"))
		code, _, problems := p.queue("retry", "failed", "1-1")
		Expect(code).To(Equal(exitFailed))
		Expect(problems).To(ContainSubstring("1 of 1 IDs were not sent again"))

		p.sim.Account().AllowRegions()
		Expect(p.does("retry", "failed", rows[0].ID, "-o", "json")).To(MatchJSON(`{"list": "failed", "retried": 1}`))
		Expect(p.letters("failed")).To(BeEmpty())
		p.start(p.public)
		Eventually(p.inbox(annNumber)).Should(ContainElement(ContainSubstring("Welcome")))
	})

	It("drops dead letters", func(ctx context.Context) {
		p := newPlace()
		failed(ctx, p)
		code, _, _ := p.queue("empty", "failed")
		Expect(code).To(Equal(exitRefused))
		Expect(p.does("empty", "failed", "--yes", "-o", "json")).To(MatchJSON(`{"list": "failed", "dropped": 1}`))
		Expect(p.stats().Failed).To(BeZero())
	})

	It("pauses and resumes a stage for all pods", func(ctx context.Context) {
		p := newPlace()
		waiting(ctx, p)
		Expect(p.does("pause", "sending")).To(Equal("sending is paused: every text waits, answers to commands and STOP included\n"))
		Expect(p.does("pause", "intake", "-o", "json")).To(MatchJSON(`{"stage": "intake", "paused": true}`))
		Expect(p.stats()).To(And(HaveField("IntakePaused", true), HaveField("SendingPaused", true)))
		Expect(p.does("stats")).To(And(ContainSubstring("resume intake lets it go on"), ContainSubstring("resume sending lets it go on")))
		p.start(p.public)
		p.text(ctx, bobNumber, "#join Bob")
		Eventually(func() int64 { return p.stats().Directs }).Should(BeNumerically(">", 1))
		Expect(p.inbox(annNumber)()).To(BeEmpty())

		Expect(p.does("resume", "sending")).To(Equal("sending is resumed: texts go out, what has waited first\n"))
		Eventually(p.inbox(annNumber)).Should(ContainElement(ContainSubstring("Welcome")))
		p.text(ctx, bobNumber, "anyone here?")
		Eventually(p.inbox(bobNumber)).Should(ContainElement(ContainSubstring("is paused")))
		Expect(p.does("resume", "intake")).To(HavePrefix("intake is resumed"))
		Expect(p.stats()).To(And(HaveField("IntakePaused", false), HaveField("SendingPaused", false)))

		code, _, problems := p.queue("pause", "everything")
		Expect(code).To(Equal(exitUsage))
		Expect(problems).To(ContainSubstring("intake"))
	})

	It("watches until it is interrupted", func(ctx context.Context) {
		p := newPlace()
		p.store(ctx)
		session := p.run("queue", "stats", "--watch", "--config", p.file)
		Eventually(func() int { return strings.Count(string(session.Out.Contents()), "backlog") }).Should(BeNumerically(">=", 2))
		session.Interrupt()
		Eventually(session).Should(gexec.Exit(0))
	})

	It("says that Redis is out of reach", func() {
		p := newPlace()
		session := runWith([]string{"REDIS_URL=unix:///nowhere/redis.sock"}, "queue", "stats", "--config", p.file)
		Eventually(session).Should(gexec.Exit(exitFailed))
		Expect(string(session.Err.Contents())).To(ContainSubstring("reaching the room's Redis"))
	})
})
