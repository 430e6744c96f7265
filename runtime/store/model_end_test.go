package store_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

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
