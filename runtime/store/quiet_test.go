package store_test

import (
	"context"
	"fmt"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// night lasts from one moment to another, told from now.
func night(from, to time.Duration) []chat.Window {
	now := time.Now().Truncate(time.Second)
	return []chat.Window{{Start: now.Add(from), End: now.Add(to)}}
}

var someHours = chat.StoredQuiet(22*60, 7*60, "America/New_York")

// quiet gives the member quiet hours, whose nights are these.
func (r *room) quiet(number chat.E164, nights []chat.Window) {
	GinkgoHelper()
	r.nights = nights
	r.change(number, chat.SetQuiet{Member: r.facts(number, chat.Need{}).Sender.ID, Quiet: someHours})
}

// passes lets so much time pass for those with quiet hours and for what waits for the end of them.
func (r *room) passes(d time.Duration) {
	GinkgoHelper()
	ctx := context.Background()
	for i := range r.nights {
		r.nights[i].Start, r.nights[i].End = r.nights[i].Start.Add(-d), r.nights[i].End.Add(-d)
	}
	for id := range r.client.HGetAll(ctx, r.prefix+"quiet").Val() {
		Expect(r.client.HSet(ctx, r.prefix+"quiet", id, store.PackNights(r.nights)).Err()).To(Succeed())
	}
	for _, z := range r.client.ZRangeWithScores(ctx, r.prefix+"due_quiet", 0, -1).Val() {
		Expect(r.client.ZIncrBy(ctx, r.prefix+"due_quiet", -float64(d.Microseconds()), z.Member.(string)).Err()).To(Succeed())
	}
}

// ages lets a message have been accepted so much earlier.
func (r *room) ages(seq chat.Seq, d time.Duration) {
	GinkgoHelper()
	r.rewrite(seq, "t", func(was string) any {
		at, err := strconv.ParseInt(was, 10, 64)
		Expect(err).NotTo(HaveOccurred())
		return at - d.Milliseconds()
	})
}

// rewrite changes a field of a message in the log.
func (r *room) rewrite(seq chat.Seq, field string, change func(was string) any) {
	GinkgoHelper()
	ctx, key := context.Background(), r.prefix+"log"
	all := r.client.XRange(ctx, key, "-", "+").Val()
	Expect(r.client.Del(ctx, key).Err()).To(Succeed())
	for _, m := range all {
		if m.ID == fmt.Sprint(seq)+"-0" {
			m.Values[field] = change(m.Values[field].(string))
		}
		Expect(r.client.XAdd(ctx, &redis.XAddArgs{Stream: key, ID: m.ID, Values: m.Values}).Err()).To(Succeed())
	}
}

func (r *room) stats() store.Stats {
	GinkgoHelper()
	st, err := r.Stats(context.Background())
	Expect(err).NotTo(HaveOccurred())
	return st
}

func (r *room) announce(body string) {
	GinkgoHelper()
	r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{{Kind: chat.Announcement, Body: body}}})
}

// runs sends all that is due, joined where it waits.
func (r *room) runs() map[chat.E164][]string {
	GinkgoHelper()
	got := map[chat.E164][]string{}
	for {
		job := r.claim(lease)
		switch {
		case job == nil:
			return got
		case job.Kind == store.Lane:
			r.runsLane(*job, got)
		case job.Kind == store.Line:
			send, err := r.JoinLine(context.Background(), *job, lease, time.Hour, store.Gate{})
			Expect(err).NotTo(HaveOccurred())
			if send.Standing == store.Going {
				got[send.To] = append(got[send.To], send.Body)
				r.settleLine(*job, store.LineEnd{Verdict: store.Taken, SID: r.sid() + send.Ref, Segments: send.Segments})
			}
		}
	}
}

func (r *room) runsLane(job store.Job, got map[chat.E164][]string) {
	GinkgoHelper()
	want := store.WaveWant{Job: job, Number: 1, Lease: lease}
	wave, err := r.BeginWave(context.Background(), want)
	Expect(err).NotTo(HaveOccurred())
	if wave.Standing != store.Going {
		return
	}
	end := store.WaveEnd{Release: true, Segments: wave.Segments * len(wave.To)}
	for _, to := range wave.To {
		got[to.Number] = append(got[to.Number], wave.Body)
		end.SIDs = append(end.SIDs, r.sid()+to.Ref)
	}
	Expect(r.SettleWave(context.Background(), want, end)).To(Equal(store.Going))
}

