package chat

import (
	"maps"
	"slices"
	"time"
)

// apply commits an outcome to the world, as the store does.
func (w *world) apply(out Outcome) {
	for _, b := range out.Broadcasts {
		w.hear(b)
	}
	for _, change := range out.Changes {
		switch c := change.(type) {
		case Join:
			w.join(c)
		case SetOptedOut:
			w.note(c.Number, func(f *NumberFacts) { f.OptedOut = c.OptedOut })
			w.each(c.Number, func(m *Member) { m.OptedOut = c.OptedOut })
		case Invited:
			if !c.Unsent {
				w.note(c.Number, func(f *NumberFacts) { f.InvitedAt = c.At })
			}
		case StrangerTold:
			w.note(c.Number, func(f *NumberFacts) { f.StrangerToldAt = c.At })
		case RateTold:
			w.note(c.Number, func(f *NumberFacts) { f.RateToldAt = c.At })
		case RestTold:
			w.note(c.Number, func(f *NumberFacts) { f.RestToldAt = c.At })
		case RestKnown:
			w.restKnown = true
		case SetTopic:
			w.topic = c.Topic
		case Leave:
			w.leave(c)
		case Ban:
			w.ban(c)
		case Unban:
			w.note(c.Number, func(f *NumberFacts) { f.Banned = false })
			maps.DeleteFunc(w.banned, func(_ string, number E164) bool { return number == c.Number })
		default:
			w.applyToMember(change)
		}
	}
}

func (w *world) applyToMember(change Change) {
	switch c := change.(type) {
	case Rename:
		w.byID(c.Member).Nickname = c.Nickname
	case SetActive:
		w.byID(c.Member).Active = c.Active
	case SetPrivate:
		w.byID(c.Member).Private = c.Private
	case SetAdmin:
		w.byID(c.Member).Admin = c.Admin
	case SetQuiet:
		w.byID(c.Member).Quiet = c.Quiet
	case SetReachable:
		w.byID(c.Member).Unreachable = false
	case SetPlace:
		w.byID(c.Member).Place = c.Place
	case React:
		if w.said(c.Of).Author == c.By || w.said(c.Of).Author == 0 {
			panic("a reaction is somebody else's to a message")
		}
	case SetMute:
		if c.By == c.Of {
			panic("nobody mutes oneself")
		}
	default:
		panic("a change that nothing applies")
	}
}

// hear puts into the log what goes to the room.
func (w *world) hear(b Broadcast) {
	seq := Seq(1)
	if len(w.log) > 0 {
		seq += w.log[0].Seq
	}
	w.log = slices.Insert(w.log, 0, Message{Seq: seq, First: seq, Author: b.Author, Body: b.Body})
}

func (w *world) said(seq Seq) Message {
	return w.log[slices.IndexFunc(w.log, func(m Message) bool { return m.Seq == seq })]
}

func (w *world) join(c Join) {
	w.lastID = max(w.lastID, MemberID(len(w.members))) + 1
	w.members = append(w.members, Member{
		ID: w.lastID, Number: c.Number, Nickname: c.Nickname, Admin: c.Admin,
		Active: true, Private: true, JoinedAt: noon, Place: c.Place, OptedOut: w.numbers[c.Number].OptedOut,
	})
}

// leave forgets a member, with what the member said.
func (w *world) leave(c Leave) {
	gone := w.byID(c.Member)
	if gone.Number != c.Number {
		panic("somebody else leaves")
	}
	w.members = slices.DeleteFunc(w.members, func(m Member) bool { return m.ID == c.Member })
	w.log = slices.DeleteFunc(w.log, func(m Message) bool { return m.Author == c.Member })
	w.numbers[c.Number] = NumberFacts{OptedOut: w.numbers[c.Number].OptedOut}
}

func (w *world) ban(c Ban) {
	w.note(c.Number, func(f *NumberFacts) { f.Banned = true })
	if !c.Nickname.IsZero() {
		w.banned[c.Nickname.Key()] = c.Number
	}
}

func (w *world) note(n E164, change func(*NumberFacts)) {
	facts := w.numbers[n]
	change(&facts)
	w.numbers[n] = facts
}

func (w *world) each(n E164, change func(*Member)) {
	for i := range w.members {
		if w.members[i].Number == n {
			change(&w.members[i])
		}
	}
}

func (w *world) byID(id MemberID) *Member {
	return &w.members[slices.IndexFunc(w.members, func(m Member) bool { return m.ID == id })]
}

// later lets the room's clock go on.
func (w *world) later(d time.Duration) { w.passed += d }
