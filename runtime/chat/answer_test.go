package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// answers is what becomes of a service's answer to a command of whoever has the number.
func (w world) answers(number E164, command string, a Answer) Outcome {
	return Answered(w.room, w.facts(number, AnswerNeed(w.room)), Call{Command: command, Text: "Oslo"}, a)
}

var _ = Describe("A service's answer", func() {
	commands := with(func(r *Room) {
		r.Commands = []CustomCommand{
			{Name: "weather"},
			{Name: "vote", ForRoom: true, OnFailure: "The urn is shut."},
		}
	})
	picture := Media{URL: "https://pictures.example.com/1.png", ContentType: "image/png"}
	bobs := func(parts ...any) Outcome { return outcome("answer", parts...) }

	DescribeTable("becomes", func(w world, command string, a Answer, want Outcome) {
		Expect(w.answers(bobNumber, command, a)).To(Equal(want))
	},
		Entry("a reply", fridayClub(commands), "weather", Answer{Reply: "Sunny"}, bobs(reply(bobNumber, "Sunny"))),
		Entry("chat of the sender, who gets it too", fridayClub(commands), "vote", Answer{Reply: "3 to 1"},
			bobs(reply(bobNumber, "3 to 1"), said(2, "Bob #vote: 3 to 1"))),
		Entry("both, where the service wants that", fridayClub(commands), "weather", Answer{Reply: "Told them", Broadcast: "Storm!"},
			bobs(reply(bobNumber, "Told them"), said(2, "Bob #weather: Storm!"))),
		Entry("nothing", fridayClub(commands), "weather", Answer{}, bobs()),
		Entry("nothing for the room either", fridayClub(commands), "vote", Answer{Reply: " \n"}, bobs()),
		Entry("an apology", fridayClub(commands), "weather", Answer{Failed: true, Reply: "lost"},
			bobs(reply(bobNumber, "Sorry, #weather can't be used right now. Please try again later."))),
		Entry("the owner's apology, to the sender alone", fridayClub(commands), "vote", Answer{Failed: true},
			bobs(reply(bobNumber, "The urn is shut."))),
		Entry("a reply for a command that went meanwhile", fridayClub(), "gone", Answer{Reply: "Hello"}, bobs(reply(bobNumber, "Hello"))),
		Entry("a picture", fridayClub(commands), "weather", Answer{Media: []Media{picture}},
			bobs(Direct{To: bobNumber, Body: "(picture)", Media: []Media{picture}, Kind: Reply})),
		Entry("a picture with words", fridayClub(commands), "vote", Answer{Reply: "3 to 1", Media: []Media{picture}},
			bobs(Direct{To: bobNumber, Body: "3 to 1", Media: []Media{picture}, Words: "3 to 1 (picture)", Kind: Reply},
				worded(said(2, "Bob #vote: 3 to 1", picture), "Bob #vote: 3 to 1 (picture)"))),
		Entry("words that turn no screen around", fridayClub(commands), "weather", Answer{Reply: "\x1b[2Ja\u202eb\tc\r\nd\xff"},
			bobs(reply(bobNumber, "[2Jab c\nd\ufffd"))),
		Entry("nothing for who texted STOP meanwhile", fridayClub(commands, peopled(ann(), bob(optedOut))), "weather", Answer{Reply: "Sunny"}, bobs()),
		Entry("nothing for who was banned", fridayClub(commands, knowing(bobNumber, NumberFacts{Banned: true})), "weather", Answer{Reply: "Sunny"}, bobs()),
		Entry("nothing for who has left", fridayClub(commands, peopled(ann())), "vote", Answer{Reply: "3 to 1"}, bobs()),
	)

	It("is cut to what a member may say", func() {
		out := fridayClub(commands).answers(bobNumber, "weather", Answer{Reply: strings.Repeat("ä", 60_000)})
		all := ""
		for _, d := range out.Directs {
			_, words, _ := strings.Cut(d.Body, ") ")
			all += words
		}
		Expect(all).To(Equal(strings.Repeat("ä", maxText-3) + "..."))
	})

	It("to a rule's forward says nothing", func() {
		w := fridayClub(commands)
		Expect(Answered(w.room, w.facts(bobNumber, Need{}), Call{Rule: "all", URL: "https://a.example"}, Answer{Reply: "Hi"})).To(Equal(bobs()))
	})
})

var _ = Describe("The rate of a custom command", func() {
	bounded := with(func(r *Room) { r.Commands = []CustomCommand{{Name: "weather", Aliases: []string{"wx"}, PerMinute: 3}} })
	used := func(n int) func(*world) {
		return func(w *world) { w.calls = map[string]int{"weather": n, "other": 99} }
	}
	asks := outcome("custom-command", Call{Command: "weather", Text: "Oslo", PerMinute: 3})

	DescribeTable("is each member's own", decides,
		Entry("below it", fridayClub(bounded, used(2)), sms(bobNumber, "#weather Oslo"), asks),
		Entry("above it, by alias too", fridayClub(bounded, used(3)), sms(bobNumber, "#wx Oslo"),
			outcome("custom-command", RateTold{Number: bobNumber, At: noon},
				reply(bobNumber, "Not sent: #weather can be used 3 times a minute. Please wait a minute."))),
		Entry("and told once a minute", fridayClub(bounded, used(3), knowing(bobNumber, NumberFacts{RateToldAt: noon.Add(-ratePeace / 2)})),
			sms(bobNumber, "#weather Oslo"), outcome("custom-command")),
	)

	It("and its help are words whose cost can be seen", func() {
		w := fridayClub()
		Expect(HelpText(w.room, CustomCommand{Name: "lunch", Usage: "<day>", Summary: "says what there is.", AdminOnly: true})).
			To(Equal("#lunch <day>: says what there is. Admins only."))
	})
})
