package store_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// saying is a plain text of the first member, Ann, and what it rests on.
func saying(bodies ...string) (chat.Premise, chat.Outcome) {
	var out chat.Outcome
	for _, body := range bodies {
		out.Broadcasts = append(out.Broadcasts, chat.Broadcast{Author: 1, Kind: chat.Chat, Body: body})
	}
	return chat.Premise{Member: 1, Nickname: nickname("Ann"), Chats: 1000}, out
}

func (r *room) post(sid string, p chat.Premise, out chat.Outcome) (store.Committed, error) {
	return r.Post(context.Background(), store.Inbound{SID: sid, From: ann, Fields: map[string]string{"MessageSid": sid, "Body": "\x00\xff"}}, p, out)
}

// all is everything that Redis keeps of the room, by key.
func (r *room) all() map[string]string {
	GinkgoHelper()
	ctx, kept := context.Background(), map[string]string{}
	admin := store.Connect(r.server.Config())
	defer func() { _ = admin.Close() }()
	names, err := admin.Keys(ctx, strings.NewReplacer("{", `\{`).Replace(r.prefix)+"*").Result()
	Expect(err).NotTo(HaveOccurred())
	for _, name := range names {
		kept[name], err = admin.Dump(ctx, name).Result()
		Expect(err).NotTo(HaveOccurred())
	}
	return kept
}

// answered lets the carrier refuse a text to the number.
func (r *room) answered(number chat.E164, code int) {
	GinkgoHelper()
	r.tell(number, "hi")
	job, _ := r.line(lease, time.Hour)
	r.settleLine(job, store.LineEnd{Verdict: store.Dead, Code: code, Effect: effectOf(code)})
}

func value[T any](got T, err error) T {
	GinkgoHelper()
	Expect(err).NotTo(HaveOccurred())
	return got
}

