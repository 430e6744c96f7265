package store_test

import (
	"context"
	"fmt"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// claim takes work of any kind, or nothing.
func (r *room) claim(lease time.Duration) *store.Job {
	GinkgoHelper()
	job, _, err := r.Claim(context.Background(), store.Want{Token: r.sid(), Lines: true, Lanes: true, Lease: lease})
	Expect(err).NotTo(HaveOccurred())
	return job
}

// line claims a line and begins its first text; its worker dies at once if lease is 0.
func (r *room) line(lease, validity time.Duration) (store.Job, store.LineSend) {
	GinkgoHelper()
	job := r.claim(lease)
	Expect(job).To(HaveValue(HaveField("Kind", store.Line)))
	send, err := r.BeginLine(context.Background(), *job, lease, validity, store.Gate{})
	Expect(err).NotTo(HaveOccurred())
	return *job, send
}

// look claims a look and ends it.
func (r *room) look(end store.LookEnd) store.Found {
	GinkgoHelper()
	job := r.claim(lease)
	Expect(job).To(HaveValue(HaveField("Kind", store.Look)))
	found, err := r.SettleLook(context.Background(), *job, end)
	Expect(err).NotTo(HaveOccurred())
	return found
}

func (r *room) tell(to chat.E164, body string) {
	GinkgoHelper()
	r.commit(to, chat.Outcome{Directs: []chat.Direct{{To: to, Body: body, Kind: chat.Reply}}})
}

func (r *room) settleLine(job store.Job, end store.LineEnd) {
	GinkgoHelper()
	end.Limit = max(end.Limit, 5)
	Expect(r.SettleLine(context.Background(), job, end)).To(Equal(store.Going))
}

func (r *room) letters(list store.List) []store.Letter {
	GinkgoHelper()
	letters, err := r.List(context.Background(), list, 10)
	Expect(err).NotTo(HaveOccurred())
	return letters
}

// age lets what is written in a field of a line's state have happened so much earlier.
func (r *room) age(line, field string, by time.Duration) {
	GinkgoHelper()
	key := r.prefix + "state:" + line
	at, err := r.client.HGet(context.Background(), key, field).Int64()
	Expect(err).NotTo(HaveOccurred())
	Expect(r.client.HSet(context.Background(), key, field, strconv.FormatInt(at-by.Microseconds(), 10)).Err()).To(Succeed())
}

var _ = onEach("a send in doubt", func(open func() *room) {
	It("ends by the limit of tries, even if every worker dies of it", func() {
		r := open()
		r.tell(ann, "poison")
		for range 3 {
			r.line(0, time.Hour)
			Expect(r.look(store.LookEnd{Limit: 3})).To(Equal(store.LookAgain))
			r.look(store.LookEnd{Limit: 3})
		}
		Expect(r.claim(lease)).To(BeNil())
		Expect(r.letters(store.Failed)).To(ConsistOf(And(HaveField("Body", "poison"), HaveField("Tries", 3))))
	})

	It("is left to a person when the carrier's list cannot be read for long", func() {
		r := open()
		r.tell(ann, "unheard of")
		r.tell(ann, "next")
		r.line(0, time.Hour)
		Expect(r.look(store.LookEnd{Failed: true})).To(Equal(store.LookAgain))
		r.age("d"+string(ann), "at", 24*time.Minute)
		Expect(r.look(store.LookEnd{Failed: true})).To(Equal(store.LookAgain))
		r.age("d"+string(ann), "at", 2*time.Minute)
		Expect(r.look(store.LookEnd{Failed: true})).To(Equal(store.LookParked))
		Expect(r.letters(store.Doubtful)).To(ConsistOf(HaveField("Body", "unheard of")))
		_, send := r.line(lease, time.Hour)
		Expect(send.Body).To(Equal("next"))
	})

	It("is not sent again when a callback proves it while the second try waits its turn", func() {
		r := open()
		r.tell(ann, "once")
		r.tell(ann, "next")
		_, first := r.line(0, time.Hour)
		r.look(store.LookEnd{Limit: 3})
		Expect(r.look(store.LookEnd{Limit: 3})).To(Equal(store.LookResend))
		Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: first.Ref, SID: "SMlate", Status: "sent"}})).To(Succeed())
		_, send := r.line(lease, time.Hour)
		Expect(send.Body).To(Equal("next"))
	})

	It("is not taken for an earlier text with the same words, however long nobody looked", func() {
		r := open()
		r.tell(ann, "ok")
		r.tell(ann, "ok")
		job, _ := r.line(lease, time.Hour)
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: "SMfirst"})
		r.line(0, time.Hour)
		// Others go on sending meanwhile; the pairs of keys take their turns.
		for i := range 3 {
			r.elapse("bound", 4*time.Minute)
			r.tell(bob, fmt.Sprint("meanwhile ", i))
			Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: fmt.Sprint("d9", i, ".0"), SID: fmt.Sprint("SMother", i), Status: "sent"}})).To(Succeed())
		}
		found := r.claimLook()
		end := store.LookEnd{SIDs: []string{"SMfirst"}, Limit: 5}
		Expect(r.SettleLook(context.Background(), found, end)).To(Equal(store.LookAgain))
	})
})

// elapse lets time pass for a pair of keys that take turns.
func (r *room) elapse(pair string, by time.Duration) {
	GinkgoHelper()
	at, err := r.client.HGet(context.Background(), r.prefix+"meta", pair).Int64()
	Expect(err).NotTo(HaveOccurred())
	Expect(r.client.HSet(context.Background(), r.prefix+"meta", pair, at-by.Microseconds()).Err()).To(Succeed())
}

// claimLook lets a crash be found and takes the look that follows.
func (r *room) claimLook() store.Job {
	GinkgoHelper()
	for range 10 {
		if job := r.claim(lease); job != nil && job.Kind == store.Look {
			return *job
		}
	}
	Fail("there is nothing to look for")
	return store.Job{}
}

// refused lets the carrier refuse a direct text for good, and take those before it.
func (r *room) refused(to chat.E164) {
	GinkgoHelper()
	for {
		job, send := r.line(lease, time.Hour)
		if send.To == to && send.Body == "refused" {
			r.settleLine(job, store.LineEnd{Verdict: store.Dead, Code: 21614, Reason: "no mobile"})
			return
		}
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: r.sid()})
	}
}
