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
