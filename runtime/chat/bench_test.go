package chat

import (
	"fmt"
	"testing"
)

var sink Outcome

func BenchmarkDecide(b *testing.B) {
	crowd := []Member{ann(), bob()}
	for i := MemberID(3); i <= 200; i++ {
		crowd = append(crowd, member(i, fmt.Sprintf("Member%d", i), E164(fmt.Sprintf("+1415555%04d", i))))
	}
	w := fridayClub(peopled(crowd...))
	w.room.Segments = func(string) int { return 1 }
	for _, body := range []string{
		"see you at 8, I bring the cake and the candles", "#join Zoe", "#update Robert", "#invite 415 555 0142", "#who Ann", "#who Membr77",
		"#private off", "#stop", "#start", "#list", "#list 2", "#resend 5", "#mute Ann on", "#admin Bob on", "#topic", "#topic Cake at 8", "#me waves", "#dm Ann see you at 8", "#dm Membr77 see you at 8", "#help", "#help mute", "#lsit", "STOP", "YES",
	} {
		text := sms(bobNumber, body)
		reading := Read(w.room, text)
		facts := w.facts(text.From, reading.Need)
		b.Run("Read/"+body, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				reading = Read(w.room, text)
			}
		})
		b.Run("Decide/"+body, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = Decide(w.room, reading, text, facts)
			}
		})
	}
}
