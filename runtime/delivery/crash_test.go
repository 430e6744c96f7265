package delivery_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// How far a pod comes before it dies.
type point int

const (
	afterClaim point = iota
	afterBegin
	halfPosted
	afterPost
)

// die does a pod's work up to a point and is never heard of again.
func (w *world) die(kind store.Kind, at point) {
	GinkgoHelper()
	const short = 300 * time.Millisecond
	job, _, err := w.Claim(w.ctx, store.Want{Token: "dead", Lines: kind == store.Line, Lanes: kind == store.Lane, Lease: short})
	Expect(err).NotTo(HaveOccurred())
	Expect(job).To(HaveField("Kind", kind))
	if at == afterClaim {
		return
	}
	var to []string
	var body string
	if kind == store.Lane {
		wave, err := w.BeginWave(w.ctx, store.WaveWant{Job: *job, Number: 1, Lease: short})
		Expect(err).NotTo(HaveOccurred())
		for _, r := range wave.To {
			to = append(to, string(r.Number))
		}
		body = wave.Body
	} else {
		send, err := w.BeginLine(w.ctx, *job, short, time.Hour, store.Gate{})
		Expect(err).NotTo(HaveOccurred())
		to, body = []string{string(send.To)}, send.Body
	}
	Expect(to).NotTo(BeEmpty())
	w.post(to[:map[point]int{halfPosted: (len(to) + 1) / 2, afterPost: len(to)}[at]], body)
}

func (w *world) post(to []string, body string) {
	GinkgoHelper()
	prepared := w.carrier().Prepare(carrier.Template{From: roomNumber, Body: body})
	for _, number := range to {
		_, err := prepared.Send(w.ctx, number, "")
		Expect(err).NotTo(HaveOccurred())
	}
}

var _ = Describe("a pod that dies", func() {
	DescribeTable("with a lane in its hands loses nothing and doubles nothing", func(at point) {
		w := newWorld(twiliosim.Options{})
		w.members(100)
		w.say(1, "m1: first")
		w.die(store.Lane, at)
		w.say(1, "m1: second")
		w.start(3, w.settings())
		w.settled()
		w.expectEach(2, 100, "m1: first", "m1: second")
	},
		Entry("after the claim", afterClaim),
		Entry("after begin", afterBegin),
		Entry("half through the requests", halfPosted),
		Entry("after the requests, before settle", afterPost),
	)

	DescribeTable("with a direct text in its hands loses nothing and doubles nothing", func(at point) {
		w := newWorld(twiliosim.Options{})
		w.members(1)
		w.tell(number(1), "first")
		w.tell(number(1), "second")
		w.die(store.Line, at)
		w.start(3, w.settings())
		w.settled()
		w.expectEach(1, 1, "first", "second")
	},
		Entry("after the claim", afterClaim),
		Entry("after begin", afterBegin),
		Entry("after the request, before settle", afterPost),
	)

	It("can change nothing any more when it wakes up", func() {
		w := newWorld(twiliosim.Options{})
		w.members(3)
		w.say(1, "m1: hi")
		const short = 50 * time.Millisecond
		job, _, err := w.Claim(w.ctx, store.Want{Token: "slow", Lanes: true, Lease: short})
		Expect(err).NotTo(HaveOccurred())
		want := store.WaveWant{Job: *job, Number: 1, Lease: short}
		_, err = w.BeginWave(w.ctx, want)
		Expect(err).NotTo(HaveOccurred())
		w.start(2, w.settings())
		w.settled()
		Expect(w.SettleWave(w.ctx, want, store.WaveEnd{SIDs: []string{"SMlate"}})).To(Equal(store.Stale))
		Expect(w.BeginWave(w.ctx, want)).To(HaveField("Standing", store.Stale))
		Expect(w.Release(w.ctx, *job, 0)).To(Succeed())
		w.expectEach(2, 3, "m1: hi")
	})
})

var _ = Describe("a Redis that dies", func() {
	It("comes back with all it acknowledged, and nothing is lost or doubled", func(ctx SpecContext) {
		redis, err := newServer("--appendfsync", "always")
		Expect(err).NotTo(HaveOccurred())
		Expect(redis.Start(ctx)).To(Succeed())
		w := newWorldOn(redis, twiliosim.Options{Latency: 5 * time.Millisecond})
		DeferCleanup(redis.Stop)
		w.members(150)
		settings := w.settings()
		settings.Receipts = roomfile.ReceiptsOff
		w.start(3, settings)
		var want []string
		for i := range 6 {
			body := fmt.Sprintf("m1: line %d", i)
			w.say(1, body)
			want = append(want, body)
			if i%2 == 1 {
				Expect(redis.Kill()).To(Succeed())
				Expect(redis.Start(ctx)).To(Succeed())
			}
		}
		w.settled()
		w.expectEach(2, 150, want...)
		Expect(w.List(w.ctx, store.Failed, 10)).To(BeEmpty())
	})

	It("does not answer for a while, and work goes on afterwards", func(ctx SpecContext) {
		redis, err := newServer()
		Expect(err).NotTo(HaveOccurred())
		Expect(redis.Start(ctx)).To(Succeed())
		w := newWorldOn(redis, twiliosim.Options{})
		DeferCleanup(redis.Stop)
		w.members(80)
		w.start(2, w.settings())
		client := w.client()
		w.say(1, "m1: one")
		Expect(redis.Pause()).To(Succeed())
		impatient, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
		defer cancel()
		Expect(client.Ping(impatient).Err()).To(HaveOccurred())
		Expect(redis.Resume()).To(Succeed())
		w.tell(number(1), "still here")
		w.say(1, "m1: two")
		w.settled()
		w.expectEach(2, 80, "m1: one", "m1: two")
		w.expectEach(1, 1, "still here")
	})
})

var _ = Describe("lanes and members over time", func() {
	It("walk on for members of a lane that opens later", func() {
		w := newWorld(twiliosim.Options{})
		w.members(510)
		w.start(2, w.settings())
		w.say(1, "m1: before")
		w.settled()
		for i := 511; i <= 520; i++ {
			name := fmt.Sprint("m", i)
			w.commit(number(i), chat.Outcome{Changes: []chat.Change{
				chat.Join{Number: number(i), Nickname: chat.StoredNickname(name, name)},
			}})
		}
		w.say(520, "m520: after")
		w.settled()
		w.expectEach(1, 1, "m520: after")
		w.expectEach(510, 510, "m1: before", "m520: after")
		w.expectEach(511, 519, "m520: after")
	})
})