type texts = map[chat.E164][]string

var _ = onEach("a member with quiet hours", func(open func() *room) {
	trio := func() *room {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.join("Cid", cid)
		r.runs()
		return r
	}

	It("is remembered with them", func() {
		r := trio()
		q, err := chat.NewQuiet(22*60, 7*60, "Australia/Lord_Howe")
		Expect(err).NotTo(HaveOccurred())
		r.change(bob, chat.SetQuiet{Member: 2, Quiet: q})
		Expect(r.facts(bob, chat.Need{}).Sender.Quiet).To(Equal(q))
		Expect(r.client.HKeys(context.Background(), r.prefix+"quiet").Val()).To(Equal([]string{"2"}))
		r.change(bob, chat.SetQuiet{Member: 2})
		Expect(r.facts(bob, chat.Need{}).Sender.Quiet).To(BeZero())
		Expect(r.client.Exists(context.Background(), r.prefix+"quiet").Val()).To(BeZero())
	})

	It("gets at their end, in one text, what was said meanwhile, and then goes on with the others", func() {
		r := trio()
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.say(ann, "one")
		r.announce("Dan joined")
		r.say(cid, "two")
		Expect(r.runs()).To(Equal(texts{ann: {"Dan joined", "two"}, cid: {"one", "Dan joined"}}))
		r.passes(time.Hour)
		r.say(ann, "three")
		Expect(r.runs()).To(Equal(texts{bob: {"one\ntwo", "three"}, cid: {"three"}}), "in this order")
		r.say(ann, "four")
		Expect(r.runs()).To(Equal(texts{bob: {"four"}, cid: {"four"}}))
		Expect(r.client.Exists(context.Background(), r.prefix+"off").Val()).To(BeZero())
	})

	It("is served as the others by day", func() {
		r := trio()
		r.quiet(bob, night(time.Minute, time.Hour))
		r.say(ann, "one")
		r.announce("Dan joined")
		Expect(r.runs()).To(HaveKeyWithValue(bob, []string{"one", "Dan joined"}))
		r.passes(time.Hour)
		r.say(ann, "two")
		Expect(r.runs()).To(HaveKeyWithValue(bob, []string{"two"}))
	})

	It("is waited for until the very end, by nobody who asks for work", func() {
		r := trio()
		r.quiet(bob, night(-time.Hour, 2*time.Second))
		r.say(ann, "one")
		Expect(r.runs()).NotTo(HaveKey(bob))
		before := time.Now()
		_, wait, err := r.Claim(context.Background(), store.Want{Token: "t", Lines: true, Lanes: true, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		Expect(before.Add(wait)).To(BeTemporally("<=", r.nights[0].End))
		Expect(time.Now().Add(wait)).To(BeTemporally(">=", r.nights[0].End))
		Eventually(r.runs).Should(HaveKey(bob))
		Expect(time.Now()).To(BeTemporally(">=", r.nights[0].End))
	})

	It("gets what waits at once when the hours are switched off, and later when they are longer", func() {
		r := trio()
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.say(ann, "one")
		r.runs()
		r.quiet(bob, night(-time.Hour, 2*time.Hour))
		Expect(r.runs()).To(BeEmpty())
		r.passes(time.Hour)
		Expect(r.runs()).To(BeEmpty(), "the new hours are not over")
		r.change(bob, chat.SetQuiet{Member: 2})
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	It("gets what waits when the new hours end, if that is sooner", func() {
		r := trio()
		r.quiet(bob, night(-time.Hour, 2*time.Hour))
		r.say(ann, "one")
		r.runs()
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.runs()
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	It("sleeps on while a text is in retry, which is as good as new in the morning", func() {
		r := trio()
		r.change(cid, chat.SetActive{Member: 3})
		r.say(ann, "one")
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		Expect(r.BeginWave(context.Background(), want)).To(HaveField("Standing", store.Going))
		Expect(r.SettleWave(context.Background(), want, store.WaveEnd{Release: true,
			Exceptions: []store.Exception{{ID: 2, Verdict: store.Again}}})).To(Equal(store.Going))
		r.age("h2", "first", 2*time.Hour)
		r.quiet(bob, night(-time.Second, time.Hour))
		Expect(r.runs()).To(BeEmpty())
		r.say(ann, "two")
		Expect(r.runs()).To(BeEmpty())
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one\ntwo"}}))
		Expect(r.letters(store.Failed)).To(BeEmpty())
	})

	// doubt leaves a text to Bob in doubt, and says by which ref.
	doubt := func(r *room) (ref string) {
		GinkgoHelper()
		r.change(cid, chat.SetActive{Member: 3})
		r.say(ann, "one")
		wave, err := r.BeginWave(context.Background(), store.WaveWant{Job: *r.claim(0), Number: 1})
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.To).To(ConsistOf(HaveField("Number", bob)))
		r.claim(0) // finds that the worker died
		r.quiet(bob, night(-time.Second, time.Hour))
		return wave.To[0].Ref
	}
	again := func(r *room) {
		GinkgoHelper()
		Expect(r.look(store.LookEnd{Limit: 5})).To(Equal(store.LookAgain))
		Expect(r.look(store.LookEnd{Limit: 5})).To(Equal(store.LookResend))
	}

	It("is asked about at the carrier at night, but is sent nothing again", func() {
		r := trio()
		doubt(r)
		again(r)
		Expect(r.runs()).To(BeEmpty())
		r.say(ann, "two")
		Expect(r.runs()).To(BeEmpty())
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one", "two"}}))
	})

	It("is left alone where the carrier had taken it", func() {
		r := trio()
		doubt(r)
		r.say(ann, "two")
		Expect(r.look(store.LookEnd{SIDs: []string{"SMfound"}, Limit: 5})).To(Equal(store.LookFound))
		Expect(r.runs()).To(BeEmpty())
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"two"}}))
	})

	It("does not get in the morning what a late proof has shown to be there", func() {
		r := trio()
		ref := doubt(r)
		again(r)
		Expect(r.runs()).To(BeEmpty())
		r.say(ann, "two")
		Expect(r.runs()).To(BeEmpty())
		Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: ref, SID: "SMlate", Status: "sent"}})).To(Succeed())
		Expect(r.client.Del(context.Background(), r.prefix+"proof0", r.prefix+"proof1").Err()).To(Succeed()) // as after ten minutes
		Expect(r.runs()).To(BeEmpty())
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"two"}}))
	})

	It("gets again what the loop guard stops in the morning, hours after it was said", func() {
		r := trio()
		r.change(cid, chat.SetActive{Member: 3})
		r.quiet(bob, night(-8*time.Hour, time.Hour))
		seq := r.say(ann, "one")
		r.runs()
		r.ages(seq, 7*time.Hour)
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
		ref := fmt.Sprintf("b%d.2", seq)
		Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: ref, SID: "SMstopped", Status: "failed", ErrorCode: 14107}})).To(Succeed())
		Expect(r.letters(store.Failed)).To(BeEmpty())
		r.due("h2")
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	It("keeps in one place what the loop guard stops just when the hours begin", func() {
		r := trio()
		first := r.say(ann, "one")
		r.runs()
		r.quiet(bob, night(-time.Second, time.Hour))
		r.say(ann, "two")
		r.runs()
		ref := fmt.Sprintf("b%d.2", first)
		Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: ref, SID: "SMstopped", Status: "failed", ErrorCode: 14107}})).To(Succeed())
		Expect(r.client.ZCard(context.Background(), r.prefix+"due_held").Val()).To(BeZero())
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one\ntwo"}}))
	})

	It("is no backlog, and nothing that is late, before the morning", func() {
		r := trio()
		r.change(cid, chat.SetActive{Member: 3})
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.say(ann, "one", "two")
		lane := r.claim(lease)
		wave, err := r.BeginWave(context.Background(), store.WaveWant{Job: *lane, Number: 1, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.Standing).To(Equal(store.Idle))
		Expect(r.stats()).To(And(HaveField("BacklogSegments", BeZero()), HaveField("Held", BeZero()),
			HaveField("Quiet", int64(1)), HaveField("Oldest", BeZero())))
		Expect(r.letters(store.Default)).To(ContainElement(And(HaveField("Body", "one"), HaveField("Reason", "quiet hours"))))
		r.passes(time.Hour)
		job := r.claim(lease)
		Expect(r.stats()).To(And(HaveField("BacklogSegments", int64(2)), HaveField("Held", int64(1)), HaveField("Quiet", BeZero())))
		Expect(r.Release(context.Background(), *job, 0)).To(Succeed())
		r.runs()
		Expect(r.stats()).To(HaveField("BacklogSegments", BeZero()))
		Expect(r.client.Exists(context.Background(), r.prefix+"asleep").Val()).To(BeZero())
	})

	It("is no backlog where texts waited already when the hours began", func() {
		r := trio()
		r.change(cid, chat.SetActive{Member: 3})
		r.say(ann, "one", "two")
		r.late()
		Expect(r.stats()).To(HaveField("BacklogSegments", BeNumerically(">=", 2)))
		r.quiet(bob, night(-time.Second, time.Hour))
		Expect(r.runs()).To(BeEmpty())
		Expect(r.stats()).To(HaveField("BacklogSegments", BeZero()))
		r.passes(time.Hour)
		r.claim(0)
		Expect(r.stats()).To(HaveField("BacklogSegments", int64(2)))
		r.runs()
		Expect(r.stats()).To(HaveField("BacklogSegments", BeZero()))
	})

	It("gets replies at night, and what others have caused in the morning, in order", func() {
		r := trio()
		patient := func(body string) {
			r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: body, Kind: chat.Notice, Patient: true}}})
		}
		r.quiet(bob, night(-time.Hour, time.Hour))
		patient("dm one")
		r.tell(bob, "reply")
		patient("dm two")
		Expect(r.runs()).To(Equal(texts{bob: {"reply"}}))
		Expect(r.stats()).To(And(HaveField("Quiet", int64(1)), HaveField("Directs", BeZero())))
		Expect(r.letters(store.Default)).To(ContainElement(And(HaveField("Body", "dm two"), HaveField("To", bob), HaveField("Member", BeZero()))))
		r.passes(time.Hour)
		patient("dm three")
		Expect(r.runs()).To(Equal(texts{bob: {"dm one", "dm two", "dm three"}}))
		r.passes(-time.Hour)
		patient("dm four")
		r.runs()
		r.change(bob, chat.SetQuiet{Member: 2})
		Expect(r.runs()).To(Equal(texts{bob: {"dm four"}}))
	})

	dm := func(r *room, body string) {
		GinkgoHelper()
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: body, Kind: chat.Notice, Patient: true}}})
	}

	It("gets what others have caused in order though the worker of a later text died", func() {
		r := trio()
		r.quiet(bob, night(-time.Hour, time.Hour))
		dm(r, "one")
		r.runs()
		dm(r, "two")
		r.claim(0)
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one", "two"}}))
	})

	It("gets what others have caused in order though the night ends under a worker's hands", func() {
		r := trio()
		r.quiet(bob, night(-time.Hour, time.Hour))
		dm(r, "one")
		r.runs()
		dm(r, "two")
		job := r.claim(lease)
		r.passes(time.Hour)
		for _, body := range []string{"one", "two"} {
			Expect(r.BeginLine(context.Background(), *job, lease, time.Hour, store.Gate{})).To(HaveField("Body", body))
			r.settleLine(*job, store.LineEnd{Verdict: store.Taken, SID: r.sid()})
			job = r.claim(lease)
		}
		Expect(job).To(BeNil())
	})

	It("has what waits behind a direct text that was tried already", func() {
		r := trio()
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: "dm", Kind: chat.Notice, Patient: true}}})
		r.runs()
		r.tell(bob, "reply")
		job, _ := r.line(lease, time.Hour)
		r.passes(time.Hour)
		r.claim(0)
		r.settleLine(job, store.LineEnd{Verdict: store.Again})
		Expect(r.runs()).To(Equal(texts{bob: {"reply", "dm"}}))
	})

	It("has nothing left to wait for when the queue is emptied", func() {
		r := trio()
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.say(ann, "one")
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: "dm", Kind: chat.Notice, Patient: true}}})
		r.runs()
		Expect(r.Empty(context.Background(), store.Default)).To(Equal(int64(2)))
		Expect(r.client.Exists(context.Background(), r.prefix+"due_quiet", r.prefix+"asleep", r.prefix+"off").Val()).To(BeZero())
		r.passes(time.Hour)
		Expect(r.runs()).To(BeEmpty())
		r.say(ann, "two")
		Expect(r.runs()).To(HaveKeyWithValue(bob, []string{"two"}))
	})
})

