package store_test

import (
	"context"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

const lease = 10 * time.Second

// drain does the work of a pod whose every send is taken.
func (r *room) drain() (sent map[chat.MemberID][]string, direct []string) {
	GinkgoHelper()
	ctx, sent := context.Background(), map[chat.MemberID][]string{}
	for n := 1; ; n++ {
		job, _, err := r.Claim(ctx, store.Want{Token: "t" + strconv.Itoa(n), Lines: true, Lanes: true, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		switch {
		case job == nil:
			return sent, direct
		case job.Kind == store.Lane:
			r.drainLane(*job, sent)
		case job.Kind == store.Line:
			send, err := r.BeginLine(ctx, *job, lease, time.Hour, store.Gate{})
			Expect(err).NotTo(HaveOccurred())
			if send.Standing != store.Going {
				continue
			}
			direct = append(direct, string(send.To)+" "+send.Body)
			Expect(r.SettleLine(ctx, *job, store.LineEnd{Verdict: store.Taken, SID: r.sid(), Limit: 5})).To(Equal(store.Going))
		}
	}
}

func (r *room) drainLane(job store.Job, sent map[chat.MemberID][]string) {
	GinkgoHelper()
	want := store.WaveWant{Job: job, Lease: lease}
	for {
		want.Number++
		wave, err := r.BeginWave(context.Background(), want)
		Expect(err).NotTo(HaveOccurred())
		if wave.Standing != store.Going {
			return
		}
		end := store.WaveEnd{}
		for _, to := range wave.To {
			sent[to.ID] = append(sent[to.ID], wave.Body)
			end.SIDs = append(end.SIDs, r.sid()+to.Ref)
		}
		Expect(r.SettleWave(context.Background(), want, end)).To(Equal(store.Going))
	}
}

func (r *room) recent(from chat.E164, n int) []string {
	GinkgoHelper()
	bodies := []string{}
	for _, m := range r.facts(from, chat.Need{Recent: n}).Recent {
		bodies = append(bodies, m.Body)
	}
	return bodies
}

func (r *room) missed(from chat.E164) int {
	GinkgoHelper()
	return r.facts(from, chat.Need{Missed: true}).Missed
}

var _ = onEach("what was addressed to a member", func(open func() *room) {
	It("is chat of others since joining, oldest first, split texts whole", func() {
		r := open()
		r.join("Ann", ann)
		r.say(ann, "Ann: before Bob")
		r.join("Bob", bob)
		r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{{Kind: chat.Announcement, Body: "Bob joined"}}})
		r.say(ann, "Ann: one")
		r.say(bob, "Bob: own")
		r.say(ann, "Ann (1/2): long", "Ann (2/2): text")
		Expect(r.recent(bob, 5)).To(BeEmpty(), "all of it is still on its way")
		sent, _ := r.drain()
		Expect(sent).To(HaveKeyWithValue(chat.MemberID(2), []string{"Bob joined", "Ann: one", "Ann (1/2): long", "Ann (2/2): text"}))
		Expect(r.recent(bob, 1)).To(Equal([]string{"Ann (1/2): long", "Ann (2/2): text"}))
		Expect(r.recent(bob, 5)).To(Equal([]string{"Ann: one", "Ann (1/2): long", "Ann (2/2): text"}))
		Expect(r.recent(ann, 5)).To(Equal([]string{"Bob: own"}))
	})

	It("leaves out who was muted at the time, and only then", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.say(ann, "Ann: heard")
		r.change(bob, chat.SetMute{By: 2, Of: 1, Muted: true})
		Expect(r.facts(bob, chat.Need{Muted: true}).Muted).To(ConsistOf(HaveField("ID", chat.MemberID(1))))
		r.say(ann, "Ann: muted")
		r.drain()
		r.change(bob, chat.SetMute{By: 2, Of: 1})
		Expect(r.facts(bob, chat.Need{Muted: true}).Muted).To(BeEmpty())
		r.say(ann, "Ann: again")
		r.drain()
		Expect(r.recent(bob, 5)).To(Equal([]string{"Ann: heard", "Ann: again"}))
	})

	It("is missed from the room's first message on", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.change(bob, chat.SetOptedOut{Number: bob, OptedOut: true})
		r.say(ann, "Ann: one")
		r.drain()
		Expect(r.missed(bob)).To(Equal(1))
		r.change(bob, chat.SetOptedOut{Number: bob})
		Expect(r.missed(bob)).To(BeZero())
	})

	It("is missed when the lane passed while the member had stopped", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.say(ann, "Ann: in time")
		r.drain()
		r.say(ann, "Ann: accepted before, sent after the stop")
		r.change(bob, chat.SetActive{Member: 2})
		r.say(ann, "Ann (1/2): missed", "Ann (2/2): whole")
		sent, _ := r.drain()
		Expect(sent).To(BeEmpty())
		r.say(ann, "Ann: still to come")
		Expect(r.missed(bob)).To(Equal(2))
		Expect(r.missed(ann)).To(BeZero())
		r.change(bob, chat.SetActive{Member: 2, Active: true})
		sent, _ = r.drain()
		Expect(sent).To(Equal(map[chat.MemberID][]string{2: {"Ann: still to come"}}))
		Expect(r.missed(bob)).To(BeZero())
		Expect(r.recent(bob, 20)).To(HaveLen(5))
	})
})

