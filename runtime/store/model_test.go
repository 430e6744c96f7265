package store_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
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

// claim takes work, or nothing if the room has none that is due, and says when to come back.
func (m *model) claim(lease time.Duration) (*store.Job, time.Duration) {
	m.tokens++
	job, wait, err := m.store.Claim(m.ctx, store.Want{
		Token: fmt.Sprint("t", m.tokens), Lines: true, Lanes: true, Ahead: rapid.Bool().Draw(m.t, "ahead"), Lease: lease})
	m.check(err)
	return job, wait
}

// work claims something and does it, with any outcome; a worker may die at any point.
func (m *model) work() {
	dies := rapid.SampledFrom([]string{"", "", "", "claimed", "begun", "posted"}).Draw(m.t, "dies")
	lease := modelLease
	if dies != "" {
		lease = gone
	}
	job, _ := m.claim(lease)
	m.timePasses()
	if job == nil || dies == "claimed" {
		return
	}
	switch job.Kind {
	case store.Lane:
		m.lane(*job, lease, dies)
	case store.Line:
		m.line(*job, lease, dies)
	case store.Look:
		m.look(*job)
	}
}

func (m *model) lane(job store.Job, lease time.Duration, dies string) {
	want := store.WaveWant{Job: job, Number: 1, Lease: lease, Behind: m.behind()}
	wave, err := m.store.BeginWave(m.ctx, want)
	m.check(err)
	if wave.Standing != store.Going {
		return
	}
	end := store.WaveEnd{Release: true}
	for _, to := range wave.To {
		m.awake(to.ID)
		verdict := m.verdict(dies)
		if verdict.taken {
			m.take(to.ID, wave.Seq)
		}
		if dies != "" || verdict.is == store.InDoubt {
			m.left["h"+fmt.Sprint(to.ID)] = verdict.taken
		}
		m.end(&end, to.ID, verdict)
	}
	m.somebodyLeaves(40)
	if dies == "" {
		standing, err := m.store.SettleWave(m.ctx, want, end)
		m.check(err)
		if standing != store.Going {
			m.t.Fatalf("a live worker is %s", standing)
		}
	}
}

func (m *model) end(end *store.WaveEnd, id chat.MemberID, v verdict) {
	if v.is == store.Taken {
		end.SIDs = append(end.SIDs, v.sid)
		return
	}
	end.Exceptions = append(end.Exceptions, store.Exception{ID: id, Verdict: v.is})
}

func (m *model) line(job store.Job, lease time.Duration, dies string) {
	begin := m.store.BeginLine
	if rapid.Bool().Draw(m.t, "joins") {
		begin = m.store.JoinLine
	}
	send, err := begin(m.ctx, job, lease, time.Hour, store.Gate{})
	m.check(err)
	if send.Standing != store.Going {
		return
	}
	m.mayGo(send)
	v := m.verdict(dies)
	if v.taken {
		m.takeText(send)
	}
	if v.is == store.InDoubt {
		m.doubted[send.Body] = true
	}
	if dies != "" || v.is == store.InDoubt {
		m.left[job.Name] = v.taken
	}
	m.somebodyLeaves(40)
	if dies != "" {
		return
	}
	_, err = m.store.SettleLine(m.ctx, job, store.LineEnd{Verdict: v.is, SID: v.sid, Limit: 1000})
	m.check(err)
}

// look is a worker that reads the carrier's list, which tells the truth.
func (m *model) look(job store.Job) {
	doubt, err := m.store.BeginLook(m.ctx, job)
	m.check(err)
	if doubt.Standing != store.Going {
		return
	}
	end := store.LookEnd{Limit: 1000, Again: nextLook}
	if m.left[job.Name] {
		m.sids++
		end.SIDs = []string{fmt.Sprint("found", m.sids)}
	}
	found, err := m.store.SettleLook(m.ctx, job, end)
	m.check(err)
	// What is in flight to the same phone has to land before what was found is known to be this.
	if found == store.LookFound && !m.left[job.Name] || found == store.LookResend && m.left[job.Name] {
		m.t.Fatalf("the carrier took it: %v, the look: %s", m.left[job.Name], found)
	}
}

// behind draws whether the lane is too late.
func (m *model) behind() time.Duration {
	return rapid.SampledFrom([]time.Duration{0, time.Microsecond}).Draw(m.t, "behind")
}

