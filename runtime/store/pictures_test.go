package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a text with pictures", func(open func() *room) {
	ctx := context.Background()
	cat := []chat.Media{{URL: "https://x/cat", ContentType: "image/png"}}
	pair := func() *room {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		return r
	}
	shows := func(r *room) {
		GinkgoHelper()
		r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{
			{Author: 1, Kind: chat.Chat, Body: "Ann: look", Media: cat, Words: "Ann: look (picture)"},
		}})
	}
	begin := func(r *room) (store.WaveWant, store.Wave) {
		GinkgoHelper()
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		wave, err := r.BeginWave(ctx, want)
		Expect(err).NotTo(HaveOccurred())
		return want, wave
	}
	alike := func(words any) types.GomegaMatcher {
		return And(HaveField("Body", "Ann: look"), HaveField("Media", cat), HaveField("Words", words))
	}
	// next begins the line that is due, past a lane.
	next := func(r *room) (store.Job, store.LineSend) {
		GinkgoHelper()
		job := r.claim(lease)
		if job.Kind == store.Lane {
			job = r.claim(lease)
		}
		send, err := r.BeginLine(ctx, *job, lease, time.Hour, store.Gate{})
		Expect(err).NotTo(HaveOccurred())
		return *job, send
	}
	spent := func(r *room) (int64, int64) { return r.spent(), r.stats().Totals["segments"] }

	It("reaches a wave with other words for phones that take none, and counts three segments", func() {
		r := pair()
		shows(r)
		Expect(r.stats().BacklogSegments).To(Equal(int64(6)))
		_, wave := begin(r)
		Expect(wave).To(And(alike("Ann: look (picture)"), HaveField("Segments", chat.MMSSegments)))
	})

	It("counts what it cost where some phones got the words", func() {
		r := pair()
		shows(r)
		want, _ := begin(r)
		Expect(r.spent()).To(Equal(int64(3)))
		_, err := r.SettleWave(ctx, want, store.WaveEnd{SIDs: []string{"SM1"}, Segments: 3, More: -2, Release: true})
		Expect(err).NotTo(HaveOccurred())
		day, total := spent(r)
		Expect([]int64{day, total}).To(Equal([]int64{1, 1}))

		r.commit(bob, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: "Ann: look", Media: cat, Words: "Ann: look (picture)", Kind: chat.Resend}}})
		job, send := next(r)
		Expect(send).To(And(alike("Ann: look (picture)"), HaveField("Segments", chat.MMSSegments)))
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: "SM2", Segments: 3, More: 2})
		day, total = spent(r)
		Expect([]int64{day, total}).To(Equal([]int64{6, 6}))
	})

	It("keeps them off the lane, in doubt and as a letter", func() {
		r := pair()
		shows(r)
		want, wave := begin(r)
		_, err := r.SettleWave(ctx, want, store.WaveEnd{Exceptions: []store.Exception{{ID: wave.To[0].ID, Verdict: store.InDoubt}}, Release: true})
		Expect(err).NotTo(HaveOccurred())
		job := r.claim(lease)
		Expect(job).To(HaveValue(HaveField("Kind", store.Look)))
		doubt, err := r.BeginLook(ctx, *job)
		Expect(err).NotTo(HaveOccurred())
		Expect(doubt).To(And(HaveField("Body", "Ann: look"), HaveField("Words", "Ann: look (picture)"), HaveField("Pictures", true)))
		Expect(r.SettleLook(ctx, *job, store.LookEnd{})).To(Equal(store.LookAgain))
		Expect(r.look(store.LookEnd{Limit: 5})).To(Equal(store.LookResend))

		held, send := next(r)
		Expect(send).To(alike("Ann: look (picture)"))
		r.settleLine(held, store.LineEnd{Verdict: store.Dead, Code: 21612})
		Expect(r.letters(store.Failed)).To(ConsistOf(alike("Ann: look (picture)")))
		Expect(r.RetryFailed(ctx, store.Filter{})).To(Equal(1))
		_, send = next(r)
		Expect(send).To(alike("Ann: look (picture)"))
		Expect(r.facts(bob, chat.Need{Recent: 1}).Recent).To(ConsistOf(alike("Ann: look (picture)")))
	})

	It("has no words without pictures", func() {
		r := pair()
		r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Chat, Body: "Ann: look", Words: "?"}}})
		_, wave := begin(r)
		Expect(wave).To(And(HaveField("Words", ""), HaveField("Media", BeNil()), HaveField("Segments", 1)))
	})
})
