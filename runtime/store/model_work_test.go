package store_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

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
