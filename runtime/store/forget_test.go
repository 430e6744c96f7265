package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// traces are the keys that hold the number or one of the names.
func (r *room) traces(number chat.E164, names ...string) []string {
	GinkgoHelper()
	needles := append(names, string(number[1:]), store.PackedNumber(string(number)))
	found, err := r.server.Scan(context.Background(), r.prefix, needles...)
	Expect(err).NotTo(HaveOccurred())
	return found
}

// texts lets a member text, with all that the carrier tells of it.
func (r *room) texts(number chat.E164, out chat.Outcome) chat.Seq {
	GinkgoHelper()
	facts := r.facts(number, chat.Need{Members: true})
	in := store.Inbound{SID: r.sid(), From: number, Fields: map[string]string{
		"MessageSid": "SM1", "From": string(number), "To": "+14155550100", "Body": "about Quetzal",
	}}
	if number != ann {
		in.Fields["FromCity"] = "Xanadu"
	}
	c, err := r.Commit(context.Background(), in, facts, out)
	Expect(err).NotTo(HaveOccurred())
	return c.First
}

func (r *room) forget(id chat.MemberID) bool {
	GinkgoHelper()
	done, err := r.Forget(context.Background(), id)
	Expect(err).NotTo(HaveOccurred())
	return done
}

// chores are those that are due at some time.
func (r *room) chores() []string {
	GinkgoHelper()
	names, err := r.client.ZRange(context.Background(), r.prefix+"due_chore", 0, -1).Result()
	Expect(err).NotTo(HaveOccurred())
	return names
}

// kindsOf are how the records of consent say that it came about.
func (r *room) kindsOf() (kinds []string) {
	GinkgoHelper()
	for c, err := range r.Consents(context.Background()) {
		Expect(err).NotTo(HaveOccurred())
		kinds = append(kinds, c.How)
	}
	return kinds
}

