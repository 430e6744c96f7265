package rules_test

import (
	"errors"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/rules"
)

var _ = Describe("A verdict", func() {
	all := rules.Verdict{
		Body: "hi", Replies: []string{"hello"}, Broadcasts: []string{"long"}, Directs: []rules.Direct{{Rule: "a", To: "Bob", Text: "psst"}},
		Runs: []rules.Run{{Rule: "a", Command: "#who Bob"}}, Forwards: []rules.Forward{{Rule: "a", URL: "https://x"}},
		Tags: []string{"seen"}, Mute: 90 * time.Minute,
		Trace: []rules.Step{{Rule: "a", Matched: true, Cost: 3}, {Rule: "b", Cost: 2}, {Rule: "c", Matched: true, Err: errors.New("reply: no"), Cost: 1}},
	}
	segments := func(text string) int {
		if text == "long" {
			return 2
		}
		return 1
	}

	It("is told in words", func() {
		d := rules.Describe(all, segments)
		var acts, steps []string
		for _, a := range d.Does {
			acts = append(acts, a.String())
		}
		for _, s := range d.Rules {
			steps = append(steps, s.Outcome())
		}
		Expect(acts).To(Equal([]string{
			`would reply "hello" (1 segment)`, `would tell everyone "long" (2 segments)`, `would text Bob "psst" (1 segment)`, "would run #who Bob",
			"would forward the SMS to https://x", "would tag seen", "would keep the sender's chat from everyone for 1h30m",
		}))
		Expect(steps).To(Equal([]string{"yes", "no", "skipped: reply: no"}))
		Expect(d.Rules[2].Matched).To(BeFalse())
		Expect(d.Fate()).To(Equal(`Commands and chat would see "hi".`))
		Expect(rules.Describe(rules.Verdict{Drop: true}, segments).Fate()).To(Equal("Neither commands nor chat would see the text."))
	})

	It("is taken up by the room as it is", func() {
		Expect(all.Ruling()).To(Equal(chat.Ruling{
			Body: "hi", Replies: []string{"hello"}, Broadcasts: []string{"long"}, Directs: []chat.RuledDirect{{Rule: "a", To: "Bob", Text: "psst"}},
			Runs: []chat.RuledCommand{{Rule: "a", Text: "#who Bob"}}, Calls: []chat.Call{{Rule: "a", URL: "https://x"}},
			Tags: []string{"seen"}, Mute: 90 * time.Minute,
		}))
	})

	DescribeTable("is idle where nothing is to be done", func(change func(*rules.Verdict), idle bool) {
		v := rules.Verdict{Body: "hi"}
		change(&v)
		Expect(v.Idle("hi")).To(Equal(idle))
	},
		Entry(nil, func(*rules.Verdict) {}, true),
		Entry("a reply", func(v *rules.Verdict) { v.Replies = all.Replies }, false),
		Entry("a broadcast", func(v *rules.Verdict) { v.Broadcasts = all.Broadcasts }, false),
		Entry("a direct text", func(v *rules.Verdict) { v.Directs = all.Directs }, false),
		Entry("a command", func(v *rules.Verdict) { v.Runs = all.Runs }, false),
		Entry("a forward", func(v *rules.Verdict) { v.Forwards = all.Forwards }, false),
		Entry("a tag", func(v *rules.Verdict) { v.Tags = all.Tags }, false),
		Entry("another body", func(v *rules.Verdict) { v.Body = "ho" }, false),
		Entry("a mute", func(v *rules.Verdict) { v.Mute = 1 }, false),
		Entry("a drop", func(v *rules.Verdict) { v.Drop = true }, false),
	)
})

var _ = Describe("What rules see", func() {
	room := chat.Room{Name: "Family", Prefix: '!', TimeZone: time.FixedZone("Nowhere", 3600)}
	now := time.Date(2026, 11, 26, 6, 30, 0, 0, time.UTC)
	ann, err := chat.ParseNickname("Ann")
	Expect(err).NotTo(HaveOccurred())
	facts := chat.Facts{Now: now.In(room.TimeZone), MemberCount: 3, Topic: "Dinner", Sender: &chat.Member{Nickname: ann, Admin: true, Active: true, Private: true, JoinedAt: now, Messages: 4}}

	It("is what the room knows, with the chat text at hand", func() {
		sms := map[string]string{"Body": "hi"}
		Expect(rules.TextOf(room, facts, sms)).To(Equal(rules.Text{
			SMS:    sms,
			Member: roomfile.RuleMember{Nickname: "Ann", Admin: true, Active: true, Private: true, JoinedAt: now, Messages: 5, Known: true},
			Room:   roomfile.RuleRoom{Name: "Family", Members: 3, Topic: "Dinner", TimeZone: "Nowhere"},
			Now:    now,
		}))
	})

	It("has commands by the room's prefix, which are no chat", func() {
		text := rules.TextOf(room, facts, map[string]string{"Body": " !Who  Bob "})
		Expect(text.Command).To(Equal(roomfile.RuleCommand{Name: "who", Args: []string{"Bob"}}))
		Expect(text.Member.Messages).To(Equal(int64(4)))
	})

	It("is nothing of a stranger", func() {
		Expect(rules.TextOf(room, chat.Facts{Now: now}, map[string]string{}).Member).To(Equal(roomfile.RuleMember{}))
	})
})
