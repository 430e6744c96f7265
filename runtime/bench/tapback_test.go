package bench

import (
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
)

// tapbackTarget bounds the deciding about a tapback: it is looked for in the last 200
// messages.
const tapbackTarget = 50

// tapback decides about a tapback to the oldest message that is looked at, and about one to
// none, in a room whose messages begin alike.
func tapback(r *run) []figures.Row {
	room := chat.Room{Number: "+14155550100", Prefix: '#', TimeZone: time.UTC, Segments: func(body string) int { return carrier.Segments(body).Segments }}
	nickname := must(chat.ParseNickname("Bob"))
	bob := chat.Member{ID: 2, Number: "+14155550102", Nickname: nickname, Active: true}
	facts := chat.Facts{Now: time.Now(), Sender: &bob, SenderNumber: chat.NumberFacts{Member: &bob}, Log: shifts(200)}
	oldest := facts.Log[len(facts.Log)-1].Body
	var rows []figures.Row
	for _, of := range []struct{ name, quote string }{
		{"the 200th message", oldest},
		{"the 200th message, cut", oldest[:60] + "…"},
		{"none of the last 200 messages", "Ann: Shift 777 is off"},
	} {
		text := chat.Text{From: bob.Number, Body: "Liked “" + of.quote + "”"}
		reading := chat.Read(room, text)
		rows = append(rows, figures.Below("tapback to "+of.name, perCall(r.rounds, func() { chat.Decide(room, reading, text, facts) }), "µs", tapbackTarget))
	}
	return rows
}

// shifts are messages that begin alike, newest first.
func shifts(n int) []chat.Message {
	log := make([]chat.Message, n)
	for i := range log {
		seq := chat.Seq(n - i)
		log[i] = chat.Message{Seq: seq, First: seq, Author: 1,
			Body: fmt.Sprintf("Ann: Shift %03d begins at eight, please bring your badge and be there ten minutes early", seq)}
	}
	return log
}

// perCall is the median of what a call takes, in microseconds.
func perCall(rounds int, call func()) float64 {
	const calls = 500
	times := make([]float64, 0, rounds)
	for range rounds {
		begun := time.Now()
		for range calls {
			call()
		}
		times = append(times, float64(time.Since(begun).Nanoseconds())/1e3/calls)
	}
	return figures.Median(times)
}