var _ = onEach("who has left", func(open func() *room) {
	ctx := context.Background()
	const dora = chat.E164("+14155550177")
	direct := func(to chat.E164, kind chat.DirectKind, body string) chat.Direct {
		return chat.Direct{To: to, Body: body, Kind: kind}
	}

	// lives lets Dora leave a trace everywhere that the room keeps anything.
	lives := func(r *room) {
		r.join("Ann", ann)
		r.join("Bob", bob)
		now := r.facts(ann, chat.Need{}).Now
		r.texts(ann, chat.Outcome{
			Changes: []chat.Change{chat.Invited{By: 1, Number: dora, At: now, Shown: "{name} invites you"}, chat.StrangerTold{Number: dora, At: now}},
			Directs: []chat.Direct{direct(dora, chat.Invitation, "Ann invites you")},
		})
		r.texts(dora, chat.Outcome{
			Changes:    []chat.Change{chat.Join{Number: dora, Nickname: nickname("Quetzal"), Consent: "#join Quetzal", Shown: "Welcome Quetzal!", Place: chat.Place{City: "Xanadu"}}},
			Directs:    []chat.Direct{direct(dora, chat.Reply, "Welcome Quetzal!")},
			Broadcasts: []chat.Broadcast{{Kind: chat.Announcement, Body: "Quetzal joined", AboutNew: true}},
		})
		r.texts(dora, chat.Outcome{
			Changes:    []chat.Change{chat.Rename{Member: 3, Nickname: chat.StoredNickname("Axolotl1", "axolotl1")}},
			Broadcasts: []chat.Broadcast{{Author: 3, About: 3, Kind: chat.Announcement, Body: "Quetzal is now Axolotl1"}},
		})
		first := r.texts(dora, chat.Outcome{Broadcasts: []chat.Broadcast{
			{Author: 3, Kind: chat.Chat, Body: "Axolotl1 (1/2): hello", Media: []chat.Media{{URL: "https://pictures"}}}, {Author: 3, Kind: chat.Chat, Body: "Axolotl1 (2/2): world"}}})
		r.change(dora, chat.SetPrivate{Member: 3}, chat.SetMute{By: 3, Of: 1, Muted: true}, chat.SetQuiet{Member: 3, Quiet: someHours},
			chat.Invited{By: 3, Number: eve, At: now}, chat.RateTold{Number: dora, At: now})
		for _, muted := range []bool{true, false} {
			r.change(ann, chat.SetMute{By: 1, Of: 3, Muted: muted})
		}
		r.change(bob, chat.SetMute{By: 2, Of: 3, Muted: true}, chat.React{Of: first, By: 2, What: chat.Liked})
		r.commit(bob, chat.Outcome{Directs: []chat.Direct{direct(bob, chat.Reply, "Axolotl1: +14155550177, member since 1 Nov 2026.")}})
		r.commit(dora, chat.Outcome{Directs: []chat.Direct{direct(ann, chat.DirectMessage, "Axolotl1 (direct): psst")}})
		// Two dead letters, one known by a receipt; and a doubt that is kept for people.
		r.tell(dora, "refused")
		r.refused(dora)
		r.tell(dora, "unheard of")
		job, _ := r.line(0, time.Hour)
		Expect(job.Name).To(Equal("d" + string(dora)))
		r.look(store.LookEnd{Park: true})
		r.look(store.LookEnd{Park: true})
		r.runs()
		sent, err := r.client.HGetAll(ctx, r.prefix+"sent1").Result()
		Expect(err).NotTo(HaveOccurred())
		for ref, text := range sent {
			if strings.Contains(text, "Welcome Quetzal!") {
				Expect(r.Receipt(ctx, []store.Receipt{{Ref: ref, SID: "SMlate", To: dora, Status: "undelivered", ErrorCode: 30008}})).To(Succeed())
			}
		}
		Expect(r.letters(store.Failed)).To(HaveLen(2))
		Expect(r.letters(store.Doubtful)).To(HaveLen(1))
		r.tell(dora, "patient")
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: dora, Body: "Ann (direct): good night, Axolotl1", Patient: true}}})
		r.texts(dora, chat.Outcome{})
	}

	It("is nowhere any more", func() {
		r := open()
		lives(r)
		before := r.traces(dora, "Quetzal", "Axolotl1", "Xanadu")
		Expect(len(before)).To(BeNumerically(">", 20), "%v", before)
		for _, where := range []string{"log", "nicks", "phones", "numbers", "consent", "failed", "parked", "sent1", "last:0", "member:3", "line:d+14155550177"} {
			Expect(before).To(ContainElement(HavePrefix(where+" holds ")), where)
		}

		r.leaves(dora)
		Expect(r.forget(3)).To(BeFalse(), "the others do not know yet")
		Expect(r.traces(dora, "Quetzal", "Xanadu")).To(Equal([]string{"due_direct holds 14155550177", "leaving holds 14155550177",
			"leaving holds Quetzal", "line:d+14155550177 holds 14155550177"}), "in the request itself all goes but its last texts")
		Expect(r.runs()).To(HaveKeyWithValue(ann, ContainElement("Axolotl1 left")))
		Expect(r.forget(3)).To(BeTrue())
		Expect(r.traces(dora, "Quetzal", "Axolotl1", "Xanadu")).To(BeEmpty())
		Expect(r.client.Exists(ctx, r.prefix+"leaving", r.prefix+"invite:3", r.prefix+"mutes:3", r.prefix+"muters:3").Result()).To(BeZero())
		Expect(r.client.HExists(ctx, r.prefix+"mutes:1", "3").Result()).To(BeFalse())
		Expect(r.forget(3)).To(BeTrue(), "once more")

		r.runs()
		r.join("Quetzal", dora)
		facts := r.facts(dora, chat.Need{Muted: true, Recent: 20})
		Expect(facts.Sender.ID).To(Equal(chat.MemberID(4)))
		Expect(facts.Sender.Private).To(BeTrue())
		Expect(facts.Muted).To(BeEmpty())
		Expect(facts.Recent).To(BeEmpty())
	})

	It("is forgotten by a chore if whoever took the text has died", func() {
		r := open()
		lives(r)
		r.leaves(dora)
		Expect(r.chores()).To(ContainElement("forget:3"))
		r.runs()
		Expect(r.forget(3)).To(BeTrue())
		Expect(r.traces(dora, "Quetzal", "Axolotl1", "Xanadu")).To(BeEmpty())
	})

	It("is known as banned, by number and last nickname, and as nothing else", func() {
		r := open()
		lives(r)
		r.texts(ann, chat.Outcome{Changes: []chat.Change{
			chat.Leave{Member: 3, Number: dora, Why: chat.Banned}, chat.Ban{Number: dora, Nickname: nickname("axolotl1")}}})
		r.runs()
		Expect(r.forget(3)).To(BeTrue())
		Expect(r.traces(dora, "Quetzal", "Axolotl1", "Xanadu")).To(Equal([]string{
			"banned holds 14155550177", "bans holds 14155550177", "bans holds Axolotl1"}))
	})

	It("leaves what others said, and what belongs to others, in its place", func() {
		r := open()
		lives(r)
		said := r.say(bob, "Bob: Quetzal was here, and Axolotl12")
		r.leaves(dora)
		r.runs()
		Expect(r.forget(3)).To(BeTrue())
		Expect(r.traces(dora, "Quetzal")).To(ConsistOf("log holds Quetzal"))
		recent := r.facts(ann, chat.Need{Recent: 20}).Recent
		Expect(recent).To(HaveLen(1))
		Expect(recent[0].Seq).To(Equal(said))
		Expect(r.kindsOf()).To(Equal([]string{store.ConsentJoin, store.ConsentJoin, store.ConsentInvite,
			store.ConsentInvite, store.ConsentJoin, store.ConsentForgotten}))
	})

	It("can come back at once, and what is the new member's stays", func() {
		r := open()
		lives(r)
		r.leaves(dora)
		now := r.facts(ann, chat.Need{}).Now
		Eventually(func() time.Time { return r.facts(ann, chat.Need{}).Now }).Should(BeTemporally(">", now.Add(time.Millisecond)))
		r.join("Quetzal", dora)
		r.tell(dora, "Welcome, Quetzal")
		r.say(dora, "Quetzal: here again")
		r.runs()
		Expect(r.forget(3)).To(BeTrue())
		Expect(r.traces(dora, "Axolotl1", "Xanadu")).To(ConsistOf(
			"consent holds 14155550177", HavePrefix("last:0 holds"), HavePrefix("log holds"), "numbers holds 14155550177", "phones holds 14155550177", "sent1 holds 14155550177"))
		Expect(r.client.HLen(ctx, r.prefix+"sent1").Result()).To(BeEquivalentTo(1))
	})

	It("keeps its words as long as it is in doubt whether they were sent", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.say(ann, "Ann: one")
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		_, err := r.BeginWave(ctx, want)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.SettleWave(ctx, want, store.WaveEnd{Release: true, Exceptions: []store.Exception{{ID: 2, Verdict: store.InDoubt}}})).To(Equal(store.Going))
		r.change(ann, chat.Leave{Member: 1, Number: ann})
		Expect(r.forget(1)).To(BeFalse())
		job := r.claim(lease)
		Expect(job).To(HaveValue(HaveField("Kind", store.Look)))
		doubt, err := r.BeginLook(ctx, *job)
		Expect(err).NotTo(HaveOccurred())
		Expect(doubt.Body).To(Equal("Ann: one"))
		_, err = r.SettleLook(ctx, *job, store.LookEnd{SIDs: []string{"SMfound"}})
		Expect(err).NotTo(HaveOccurred())
		Expect(r.forget(1)).To(BeTrue())
		Expect(r.client.XLen(ctx, r.prefix+"log").Result()).To(BeZero())
	})

	It("is forgotten after a day, whatever waits", func() {
		r := open()
		lives(r)
		r.leaves(dora)
		Expect(r.forget(3)).To(BeFalse())
		kept, err := r.client.HGet(ctx, r.prefix+"leaving", "3").Result()
		Expect(err).NotTo(HaveOccurred())
		at := r.facts(ann, chat.Need{}).Now
		older := slices.Concat([]byte(kept[:len(kept)-1]), fmt.Appendf(nil, `,"at":"%d"}`, at.Add(-26*time.Hour).UnixMilli()))
		Expect(r.client.HSet(ctx, r.prefix+"leaving", "3", older).Err()).To(Succeed())
		Expect(r.forget(3)).To(BeTrue())
		Expect(r.client.Exists(ctx, r.prefix+"leaving").Result()).To(BeZero())
		Expect(r.client.XLen(ctx, r.prefix+"log").Result()).To(BeZero())
	})

	It("may have said more than a page of the log", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		for range 3 {
			bodies := make([]string, 250)
			for i := range bodies {
				bodies[i] = "Ann: word"
			}
			r.say(ann, bodies...)
			r.say(bob, "Bob: word")
		}
		r.change(ann, chat.Leave{Member: 1, Number: ann})
		Expect(r.forget(1)).To(BeTrue())
		Expect(r.client.XLen(ctx, r.prefix+"log").Result()).To(BeEquivalentTo(3))
	})
})
