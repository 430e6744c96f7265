package chat

import (
	"fmt"
	"reflect"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"pgregory.net/rapid"
)

// What people text, in any order, sensible or not.
var texts = []string{
	"hello", "##hello", "#", "", "#join Ann", "#join bob", "#join Cid", "#join @Dora", "#join 1", "#update ann", "#update Bob", "#update EVE", "#update B0b", "#join \u0410nn", "#join CId",
	"#invite 415 555 0101", "#invite 415 555 0104", "#invite Bob", "#who", "#who ann", "#who Bobb", "#private on", "#private off", "#stop", "#start",
	"#list", "#list 2", "#resend 3", "#mute ann on", "#mute bob off", "#mute", "#admin ann off", "#admin bob on", "#admin bob off", "#admin cid on",
	"#topic", "#topic Cake at 8", "#topic off", "#me waves", "#quiet", "#quiet 22-7", "#quiet off", "#dm ann psst", "#dm bob psst",
	"#leave", "#leave me", "#kick ann", "#kick bob", "#kick Eve", "#ban ann on", "#ban bob on", "#ban bob off", "#ban eve off", "#ban 415 555 0103 on", "#ban +14155550103 off", "#ban +14155550101 on", "#help", "#help who", "#lsit", "STOP", "START", "YES", "HELP", "unstop", "quit",
	"Liked “hello”", "Loved “Ann: hello”", "Reacted 🎉 to “bob: hello”", "Removed a like from “hello”", "Loved an image", "Liked “hello again”",
}

var _ = Describe("The life of a room", func() {
	for _, kind := range []NumberType{LongCode, TollFree, ShortCode} {
		It(fmt.Sprintf("keeps its promises, whoever texts whatever, on number type %d", kind), func() {
			rapid.Check(GinkgoT(), func(t *rapid.T) {
				w := fridayClub(peopled(), with(func(r *Room) {
					r.Admins, r.NumberType, r.SelfOptOut, r.MaxMembers = []E164{annNumber}, kind, kind == ShortCode, 4
					r.InviteOnly = rapid.Bool().Draw(t, "invite only")
				}))
				for range rapid.IntRange(1, 60).Draw(t, "texts") {
					w.live(t)
				}
			})
		})
	}
})

// live lets one of six people text, and checks what comes of it.
func (w *world) live(t *rapid.T) {
	from := E164(fmt.Sprintf("+1415555010%d", rapid.IntRange(1, 6).Draw(t, "who")))
	text := sms(from, rapid.SampledFrom(texts).Draw(t, "what"))
	w.later(time.Duration(rapid.IntRange(0, 600).Draw(t, "minutes")) * time.Minute)
	before, admins := w.number(from), w.admins()
	speaker := before.Member
	if speaker != nil {
		copied := *speaker
		speaker = &copied
	}
	out := w.hears(text)
	w.apply(out)
	w.checkPeople(t, admins, out.Kind)
	w.checkTexts(t, out, speaker)
	if before.Banned && out.Kind != KindKeywordStart && out.Kind != KindKeywordStop && !reflect.DeepEqual(out, Outcome{Kind: out.Kind}) {
		t.Fatalf("a banned number's %q does %+v", text.Body, out)
	}
	if out.Kind == KindStranger && len(out.Directs) > 0 && noon.Add(w.passed).Sub(before.StrangerToldAt) < 24*time.Hour {
		t.Fatalf("a stranger was told twice within a day")
	}
}

func (w *world) checkPeople(t *rapid.T, admins int, kind string) {
	names, numbers := map[string]bool{}, map[E164]bool{}
	for _, m := range w.members {
		if w.number(m.Number).Banned {
			t.Fatalf("%s is banned and a member", m.Nickname)
		}
		names[m.Nickname.Key()], numbers[m.Number] = true, true
	}
	for i, m := range w.members {
		for _, other := range w.members[:i] {
			if m.Nickname.LooksLike(other.Nickname) {
				t.Fatalf("%s looks like %s", m.Nickname, other.Nickname)
			}
		}
	}
	if len(names) != len(w.members) || len(numbers) != len(w.members) {
		t.Fatalf("two members share a nickname or a number: %v", w.members)
	}
	if admins > 0 && w.admins() == 0 && kind != "leave" {
		t.Fatalf("the last admin is gone")
	}
	if len(w.members) > w.room.MaxMembers {
		t.Fatalf("%d members", len(w.members))
	}
}

func (w *world) checkTexts(t *rapid.T, out Outcome, speaker *Member) {
	if out.Kind == "" {
		t.Fatalf("an outcome without a kind")
	}
	for _, d := range out.Directs {
		if w.number(d.To).OptedOut && d.Kind != OptOutConfirmation {
			t.Fatalf("%s is sent to a number that has opted out: %q", d.Kind, d.Body)
		}
		if w.number(d.To).Banned {
			t.Fatalf("%s is sent to a banned number: %q", d.Kind, d.Body)
		}
		if d.Kind == OptOutConfirmation && !w.room.SelfOptOut {
			t.Fatalf("the room answers in the carrier's place: %q", d.Body)
		}
	}
	for _, b := range out.Broadcasts {
		if b.Kind == Chat && (speaker == nil || !speaker.Receives() || b.Author != speaker.ID) {
			t.Fatalf("%q was sent to the room for %v", b.Body, speaker)
		}
	}
}

func (w *world) admins() int {
	n := 0
	for _, m := range w.members {
		if m.Admin {
			n++
		}
	}
	return n
}
