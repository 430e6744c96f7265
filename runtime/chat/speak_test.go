package chat

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
)

var _ = Describe("Chat", func() {
	jpeg := Media{URL: "https://api.twilio.com/1", ContentType: "image/jpeg"}
	png := Media{URL: "https://api.twilio.com/2", ContentType: "image/png"}
	card := Media{URL: "https://api.twilio.com/3", ContentType: "text/vcard"}
	lastChats := func(n int) func(*world) { return func(w *world) { w.lastChats = n } }
	told := func(ago time.Duration) func(*world) {
		return knowing(annNumber, NumberFacts{RateToldAt: noon.Add(-ago)})
	}
	backlog := func(n int64) func(*world) { return func(w *world) { w.backlog = n } }
	busy := func(wait string) Direct {
		return notice(annNumber, "The room is busy: it takes about "+wait+" until everyone has your message.")
	}
	tooOften := reply(annNumber, "Not sent: 20 messages a minute are the most. Please wait a minute.")
	sixty := strings.Repeat("a", 60)
	long := strings.TrimSpace(strings.Repeat(sixty+" ", 30))

	DescribeTable("goes to the room as the speaker's", decides,
		Entry("a text", fridayClub(), sms(bobNumber, "see you at 8"), outcome("chat", said(2, "Bob: see you at 8"))),
		Entry("inner white space stays", fridayClub(), sms(bobNumber, "roses\nviolets  blue"), outcome("chat", said(2, "Bob: roses\nviolets  blue"))),
		Entry("a text with pictures", fridayClub(), sms(bobNumber, "look", jpeg, png), outcome("chat", worded(said(2, "Bob: look", jpeg, png), "Bob: look (2 pictures)"))),
		Entry("a picture", fridayClub(), sms(bobNumber, "", jpeg), outcome("chat", said(2, "Bob: (picture)", jpeg))),
		Entry("pictures", fridayClub(), sms(bobNumber, "", jpeg, png), outcome("chat", said(2, "Bob: (2 pictures)", jpeg, png))),
		Entry("something else", fridayClub(), sms(bobNumber, "", card), outcome("chat", said(2, "Bob: (attachment)", card))),
		Entry("2,048 characters, counted as code points", fridayClub(), sms(bobNumber, strings.Repeat("😀", 2048)),
			outcome("chat",
				said(2, "Bob (1/3): "+strings.Repeat("😀", 794)),
				said(2, "Bob (2/3): "+strings.Repeat("😀", 794)),
				said(2, "Bob (3/3): "+strings.Repeat("😀", 460)))),
		Entry("not a unit over 1,600", fridayClub(), sms(bobNumber, strings.Repeat("é", 1595)),
			outcome("chat", said(2, "Bob: "+strings.Repeat("é", 1595)))),
		Entry("what one SMS does not hold is split between words, pictures first", fridayClub(), sms(bobNumber, long, jpeg),
			outcome("chat",
				said(2, "Bob (1/2): "+strings.TrimSpace(strings.Repeat(sixty+" ", 26)), jpeg),
				said(2, "Bob (2/2): "+strings.TrimSpace(strings.Repeat(sixty+" ", 4))))),
	)

	DescribeTable("is not sent", decides,
		Entry("over 2,048 characters", fridayClub(), sms(bobNumber, strings.Repeat("é", 2049)),
			outcome("too-long", reply(bobNumber, "Not sent: your message has 2049 characters, 2048 are the most."))),
		Entry("by one who has stopped", fridayClub(peopled(ann(), bob(stopped))), sms(bobNumber, "hello"),
			outcome("stopped", reply(bobNumber, "Not sent: you have stopped. #start to talk again."))),
		Entry("over the rate, told so", fridayClub(lastChats(20)), sms(annNumber, "hello"),
			outcome("rate-limited", RateTold{Number: annNumber, At: noon}, tooOften)),
		Entry("over the rate, told less than a minute ago", fridayClub(lastChats(40), told(59*time.Second)), sms(annNumber, "hello"),
			outcome("rate-limited")),
		Entry("over the rate, told a minute ago", fridayClub(lastChats(40), told(time.Minute)), sms(annNumber, "hello"),
			outcome("rate-limited", RateTold{Number: annNumber, At: noon}, tooOften)),
	)

	held := func(w *world) { w.held = true }
	pausing := reply(annNumber, "Not sent: Friday Club is paused. Please try again later; commands still work.")

	DescribeTable("is not sent while the intake is held", decides,
		Entry("told so", fridayClub(held), sms(annNumber, "hello"), outcome("intake-held", RateTold{Number: annNumber, At: noon}, pausing)),
		Entry("told less than a minute ago", fridayClub(held, told(time.Second)), sms(annNumber, "hello"), outcome("intake-held")),
		Entry("in other forms", fridayClub(held), sms(annNumber, "#me waves"), outcome("intake-held", RateTold{Number: annNumber, At: noon}, pausing)),
		Entry("to one member", fridayClub(held), sms(annNumber, "#dm bob hi"), outcome("intake-held", RateTold{Number: annNumber, At: noon}, pausing)),
		Entry("while other commands work", fridayClub(held), sms(annNumber, "#mute"), outcome("mute", reply(annNumber, "You have muted nobody."))),
	)

	DescribeTable("is sent up to the limits", decides,
		Entry("the twentieth of a minute", fridayClub(lastChats(19)), sms(annNumber, "hello"), outcome("chat", said(1, "Ann: hello"))),
		Entry("any, where there is no rate", fridayClub(lastChats(500), with(func(r *Room) { r.ChatPerMinute = 0 })), sms(annNumber, "hello"),
			outcome("chat", said(1, "Ann: hello"))),
		Entry("commands are not counted", fridayClub(lastChats(40)), sms(annNumber, "#mute"),
			outcome("mute", reply(annNumber, "You have muted nobody."))),
	)

	DescribeTable("tells the sender of a long backlog", decides,
		Entry("not at ten minutes", fridayClub(backlog(598)), sms(annNumber, "hello"), outcome("chat", said(1, "Ann: hello"))),
		Entry("over ten minutes, rounded up", fridayClub(backlog(599)), sms(annNumber, "hello"),
			outcome("chat", said(1, "Ann: hello"), busy("11 minutes"))),
		Entry("counting every segment", fridayClub(backlog(592)), sms(annNumber, strings.Repeat("x ", 300)),
			outcome("chat", said(1, "Ann: "+strings.TrimSpace(strings.Repeat("x ", 300))))),
		Entry("counting every segment, one more", fridayClub(backlog(593)), sms(annNumber, strings.Repeat("x ", 300)),
			outcome("chat", said(1, "Ann: "+strings.TrimSpace(strings.Repeat("x ", 300))), busy("11 minutes"))),
		Entry("at the number's rate", fridayClub(backlog(60_000), with(func(r *Room) { r.SegmentsPerSecond = 100 })), sms(annNumber, "hello"),
			outcome("chat", said(1, "Ann: hello"))),
		Entry("not of a number without a rate", fridayClub(backlog(1_000_000), with(func(r *Room) { r.SegmentsPerSecond = 0 })), sms(annNumber, "hello"),
			outcome("chat", said(1, "Ann: hello"))),
		Entry("in hours", fridayClub(backlog(100_000)), sms(annNumber, "hello"), outcome("chat", said(1, "Ann: hello"), busy("28 hours"))),
		Entry("who does not receive is not subtracted", fridayClub(peopled(ann(unreachable), bob(), cid(optedOut)), backlog(599)),
			sms(annNumber, "hello"), outcome("chat", SetReachable{Member: 1}, said(1, "Ann: hello"))),
	)

	DescribeTable("notes what a text says of its phone", decides,
		Entry("an unreachable member is back", fridayClub(peopled(ann(unreachable))), sms(annNumber, "hello"),
			outcome("chat", SetReachable{Member: 1}, said(1, "Ann: hello"))),
		Entry("by any text", fridayClub(peopled(ann(unreachable))), sms(annNumber, " "), outcome("ignored", SetReachable{Member: 1})),
		Entry("by the carrier's keywords", fridayClub(peopled(ann(unreachable))), sms(annNumber, "HELP"),
			outcome("keyword-help", SetReachable{Member: 1})),
		Entry("a new place", fridayClub(), Text{From: annNumber, Body: "hello", Place: Place{"OAKLAND", "CA", "US"}},
			outcome("chat", SetPlace{Member: 1, Place: Place{"OAKLAND", "CA", "US"}}, said(1, "Ann: hello"))),
		Entry("the same place", fridayClub(peopled(ann(from(Place{"OAKLAND", "CA", "US"})))),
			Text{From: annNumber, Body: "hello", Place: Place{"OAKLAND", "CA", "US"}}, outcome("chat", said(1, "Ann: hello"))),
		Entry("no place", fridayClub(peopled(ann(from(Place{"OAKLAND", "CA", "US"})))), sms(annNumber, "hello"), outcome("chat", said(1, "Ann: hello"))),
	)
})
