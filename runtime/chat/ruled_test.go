package chat

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// rules is what becomes of a text on which rules speak; a ruling without a body leaves the
// text as it is.
func (w world) rules(text Text, ruling Ruling) (Outcome, []LeftOut) {
	if ruling.Body == "" {
		ruling.Body = text.Body
	}
	reading := Read(w.room, text)
	first := w.facts(text.From, reading.Need)
	r := Rule(w.room, text, reading, ruling)
	var further []Facts
	for _, need := range r.Needs() {
		further = append(further, w.facts(text.From, need))
	}
	out, _, left := r.Decide(w.room, first, further)
	return out, left
}

var _ = Describe("Rules", func() {
	hi := sms(bobNumber, "hi")
	chatted := outcome(KindChat, said(2, "Bob: hi"))
	dropped := outcome(KindDropped)
	// and adds to an outcome, and puts what it has before the outcome's own.
	and := func(out Outcome, parts ...any) Outcome {
		first := outcome(out.Kind, parts...)
		first.Changes, first.Directs = append(first.Changes, out.Changes...), append(first.Directs, out.Directs...)
		first.Broadcasts = append(append([]Broadcast(nil), out.Broadcasts...), first.Broadcasts...)
		first.Paced = out.Paced
		return first
	}
	paced := func(out Outcome) Outcome {
		out.Paced = true
		return out
	}
	tagged := func(out Outcome, tags ...string) Outcome {
		out.Tags = tags
		return out
	}
	calling := func(out Outcome, calls ...Call) Outcome {
		out.Calls = calls
		return out
	}
	announces := func(body string) Broadcast {
		return Broadcast{Kind: Announcement, Body: body, About: 2, Begins: true}
	}
	alone := func(b Broadcast) Broadcast {
		b.Begins = false
		return b
	}
	ruled := func(to E164, body string) Direct { return Direct{To: to, Body: body, Kind: RuleText, Patient: true} }
	to := func(name string) Ruling { return Ruling{Directs: []RuledDirect{{"r", name, "psst"}}} }
	runs := func(texts ...string) (r Ruling) {
		for _, text := range texts {
			r.Runs = append(r.Runs, RuledCommand{"r", text})
		}
		return r
	}
	drops := func(r Ruling) Ruling {
		r.Drop = true
		return r
	}
	withBob := func(options ...memberOption) func(*world) { return peopled(ann(), bob(options...), cid()) }
	fast := func(w *world) { w.lastChats = 20 }
	held := func(w *world) { w.held = true }
	quietCid := func(m *Member) { m.Quiet = StoredQuiet(0, 1, "UTC") }
	oneHour := SilenceTold{Member: 2}
	silence := Silence{Member: 2, Until: noon.Add(time.Hour)}
	told := reply(bobNumber, "Not sent: your messages go to nobody until 13:00 UTC. Commands still work.")
	all := Ruling{
		Replies: []string{"hello"}, Broadcasts: []string{"Bob is here"}, Directs: []RuledDirect{{"r", "Cid", "psst"}},
		Calls: []Call{{Rule: "r", URL: "https://x"}}, Tags: []string{"seen", "seen", "late"},
	}
	long := strings.Repeat("word ", 400)
	stranger := sms(zoeNumber, "hi")
	howToJoin := outcome(KindStranger, StrangerTold{Number: zoeNumber, At: noon},
		reply(zoeNumber, "This is Friday Club, a group chat by SMS. To join, text #join and a nickname, like #join Ann. Msg&data rates may apply. STOP for no texts."))
	welcome := func(w world) Outcome {
		return w.hears(Text{SID: "SM1", From: zoeNumber, Body: "#join Zoe"})
	}

	decided := func(w world, text Text, ruling Ruling, want Outcome) {
		GinkgoHelper()
		out, left := w.rules(text, ruling)
		Expect(out).To(Equal(want))
		Expect(left).To(BeEmpty())
	}

	DescribeTable("add to what a text does", decided,
		Entry("nothing", fridayClub(), hi, Ruling{}, chatted),
		Entry("all there is", fridayClub(), hi, all,
			calling(tagged(paced(and(chatted, reply(bobNumber, "hello"), ruled(cidNumber, "psst"), announces("Bob is here"))), "seen", "late"), Call{Rule: "r", URL: "https://x"})),
		Entry("all there is, and drop the text", fridayClub(), hi, drops(all),
			calling(tagged(paced(and(dropped, reply(bobNumber, "hello"), ruled(cidNumber, "psst"), alone(announces("Bob is here")))), "seen", "late"), Call{Rule: "r", URL: "https://x"})),
		Entry("a reply to a command", fridayClub(), sms(bobNumber, "#topic"), Ruling{Replies: []string{"hello"}},
			outcome("topic", reply(bobNumber, "hello"), reply(bobNumber, "Friday Club has no topic."))),
		Entry("what is longer than a text, in parts", fridayClub(), hi, drops(Ruling{Replies: []string{long}}),
			outcome(KindDropped, reply(bobNumber, "(1/2) "+strings.TrimSpace(strings.Repeat("word ", 319))), reply(bobNumber, "(2/2) "+strings.TrimSpace(strings.Repeat("word ", 81))))),
		Entry("an announcement in parts of one text", fridayClub(), hi, drops(Ruling{Broadcasts: []string{long}}),
			paced(outcome(KindDropped, alone(announces("(1/2) "+strings.TrimSpace(strings.Repeat("word ", 319)))), alone(announces("(2/2) "+strings.TrimSpace(strings.Repeat("word ", 81))))))),
		Entry("to who writes white space", fridayClub(), sms(bobNumber, " "), Ruling{Replies: []string{"hello"}}, outcome(KindIgnored, reply(bobNumber, "hello"))),
		Entry("what the phone tells, as any text", fridayClub(withBob(unreachable)), hi, drops(Ruling{}), outcome(KindDropped, SetReachable{Member: 2})),
	)

	DescribeTable("text one member", decided,
		Entry("by nickname", fridayClub(), hi, to("@cid"), paced(and(chatted, ruled(cidNumber, "psst")))),
		Entry("by number", fridayClub(), hi, to("(415) 555-0103"), paced(and(chatted, ruled(cidNumber, "psst")))),
		Entry("who waits for the end of quiet hours", fridayClub(peopled(ann(), bob(), cid(quietCid))), hi, to("Cid"), paced(and(chatted, ruled(cidNumber, "psst")))),
		Entry("who is the sender, at once", fridayClub(), hi, to("Bob"), paced(and(chatted, Direct{To: bobNumber, Body: "psst", Kind: RuleText}))),
		Entry("but nobody who has opted out", fridayClub(peopled(ann(), bob(), cid(optedOut))), hi, to("Cid"), chatted),
		Entry("but nobody who can't be reached", fridayClub(peopled(ann(), bob(), cid(unreachable))), hi, to("Cid"), chatted),
		Entry("but nobody who has stopped", fridayClub(peopled(ann(), bob(), cid(stopped))), hi, to("Cid"), chatted),
		Entry("but nobody who is banned", fridayClub(knowing(cidNumber, NumberFacts{Banned: true})), hi, to(string(cidNumber)), chatted),
	)

	DescribeTable("give commands and chat another text", decided,
		Entry("chat", fridayClub(), hi, Ruling{Body: "HI"}, outcome(KindChat, said(2, "Bob: HI"))),
		Entry("a command, with the facts that it needs", fridayClub(), hi, Ruling{Body: "#mute Cid on"},
			outcome("mute", SetMute{By: 2, Of: 3, Muted: true}, reply(bobNumber, "You get no messages from Cid any more. To undo: #mute Cid off"))),
		Entry("nothing", fridayClub(), hi, Ruling{Body: " "}, outcome(KindIgnored)),
		Entry("nothing, beside a picture", fridayClub(), sms(bobNumber, "hi", Media{URL: "u", ContentType: "image/png"}), Ruling{Body: " "},
			outcome(KindChat, said(2, "Bob: (picture)", Media{URL: "u", ContentType: "image/png"}))),
		Entry("but no keyword of the carriers", fridayClub(), hi, Ruling{Body: "STOP"}, outcome(KindChat, said(2, "Bob: STOP"))),
		Entry("and keep what was texted as consent", fridayClub(), sms(zoeNumber, "let me in"), Ruling{Body: "#join Zoe"},
			func() Outcome {
				out := welcome(fridayClub())
				join := out.Changes[0].(Join)
				join.Consent = "let me in"
				out.Changes[0] = join
				return out
			}()),
	)

	DescribeTable("silence the sender from this text on", decided,
		Entry("who is told", fridayClub(), hi, Ruling{Mute: time.Hour}, outcome(KindSilenced, silence, oneHour, told)),
		Entry("who is told with the next text where this one is dropped", fridayClub(), hi, drops(Ruling{Mute: time.Hour}), outcome(KindDropped, silence)),
		Entry("while the same rule may tell the others", fridayClub(), hi, drops(Ruling{Mute: time.Hour, Broadcasts: []string{"Bob is muted"}}),
			paced(outcome(KindDropped, silence, alone(announces("Bob is muted"))))),
		Entry("who is silenced for longer", fridayClub(withBob(silencedFor(2*time.Hour), silenceTold)), hi, Ruling{Mute: time.Hour}, outcome(KindSilenced)),
		Entry("who is silenced for less, without another word", fridayClub(withBob(silencedFor(time.Minute), silenceTold)), hi, Ruling{Mute: time.Hour},
			outcome(KindSilenced, silence)),
		Entry("anew", fridayClub(withBob(silencedFor(0), silenceTold)), hi, Ruling{Mute: time.Hour}, outcome(KindSilenced, silence, oneHour, told)),
		Entry("but no stranger", fridayClub(), stranger, Ruling{Mute: time.Hour}, howToJoin),
	)

	DescribeTable("say nothing to others", decided,
		Entry("for who is silenced", fridayClub(withBob(silencedFor(time.Hour), silenceTold)), hi, all,
			calling(tagged(outcome(KindSilenced, reply(bobNumber, "hello")), "seen", "late"), Call{Rule: "r", URL: "https://x"})),
		Entry("while the intake is held", fridayClub(held), sms(bobNumber, "#topic"), all,
			calling(tagged(outcome("topic", reply(bobNumber, "hello"), reply(bobNumber, "Friday Club has no topic.")), "seen", "late"), Call{Rule: "r", URL: "https://x"})),
		Entry("nor to who texts more than a member may", fridayClub(fast), hi, drops(all),
			calling(tagged(dropped, "seen", "late"), Call{Rule: "r", URL: "https://x"})),
	)

	DescribeTable("answer strangers", decided,
		Entry("beside the room", fridayClub(), stranger, Ruling{Replies: []string{"hello"}}, and(howToJoin, reply(zoeNumber, "hello"))),
		Entry("in its place", fridayClub(), stranger, drops(Ruling{Replies: []string{"hello"}}), outcome(KindDropped, reply(zoeNumber, "hello"))),
		Entry("up to the dam", fridayClub(func(w *world) { w.strangers = 60 }), stranger, drops(Ruling{Replies: []string{"hello"}, Tags: []string{"t"}}),
			tagged(outcome(KindFlood), "t")),
		Entry("nor do they tell others beyond it", fridayClub(func(w *world) { w.strangers = 60 }), stranger, drops(Ruling{Broadcasts: []string{"hello"}}), outcome(KindFlood)),
		Entry("nor ask services", fridayClub(func(w *world) { w.strangers = 60 }), stranger, drops(Ruling{Calls: []Call{{Rule: "r"}}}), outcome(KindFlood)),
		Entry("but none of a country that may not join", fridayClub(with(func(r *Room) { r.AllowedCountries = []string{"DE"} })), stranger,
			Ruling{Replies: []string{"hello"}, Broadcasts: []string{"hello"}}, outcome(KindStranger)),
	)

	DescribeTable("run commands for the sender", decided,
		Entry("before the text itself", fridayClub(), hi, runs("#topic"), and(chatted, reply(bobNumber, "Friday Club has no topic."))),
		Entry("with the facts that they need", fridayClub(), hi, runs("#mute Cid on", "#who Cid"), and(chatted, SetMute{By: 2, Of: 3, Muted: true},
			reply(bobNumber, "You get no messages from Cid any more. To undo: #mute Cid off"), reply(bobNumber, "The profile of Cid is private."))),
		Entry("with the sender's rights", fridayClub(), hi, runs("#kick Cid"), and(chatted, reply(bobNumber, "Sorry, only admins can use #kick."))),
		Entry("beside another command", fridayClub(), sms(bobNumber, "#private off"), runs("#topic"), outcome("private", SetPrivate{Member: 2},
			reply(bobNumber, "Friday Club has no topic."), reply(bobNumber, "Your profile is public: the others can see your number, your place and since when you are a member."))),
		Entry("whose chat is a text of its own", fridayClub(), hi, runs("#me waves"),
			and(chatted, Broadcast{Author: 2, Kind: Chat, Body: "* Bob waves", Begins: true})),
		Entry("with the words alone", fridayClub(), sms(bobNumber, "", Media{URL: "u", ContentType: "image/png"}), drops(runs("#me waves")),
			outcome(KindDropped, said(2, "* Bob waves"))),
		Entry("that let a stranger in, in place of how to join", fridayClub(), sms(zoeNumber, "let me in"), runs("#join Zoe"), func() Outcome {
			out := welcome(fridayClub())
			join := out.Changes[0].(Join)
			join.Consent = "let me in"
			out.Changes[0] = join
			return out
		}()),
		Entry("that end the membership, where nothing else is done", fridayClub(), hi, drops(runs("#leave")), func() Outcome {
			out := fridayClub().hears(sms(bobNumber, "#leave"))
			out.Kind = KindDropped
			return out
		}()),
	)

	DescribeTable("leave out what can't be done, and say which rule wanted it", func(w world, text Text, ruling Ruling, want Outcome, why string) {
		out, left := w.rules(text, ruling)
		Expect(out).To(Equal(want))
		Expect(left).To(Equal([]LeftOut{{"r", why}}))
	},
		Entry("a text to nobody", fridayClub(), hi, to("Nobody"), chatted, whyNobody),
		Entry("a text to a stranger's number", fridayClub(), hi, to(string(friend)), chatted, whyNobody),
		Entry("a run that is no command", fridayClub(), hi, runs("hello"), chatted, whyNoCommand),
		Entry("a run of STOP", fridayClub(), hi, runs("STOP"), chatted, whyNoCommand),
		Entry("a stranger's command", fridayClub(), stranger, runs("#list"), howToJoin, whyNoMember),
		Entry("leaving while chatting", fridayClub(), hi, runs("#leave"), chatted, whyManyAtOnce),
		Entry("joining twice", fridayClub(), sms(zoeNumber, "#join Zoe"), runs("#join Zed"), welcome(fridayClub()), whyManyAtOnce),
		Entry("two new names", fridayClub(), hi, runs("#update Rob", "#update Robert"),
			func() Outcome {
				out := fridayClub().hears(sms(bobNumber, "#update Rob"))
				out.Kind, out.Broadcasts = KindChat, append(chatted.Broadcasts, begin(out.Broadcasts)...)
				return out
			}(), whyManyAtOnce),
	)
})