// takeText is a phone that gets a text of one or several messages.
func (m *model) takeText(send store.LineSend) {
	_, owner, _ := strings.Cut(send.Ref, ".")
	id, err := strconv.Atoi(owner)
	m.check(err)
	if strings.HasPrefix(send.Ref, "d") { // who has left is no member by then
		_, err := fmt.Sscanf(string(send.To), "+1415557%d", &id)
		m.check(err)
		m.takeDirect(id, send.Body)
		return
	}
	for one := range strings.SplitSeq(send.Body, "\n") {
		seq, err := strconv.Atoi(one)
		m.check(err)
		if m.muted[[2]int{id, int(m.author[chat.Seq(seq)])}] {
			m.t.Fatalf("member %d gets %d of a muted member", id, seq)
		}
		m.take(chat.MemberID(id), chat.Seq(seq))
	}
	if strings.Contains(send.Body, "\n") {
		m.joined++
	}
}

type verdict struct {
	is    store.Verdict
	taken bool
	sid   string
}

// verdict draws what the carrier did and what the worker learned of it.
func (m *model) verdict(dies string) verdict {
	m.sids++
	v := verdict{sid: fmt.Sprint("SMout", m.sids)}
	if dies != "" {
		v.is, v.taken = store.InDoubt, dies == "posted"
		return v
	}
	v.is = rapid.SampledFrom([]store.Verdict{store.Taken, store.Taken, store.Taken, store.Retry, store.Again, store.InDoubt}).Draw(m.t, "verdict")
	v.taken = v.is == store.Taken || v.is == store.InDoubt && rapid.Bool().Draw(m.t, "taken")
	return v
}

func (m *model) take(id chat.MemberID, seq chat.Seq) {
	if m.away[int(id)] {
		m.t.Fatalf("member %d has left and gets %d", id, seq)
	}
	if m.away[int(m.author[seq])] {
		m.t.Fatalf("member %d gets %d, whose author has left", id, seq)
	}
	if before := m.got[id]; len(before) > 0 && before[len(before)-1] >= seq {
		m.t.Fatalf("member %d gets %d after %v", id, seq, before)
	}
	m.got[id] = append(m.got[id], seq)
}

// finish does all that is left, without any trouble, and compares.
func (m *model) finish() {
	m.everyMorning()
	for range 100000 {
		job, wait := m.claim(modelLease)
		switch {
		case job != nil:
			m.calm(*job)
		case wait == 0 || wait > 10*nextLook:
			m.compare()
			return
		}
	}
	m.t.Fatal("the room never comes to rest")
}

func (m *model) calm(job store.Job) {
	switch job.Kind {
	case store.Look:
		m.look(job)
	case store.Lane:
		want := store.WaveWant{Job: job, Number: 1, Lease: modelLease}
		wave, err := m.store.BeginWave(m.ctx, want)
		m.check(err)
		end := store.WaveEnd{Release: true}
		for _, to := range wave.To {
			m.sids++
			m.take(to.ID, wave.Seq)
			end.SIDs = append(end.SIDs, fmt.Sprint("SMout", m.sids))
		}
		if wave.Standing == store.Going {
			_, err = m.store.SettleWave(m.ctx, want, end)
			m.check(err)
		}
	case store.Line:
		m.calmLine(job)
	}
}

func (m *model) calmLine(job store.Job) {
	send, err := m.store.BeginLine(m.ctx, job, modelLease, time.Hour, store.Gate{})
	m.check(err)
	if send.Standing != store.Going {
		return
	}
	m.takeText(send)
	m.sids++
	_, err = m.store.SettleLine(m.ctx, job, store.LineEnd{Verdict: store.Taken, SID: fmt.Sprint("SMout", m.sids), Limit: 1000})
	m.check(err)
}

// compare: every member has every message that was for them, once, in order. Those of a
// muted member, or of one who has left, were either sent before or dropped.
func (m *model) compare() {
	for id := 1; id <= m.members; id++ {
		if m.away[id] {
			continue
		}
		var want []chat.Seq
		for seq, highest := range m.said {
			if id <= highest && m.author[seq] != chat.MemberID(id) {
				want = append(want, seq)
			}
		}
		slices.Sort(want)
		unmuted := func(list []chat.Seq) []chat.Seq {
			return slices.DeleteFunc(slices.Clone(list), func(seq chat.Seq) bool {
				return m.muted[[2]int{id, int(m.author[seq])}] || m.away[int(m.author[seq])] || m.mayMiss(id, seq)
			})
		}
		if got := m.got[chat.MemberID(id)]; !slices.Equal(unmuted(got), unmuted(want)) {
			m.t.Fatalf("member %d got %v, not %v", id, got, want)
		}
	}
	m.compareDirects()
	st, err := m.store.Stats(m.ctx)
	m.check(err)
	if st.Members != int64(m.members-len(m.away)) || st.Receivers != st.Members {
		m.t.Fatalf("there are %d members, of which %d have left: %+v", m.members, len(m.away), st)
	}
	if st.Lanes+st.Directs+st.Held+st.Quiet+st.Doubts+st.Failed+st.Parked+st.BacklogSegments != 0 {
		m.t.Fatalf("something is left: %+v", st)
	}
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