var _ = onEach("a plain text", func(open func() *room) {
	ctx := context.Background()
	pair := func() *room {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		return r
	}

	It("does all that its commit would", func() {
		p, out := saying("Ann (1/2): hi", "Ann (2/2): ho")
		out.Broadcasts[0].Media = []chat.Media{{URL: "https://x/1", ContentType: "image/png"}}
		one, other := pair(), pair()
		fields := map[string]string{"MessageSid": "SM1", "Body": "\x00\xff" + strings.Repeat("ü", 40_000), "From": string(ann)}
		in := store.Inbound{SID: "SM1", From: ann, Fields: fields}
		for _, sid := range []string{"SM1", "SM2"} {
			in.SID = sid
			posted, err := one.Post(ctx, in, p, out)
			Expect(err).NotTo(HaveOccurred())
			committed, err := other.Commit(ctx, in, other.facts(ann, chat.Need{}), out)
			Expect(err).NotTo(HaveOccurred())
			Expect(posted).To(Equal(committed))
		}
		same := func(look func(r *room) any) {
			GinkgoHelper()
			Expect(look(one)).To(Equal(look(other)))
		}
		same(func(r *room) any { return value(r.Received(ctx, 1)) })
		same(func(r *room) any {
			var entries []map[string]any
			for _, m := range value(r.client.XRange(ctx, r.prefix+"log", "-", "+").Result()) {
				delete(m.Values, "t")
				entries = append(entries, m.Values)
			}
			return entries
		})
		same(func(r *room) any { return value(r.client.HGetAll(ctx, r.prefix+"member:1").Result())["m"] })
		same(func(r *room) any {
			return value(r.client.HMGet(ctx, r.prefix+"meta", "seq", "backlog", "rev", "receivers").Result())
		})
		same(func(r *room) any { return value(r.client.ZRange(ctx, r.prefix+"due_lane", 0, -1).Result()) })
		Expect(one.facts(ann, chat.Need{}).ChatLastMinute).To(Equal(2))
		Expect(value(one.client.PTTL(ctx, one.prefix+"chats:1").Result())).To(BeNumerically(">", 0))
	})

	It("takes effect once per SID, whichever way it comes", func() {
		r := pair()
		p, out := saying("Ann: hi")
		Expect(r.post("SM1", p, out)).To(Equal(store.Committed{First: 1}))
		Expect(r.post("SM1", p, out)).To(Equal(store.Committed{Duplicate: true}))
		commit := func(sid string) (store.Committed, error) {
			return r.Commit(ctx, store.Inbound{SID: sid, From: ann}, r.facts(ann, chat.Need{}), out)
		}
		Expect(commit("SM1")).To(Equal(store.Committed{Duplicate: true}))
		Expect(commit("SM2")).To(Equal(store.Committed{First: 2}))
		Expect(r.post("SM2", p, out)).To(Equal(store.Committed{Duplicate: true}))
		Expect(r.client.HSet(ctx, r.prefix+"meta", "seen", "1").Err()).To(Succeed())
		Expect(r.post("SM3", p, out)).To(Equal(store.Committed{First: 3}), "the pair of keys turns")
		Expect(r.post("SM1", p, out)).To(Equal(store.Committed{Duplicate: true}), "the other key is asked")
		Expect(r.client.HSet(ctx, r.prefix+"meta", "seen", "1").Err()).To(Succeed())
		Expect(r.post("SM4", p, out)).To(Equal(store.Committed{First: 4}))
		Expect(r.post("SM1", p, out)).To(Equal(store.Committed{First: 5}), "after two turns it is forgotten")
	})

	It("has a place of its own in the log, however many come at once", func() {
		r := pair()
		const each = 150
		var all sync.WaitGroup
		var firsts sync.Map
		for i := range each {
			for range 2 {
				all.Go(func() {
					defer GinkgoRecover()
					p, out := saying(fmt.Sprint("Ann: ", i))
					if i%10 == 9 {
						p.Nickname = nickname("Stale")
					}
					c, err := r.post(fmt.Sprint("SM", i), p, out)
					switch {
					case i%10 == 9:
						Expect(err).To(MatchError(store.ErrConflict))
					case !c.Duplicate:
						Expect(err).NotTo(HaveOccurred())
						_, twice := firsts.LoadOrStore(c.First, fmt.Sprint("Ann: ", i))
						Expect(twice).To(BeFalse())
					}
				})
			}
		}
		all.Wait()
		log := value(r.client.XRange(ctx, r.prefix+"log", "-", "+").Result())
		Expect(log).To(HaveLen(each * 9 / 10))
		for i, m := range log {
			body, _ := firsts.Load(chat.Seq(i + 1))
			Expect(m.Values["b"]).To(Equal(body))
		}
		Expect(r.facts(ann, chat.Need{})).To(And(HaveField("Seq", chat.Seq(len(log))), HaveField("ChatLastMinute", len(log))))
	})

	It("rests on what rules have seen, which is remembered as it becomes", func() {
		r := pair()
		p, out := saying("Ann: hi")
		r.facts(ann, chat.Need{})
		for i := range 4 {
			known, ok := r.Recall(ann)
			Expect(ok).To(BeTrue())
			Expect(known.Sender.Messages).To(Equal(int64(i)))
			p.Seen = chat.SeenOf(*known.Sender)
			if i%2 == 0 {
				Expect(r.post(fmt.Sprint("SM", i), p, out)).NotTo(BeZero())
				Expect(r.post(fmt.Sprint("SM", i), chat.Premise{Member: 1, Nickname: nickname("Ann")}, out)).To(HaveField("Duplicate", true))
				continue
			}
			in := store.Inbound{SID: fmt.Sprint("SM", i), From: ann}
			facts := chat.Facts{Sender: known.Sender}
			Expect(r.Commit(ctx, in, facts, out)).NotTo(BeZero())
			Expect(r.Commit(ctx, in, facts, out)).To(HaveField("Duplicate", true))
		}
	})

	It("wakes the lanes, and says so once", func() {
		r := pair()
		hints := value(r.Hints(ctx))
		DeferCleanup(hints.Close)
		p, out := saying("Ann: hi")
		Expect(r.post("SM1", p, out)).NotTo(BeZero())
		Expect(value(hints.ReceiveMessage(ctx)).Payload).To(Equal("work"))
		job, _, err := r.Claim(ctx, store.Want{Token: "t", Lanes: true, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		wave, err := r.BeginWave(ctx, store.WaveWant{Job: *job, Number: 1, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.To).To(ConsistOf(HaveField("ID", chat.MemberID(2))))
	})

	changes := map[string]func(*room, *chat.Premise){
		"left its number to another": func(r *room, _ *chat.Premise) {
			Expect(r.client.HSet(ctx, r.prefix+"numbers", string(ann), "2").Err()).To(Succeed())
		},
		"is a stranger": func(r *room, _ *chat.Premise) {
			Expect(r.client.HDel(ctx, r.prefix+"numbers", string(ann)).Err()).To(Succeed())
		},
		"is called otherwise": func(r *room, _ *chat.Premise) {
			r.change(ann, chat.Rename{Member: 1, Nickname: nickname("Annie")})
		},
		"has stopped": func(r *room, _ *chat.Premise) { r.change(ann, chat.SetActive{Member: 1}) },
		"is elsewhere": func(r *room, _ *chat.Premise) {
			r.change(ann, chat.SetPlace{Member: 1, Place: chat.Place{Country: "US"}})
		},
		"has left where it was": func(_ *room, p *chat.Premise) { p.Place = chat.Place{State: "CA"} },
		"was in another city":   func(_ *room, p *chat.Premise) { p.Place = chat.Place{City: "OAKLAND"} },
		"has opted out": func(r *room, _ *chat.Premise) {
			r.change(ann, chat.SetOptedOut{Number: ann, OptedOut: true, Keyword: "STOP"})
		},
		"is no receiver": func(r *room, _ *chat.Premise) {
			Expect(r.client.SetBit(ctx, r.prefix+"active", 0, 0).Err()).To(Succeed())
		},
		"has a number that opted out": func(r *room, _ *chat.Premise) {
			Expect(r.client.SAdd(ctx, r.prefix+"optout", string(ann)).Err()).To(Succeed())
		},
		"was opted out by the carrier's answer": func(r *room, _ *chat.Premise) { r.answered(ann, 21610) },
		"was found unreachable":                 func(r *room, _ *chat.Premise) { r.answered(ann, 21211) },
		"is banned": func(r *room, _ *chat.Premise) {
			Expect(r.client.SAdd(ctx, r.prefix+"banned", string(ann)).Err()).To(Succeed())
		},
		"is silenced": func(r *room, _ *chat.Premise) {
			r.change(ann, chat.Silence{Member: 1, Until: time.Now().Add(time.Minute)})
		},
		"has texted more than the rules have seen": func(r *room, p *chat.Premise) {
			p.Seen = chat.SeenOf(*r.facts(ann, chat.Need{}).Sender)
			r.say(ann, "Ann: one")
		},
		"is an admin now, whom the rules saw as none": func(r *room, p *chat.Premise) {
			p.Seen = chat.SeenOf(*r.facts(ann, chat.Need{}).Sender)
			r.change(ann, chat.SetAdmin{Member: 1, Admin: true})
		},
		"is public now, whom the rules saw as private": func(r *room, p *chat.Premise) {
			p.Seen = chat.SeenOf(*r.facts(ann, chat.Need{}).Sender)
			r.change(ann, chat.SetPrivate{Member: 1})
		},
		"has said enough this minute": func(r *room, p *chat.Premise) {
			r.say(ann, "Ann: one")
			r.say(ann, "Ann: two")
			p.Chats = 2
		},
		"comes when the day is spent": func(r *room, p *chat.Premise) {
			Expect(r.client.HSet(ctx, r.prefix+"gate", "spent", "7").Err()).To(Succeed())
			p.Spent = 7
		},
		"would wait too long": func(r *room, p *chat.Premise) {
			r.say(bob, "Bob: one")
			p.Backlog, p.Segments = 2+2*3, 3
		},
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		It("is a conflict that changes nothing when its sender "+name, func() {
			r := pair()
			p, out := saying("Ann: hi")
			changes[name](r, &p)
			before := r.all()
			_, err := r.post("SM1", p, out)
			Expect(err).To(MatchError(store.ErrConflict))
			Expect(r.all()).To(Equal(before))
		})
	}

	It("is taken just below each bound", func() {
		r := pair()
		r.change(ann, chat.SetPlace{Member: 1, Place: chat.Place{City: "OAKLAND", State: "CA", Country: "US"}})
		r.say(ann, "Ann: one")
		Expect(r.client.HSet(ctx, r.prefix+"gate", "spent", "7").Err()).To(Succeed())
		p, out := saying("Ann: hi")
		p.Place = chat.Place{City: "OAKLAND", State: "CA", Country: "US"}
		p.Chats, p.Spent, p.Backlog, p.Segments = 2, 8, 2+2*3+1, 3
		Expect(r.post("SM1", p, out)).To(Equal(store.Committed{First: 2}))
	})
})

var _ = onEach("what is remembered of a sender", func(open func() *room) {
	It("is what was read last", func() {
		r := open()
		_, ok := r.Recall(ann)
		Expect(ok).To(BeFalse())
		r.join("Ann", ann)
		known, ok := r.Recall(ann)
		Expect(ok).To(BeTrue())
		Expect(known.Sender).To(Equal(r.facts(ann, chat.Need{}).Sender))
		Expect(known.SenderNumber.Member).To(Equal(known.Sender))
		Expect(r.client.HDel(context.Background(), r.prefix+"numbers", string(ann)).Err()).To(Succeed())
		r.facts(ann, chat.Need{})
		_, ok = r.Recall(ann)
		Expect(ok).To(BeFalse())
	})
})
