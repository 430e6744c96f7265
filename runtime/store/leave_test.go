package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// leaves lets a member leave and say so to the others.
func (r *room) leaves(number chat.E164) {
	GinkgoHelper()
	m := r.facts(number, chat.Need{}).Sender
	r.commit(number, chat.Outcome{
		Changes:    []chat.Change{chat.Leave{Member: m.ID, Number: number}},
		Directs:    []chat.Direct{{To: number, Body: "goodbye", Kind: chat.Farewell}},
		Broadcasts: []chat.Broadcast{{Author: m.ID, Kind: chat.Announcement, Body: m.Nickname.String() + " left", About: m.ID}},
	})
}

var _ = onEach("a member who leaves", func(open func() *room) {
	ctx := context.Background()

	It("is no member any more, and the others are told", func() {
		r := trio(open)
		r.change(bob, chat.SetAdmin{Member: 2, Admin: true})
		r.leaves(bob)
		_, known := r.Recall(bob)
		Expect(known).To(BeFalse(), "not even in memory")
		facts := r.facts(bob, chat.Need{Nicknames: []string{"Bob"}, Members: true})
		Expect(facts.Sender).To(BeNil())
		Expect(facts.ByNickname).To(BeEmpty())
		Expect(facts.Members).To(HaveLen(2))
		Expect([]int{facts.MemberCount, facts.AdminCount, facts.ReceiverCount}).To(Equal([]int{2, 0, 2}))
		Expect(r.runs()).To(Equal(texts{ann: {"Bob left"}, bob: {"goodbye"}, cid: {"Bob left"}}))
		Expect(r.stats().BacklogSegments).To(BeZero())
	})

	It("gets what was answered before, and nothing of the room's, which gets nothing of its any more", func() {
		r := trio(open)
		r.say(ann, "Ann: one")
		r.say(bob, "Bob: two")
		r.tell(bob, "an answer")
		r.leaves(bob)
		r.say(ann, "Ann: three")
		Expect(r.runs()).To(Equal(texts{bob: {"an answer", "goodbye"}, cid: {"Ann: one", "Bob left", "Ann: three"}, ann: {"Bob left"}}))
	})

	It("may join anew, as somebody else", func() {
		r := trio(open)
		r.change(bob, chat.SetPrivate{Member: 2}, chat.SetMute{By: 2, Of: 1, Muted: true}, chat.SetQuiet{Member: 2, Quiet: someHours})
		r.change(ann, chat.SetMute{By: 1, Of: 2, Muted: true})
		r.leaves(bob)
		Expect(r.join("Bob", bob)).To(Equal(chat.MemberID(4)))
		facts := r.facts(bob, chat.Need{Muted: true})
		Expect(facts.Sender.Private).To(BeTrue())
		Expect(facts.Sender.Quiet).To(Equal(chat.Quiet{}))
		Expect(facts.Muted).To(BeEmpty())
		Expect(r.facts(ann, chat.Need{Muted: true}).Muted).To(BeEmpty())
		r.runs()
		r.say(bob, "Bob: hello")
		Expect(r.runs()).To(Equal(texts{ann: {"Bob: hello"}, cid: {"Bob: hello"}}))
	})

	It("leaves the nickname to others, and frees what looks like it", func() {
		r := open()
		r.change(ann, chat.Join{Number: ann, Nickname: chat.StoredNickname("Torn", "torn")})
		r.leaves(ann)
		Expect(r.client.HGetAll(ctx, r.prefix+"nicks").Result()).To(BeEmpty())
	})

	It("is found by the address of another channel no more", func() {
		r := open()
		const far = chat.E164("whatsapp:+14155550101")
		r.join("Ann", far)
		r.join("Bob", bob)
		r.leaves(far)
		Expect(r.client.Exists(ctx, r.prefix+"addresses").Result()).To(BeZero())
		Expect(r.facts(bob, chat.Need{Members: true}).Members).To(HaveLen(1))
	})

	It("gets nothing of what was under way, in doubt, held or waiting for the morning", func() {
		r := trio(open)
		r.say(ann, "Ann: one")
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		wave, err := r.BeginWave(ctx, want)
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.To).To(HaveLen(2))
		Expect(r.SettleWave(ctx, want, store.WaveEnd{Release: true, SIDs: []string{"SMcid"}, Exceptions: []store.Exception{{ID: 2, Verdict: store.InDoubt}}})).To(Equal(store.Going))
		Expect(r.stats().Doubts).To(BeEquivalentTo(1))
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: "Ann (direct): hi", Patient: true}}})
		r.leaves(bob)
		st := r.stats()
		Expect(st.Doubts + st.Held + st.Quiet).To(BeZero())
		for _, key := range []string{"doubts", "asleep", "quiet", "off", "line:h2", "state:h2", "line:n" + string(bob)} {
			Expect(r.client.Exists(ctx, r.prefix+key).Result()).To(BeZero(), key)
		}
	})

	It("leaves nothing to the worker who was sending to it", func() {
		r := trio(open)
		r.say(ann, "Ann: one", "Ann: two")
		r.late()
		job, send := r.line(lease, time.Hour)
		Expect(send.To).To(Equal(bob))
		r.leaves(bob)
		Expect(r.SettleLine(ctx, job, store.LineEnd{Verdict: store.InDoubt, Limit: 5})).To(Equal(store.Stale))
		Expect(r.stats().Doubts).To(BeZero())
	})

	for _, verdict := range []store.Verdict{store.Retry, store.Again, store.InDoubt, store.Dead} {
		It("leaves nothing to the lane that was sending to it: "+string(verdict), func() {
			r := trio(open)
			r.say(ann, "Ann: one")
			want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
			_, err := r.BeginWave(ctx, want)
			Expect(err).NotTo(HaveOccurred())
			r.change(bob, chat.Leave{Member: 2, Number: bob})
			end := store.WaveEnd{Release: true, SIDs: []string{"SMcid"}, Exceptions: []store.Exception{{ID: 2, Verdict: verdict, Effect: store.OptedOut}}}
			Expect(r.SettleWave(ctx, want, end)).To(Equal(store.Going))
			Expect(r.client.Exists(ctx, r.prefix+"line:h2", r.prefix+"member:2").Result()).To(BeZero())
			Expect(r.stats().Doubts + r.stats().Held).To(BeZero())
		})
	}

	It("is no doubt of a worker who died, and is not asked for twice", func() {
		r := trio(open)
		r.say(ann, "Ann: one")
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		first, err := r.BeginWave(ctx, want)
		Expect(err).NotTo(HaveOccurred())
		Expect(first.To).To(HaveLen(2))
		r.change(bob, chat.Leave{Member: 2, Number: bob})
		again, err := r.BeginWave(ctx, store.WaveWant{Job: want.Job, Number: 1})
		Expect(err).NotTo(HaveOccurred())
		Expect(again.To).To(ConsistOf(HaveField("Number", cid)))
		r.claim(lease) // finds the dead worker's lane
		Expect(r.stats().Doubts).To(BeEquivalentTo(1), "of Cid")
		Expect(r.client.HVals(ctx, r.prefix+"doubts").Result()).To(Equal([]string{"h3"}))
	})

	It("is not in the announcement's backlog", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.leaves(bob)
		Expect(r.stats().BacklogSegments).To(BeEquivalentTo(1))
	})
})

