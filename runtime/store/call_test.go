package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// claimCall takes the next call on, if there is one.
func (r *room) claimCall() (store.Call, bool) {
	GinkgoHelper()
	return r.claimCallFor(time.Minute)
}

func (r *room) claimCallFor(callLease time.Duration) (store.Call, bool) {
	GinkgoHelper()
	job, _, err := r.Claim(context.Background(), store.Want{
		Token: r.sid(), Calls: true, Lease: time.Minute, CallLease: callLease, Grace: time.Second,
	})
	Expect(err).NotTo(HaveOccurred())
	if job == nil {
		return store.Call{}, false
	}
	Expect(job.Kind).To(Equal(store.Ask))
	call, ok, err := r.ReadCall(context.Background(), *job)
	Expect(err).NotTo(HaveOccurred())
	return call, ok
}

func (r *room) calls() int64 {
	GinkgoHelper()
	st, err := r.Stats(context.Background())
	Expect(err).NotTo(HaveOccurred())
	return st.Calls
}

// ask commits a text that uses a command.
func (r *room) ask(from chat.E164, command, words string) store.Inbound {
	GinkgoHelper()
	in := store.Inbound{SID: r.sid(), From: from, Fields: map[string]string{"From": string(from), "Body": "#" + command + " " + words, "FromCity": "OSLO"}}
	_, err := r.Commit(context.Background(), in, r.facts(from, chat.Need{}), chat.Outcome{Calls: []chat.Call{{Command: command, Text: words}}})
	Expect(err).NotTo(HaveOccurred())
	return in
}

