package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("consent", func(open func() *room) {
	ctx := context.Background()
	records := func(r *room) (list []store.Consent) {
		GinkgoHelper()
		now := r.facts(ann, chat.Need{}).Now
		for c, err := range r.Consents(ctx) {
			Expect(err).NotTo(HaveOccurred())
			Expect(c.At).To(BeTemporally("~", now, time.Minute))
			c.At = time.Time{}
			list = append(list, c)
		}
		return list
	}
	commit := func(r *room, sid string, from chat.E164, changes ...chat.Change) {
		GinkgoHelper()
		_, err := r.Commit(ctx, store.Inbound{SID: sid, From: from}, r.facts(from, chat.Need{Members: true}), chat.Outcome{Changes: changes})
		Expect(err).NotTo(HaveOccurred())
	}
	// realSID is as long as the carrier's, and kept in half its length.
	const realSID = "SM0123456789abcdef0123456789abcdef"
	joins := func(r *room) {
		GinkgoHelper()
		commit(r, realSID, ann, chat.Join{Number: ann, Nickname: nickname("Ann"), Consent: "#Join Ann ", Shown: "Welcome!"})
	}
	joined := store.Consent{Number: ann, How: store.ConsentJoin, Text: "#Join Ann ", Shown: "Welcome!", SID: realSID}

	It("is recorded with the words that came, the words that were shown and the carrier's name for the text", func() {
		r := open()
		joins(r)
		now := r.facts(ann, chat.Need{}).Now
		commit(r, "SM2", ann, chat.Invited{By: 1, Number: bob, At: now, Shown: "{name} invites you"})
		commit(r, "SM3", ann, chat.Invited{By: 1, Number: cid, At: now, Unsent: true})
		commit(r, "SM4", ann, chat.SetOptedOut{Number: ann, OptedOut: true, Keyword: "STOP"})
		commit(r, "SM5", ann, chat.SetOptedOut{Number: ann, Keyword: "UNSTOP"})
		commit(r, "SM6", eve, chat.SetOptedOut{Number: eve, OptedOut: true, Keyword: "QUIT"})
		Expect(records(r)).To(Equal([]store.Consent{
			joined,
			{Number: bob, How: store.ConsentInvite, Shown: "{name} invites you", SID: "SM2", By: 1},
			{Number: ann, How: store.ConsentOptOut, Text: "STOP", SID: "SM4"},
			{Number: ann, How: store.ConsentOptIn, Text: "UNSTOP", SID: "SM5"},
			{Number: eve, How: store.ConsentOptOut, Text: "QUIT", SID: "SM6"},
		}))
	})

	carriers := store.Consent{Number: ann, How: store.ConsentCarrierOptOut}

	It("ends when the carrier tells so, of a direct text that it refuses, once", func() {
		r := open()
		joins(r)
		for range 2 {
			r.tell(ann, "hello")
		}
		job, _ := r.line(lease, time.Hour)
		r.settleLine(job, store.LineEnd{Verdict: store.Dead, Code: 21610, Effect: store.OptedOut})
		Expect(records(r)).To(Equal([]store.Consent{joined, carriers}))
		Expect(r.runs()).To(BeEmpty())
		Expect(r.Receipt(ctx, []store.Receipt{{Ref: "d1.1", SID: "SMx", To: ann, Status: "failed", ErrorCode: 21610}})).To(Succeed())
		Expect(records(r)).To(HaveLen(2))
	})

	It("ends when the carrier tells so, of a message to the room", func() {
		r := open()
		joins(r)
		r.join("Bob", bob)
		r.say(bob, "Bob: hello")
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		_, err := r.BeginWave(ctx, want)
		Expect(err).NotTo(HaveOccurred())
		end := store.WaveEnd{Release: true, Exceptions: []store.Exception{{ID: 1, Verdict: store.Dead, Code: 21610, Effect: store.OptedOut}}}
		Expect(r.SettleWave(ctx, want, end)).To(Equal(store.Going))
		Expect(records(r)).To(ContainElement(carriers))
	})

	It("ends when the carrier tells so afterwards", func() {
		r := open()
		joins(r)
		Expect(r.Receipt(ctx, []store.Receipt{{SID: "SMx", To: ann, Status: "undelivered", ErrorCode: 21610}})).To(Succeed())
		Expect(records(r)).To(Equal([]store.Consent{joined, carriers}))
	})

	It("does not end when the carrier says what the room knows", func() {
		r := open()
		joins(r)
		commit(r, "SM4", ann, chat.SetOptedOut{Number: ann, OptedOut: true, Keyword: "STOP"})
		Expect(r.Receipt(ctx, []store.Receipt{{SID: "SMx", To: ann, Status: "undelivered", ErrorCode: 21610}})).To(Succeed())
		Expect(records(r)).To(HaveLen(2))
	})

	It("is kept of who has left: when and how, found by the number alone", func() {
		r := open()
		joins(r)
		commit(r, "SM4", ann, chat.SetOptedOut{Number: ann, OptedOut: true, Keyword: "STOP"})
		commit(r, "SM5", ann, chat.SetOptedOut{Number: ann, Keyword: "START"})
		r.join("Bob", bob)
		r.change(ann, chat.Leave{Member: 1, Number: ann})
		Expect(r.forget(1)).To(BeTrue())
		who, err := r.Who(ctx, ann)
		Expect(err).NotTo(HaveOccurred())
		Expect(who).To(HaveLen(32))
		Expect(records(r)).To(Equal([]store.Consent{
			{Number: bob, How: store.ConsentJoin, Text: "#join Bob", SID: records(r)[0].SID},
			{Who: who, How: store.ConsentJoin}, {Who: who, How: store.ConsentOptOut}, {Who: who, How: store.ConsentOptIn},
			{Who: who, How: store.ConsentForgotten},
		}))
		Expect(open().Who(ctx, ann)).NotTo(Equal(who), "another room has another key")
	})

	It("fills more than a page", func() {
		r := open()
		for range 3 {
			var changes []chat.Change
			for range 200 {
				changes = append(changes, chat.SetOptedOut{Number: eve, OptedOut: true, Keyword: "STOP"})
			}
			r.change(eve, changes...)
		}
		Expect(records(r)).To(HaveLen(600))
		for c, err := range r.Consents(ctx) {
			Expect(err).NotTo(HaveOccurred())
			Expect(c.Number).To(Equal(eve))
			break
		}
	})
})