var _ = onEach("a message whose author leaves", func(open func() *room) {
	ctx := context.Background()

	It("is not sent by a wave that asks again", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.join("Cid", cid)
		gone := r.say(ann, "Ann: one")
		r.say(bob, "Bob: two")
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		wave, err := r.BeginWave(ctx, want)
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.Seq).To(Equal(gone))
		r.change(ann, chat.Leave{Member: 1, Number: ann})
		wave, err = r.BeginWave(ctx, want)
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.Body).To(Equal("Bob: two"))
		Expect(wave.To).To(ConsistOf(HaveField("Number", cid)))
	})

	It("is not sent by a line that asks again", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.join("Cid", cid)
		r.say(ann, "Ann: one")
		r.say(cid, "Cid: two", "Cid: three")
		r.late()
		job, send := r.joined(lease)
		Expect(send.Body).To(Equal("Cid: two\nCid: three"), "to Ann")
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: "SM"})
		job, send = r.joined(lease)
		Expect(send.Body).To(Equal("Ann: one\nCid: two\nCid: three"))
		r.change(ann, chat.Leave{Member: 1, Number: ann})
		send, err := r.JoinLine(ctx, job, lease, time.Hour, store.Gate{})
		Expect(err).NotTo(HaveOccurred())
		Expect(send.Body).To(Equal("Cid: two\nCid: three"))
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: "SM"})
		Expect(r.runs()).To(BeEmpty())
		Expect(r.stats().Held).To(BeZero())
	})
})