var _ = onEach("a call", func(open func() *room) {
	ctx := context.Background()
	var r *room
	BeforeEach(func() {
		r = open()
		r.join("Ann", ann)
		r.join("Bob", bob)
	})
	answer := func(call store.Call, body string) store.Committed {
		GinkgoHelper()
		done, err := r.Answer(ctx, call, r.facts(call.From, chat.Need{}), chat.Outcome{Directs: []chat.Direct{{To: call.From, Body: body, Kind: chat.Reply}}})
		Expect(err).NotTo(HaveOccurred())
		return done
	}

	It("is committed with its text, once, and is all that a service has to know", func() {
		in := r.ask(ann, "weather", "Oslo")
		again, err := r.Commit(ctx, in, r.facts(ann, chat.Need{}), chat.Outcome{Calls: []chat.Call{{Command: "weather", Text: "Oslo"}}})
		Expect(err).NotTo(HaveOccurred())
		Expect(again.Duplicate).To(BeTrue())
		Expect(r.calls()).To(BeEquivalentTo(1))

		call, ok := r.claimCall()
		Expect(ok).To(BeTrue())
		Expect(call.Call).To(Equal(chat.Call{Command: "weather", Text: "Oslo"}))
		Expect(call.SID).To(Equal(in.SID))
		Expect(call.From).To(Equal(ann))
		Expect(call.Member).To(Equal(chat.MemberID(1)))
		Expect(call.Fields).To(Equal(in.Fields))
		Expect(call.At).To(BeTemporally("~", time.Now(), time.Minute))
		Expect(call.Tries).To(Equal(1))
		_, more := r.claimCall()
		Expect(more).To(BeFalse(), "it is leased")
	})

	It("is left alone by pods that make no calls", func() {
		r.ask(ann, "weather", "Oslo")
		job, _, err := r.Claim(ctx, store.Want{Token: "t", Lines: true, Lanes: true, Lease: time.Minute, CallLease: time.Minute})
		Expect(err).NotTo(HaveOccurred())
		Expect(job).To(BeNil())
	})

	It("is taken on again when its pod dies, and answered once", func() {
		r.ask(ann, "weather", "Oslo")
		first, ok := r.claimCallFor(50 * time.Millisecond)
		Expect(ok).To(BeTrue())
		var second store.Call
		Eventually(func() (ok bool) { second, ok = r.claimCall(); return ok }).Should(BeTrue())
		Expect(second.ID).To(Equal(first.ID))
		Expect(second.Tries).To(Equal(2))
		Expect(answer(first, "Sunny").Duplicate).To(BeFalse())
		Expect(answer(second, "Rain").Duplicate).To(BeTrue())
		Expect(r.calls()).To(BeZero())
		waiting, err := r.List(ctx, store.Default, 10)
		Expect(err).NotTo(HaveOccurred())
		Expect(waiting).To(HaveLen(1))
		Expect(waiting[0].Body).To(Equal("Sunny"))
	})

	It("is read by its last owner alone", func() {
		r.ask(ann, "weather", "Oslo")
		job, _, err := r.Claim(ctx, store.Want{Token: "one", Calls: true, Lease: time.Minute, CallLease: time.Millisecond})
		Expect(err).NotTo(HaveOccurred())
		Eventually(func() bool { _, ok := r.claimCall(); return ok }).Should(BeTrue())
		_, ok, err := r.ReadCall(ctx, *job)
		Expect(err).NotTo(HaveOccurred())
		Expect(ok).To(BeFalse())
	})

	It("is put off, or handed back as if it had not been tried", func() {
		r.ask(ann, "weather", "Oslo")
		call, _ := r.claimCall()
		Expect(r.PutOff(ctx, call, 0)).To(Succeed())
		call, ok := r.claimCall()
		Expect(ok).To(BeTrue())
		Expect(call.Tries).To(Equal(1))
		Expect(r.PutOff(ctx, call, time.Hour)).To(Succeed())
		_, ok = r.claimCall()
		Expect(ok).To(BeFalse())
		Expect(r.calls()).To(BeEquivalentTo(1))
	})

	It("goes when its sender leaves, or is banned, and is answered no more", func() {
		r.ask(ann, "weather", "Oslo")
		r.ask(bob, "weather", "Rome")
		call, _ := r.claimCall()
		Expect(call.From).To(Equal(ann))
		stale := r.facts(ann, chat.Need{})
		r.change(ann, chat.Leave{Member: 1, Number: ann})
		Expect(r.calls()).To(BeEquivalentTo(1))
		_, err := r.Answer(ctx, call, stale, chat.Outcome{Directs: []chat.Direct{{To: ann, Body: "Sunny"}}})
		Expect(err).To(MatchError(store.ErrConflict))
		Expect(answer(call, "Sunny").Duplicate).To(BeTrue(), "it is nobody's call")
		next, ok := r.claimCall()
		Expect(ok).To(BeTrue())
		Expect(next.From).To(Equal(bob))
	})

	It("counts for its sender's rate, which two texts at once can't outrun", func() {
		out := chat.Outcome{Calls: []chat.Call{{Command: "weather", PerMinute: 2}}}
		stale := r.facts(ann, chat.Need{Calls: true})
		Expect(stale.CallsLastMinute).To(BeEmpty())
		for range 2 {
			_, err := r.Commit(ctx, store.Inbound{SID: r.sid(), From: ann}, stale, out)
			Expect(err).NotTo(HaveOccurred())
		}
		sid := r.sid()
		_, err := r.Commit(ctx, store.Inbound{SID: sid, From: ann}, stale, out)
		Expect(err).To(MatchError(store.ErrConflict))
		Expect(r.facts(ann, chat.Need{Calls: true}).CallsLastMinute).To(Equal(map[string]int{"weather": 2}))
		Expect(r.facts(bob, chat.Need{Calls: true}).CallsLastMinute).To(BeEmpty())
		out.Calls[0].Command = "wea"
		_, err = r.Commit(ctx, store.Inbound{SID: sid, From: ann}, stale, out)
		Expect(err).NotTo(HaveOccurred(), "another command, and the text that was refused may come again")
	})

	It("of a rule carries the whole text, also one whose words are kept nowhere", func() {
		in := store.Inbound{SID: r.sid(), From: ann, Fields: map[string]string{"From": string(ann), "Body": "#invite +14155550177"}}
		_, err := r.Commit(ctx, in, r.facts(ann, chat.Need{}), chat.Outcome{
			Changes: []chat.Change{chat.Invited{By: 1, Number: "+14155550177", At: time.Now()}},
			Calls:   []chat.Call{{Rule: "all", URL: "https://a.example"}},
		})
		Expect(err).NotTo(HaveOccurred())
		call, _ := r.claimCall()
		Expect(call.Call).To(Equal(chat.Call{Rule: "all", URL: "https://a.example"}))
		Expect(call.Fields).To(Equal(in.Fields))
		Expect(call.Private).To(BeTrue())
		Expect(call.Name()).To(Equal("rule/all"))
	})

	It("leaves a record, the last twenty of each command, as long as its sender is there", func() {
		for i := range 22 {
			r.ask(ann, "weather", "Oslo")
			call, _ := r.claimCall()
			fails, err := r.EndCall(ctx, call, &store.CallRecord{ID: string(rune('a' + i)), SID: call.SID, From: ann, Member: 1, Text: "Oslo", Result: "hung"}, false)
			Expect(err).NotTo(HaveOccurred())
			Expect(fails).To(Equal(i + 1))
		}
		Expect(r.calls()).To(BeZero())
		records, err := r.CallRecords(ctx, "weather")
		Expect(err).NotTo(HaveOccurred())
		Expect(records).To(HaveLen(20))
		Expect(records[0]).To(HaveField("ID", "v"))

		Expect(r.Redeliver(ctx, "weather", "v")).To(BeTrue())
		again, ok := r.claimCall()
		Expect(ok).To(BeTrue())
		Expect(again.SID).To(Equal(records[0].SID))
		Expect(again.Call).To(Equal(chat.Call{Command: "weather", Text: "Oslo"}))
		fails, err := r.EndCall(ctx, again, nil, true)
		Expect(err).NotTo(HaveOccurred())
		Expect(fails).To(BeZero())

		r.change(ann, chat.Leave{Member: 1, Number: ann})
		Expect(r.Redeliver(ctx, "weather", "v")).To(BeFalse())
		_, err = r.EndCall(ctx, again, &store.CallRecord{ID: "late", Member: 1}, true)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Forget(ctx, 1)).To(BeTrue())
		Expect(r.CallRecords(ctx, "weather")).To(BeEmpty())
	})
})