var _ = onEach("a final status of who has left", func(open func() *room) {
	ctx := context.Background()
	undelivered := func(sid string) store.Receipt {
		return store.Receipt{SID: sid, To: ann, Status: "undelivered", ErrorCode: 30008, Body: "You have left", At: time.Now()}
	}

	It("leaves a dead letter that does not tell the number", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		Expect(r.RoomKey(ctx)).NotTo(BeEmpty())
		r.change(ann, chat.Leave{Member: 1, Number: ann})
		Expect(r.forget(1)).To(BeTrue())
		Expect(r.Receipt(ctx, []store.Receipt{undelivered("SM1"), {SID: "SM2", To: eve, Status: "undelivered", ErrorCode: 30008, Body: "Bob invites you"}})).To(Succeed())
		Expect(r.letters(store.Failed)).To(ConsistOf(
			And(HaveField("To", BeEmpty()), HaveField("Body", BeEmpty()), HaveField("Code", 30008)), HaveField("To", eve)))
		Expect(r.traces(ann)).To(BeEmpty())
		Expect(r.client.TTL(ctx, r.prefix+"departed").Result()).To(BeNumerically("~", 24*time.Hour, time.Minute))
	})

	It("leaves one that does where it is a member again", func() {
		r := open()
		r.join("Ann", ann)
		r.change(ann, chat.Leave{Member: 1, Number: ann})
		r.join("Ann", ann)
		Expect(r.Receipt(ctx, []store.Receipt{undelivered("SM1")})).To(Succeed())
		Expect(r.letters(store.Failed)).To(ConsistOf(HaveField("To", ann)))
	})
})
