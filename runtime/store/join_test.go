package store_test

import (
	"context"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// late lets the lane find that it is behind, so that everything goes to lines.
func (r *room) late() {
	GinkgoHelper()
	want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease, Behind: time.Microsecond}
	wave, err := r.BeginWave(context.Background(), want)
	Expect(err).NotTo(HaveOccurred())
	Expect(wave.Standing).To(Equal(store.Idle))
}

// joined claims a line and begins what it joins.
func (r *room) joined(lease time.Duration) (store.Job, store.LineSend) {
	GinkgoHelper()
	job := r.claim(lease)
	Expect(job).To(HaveValue(HaveField("Kind", store.Line)))
	send, err := r.JoinLine(context.Background(), *job, lease, time.Hour, store.Gate{})
	Expect(err).NotTo(HaveOccurred())
	return *job, send
}

// sent is what each phone gets from its line, until nothing is due.
func (r *room) sent() map[chat.E164][]string {
	GinkgoHelper()
	got := map[chat.E164][]string{}
	for {
		job := r.claim(lease)
		if job == nil {
			return got
		}
		if job.Kind == store.Lane {
			Expect(r.Release(context.Background(), *job, time.Hour)).To(Succeed())
			continue
		}
		send, err := r.JoinLine(context.Background(), *job, lease, time.Hour, store.Gate{})
		Expect(err).NotTo(HaveOccurred())
		if send.Standing == store.Going {
			got[send.To] = append(got[send.To], send.Body)
			r.settleLine(*job, store.LineEnd{Verdict: store.Taken, SID: r.sid()})
		}
	}
}

var _ = onEach("a joined text", func(open func() *room) {
	It("is made plain as a whole, in doubt as well, where one message alone saves nothing", func() {
		r := open()
		r.options(func(o *store.Options) { o.Segments, o.Plain = segments, carrier.Plain })
		r.join("ann", ann)
		r.join("bob", bob)
		long := strings.Repeat("words ", 20)
		r.say(ann, "it’s fine")
		r.say(ann, long)
		r.late()
		whole := "it's fine\n" + long
		Expect(carrier.Plain("it’s fine")).To(Equal("it’s fine"))
		job := r.claim(lease)
		for range 2 { // the same call again gives the same text
			send, err := r.JoinLine(context.Background(), *job, lease, time.Hour, store.Gate{})
			Expect(err).NotTo(HaveOccurred())
			Expect(send).To(And(HaveField("Body", whole), HaveField("Segments", 1)))
		}
		r.settleLine(*job, store.LineEnd{Verdict: store.InDoubt})
		doubt, err := r.BeginLook(context.Background(), r.claimLook())
		Expect(err).NotTo(HaveOccurred())
		Expect(doubt.Body).To(Equal(whole))
	})
})