var _ = onEach("an answer that comes later", func(open func() *room) {
	It("is taken a few times from whoever knows its name, while the member is there", func(ctx SpecContext) {
		r := open()
		r.join("Ann", ann)
		Expect(r.OpenLater(ctx, "secret", 1, "weather", 2, time.Minute)).To(Succeed())
		for left := 1; left >= 0; left-- {
			later, err := r.UseLater(ctx, "secret")
			Expect(err).NotTo(HaveOccurred())
			Expect(later.Member.Number).To(Equal(ann))
			Expect(later.Command).To(Equal("weather"))
			Expect(later.Left).To(Equal(left))
		}
		_, err := r.UseLater(ctx, "secret")
		Expect(err).To(MatchError(store.ErrLaterSpent))
		_, err = r.UseLater(ctx, "other")
		Expect(err).To(MatchError(store.ErrNoLater))

		Expect(r.OpenLater(ctx, "brief", 1, "weather", 2, time.Millisecond)).To(Succeed())
		Eventually(func() error { _, err := r.UseLater(ctx, "brief"); return err }).Should(MatchError(store.ErrNoLater))
		Expect(r.OpenLater(ctx, "left", 1, "weather", 2, time.Minute)).To(Succeed())
		r.change(ann, chat.Leave{Member: 1, Number: ann})
		_, err = r.UseLater(ctx, "left")
		Expect(err).To(MatchError(store.ErrNoLater))
	})
})

