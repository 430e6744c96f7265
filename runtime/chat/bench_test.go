package chat

import (
	"fmt"
	"strings"
	"testing"
)

var sink Outcome

// chatText is what people text most.
const chatText = "see you at 8, I bring the cake and the candles"

// commandTexts has every command, most in more than one way.
var commandTexts = []string{
	"#join Zoe", "#update Robert", "#update Torn", "#invite 415 555 0142", "#who Ann", "#who Membr77", "#private off", "#stop", "#start",
	"#list", "#list 2", "#resend 5", "#mute Ann on", "#admin Bob on", "#topic", "#topic Cake at 8", "#me waves", "#dm Ann see you at 8",
	"#dm Membr77 see you at 8", "#quiet 22-7 america/los_angeles", "#quiet 22-7 los angels", "#quiet 22-7 xxxxxxxxxxxxxxx",
	"#leave", "#kick Ann", "#kick Membr77", "#ban Ann on", "#ban +14155550142 on", "#stats", "#help", "#help mute", "#lsit", "STOP", "YES",
}

// crowded is a room of 200, in which Bob is an admin.
func crowded() world {
	crowd := []Member{ann(), bob(admin)}
	for i := MemberID(3); i <= 200; i++ {
		crowd = append(crowd, member(i, fmt.Sprintf("Member%d", i), E164(fmt.Sprintf("+1415555%04d", i))))
	}
	w := fridayClub(peopled(crowd...))
	w.room.Segments = func(string) int { return 1 }
	return w
}

// fromOf says who texts it: only who is no member can join.
func fromOf(body string) E164 {
	if strings.HasPrefix(body, "#join") {
		return zoeNumber
	}
	return bobNumber
}

func BenchmarkDecide(b *testing.B) {
	w := crowded()
	for _, body := range append([]string{chatText}, commandTexts...) {
		text := sms(fromOf(body), body)
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