var _ = onEach("the queue", func(open func() *room) {
	It("says what waits, and drops it when told", func() {
		r := open()
		ctx := context.Background()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.say(ann, "Ann: one")
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: ann, Body: "told", Kind: chat.Reply}, {To: eve, Body: "asked", Kind: chat.Invitation}}})
		Expect(r.List(ctx, store.Default, 10)).To(ConsistOf(
			HaveField("Body", "told"), HaveField("Body", "asked"), HaveField("Ref", "lane 0")))
		Expect(r.Empty(ctx, store.Default)).To(Equal(int64(3)))
		sent, direct := r.drain()
		Expect(sent).To(BeEmpty())
		Expect(direct).To(BeEmpty())
		r.say(ann, "Ann: two")
		sent, _ = r.drain()
		Expect(sent).To(Equal(map[chat.MemberID][]string{2: {"Ann: two"}}))
	})

	It("lets a lane in flight end its wave and skip the rest", func() {
		r := open()
		ctx := context.Background()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.say(ann, "Ann: flying")
		r.say(ann, "Ann: dropped")
		job, _, err := r.Claim(ctx, store.Want{Token: "a", Lanes: true, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		want := store.WaveWant{Job: *job, Number: 1, Lease: lease}
		Expect(r.BeginWave(ctx, want)).To(HaveField("Body", "Ann: flying"))
		Expect(r.Empty(ctx, store.Default)).To(Equal(int64(2)))
		Expect(r.SettleWave(ctx, want, store.WaveEnd{SIDs: []string{"SM1"}})).To(Equal(store.Going))
		want.Number++
		Expect(r.BeginWave(ctx, want)).To(HaveField("Standing", store.Idle))
	})

	It("keeps direct texts of one number in order, one at a time", func() {
		r := open()
		ctx := context.Background()
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: ann, Body: "1"}, {To: ann, Body: "2"}, {To: bob, Body: "3"}}})
		claim := func(token string) *store.Job {
			job, _, err := r.Claim(ctx, store.Want{Token: token, Lines: true, Lanes: true, Lease: lease})
			Expect(err).NotTo(HaveOccurred())
			return job
		}
		Expect(claim("a")).To(HaveField("Name", "d"+string(ann)))
		Expect(claim("b")).To(HaveField("Name", "d"+string(bob)))
		Expect(claim("c")).To(BeNil())
	})

	It("drops direct texts to an opted-out number, but for the confirmation", func() {
		r := open()
		r.change(eve, chat.SetOptedOut{Number: eve, OptedOut: true, Keyword: "STOP"})
		r.commit(eve, chat.Outcome{Directs: []chat.Direct{
			{To: eve, Body: "no", Kind: chat.Reply}, {To: eve, Body: "you are out", Kind: chat.OptOutConfirmation}}})
		_, direct := r.drain()
		Expect(direct).To(Equal([]string{string(eve) + " you are out"}))
	})

	It("trims what is older than the retention", func() {
		r := open()
		r.join("Ann", ann)
		r.say(ann, "Ann: one")
		Expect(r.Trim(context.Background())).To(BeZero())
		short, err := store.Open(context.Background(), r.client, r.prefix[len("smack:{"):len(r.prefix)-2], store.Options{Retention: time.Nanosecond})
		Expect(err).NotTo(HaveOccurred())
		Expect(short.Trim(context.Background())).To(Equal(int64(1)))
	})

	It("proves itself ready", func() {
		r := open()
		Expect(r.Probe(context.Background())).To(Succeed())
	})
})

var _ = Describe("a server that may evict", func() {
	It("is refused", func(ctx SpecContext) {
		r := openRoom(single)
		_, err := single.Do(ctx, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(single.Do, "CONFIG", "SET", "maxmemory-policy", "noeviction")
		_, err = store.Open(ctx, r.client, "other", store.Options{})
		Expect(err).To(MatchError(store.ErrEviction))
	})
})
