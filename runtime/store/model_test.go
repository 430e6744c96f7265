package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	. "github.com/onsi/gomega"
	"pgregory.net/rapid"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
)

// model is what must be true of the scripts, in Go: every recipient of every message is
// in exactly one state, in order, whatever workers do and however they die.
type model struct {
	t       *rapid.T
	ctx     context.Context
	store   *store.Store
	members int
	// got is what each phone has got; the carrier truly took it.
	got map[chat.MemberID][]chat.Seq
	// said are the messages, and for whom they were when they were accepted.
	said map[chat.Seq]int
	// muted from which message on, by member and author; what is said before counts too,
	// for mutes are felt at sending.
	muted map[[2]int]bool
	// author of each message.
	author map[chat.Seq]chat.MemberID
	// away are who has left.
	away map[int]bool
	// left are sends that a dead worker left, by line: did the carrier take them?
	left   map[string]bool
	tokens int
	sids   int
	// joined counts texts of several messages that a phone got.
	joined int
	nights
}

const (
	modelLease = time.Minute // never lapses by itself
	gone       = time.Duration(0)
	nextLook   = time.Millisecond
)

func phone(i int) chat.E164 { return chat.E164(fmt.Sprintf("+1415557%04d", i)) }

func (m *model) commit(from chat.E164, out chat.Outcome) chat.Seq {
	facts, err := m.store.Facts(m.ctx, from, chat.Need{})
	m.check(err)
	m.sids++
	c, err := m.store.Commit(m.ctx, store.Inbound{SID: fmt.Sprintf("SM%d", m.sids), From: from}, facts, out)
	m.check(err)
	return c.First
}

// post commits a plain text on what is remembered of its author.
func (m *model) post(author int, out chat.Outcome) chat.Seq {
	known, ok := m.store.Recall(phone(author))
	if !ok { // has never texted
		return m.commit(phone(author), out)
	}
	m.sids++
	c, err := m.store.Post(m.ctx, store.Inbound{SID: fmt.Sprintf("SM%d", m.sids), From: phone(author)},
		chat.Premise{Member: known.Sender.ID, Nickname: known.Sender.Nickname}, out)
	m.check(err)
	return c.First
}

func (m *model) check(err error) {
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *model) join() {
	m.members++
	name := fmt.Sprint("m", m.members)
	m.commit(phone(m.members), chat.Outcome{Changes: []chat.Change{
		chat.Join{Number: phone(m.members), Nickname: chat.StoredNickname(name, name)}}})
}

// pick draws one who has not left.
func (m *model) pick() int {
	var present []int
	for id := 1; id <= m.members; id++ {
		if !m.away[id] {
			present = append(present, id)
		}
	}
	return rapid.SampledFrom(present).Draw(m.t, "member")
}

// leave lets a member leave, and be forgotten by everybody who has something to send.
func (m *model) leave() {
	if len(m.away) == m.members-1 {
		return
	}
	id := m.pick()
	m.commit(phone(id), chat.Outcome{Changes: []chat.Change{chat.Leave{Member: chat.MemberID(id), Number: phone(id)}}})
	m.away[id], m.sleeping[id] = true, false
}

// say says the number that the message will have, so that a joined text tells what it
// consists of.
func (m *model) say() {
	author := m.pick()
	body := fmt.Sprint(len(m.said) + 1)
	out := chat.Outcome{Broadcasts: []chat.Broadcast{{Author: chat.MemberID(author), Kind: chat.Chat, Body: body}}}
	var seq chat.Seq
	if rapid.Bool().Draw(m.t, "plain") {
		seq = m.post(author, out)
	} else {
		seq = m.commit(phone(author), out)
	}
	m.said[seq], m.author[seq] = m.members, chat.MemberID(author)
	if fmt.Sprint(seq) != body {
		m.t.Fatalf("message %d is %q", seq, body)
	}
}

// mute lets one member mute another for good.
func (m *model) mute() {
	by, of := m.pick(), m.pick()
	if by == of {
		return
	}
	m.commit(phone(by), chat.Outcome{Changes: []chat.Change{
		chat.SetMute{By: chat.MemberID(by), Of: chat.MemberID(of), Muted: true}}})
	m.muted[[2]int{by, of}] = true
}

// TestModel runs random work on the real scripts.
func TestModel(t *testing.T) {
	g := NewWithT(t)
	server, err := redistest.New("--appendonly", "no")
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(server.Start(t.Context())).To(Succeed())
	t.Cleanup(func() { _ = server.Stop() })
	client := store.Connect(server.Config())
	t.Cleanup(func() { _ = client.Close() })
	n, joined, slept, away := 0, 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		name := fmt.Sprint("model", n)
		s, err := store.Open(context.Background(), client, name, store.Options{Nights: aroundNow})
		if err != nil {
			rt.Fatal(err)
		}
		m := &model{t: rt, ctx: context.Background(), store: s,
			got: map[chat.MemberID][]chat.Seq{}, said: map[chat.Seq]int{}, author: map[chat.Seq]chat.MemberID{},
			muted:  map[[2]int]bool{},
			left:   map[string]bool{},
			away:   map[int]bool{},
			nights: newNights(client, name)}
		m.join()
		rt.Repeat(map[string]func(*rapid.T){
			"join":     func(rt *rapid.T) { m.t = rt; m.join() },
			"say":      func(rt *rapid.T) { m.t = rt; m.say() },
			"announce": func(rt *rapid.T) { m.t = rt; m.announce() },
			"tell":     func(rt *rapid.T) { m.t = rt; m.tell() },
			"mute":     func(rt *rapid.T) { m.t = rt; m.mute() },
			"leave":    func(rt *rapid.T) { m.t = rt; m.somebodyLeaves(3) },
			"two join": func(rt *rapid.T) { m.t = rt; m.join(); m.join() },
			"choose":   func(rt *rapid.T) { m.t = rt; m.choose() },
			"evening":  func(rt *rapid.T) { m.t = rt; m.evening(m.pick()) },
			"morning":  func(rt *rapid.T) { m.t = rt; m.morning(m.pick()) },
			"work":     func(rt *rapid.T) { m.t = rt; m.work() },
			"more":     func(rt *rapid.T) { m.t = rt; m.work() },
			"busy":     func(rt *rapid.T) { m.t = rt; m.work() },
			"busier":   func(rt *rapid.T) { m.t = rt; m.work() },
			"chat":     func(rt *rapid.T) { m.t = rt; m.say() },
			"":         func(rt *rapid.T) { m.t = rt; m.inOnePlace() },
		})
		m.t = rt
		m.finish()
		joined += m.joined
		slept += m.slept
		away += len(m.away)
	})
	t.Logf("%d joined texts, %d lines that waited for a morning, %d members who left", joined, slept, away)
	g.Expect(joined).To(BeNumerically(">", 2), "the test has to meet joined texts")
	g.Expect(away).To(BeNumerically(">", 20), "the test has to meet members who leave")
	g.Expect(slept).To(BeNumerically(">", 20), "the test has to meet lines that wait for a morning")
}
