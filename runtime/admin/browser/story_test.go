package browser

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("The admin screen", func() {
	var p *place
	BeforeEach(func(ctx context.Context) {
		p = newPlace(ctx, "")
		p.join(ctx, annNumber, "Ann")
		p.join(ctx, bobNumber, "Bob")
		p.join(ctx, cidNumber, "Cid")
	})

	It("lets an admin in with a code from her phone, and lets her mute and ban", func(ctx context.Context) {
		v := p.person(desktop)
		v.signIn(p)
		Expect(v.reads()).To(ContainSubstring("You have signed in as Ann"))

		v.click("Members")
		v.click("Bob")
		v.press("Mute")
		Expect(v.reads()).To(ContainSubstring("Bob is muted."))
		p.text(ctx, bobNumber, "can you hear me?")
		p.text(ctx, annNumber, "who was that?") // comes behind what Bob said before
		Eventually(p.inbox(cidNumber)).Should(ContainElement("Ann: who was that?"))
		Expect(p.inbox(cidNumber)()).NotTo(ContainElement("Bob: can you hear me?"))
		Eventually(p.inbox(bobNumber)).Should(ContainElement("Ann: who was that?"))
		v.press("Let Bob be heard again")
		p.text(ctx, bobNumber, "and now?")
		Eventually(p.inbox(cidNumber)).Should(ContainElement("Bob: and now?"))

		v.press("Ban")
		Expect(v.path()).To(Equal("/members"))
		Expect(v.reads()).To(And(ContainSubstring("Bob was removed and is banned"), ContainSubstring("2 members")))
		before := len(p.inbox(bobNumber)())
		p.text(ctx, bobNumber, "hello?")
		p.text(ctx, annNumber, "he is gone")
		Eventually(p.inbox(cidNumber)).Should(ContainElement("Ann: he is gone"))
		Expect(p.inbox(cidNumber)()).NotTo(ContainElement("Bob: hello?"))
		Expect(p.inbox(bobNumber)()).To(HaveLen(before))
		v.click("Banned numbers")
		v.press("Lift the ban of " + bobNumber)
		Expect(v.reads()).To(And(ContainSubstring("banned no more"), ContainSubstring("Nobody is banned")))

		v.click("Audit")
		Expect(v.reads()).To(And(ContainSubstring("sign-in"), ContainSubstring("mute member 2"), ContainSubstring("ban member 2"), ContainSubstring("unban")))
		v.press("Sign out")
		v.open("/members")
		Expect(v.path()).To(Equal("/sign-in"))
	})

	It("shows a dead letter, sends it again, and empties the list", func(ctx context.Context) {
		fault := p.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome, Code: 30007, To: cidNumber, Times: 1})
		p.text(ctx, annNumber, "who is there?")
		st := p.store(ctx)
		failed := func() int64 { s, err := st.Stats(ctx); Expect(err).NotTo(HaveOccurred()); return s.Failed }
		Eventually(failed).Should(BeEquivalentTo(1))

		v := p.person(desktop)
		v.signIn(p)
		v.click("Queue")
		v.follow(`//nav[@aria-label="Lists"]/a[contains(., "Failed")]`)
		Expect(v.reads()).To(And(ContainSubstring("30007"), ContainSubstring("Ann: who is there?"), ContainSubstring(cidNumber)))
		v.blameless("queue")

		fault.Clear()
		v.do(tick("id"))
		v.press("Retry ticked")
		Expect(v.reads()).To(And(ContainSubstring("1 text was sent again"), ContainSubstring("No dead letters")))
		Eventually(p.inbox(cidNumber)).Should(ContainElement("Ann: who is there?"))

		p.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome, Code: 30007, To: cidNumber, Times: 1})
		p.text(ctx, annNumber, "and again?")
		Eventually(failed).Should(BeEquivalentTo(1))
		v.open("/queue?list=failed")
		v.do(unfold("Empty this list"))
		v.fill("confirm", "everything")
		v.press("Empty failed")
		Expect(v.reads()).To(ContainSubstring("nothing was dropped"))
		v.blameless("queue-refused")
		v.fill("confirm", "failed")
		v.press("Empty failed")
		Expect(v.reads()).To(And(ContainSubstring("1 text was dropped"), ContainSubstring("No dead letters")))
		Expect(failed()).To(BeZero())
	})

	It("pauses and resumes what goes out", func(ctx context.Context) {
		v := p.person(desktop)
		v.signIn(p)
		v.click("Queue")
		v.press("Pause sending")
		Expect(v.reads()).To(ContainSubstring("Sending is paused."))
		p.text(ctx, annNumber, "still here?")
		Eventually(func() string { v.open("/queue"); return v.reads() }).Should(ContainSubstring("1 messages to get"))
		v.blameless("queue-paused")
		v.press("Resume sending")
		Eventually(p.inbox(bobNumber)).Should(ContainElement("Ann: still here?"))
	})

	It("finds members while somebody types", func(ctx context.Context) {
		for i, name := range []string{"Bobby", "Bert", "Dora"} {
			p.text(ctx, annNumber[:len(annNumber)-1]+string(rune('4'+i)), "#join "+name)
		}
		v := p.person(desktop)
		v.signIn(p)
		v.open("/members")
		v.fill("q", "bo")
		Eventually(v.reads).Should(And(ContainSubstring("Bobby"), Not(ContainSubstring("Dora"))))
		Expect(v.path()).To(Equal("/members"))
	})

	It("looks at the room's queue as it changes, without being asked", func(ctx context.Context) {
		v := p.person(desktop)
		v.signIn(p)
		Expect(p.store(ctx).Hold(ctx, store.Sending, true)).To(Succeed())
		Eventually(v.reads).Should(ContainSubstring("Sending is paused."))
	})
})
