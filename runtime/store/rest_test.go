package store_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a room that rests", func(open func() *room) {
	ctx := context.Background()
	cap := func(r *room, until time.Time) {
		GinkgoHelper()
		Expect(r.client.HSet(ctx, r.prefix+"gate", "cap", until.UnixMicro()).Err()).To(Succeed())
	}
	club := func() *room {
		r := open()
		r.commit(ann, chat.Outcome{Changes: []chat.Change{chat.Join{Number: ann, Nickname: nickname("Ann"), Admin: true}}})
		r.join("Bob", bob)
		return r
	}
	chores := func(r *room) []string {
		return value(r.client.ZRange(ctx, r.prefix+"due_chore", 0, -1).Result())
	}

	It("for the carriers' cap shows it in the facts, with the admins until they know", func() {
		r := club()
		until := time.Now().Add(time.Hour).Truncate(time.Microsecond)
		cap(r, until)
		f := r.facts(bob, chat.Need{Chat: true})
		Expect(f.Resting).To(Equal(chat.Resting{Until: until, Cap: true}))
		Expect(f.Admins).To(ConsistOf(HaveField("Number", ann)))
		Expect(r.facts(bob, chat.Need{}).Resting).To(BeZero(), "nobody asked")
		for _, other := range []time.Time{time.Now().Add(-time.Second), time.Now().Add(48 * time.Hour)} {
			cap(r, other)
			Expect(r.facts(bob, chat.Need{Chat: true}).Resting).To(BeZero())
		}
	})

	It("for the carriers' cap decides anew about a plain text, to say so", func() {
		r := club()
		p, out := saying("Ann: hi")
		cap(r, time.Now().Add(time.Hour))
		_, err := r.post("SM1", p, out)
		Expect(err).To(MatchError(store.ErrConflict))
		cap(r, time.Now())
		Expect(r.post("SM1", p, out)).To(Equal(store.Committed{First: 1}))
	})

	It("tells of it by a chore, once a day, though something is left of the day's budget", func() {
		r := club()
		day, end := chat.BudgetDay(time.Now())
		gate := store.Gate{Budget: 2, Day: day, DayEnd: end}
		take := func() *store.Job {
			GinkgoHelper()
			job, _, err := r.Claim(ctx, store.Want{Token: r.sid(), Lines: false, Lanes: true, Lease: lease, Gate: gate})
			Expect(err).NotTo(HaveOccurred())
			return job
		}
		Expect(r.client.HSet(ctx, r.prefix+"gate", "day", day, "spent", 1).Err()).To(Succeed())
		author := r.facts(ann, chat.Need{}).Sender.ID
		r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{{Author: author, Kind: chat.Chat, Body: "two segments"}}})
		r.rewrite(1, "g", func(string) any { return 2 })
		Expect(chores(r)).To(BeEmpty())
		told := []string{store.ChoreRest}
		for range 2 {
			job := take()
			wave, err := r.BeginWave(ctx, store.WaveWant{Job: *job, Number: 1, Lease: lease, Gate: gate})
			Expect(err).NotTo(HaveOccurred())
			Expect(wave.Standing).To(Equal(store.Waiting))
			Expect(chores(r)).To(Equal(told))
			told = []string{}
			Expect(r.client.ZAdd(ctx, r.prefix+"due_lane", redis.Z{Score: 1, Member: "0"}).Err()).To(Succeed())
			Expect(r.Unschedule(ctx, store.ChoreRest)).To(Succeed())
		}
	})
})

var _ = onEach("the messages of the day", func(open func() *room) {
	It("are counted from the room's midnight, a text of parts once", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.say(ann, "yesterday")
		r.say(ann, "today, (1/2)", "today, (2/2)")
		r.announce("Cid joined")
		r.say(bob, "today")
		today := func(zone *time.Location) int { return r.facts(ann, chat.Need{Today: zone}).MessagesToday }
		Expect(today(time.UTC)).To(Equal(3))
		now := time.Now().UTC()
		since := time.Duration(now.Hour())*time.Hour + time.Duration(now.Minute())*time.Minute + time.Duration(now.Second())*time.Second
		r.ages(1, since+time.Minute)
		Expect(today(time.UTC)).To(Equal(2))
		Expect(r.facts(ann, chat.Need{}).MessagesToday).To(BeZero(), "nobody asked")
	})

	It("are counted as far as the log may be read", func() {
		r := open()
		r.join("Ann", ann)
		var parts []string
		for i := range 500 {
			parts = append(parts, fmt.Sprintf("part %d", i))
		}
		for range 9 {
			r.say(ann, parts...)
		}
		Expect(r.facts(ann, chat.Need{Today: time.UTC})).To(And(HaveField("MessagesToday", 9), HaveField("MessagesMore", false)))
		r.say(ann, parts...)
		r.say(ann, parts...)
		Expect(r.facts(ann, chat.Need{Today: time.UTC})).To(And(HaveField("MessagesToday", 10), HaveField("MessagesMore", true)))
	})
})
