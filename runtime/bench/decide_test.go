package bench

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
)

// crowd is how many members the room has whose texts are decided.
const crowd = 200

// commandTexts has every command; a wrong nickname is looked for among all.
var commandTexts = []string{
	"#join Zoe", "#update Robert", "#update Torn", "#invite 415 555 0142", "#who Member7", "#who Membr77", "#private off", "#stop",
	"#start", "#list", "#resend 5", "#mute Member7 on", "#admin Member7 on", "#topic Cake at 8", "#me waves", "#dm Member7 see you",
	"#dm Membr77 see you", "#quiet 22-7", "#quiet 22-7 los angels", "#leave", "#kick Member7", "#ban Member7 on", "#stats", "#help", "#lsit",
}

// decide times what chat makes of a text once the facts are there.
func decide(r *run) []figures.Row {
	rounds := 100 * r.rounds
	text, known := r.decided(body)
	talk, allocations := fastest(rounds, text, known), allocated(text, known)
	slowest := time.Duration(0)
	for _, body := range commandTexts {
		text, known := r.decided(body)
		slowest = max(slowest, fastest(rounds, text, known))
	}
	return []figures.Row{
		figures.Below("deciding about a chat text", float64(talk.Nanoseconds())/1000, "µs", 5),
		figures.Below("deciding about a chat text, allocations", allocations, "each", 21),
		figures.Below("deciding about the slowest command, 200 members", float64(slowest.Nanoseconds())/1000, "µs", 20),
	}
}

// known is a text that has been read, and the facts about it.
type known struct {
	room    chat.Room
	reading chat.Reading
	facts   chat.Facts
}

func (r *run) decided(body string) (chat.Text, known) {
	members := make([]chat.Member, crowd)
	byKey := map[string]chat.Member{}
	for i := range members {
		nickname := must(chat.ParseNickname(fmt.Sprint("Member", i+1)))
		members[i] = chat.Member{ID: chat.MemberID(i + 1), Number: chat.E164(number(i + 1)), Nickname: nickname, Active: true, Admin: i == 0}
		byKey[nickname.Key()] = members[i]
	}
	room := chat.Room{
		Name: "Bench", Number: "+14155559999", Prefix: '#', Region: "US", TimeZone: time.UTC, AnnounceJoins: true, SegmentsPerSecond: 1,
		Segments: func(body string) int { return carrier.Segments(body).Segments },
	}
	text := chat.Text{SID: "SM1", From: members[0].Number, Body: body}
	facts := chat.Facts{Now: time.Now(), Sender: &members[0], MemberCount: crowd, AdminCount: 1, ReceiverCount: crowd, ByNickname: map[string]chat.Member{}}
	if strings.HasPrefix(body, "#join") {
		text.From, facts.Sender = "+14155558888", nil
	}
	reading := chat.Read(room, text)
	for _, key := range reading.Need.Nicknames {
		if m, ok := byKey[key]; ok {
			facts.ByNickname[key] = m
		}
	}
	if reading.Need.Members || reading.Need.MembersIfUnknown && len(facts.ByNickname) == 0 {
		facts.Members = members
	}
	facts.SenderNumber.Member = facts.Sender
	return text, known{room: room, reading: reading, facts: facts}
}

// fastest is the time when nothing comes between.
func fastest(rounds int, text chat.Text, k known) time.Duration {
	const each = 20
	best := time.Hour
	for range rounds {
		begun := time.Now()
		for range each {
			chat.Decide(k.room, k.reading, text, k.facts)
		}
		best = min(best, time.Since(begun)/each)
	}
	return best
}

func allocated(text chat.Text, k known) float64 {
	const times = 1000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range times {
		chat.Decide(k.room, k.reading, text, k.facts)
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / times
}
