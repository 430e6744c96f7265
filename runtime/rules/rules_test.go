package rules_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/rules"
)

func TestRules(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "rules")
}

// evening is Ann's text at half past ten at night in Los Angeles.
func evening() rules.Text {
	return rules.Text{
		SMS: map[string]string{
			"Body": "look", "From": "+14155550101", "FromCity": "MILL VALLEY", "SmsStatus": "received", "NumMedia": "1", "NumSegments": "1",
		},
		Member: roomfile.RuleMember{Nickname: "Ann", Known: true, Active: true, Messages: 1,
			JoinedAt: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)},
		Room: roomfile.RuleRoom{Name: "Family", Members: 3, Topic: "Dinner", TimeZone: "America/Los_Angeles"},
		Now:  time.Date(2026, 11, 26, 6, 30, 0, 0, time.UTC),
	}
}

// read takes the first word of a body that begins with # for a command.
func read(body string) roomfile.RuleCommand {
	words := strings.Fields(body)
	if len(words) == 0 || !strings.HasPrefix(words[0], "#") {
		return roomfile.RuleCommand{}
	}
	return roomfile.RuleCommand{Name: words[0][1:], Args: words[1:]}
}

func apply(text rules.Text, list ...roomfile.Rule) rules.Verdict {
	GinkgoHelper()
	for i := range list {
		if list[i].Name == "" {
			list[i].Name = string(rune('a' + i))
		}
		if list[i].Then == "" {
			list[i].Then = roomfile.ThenContinue
		}
	}
	set, err := rules.Compile(list)
	Expect(err).NotTo(HaveOccurred())
	v := set.Apply(context.Background(), text, read)
	for i := range v.Trace {
		Expect(v.Trace[i].Rule).To(Equal(list[i].Name))
	}
	Expect(uncounted(set.Judge(context.Background(), text, read))).To(Equal(uncounted(v)))
	return v
}

// uncounted is a verdict without what it took.
func uncounted(v rules.Verdict) rules.Verdict {
	steps := make([]rules.Step, len(v.Trace))
	for i, s := range v.Trace {
		steps[i] = rules.Step{Rule: s.Rule, Matched: s.Matched}
		if s.Err != nil {
			steps[i].Err = errors.New(s.Err.Error())
		}
	}
	v.Trace = steps
	return v
}

func matched(v rules.Verdict) (all []bool) {
	for _, step := range v.Trace {
		Expect(step.Err).NotTo(HaveOccurred(), step.Rule)
		all = append(all, step.Matched)
	}
	return all
}

var _ = DescribeTable("A condition holds", func(when string) {
	Expect(matched(apply(evening(), roomfile.Rule{When: when, Reply: "ok"}))).To(Equal([]bool{true}))
},
	Entry("over the carrier's status", `sms.SmsStatus == 'received'`),
	Entry("over a parameter that is absent", `sms.OptOutType == '' && sms['ToCountry'].size() == 0`),
	Entry("over pictures and the hour", `int(sms.NumMedia) > 0 && now.getHours(room.timeZone) >= 22`),
	Entry("over the sender", `member.known && member.nickname == 'Ann' && member.messages == 1 && !member.admin && member.active && !member.private`),
	Entry("over how long the sender has been here", `now - member.joinedAt < duration('48h')`),
	Entry("over the room", `room.name == 'Family' && room.members == 3 && room.topic == 'Dinner'`),
	Entry("over chat", `command.name == '' && command.args.size() == 0`),
	Entry("over strings", `sms.FromCity.lowerAscii().startsWith('mill') && sms.FromCity.substring(5) == 'VALLEY'`),
	Entry("over a macro", `['look', 'see'].exists(w, sms.Body == w)`),
)

