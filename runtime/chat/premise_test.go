package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"pgregory.net/rapid"
)

var millValley = Place{City: "MILL VALLEY", State: "CA", Country: "US"}

// holds is what the store checks before it commits a plain text.
func (p Premise) holds(f Facts) bool {
	s := f.Sender
	return s != nil && s.ID == p.Member && s.Nickname == p.Nickname && s.Place == p.Place && s.Receives() && !s.Silenced(f.Now) &&
		!f.SenderNumber.Banned && !f.SenderNumber.OptedOut &&
		(p.Chats == 0 || f.ChatLastMinute < p.Chats) &&
		(p.Spent == 0 || f.SpentToday < p.Spent) && !f.Resting.Until.After(f.Now) &&
		(p.Backlog == 0 || f.BacklogSegments+int64(f.ReceiverCount)*p.Segments < p.Backlog)
}

var _ = Describe("The premise of a plain text", func() {
	It("is all that its outcome rests on", func() {
		var held, broken int
		rapid.Check(GinkgoT(), func(t *rapid.T) {
			w := fridayClub()
			w.room.ChatPerMinute = rapid.SampledFrom([]int{0, 1, 20}).Draw(t, "chats a minute")
			w.room.SegmentsPerDay = rapid.SampledFrom([]int64{0, 1, 20}).Draw(t, "segments a day")
			w.room.SegmentsPerSecond = rapid.SampledFrom([]int{0, 1, 3}).Draw(t, "segments a second")
			text := sms(bobNumber, rapid.SampledFrom([]string{"hello", "hello", "yes", "##x", "#who", "STOP", strings.Repeat("x", 200)}).Draw(t, "text"))
			if rapid.Bool().Draw(t, "with a place") {
				text.Place = millValley
			}
			reading := Read(w.room, text)
			known := Facts{Sender: bobKnown(t)}
			known.SenderNumber.Member = known.Sender
			presumed := Decide(w.room, reading, text, known)
			premise, plain := presumed.Premise(w.room, known)
			if !plain {
				return
			}
			for range 20 {
				facts := someFacts(t, *known.Sender)
				if !premise.holds(facts) {
					broken++
					continue
				}
				held++
				if again := Decide(w.room, reading, text, facts); !equal(again, presumed) {
					t.Fatalf("%+v instead of %+v", again, presumed)
				}
			}
		})
		Expect(held).To(BeNumerically(">", 0))
		Expect(broken).To(BeNumerically(">", 0))
	})

	It("has no more slack than its outcome", func() {
		w := fridayClub()
		w.room.SegmentsPerDay = 9
		facts := w.facts(bobNumber, Need{Chat: true})
		out := w.hears(sms(bobNumber, "hello"))
		premise, plain := out.Premise(w.room, facts)
		Expect(plain).To(BeTrue())
		Expect(premise).To(Equal(Premise{Member: 2, Nickname: nick("Bob"), Chats: 20, Spent: 9, Backlog: 601, Segments: 1}))
	})

	It("is missing where the text does more, or something else", func() {
		for name, w := range map[string]world{
			"the place is new":     fridayClub(),
			"it was not reachable": fridayClub(peopled(ann(), bob(unreachable))),
			"it is not sent":       fridayClub(func(w *world) { w.lastChats = 20 }),
			"the wait is long":     fridayClub(func(w *world) { w.backlog = 5000 }),
		} {
			text := sms(bobNumber, "hello")
			if name == "the place is new" {
				text.Place = millValley
			}
			_, plain := w.hears(text).Premise(w.room, w.facts(bobNumber, Need{Chat: true}))
			Expect(plain).To(BeFalse(), name)
		}
	})
})

// bobKnown is Bob as he was known, with the most of it as it takes for a plain text.
func bobKnown(t *rapid.T) *Member {
	m := bob(rapid.SampledFrom([]memberOption{admin, noAdmin, public, from(millValley), stopped, optedOut, unreachable}).Draw(t, "known"))
	return &m
}

// What may have become of the room since.
var since = []func(*Facts){
	func(f *Facts) { f.Sender.Nickname = nick("Rob") },
	func(f *Facts) { f.Sender.Place = Place{City: "SAUSALITO"} },
	func(f *Facts) { f.Sender.ID = 7 },
	func(f *Facts) { stopped(f.Sender) },
	func(f *Facts) { optedOut(f.Sender) },
	func(f *Facts) { unreachable(f.Sender) },
	func(f *Facts) { f.Sender, f.SenderNumber.Member = nil, nil },
	func(f *Facts) { f.Sender.SilencedUntil = noon.Add(1) },
	func(f *Facts) { f.SenderNumber.Banned = true },
	func(f *Facts) { f.SenderNumber.OptedOut = true },
	func(f *Facts) { f.ChatLastMinute = 20 },
	func(f *Facts) { f.SpentToday = 20 },
	func(f *Facts) { f.BacklogSegments = 2000 },
	func(f *Facts) { f.Resting = Resting{Until: noon.Add(1), Cap: true} },
	// These change nothing.
	func(f *Facts) { f.Sender.Admin = !f.Sender.Admin },
	func(f *Facts) { f.Sender.Private = !f.Sender.Private },
	func(f *Facts) { f.Sender.Messages++ },
	func(f *Facts) { f.Sender.SilencedUntil = noon },
	func(f *Facts) { f.Rev++ },
	func(f *Facts) { f.SenderNumber.RateToldAt = noon },
	func(f *Facts) { f.SenderNumber.RestToldAt = noon },
	func(f *Facts) { f.RestKnown = true },
	func(f *Facts) { f.ChatLastMinute = 19 },
	func(f *Facts) { f.SpentToday = 19 },
	func(f *Facts) { f.BacklogSegments = 599 },
	func(f *Facts) { f.Resting = Resting{Until: noon, Cap: true} },
}

func someFacts(t *rapid.T, known Member) Facts {
	f := Facts{
		Now: noon, Sender: &known, SenderNumber: NumberFacts{Member: &known},
		ReceiverCount: rapid.IntRange(1, 5).Draw(t, "receivers"),
	}
	for _, change := range rapid.SliceOfN(rapid.SampledFrom(since), 0, 2).Draw(t, "since") {
		if f.Sender != nil {
			change(&f)
		}
	}
	return f
}

// equal is Equal without its say.
func equal(a, b Outcome) bool {
	ok, err := Equal(b).Match(a)
	return ok && err == nil
}