var _ = onEach("the commands made on the screen", func(open func() *room) {
	command := func(name string) store.Command {
		limit := int32(7)
		return store.Command{Command: roomfile.Command{Name: name, URL: "https://a.example", Summary: "s", Answer: "Room", RateLimit: &limit}, Secret: "whsec_MfKQ"}
	}
	It("are what the next text of every pod knows", func(ctx SpecContext) {
		r := open()
		known := func() []chat.CustomCommand { return r.facts(ann, chat.Need{Commands: true}).Commands }
		Expect(known()).To(BeEmpty())
		Expect(r.PutCommand(ctx, command("lunch"))).To(Succeed())
		Expect(known()).To(Equal([]chat.CustomCommand{{Name: "lunch", Summary: "s", ForRoom: true, PerMinute: 7}}))
		Expect(r.facts(ann, chat.Need{}).Commands).To(BeEmpty(), "nobody asked")

		at := time.Now().UTC().Truncate(time.Second)
		Expect(r.DisableCommand(ctx, "lunch", store.Disabled{Reason: "gone", At: at})).To(BeTrue())
		Expect(known()).To(BeEmpty())
		all, err := r.Commands(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(all).To(HaveLen(1))
		Expect(all[0].Secret).To(Equal("whsec_MfKQ"))
		Expect(all[0].Disabled).To(Equal(&store.Disabled{Reason: "gone", At: at}))

		Expect(r.PutCommand(ctx, command("lunch"))).To(Succeed())
		Expect(known()).To(HaveLen(1))
		off, c := false, command("lunch")
		c.Enabled = &off
		Expect(r.PutCommand(ctx, c)).To(Succeed())
		Expect(known()).To(BeEmpty())
		Expect(r.DeleteCommand(ctx, "lunch")).To(BeTrue())
		Expect(r.DeleteCommand(ctx, "lunch")).To(BeFalse())
		Expect(r.DisableCommand(ctx, "lunch", store.Disabled{})).To(BeFalse())
		Expect(r.Commands(ctx)).To(BeEmpty())
	})

	It("are fifty at most", func(ctx SpecContext) {
		r := open()
		for i := range store.MaxCommands {
			Expect(r.PutCommand(ctx, command("c"+string(rune('a'+i/26))+string(rune('a'+i%26))))).To(Succeed())
		}
		Expect(r.PutCommand(ctx, command("more"))).To(MatchError(store.ErrTooManyCommands))
		Expect(r.PutCommand(ctx, command("caa"))).To(Succeed())
	})
})

var _ = onEach("the queue of what waits", func(open func() *room) {
	ctx := context.Background()
	var r *room
	BeforeEach(func() {
		r = open()
		r.join("Ann", ann)
	})

	It("lists calls by who caused them, before the texts, and what they are for", func() {
		r.tell(ann, "told")
		r.ask(ann, "weather", "Oslo")
		letters := r.letters(store.Default)
		Expect(letters).To(HaveExactElements(
			And(HaveField("To", ann), HaveField("Member", chat.MemberID(1)), HaveField("Body", "Oslo"), HaveField("ID", BeEmpty()),
				HaveField("Reason", "call of command weather"), HaveField("At", BeTemporally("~", time.Now(), time.Minute))),
			HaveField("Body", "told")))
		r.claimCall()
		Expect(r.letters(store.Default)).To(ContainElement(And(HaveField("Body", "Oslo"), HaveField("Tries", 1))))
	})

	It("names the rule of what a rule forwards, and shows no words that name others", func() {
		_, err := r.Commit(ctx, store.Inbound{SID: r.sid(), From: ann, Fields: map[string]string{"Body": "#invite +14155550177"}},
			r.facts(ann, chat.Need{}), chat.Outcome{
				Changes: []chat.Change{chat.Invited{By: 1, Number: "+14155550177", At: time.Now()}},
				Calls:   []chat.Call{{Rule: "audit", URL: "https://x.example", Text: "+14155550177"}},
			})
		Expect(err).NotTo(HaveOccurred())
		Expect(r.letters(store.Default)).To(HaveExactElements(And(HaveField("Reason", "call of rule audit"), HaveField("Body", BeEmpty()))))
	})

	It("is emptied of calls as well, but of none that is under way", func() {
		r.ask(ann, "weather", "Oslo")
		flying, ok := r.claimCall()
		Expect(ok).To(BeTrue())
		r.ask(ann, "weather", "Rome")
		r.ask(ann, "weather", "Lima")
		r.tell(ann, "told")
		Expect(r.Empty(ctx, store.Default)).To(BeEquivalentTo(3))
		Expect(r.letters(store.Default)).To(HaveExactElements(HaveField("Body", "Oslo")))
		Expect(r.calls()).To(BeEquivalentTo(1))
		done, err := r.Answer(ctx, flying, r.facts(ann, chat.Need{}), chat.Outcome{})
		Expect(err).NotTo(HaveOccurred())
		Expect(done.Duplicate).To(BeFalse(), "what is under way ends as it would have")
	})

	It("is emptied of calls that were put off, and of those whose pod has died", func() {
		r.ask(ann, "weather", "Oslo")
		later, _ := r.claimCall()
		Expect(r.PutOff(ctx, later, time.Hour)).To(Succeed())
		Expect(r.Empty(ctx, store.Default)).To(BeEquivalentTo(1))
		r.ask(ann, "weather", "Rome")
		dead, _ := r.claimCallFor(50 * time.Millisecond)
		Eventually(func() (int64, error) { return r.Empty(ctx, store.Default) }).Should(BeEquivalentTo(1))
		Expect(r.calls()).To(BeZero())
		late, err := r.Answer(ctx, dead, r.facts(ann, chat.Need{}), chat.Outcome{})
		Expect(err).NotTo(HaveOccurred())
		Expect(late.Duplicate).To(BeTrue(), "its answer comes too late")
	})
})