var _ = onEach("messages that wait", func(open func() *room) {
	It("become one text for each member: in order, without the own ones and those of the muted", func() {
		r := trio(open)
		r.change(cid, chat.SetMute{By: 3, Of: 2, Muted: true})
		r.say(ann, "ann: one", "ann: two")
		r.say(bob, "bob: three")
		r.say(ann, "ann: four")
		r.say(cid, "cid: five")
		r.late()
		Expect(r.sent()).To(Equal(map[chat.E164][]string{
			ann: {"bob: three\ncid: five"}, bob: {"ann: one\nann: two\nann: four\ncid: five"},
			cid: {"ann: one\nann: two\nann: four"},
		}))
	})

	It("stay apart where a text would be too long, in UTF-16 units, or has a picture", func() {
		r := trio(open)
		long := strings.Repeat("😀", 400)                   // 800 units
		r.say(ann, long, long[4:], long[:len(long)-4]+"a") // 800 + 1 + 798; one more does not fit
		r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{
			{Author: 1, Kind: chat.Chat, Body: "picture", Media: []chat.Media{{URL: "https://example.com/cat.jpg"}}}}})
		r.say(ann, "six", "seven", "newest")
		r.late()
		Expect(r.sent()[bob]).To(Equal([]string{
			long + "\n" + long[4:], long[:len(long)-4] + "a", "picture", "six\nseven\nnewest"}))
	})

	It("are not joined by who does not want that", func() {
		r := trio(open)
		r.say(ann, "one", "two", "three")
		r.late()
		_, send := r.line(lease, time.Hour)
		Expect(send.Body).To(Equal("one"))
	})

	It("go to nobody who stopped or muted the author meanwhile", func() {
		r := trio(open)
		r.say(ann, "one")
		r.say(bob, "two", "three")
		r.late()
		r.change(cid, chat.SetMute{By: 3, Of: 1, Muted: true})
		r.change(bob, chat.SetActive{Member: 2, Active: false})
		Expect(r.sent()).To(Equal(map[chat.E164][]string{ann: {"two\nthree"}, cid: {"two\nthree"}}))
	})

	It("are in doubt together, are found together, and come once", func() {
		r := trio(open)
		r.say(ann, "one", "two", "three")
		r.late()
		_, send := r.joined(0) // its worker dies
		Expect(send.Body).To(Equal("one\ntwo\nthree"))
		job := r.claimLook()
		doubt, err := r.BeginLook(context.Background(), job)
		Expect(err).NotTo(HaveOccurred())
		Expect(doubt.Body).To(Equal("one\ntwo\nthree"))
		Expect(r.SettleLook(context.Background(), job, store.LookEnd{SIDs: []string{"SMfound"}, Limit: 5})).To(Equal(store.LookFound))
		Expect(r.sent()[send.To]).To(BeEmpty())
	})

	It("stay the same text after a doubt, so that a late proof fits", func() {
		r := trio(open)
		r.say(ann, "one", "two", "three")
		r.late()
		_, send := r.joined(0)
		Expect(r.SettleLook(context.Background(), r.claimLook(), store.LookEnd{Limit: 5})).To(Equal(store.LookAgain))
		Expect(r.look(store.LookEnd{Limit: 5})).To(Equal(store.LookResend))
		r.say(ann, "four")
		Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: send.Ref, SID: "SMlate", Status: "sent"}})).To(Succeed())
		Expect(r.sent()[send.To]).NotTo(ContainElement(ContainSubstring("one")))
	})

	It("cost what the joined text costs", func() {
		r := trio(open)
		r.say(ann, "one", "two", "three")
		r.late()
		_, send := r.joined(lease)
		Expect(send.Segments).To(Equal(1))
		Expect(r.spent()).To(Equal(int64(1)))
	})

	It("leave no backlog behind", func() {
		r := trio(open)
		r.say(ann, "one", "two", "three")
		r.late()
		Expect(r.facts(ann, chat.Need{}).BacklogSegments).To(BeNumerically(">", 0))
		r.sent()
		Expect(r.claim(lease)).To(BeNil())
		Expect(r.facts(ann, chat.Need{}).BacklogSegments).To(BeZero())
	})

	It("are one dead letter, and can be sent again", func() {
		r := trio(open)
		r.say(ann, "one", "two", "three")
		r.late()
		job, send := r.joined(lease)
		r.settleLine(job, store.LineEnd{Verdict: store.Dead, Code: 30007})
		Expect(r.letters(store.Failed)).To(ConsistOf(And(HaveField("Body", "one\ntwo\nthree"), HaveField("To", send.To))))
		Expect(r.RetryFailed(context.Background(), store.Filter{})).To(Equal(1))
		Expect(r.sent()[send.To]).To(Equal([]string{"one\ntwo\nthree"}))
	})

	It("are one dead letter too if it is told later", func() {
		r := trio(open)
		r.say(ann, "one", "two", "three")
		r.late()
		job, send := r.joined(lease)
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: "SM1"})
		Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: send.Ref, SID: "SM1", Status: "failed", ErrorCode: 30008}})).To(Succeed())
		Expect(r.letters(store.Failed)).To(ConsistOf(HaveField("Body", "one\ntwo\nthree")))
	})

	It("can be asked for again one by one", func() {
		r := trio(open)
		r.say(ann, "one", "two", "three")
		r.late()
		r.sent()
		Expect(r.facts(bob, chat.Need{Recent: 2}).Recent).To(ContainElement(HaveField("Body", "two")))
	})
})

var _ = onEach("the carrier's loop guard", func(open func() *room) {
	It("sends a member what it stopped later, joined with what waits, in order and once", func() {
		r := open()
		r.join("ann", ann)
		r.join("bob", bob)
		for _, body := range []string{"one", "two", "three"} {
			r.say(ann, body)
			want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
			_, err := r.BeginWave(context.Background(), want)
			Expect(err).NotTo(HaveOccurred())
			_, err = r.SettleWave(context.Background(), want, store.WaveEnd{SIDs: []string{"SM" + body}, Release: true})
			Expect(err).NotTo(HaveOccurred())
			idle, err := r.BeginWave(context.Background(), store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease})
			Expect(err).NotTo(HaveOccurred())
			Expect(idle.Standing).To(Equal(store.Idle))
		}
		guard := func(ref, body string) {
			Expect(r.Receipt(context.Background(), []store.Receipt{
				{Ref: ref, SID: "SM" + body, Status: "failed", ErrorCode: 14107}})).To(Succeed())
		}
		guard("b3.2", "three")
		guard("b2.2", "two")
		guard("b2.2", "two") // callbacks come twice
		Expect(r.List(context.Background(), store.Default, 10)).To(ContainElements(
			HaveField("Body", "two"), HaveField("Body", "three")))
		Expect(r.letters(store.Failed)).To(BeEmpty())
		Expect(r.sent()).To(BeEmpty(), "nothing within half a minute")
		r.due("h2")
		Expect(r.sent()).To(Equal(map[chat.E164][]string{bob: {"two\nthree"}}))
	})
})

// due lets a held line's rest be over.
func (r *room) due(line string) {
	GinkgoHelper()
	Expect(r.client.ZScore(context.Background(), r.prefix+"due_held", line).Val()).To(
		BeNumerically("~", float64(time.Now().Add(store.LoopRest).UnixMicro()), float64(5*time.Second.Microseconds())))
	Expect(r.client.ZIncrBy(context.Background(), r.prefix+"due_held", -float64(store.LoopRest.Microseconds()), line).Err()).To(Succeed())
}