var _ = onEach("quiet hours and clocks that are set", func(open func() *room) {
	asleep := func() *room {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.say(ann, "one")
		r.runs()
		return r
	}
	score := func(r *room, set string, by time.Duration) {
		GinkgoHelper()
		Expect(r.client.ZIncrBy(context.Background(), r.prefix+set, float64(by.Microseconds()), "h2").Err()).To(Succeed())
	}

	It("end when they end, where a line waits for longer than any night", func() {
		r := asleep()
		score(r, "due_quiet", 48*time.Hour)
		Expect(r.runs()).To(BeEmpty())
		_, _, err := r.Claim(context.Background(), store.Want{Token: "t", Lines: true, Ahead: true, Lease: time.Millisecond})
		Expect(err).NotTo(HaveOccurred())
		Eventually(func() float64 {
			Expect(r.runs()).To(BeEmpty())
			return r.client.ZScore(context.Background(), r.prefix+"due_quiet", "h2").Val()
		}).Should(BeNumerically("==", r.nights[0].End.UnixMicro()))
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	It("go on where a line was let go too soon", func() {
		r := asleep()
		score(r, "due_quiet", -time.Hour)
		Expect(r.runs()).To(BeEmpty())
		Expect(r.stats()).To(And(HaveField("Quiet", int64(1)), HaveField("Held", BeZero())))
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})
})

var _ = onEach("the nights to come", func(open func() *room) {
	ctx := context.Background()
	sleeper := func() *room {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.quiet(bob, nil)
		return r
	}
	kept := func(r *room) time.Time {
		return store.PackedEnd(r.client.HGet(ctx, r.prefix+"quiet", "2").Val())
	}
	runOut := func(r *room) {
		GinkgoHelper()
		Expect(r.client.HSet(ctx, r.prefix+"quiet", "2", store.PackNights(night(-time.Hour, time.Hour))).Err()).To(Succeed())
	}

	It("are known for eleven days, and computed anew before they run out", func() {
		r := sleeper()
		known := BeTemporally(">", time.Now().Add(11*24*time.Hour-time.Minute))
		Expect(kept(r)).To(known)
		Expect(r.client.ObjectEncoding(ctx, r.prefix+"quiet").Val()).To(Equal("hashtable"), "looked up, not searched")
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{}))
		runOut(r)
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{Renewed: 1}))
		Expect(kept(r)).To(known)
	})

	It("are those of all members, however many", func() {
		r := open()
		const many = 1200
		pipe := r.client.Pipeline()
		for id := range many {
			pipe.HSet(ctx, r.prefix+"quiet", id+1, "")
			pipe.HSet(ctx, r.prefix+"member:"+strconv.Itoa(id+1), "q", "1320 420 Europe/Berlin")
		}
		_, err := pipe.Exec(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{Renewed: many}))
		Expect(r.client.HVals(ctx, r.prefix+"quiet").Val()).NotTo(ContainElement(""))
	})

	It("hold nothing once they have run out", func() {
		r := sleeper()
		Expect(r.client.HSet(ctx, r.prefix+"quiet", "2", store.PackNights(night(-2*time.Hour, -time.Hour))).Err()).To(Succeed())
		r.say(ann, "one")
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	It("are not those of hours that the member has changed meanwhile, and of nobody who left", func() {
		r := sleeper()
		runOut(r)
		before := kept(r)
		r.client.AddHook(onceBefore("quiet", func() {
			Expect(r.client.HSet(ctx, r.prefix+"member:2", "q", "60 120 UTC").Err()).To(Succeed())
		}))
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{}))
		Expect(kept(r)).To(Equal(before))
		r.client.AddHook(onceBefore("quiet", func() {
			Expect(r.client.Del(ctx, r.prefix+"member:2").Err()).To(Succeed())
		}))
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{}))
		Expect(r.client.Exists(ctx, r.prefix+"quiet", r.prefix+"member:2").Val()).To(BeZero())
	})

	It("stay as they are where the zone is unknown by now", func() {
		r := sleeper()
		runOut(r)
		Expect(r.client.HSet(ctx, r.prefix+"member:2", "q", "60 120 Mars/Olympus").Err()).To(Succeed())
		before := kept(r)
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{Unknown: 1}))
		Expect(kept(r)).To(Equal(before))
	})

	It("let go what waits when they turn out to end sooner", func() {
		r := sleeper()
		r.quiet(bob, night(-time.Hour, 2*time.Hour))
		r.say(ann, "one")
		r.runs()
		r.nights = night(-time.Hour, -time.Second)
		Expect(r.RenewQuiet(ctx)).To(Equal(store.Renewal{Renewed: 1}))
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	DescribeTable("are read to the microsecond", func(at, till string) {
		library, err := store.Library("quiet")
		Expect(err).NotTo(HaveOccurred())
		nights := []chat.Window{ // 2026-11-25 22:00 to 07:00, and an hour later the day after
			{Start: time.Unix(1795644000, 0), End: time.Unix(1795676400, 0)},
			{Start: time.Unix(1795734000, 0), End: time.Unix(1795766400, 0)},
		}
		source := "#!lua\n" + library + "local till = quiet_till(ARGV[1], tonumber(ARGV[2]))\nreturn till and string.format('%d', till) or ''"
		reply, err := single.Do(ctx, "EVAL", source, 0, store.PackNights(nights), at)
		Expect(err).NotTo(HaveOccurred())
		Expect(reply).To(Equal(till))
		Expect(store.PackedEnd(store.PackNights(nights))).To(Equal(nights[1].End))
	},
		Entry("long before", "1695644000000000", ""),
		Entry("just before the first", "1795643999999999", ""),
		Entry("when the first begins", "1795644000000000", "1795676400000000"),
		Entry("just before it ends", "1795676399999999", "1795676400000000"),
		Entry("when it ends", "1795676400000000", ""),
		Entry("just before the second", "1795733999999999", ""),
		Entry("when the second begins", "1795734000000000", "1795766400000000"),
		Entry("just before its end", "1795766399999999", "1795766400000000"),
		Entry("when all is over", "1795766400000000", ""),
	)

	It("make no one wait for more than a day without a look", func() {
		library, err := store.Library("quiet")
		Expect(err).NotTo(HaveOccurred())
		packed := store.PackNights([]chat.Window{{Start: time.Unix(1795644000, 0), End: time.Unix(1795644000+49*3600, 0)}})
		reply, err := single.Do(ctx, "EVAL", "#!lua\n"+library+"return quiet_till(ARGV[1], 1795644000000000) / 1000000", 0, packed)
		Expect(err).NotTo(HaveOccurred())
		Expect(reply).To(Equal(int64(1795644000 + 24*3600)))
	})
})

// before does something once, right before a script runs.
type before struct {
	script string
	done   bool
	do     func()
}

func onceBefore(script string, do func()) redis.Hook { return &before{script: script, do: do} }

func (b *before) DialHook(next redis.DialHook) redis.DialHook { return next }
func (b *before) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (b *before) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if store.ScriptName(cmd) == b.script && !b.done {
			b.done = true
			b.do()
		}
		return next(ctx, cmd)
	}
}