var _ = Describe("A rule", func() {
	always := func(r roomfile.Rule) roomfile.Rule { r.When = "true"; return r }

	It("says all that it has to say", func() {
		v := apply(evening(), always(roomfile.Rule{
			Reply: "Hi ${member.nickname}, ${room.members} of us", Broadcast: "${sms.FromCity} at ${now}",
			Direct: &roomfile.RuleDirect{To: "${'B' + 'ob'}", Text: "${sms.Body}!"}, SetBody: "${sms.Body.upperAscii()}",
			Mute: &roomfile.RuleMute{For: "10m"}, Forward: &roomfile.RuleForward{URL: "https://example.com/sms"},
			Run: "#who ${member.nickname}", Tag: "seen",
		}))
		Expect(v.Trace[0].Cost).To(BeNumerically(">", 5))
		v.Trace = nil
		Expect(v).To(Equal(rules.Verdict{
			Body: "LOOK", Replies: []string{"Hi Ann, 3 of us"}, Broadcasts: []string{"MILL VALLEY at 2026-11-26T06:30:00Z"},
			Directs: []rules.Direct{{Rule: "a", To: "Bob", Text: "look!"}}, Mute: 10 * time.Minute,
			Forwards: []rules.Forward{{Rule: "a", URL: "https://example.com/sms"}}, Runs: []rules.Run{{Rule: "a", Command: "#who Ann"}}, Tags: []string{"seen"},
		}))
	})

	It("says nothing where its text comes out empty", func() {
		v := apply(evening(), always(roomfile.Rule{Reply: "${sms.OptOutType}", Direct: &roomfile.RuleDirect{To: "${sms.ToZip}", Text: "x"}}))
		Expect(v.Replies).To(BeEmpty())
		Expect(v.Directs).To(BeEmpty())
	})

	It("goes on with the next one, or ends here, or lets nobody else see the text", func() {
		v := apply(evening(), always(roomfile.Rule{Tag: "one"}), always(roomfile.Rule{Tag: "two", Then: roomfile.ThenStop}), always(roomfile.Rule{Tag: "three"}))
		Expect(v.Tags).To(Equal([]string{"one", "two"}))
		Expect(v.Drop).To(BeFalse())
		v = apply(evening(), always(roomfile.Rule{Then: roomfile.ThenDrop}), always(roomfile.Rule{Tag: "never"}))
		Expect(v.Drop).To(BeTrue())
		Expect(v.Tags).To(BeEmpty())
		v = apply(evening(), roomfile.Rule{When: "false", Then: roomfile.ThenDrop}, always(roomfile.Rule{Tag: "yes"}))
		Expect(v.Drop).To(BeFalse())
		Expect(v.Tags).To(Equal([]string{"yes"}))
	})

	It("shows the next ones the body that it has set, and the command in it", func() {
		text := evening()
		v := apply(text, always(roomfile.Rule{SetBody: "#mute Bob"}),
			roomfile.Rule{When: "command.name == 'mute' && command.args == ['Bob'] && sms.Body == '#mute Bob'", Tag: "saw"})
		Expect(v.Body).To(Equal("#mute Bob"))
		Expect(v.Tags).To(Equal([]string{"saw"}))
		Expect(text.SMS["Body"]).To(Equal("look"), "the caller's own")
	})

	It("mutes for the longest time that any asks for", func() {
		v := apply(evening(), always(roomfile.Rule{Mute: &roomfile.RuleMute{For: "1h"}}), always(roomfile.Rule{Mute: &roomfile.RuleMute{For: "10m"}}))
		Expect(v.Mute).To(Equal(time.Hour))
	})

	DescribeTable("that fails is skipped whole, and the others hold", func(failing roomfile.Rule, why string) {
		failing.Tag, failing.Then = "failed", roomfile.ThenDrop
		v := apply(evening(), failing, always(roomfile.Rule{Reply: "still here"}))
		Expect(v.Trace[0].Err).To(MatchError(ContainSubstring(why)))
		Expect(v.Replies).To(Equal([]string{"still here"}))
		Expect(v.Tags).To(BeEmpty())
		Expect(v.Drop).To(BeFalse())
	},
		Entry("in its condition", roomfile.Rule{When: "int(sms.Body) > 0"}, "when: "),
		Entry("in a text", roomfile.Rule{When: "true", Reply: "${int(sms.Body)}", Broadcast: "never"}, "reply: "),
		Entry("in its last text", roomfile.Rule{When: "true", Reply: "never", Direct: &roomfile.RuleDirect{To: "Ann", Text: "${1 / (2 - 2)}"}}, "direct.text: "),
		Entry("by an index", roomfile.Rule{When: "command.args[0] == 'x'"}, "index out of bounds"),
		Entry("by a zone that is none", roomfile.Rule{When: "now.getHours(sms.Body) > 1"}, "when: "),
		Entry("by a length", roomfile.Rule{When: "true", Reply: strings.Repeat("${sms.Body}"+strings.Repeat("x", 50), 30) + "${'" + strings.Repeat("y", 4000) + "'}${'" + strings.Repeat("y", 4000) + "'}${'" + strings.Repeat("y", 4000) + "'}"}, "says more than 8192 bytes"),
	)

	It("that has a mistake makes no set, and all mistakes are named", func() {
		_, err := rules.Compile([]roomfile.Rule{{Name: "a", When: "sms.Body = 1"}, {Name: "b", When: "true", Reply: "${nobody}"}})
		Expect(err).To(MatchError(And(ContainSubstring("rule a: when: line 1, column 10"), ContainSubstring("rule b: reply: line 1, column 3"))))
	})
})

var _ = DescribeTable("A failure is told without a word of the text", func(when, want string) {
	text := longText()
	text.SMS["Body"] = "secret " + text.SMS["Body"]
	step := apply(text, roomfile.Rule{Name: "a", When: when, Tag: "t"}).Trace[0]
	Expect(step.Failure()).To(HavePrefix(want))
	Expect(step.Failure()).NotTo(ContainSubstring("secret"))
},
	Entry("of none", "true", ""),
	Entry("of a value", "int(sms.Body) > 0", "when can't be worked out"),
	Entry("of work", `[`+strings.TrimSuffix(strings.Repeat("1,", 400), ",")+`].all(x, sms.Body.size() > x && sms.Body.lowerAscii() != 'z')`, "took "),
)
