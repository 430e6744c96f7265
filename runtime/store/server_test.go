package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = Describe("A Redis whose memory is full", func() {
	It("takes nothing new, but lets what was sent be written down and the queue be emptied", func(ctx SpecContext) {
		r := openRoom(single)
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.say(ann, "one")
		job, _, err := r.Claim(ctx, store.Want{Token: "t", Lanes: true, Lease: time.Minute})
		Expect(err).NotTo(HaveOccurred())
		want := store.WaveWant{Job: *job, Number: 1, Lease: time.Minute}
		Expect(r.BeginWave(ctx, want)).To(HaveField("Standing", store.Going))
		facts := r.facts(ann, chat.Need{})

		_, err = single.Do(ctx, "CONFIG", "SET", "maxmemory", "1mb")
		Expect(err).NotTo(HaveOccurred())
		enough := func() {
			_, err := single.Do(context.Background(), "CONFIG", "SET", "maxmemory", "0")
			Expect(err).NotTo(HaveOccurred())
		}
		DeferCleanup(enough)
		out := chat.Outcome{Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Chat, Body: "two"}}}
		_, err = r.Commit(ctx, store.Inbound{SID: r.sid(), From: ann}, facts, out)
		Expect(err).To(MatchError(ContainSubstring("OOM")))
		Expect(r.SettleWave(ctx, want, store.WaveEnd{SIDs: []string{"SM1"}, Segments: 1, Release: true})).To(Equal(store.Going))
		_, err = r.Empty(ctx, store.Default)
		Expect(err).NotTo(HaveOccurred())

		enough()
		st, err := r.Stats(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(st.Totals).To(HaveKeyWithValue("accepted", int64(1)))
		Expect(st.Seq).To(Equal(int64(1)))
		Expect(st.Doubts).To(BeZero())
	})
})

var _ = onEach("a clock that is set back", func(open func() *room) {
	const lease = 200 * time.Millisecond
	// shift makes all that is due so much later, as if the clock had been so much ahead.
	shift := func(ctx context.Context, r *room, class string, by time.Duration) {
		GinkgoHelper()
		due, err := r.client.ZRangeWithScores(ctx, r.prefix+class, 0, -1).Result()
		Expect(err).NotTo(HaveOccurred())
		Expect(due).NotTo(BeEmpty())
		for _, z := range due {
			Expect(r.client.ZIncrBy(ctx, r.prefix+class, float64(by.Microseconds()), z.Member.(string)).Err()).To(Succeed())
		}
	}

	DescribeTable("keeps nothing waiting longer than a lease", func(ctx SpecContext, class string, kind store.Kind, ahead time.Duration) {
		r := open()
		r.join("Ann", ann)
		switch kind {
		case store.Lane:
			r.say(ann, "hello")
		case store.Line:
			r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: ann, Body: "hello", Kind: chat.Reply}}})
		default:
			Expect(r.Schedule(ctx, store.ChoreTrim, 0)).To(Succeed())
		}
		shift(ctx, r, class, ahead)
		claim := func() *store.Job {
			job, _, err := r.Claim(ctx, store.Want{Token: "t", Lanes: kind == store.Lane, Lines: kind != store.Lane, Ahead: true, Lease: lease})
			Expect(err).NotTo(HaveOccurred())
			return job
		}
		Expect(claim()).To(BeNil())
		Eventually(claim).WithTimeout(5 * time.Second).Should(HaveField("Kind", kind))
	},
		Entry("a lane", "due_lane", store.Lane, 3*time.Minute),
		Entry("a direct text", "due_direct", store.Line, time.Hour),
		Entry("a chore", "due_chore", store.Chore, 24*time.Hour),
	)

	It("does not prolong a pause", func(ctx SpecContext) {
		r := open()
		r.join("Ann", ann)
		r.say(ann, "hello")
		claim := func() (*store.Job, error) {
			job, _, err := r.Claim(ctx, store.Want{Token: "t", Lanes: true, Lease: lease})
			return job, err
		}
		later := time.Now().Add(time.Hour).UnixMicro()
		Expect(r.client.HSet(ctx, r.prefix+"gate", "strikes", 1, "pause", later).Err()).To(Succeed())
		Expect(claim()).To(BeNil())
		Expect(r.client.HSet(ctx, r.prefix+"gate", "since", later-1).Err()).To(Succeed())
		Expect(claim()).To(HaveField("Kind", store.Lane))
	})
})
