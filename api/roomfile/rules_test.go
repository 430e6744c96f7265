package roomfile_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
)

func rule(when string) roomfile.Rule { return roomfile.Rule{Name: "r", When: when, Reply: "ok"} }

var _ = DescribeTable("A condition that compiles",
	func(when string) {
		Expect(roomfile.CheckRules([]roomfile.Rule{rule(when)})).To(BeEmpty())
	},
	Entry(nil, `sms.SmsStatus == 'received'`),
	Entry(nil, `int(sms.NumMedia) > 0 && now.getHours(room.timeZone) >= 22`),
	Entry(nil, `sms.FromCity == 'MILL VALLEY' && member.messages == 1`),
	Entry(nil, `member.known && !member.admin && member.active && member.private`),
	Entry(nil, `now - member.joinedAt < duration('24h')`),
	Entry(nil, `command.name == 'who' && command.args.exists(a, a.startsWith('@'))`),
	Entry(nil, `room.members > 100 || room.topic.lowerAscii().contains('quiet') || room.name == 'x'`),
	Entry(nil, `sms['From'].startsWith('+1') && sms.Body.matches('^[0-9]+$')`),
	Entry(nil, `sms.Body.split(' ').size() > 20`),
)

var _ = DescribeTable("A condition with a mistake names rule, line and column",
	func(when string, line, column int, message string) {
		errors := roomfile.CheckRules([]roomfile.Rule{rule("true"), rule(when)})
		Expect(errors).NotTo(BeEmpty())
		Expect(errors[0]).To(Equal(roomfile.RuleError{
			Rule: "r", Index: 1, Field: "when", Line: line, Column: column, Message: errors[0].Message,
		}))
		Expect(errors[0].Message).To(ContainSubstring(message))
	},
	Entry("unknown variable", `text == 'x'`, 1, 1, "undeclared reference to 'text'"),
	Entry("unknown field", `member.nick == 'x'`, 1, 7, "undefined field 'nick'"),
	Entry("unknown function", `sms.Body.shout() == 'X'`, 1, 15, "undeclared reference to 'shout'"),
	Entry("on the second line", "true &&\n  sms.NumMedia > 0", 2, 16, "no matching overload"),
	Entry("syntax", `member.admin &&`, 1, 16, "Syntax error"),
	Entry("no truth value", `member.nickname`, 1, 1, "must be true or false, but gives string"),
	Entry("empty", `  `, 1, 1, "is empty"),
	Entry("a pattern that is none", `sms.Body.matches('[')`, 1, 18, "invalid matches argument"),
	Entry("a time that is none", `now > timestamp('noon')`, 1, 17, "invalid timestamp argument"),
	Entry("nesting", `command.args.all(a, command.args.all(b, command.args.all(c, a == b)))`, 1, 57, "nesting"),
	Entry("work without end", `command.args.all(a, command.args.all(b, sms.Body.contains(a + b)))`, 1, 1, "may take too much work"),
	Entry("length", `sms.Body == '`+strings.Repeat("x", 4096)+`'`, 1, 1, "size"),
	Entry("depth", strings.Repeat("(", 60)+"true"+strings.Repeat(")", 60), 1, 1, "recursion"),
)

var _ = Describe("A text of a rule", func() {
	It("may hold CEL", func() {
		r := rule("true")
		r.Broadcast = "${member.nickname} wrote ${sms.Body.size()} letters at ${now}, ${ {'a': '}'}['a'] } and {this} is text, $5 too"
		r.Direct = &roomfile.RuleDirect{To: "${sms.From}", Text: `${"a\"}" + 'b'}`}
		Expect(roomfile.CheckRules([]roomfile.Rule{r})).To(BeEmpty())
	})

	DescribeTable("with a mistake names field, line and column",
		func(set func(*roomfile.Rule), field string, line, column int, message string) {
			r := rule("true")
			set(&r)
			errors := roomfile.CheckRules([]roomfile.Rule{r})
			Expect(errors).To(HaveLen(1))
			Expect(errors[0].Field).To(Equal(field))
			Expect([]int{errors[0].Line, errors[0].Column}).To(Equal([]int{line, column}))
			Expect(errors[0].Message).To(ContainSubstring(message))
		},
		Entry("in the second line", func(r *roomfile.Rule) { r.Reply = "héllo ${room.name}\nhé ${room.nam}" },
			"reply", 2, 10, "undefined field 'nam'"),
		Entry("in an expression of two lines", func(r *roomfile.Rule) { r.Broadcast = "x ${room.name +\n room.nam}" },
			"broadcast", 2, 6, "undefined field 'nam'"),
		Entry("not closed", func(r *roomfile.Rule) { r.SetBody = "a ${room.name" }, "setBody", 1, 5, "never closed"),
		Entry("empty", func(r *roomfile.Rule) { r.Run = "#who ${}" }, "run", 1, 8, "is empty"),
		Entry("no text", func(r *roomfile.Rule) { r.Reply = "${command.args}" }, "reply", 1, 3, "gives list(string), which is no text"),
		Entry("a whole member", func(r *roomfile.Rule) { r.Direct = &roomfile.RuleDirect{To: "${member}", Text: "x"} },
			"direct.to", 1, 3, "which is no text"),
		Entry("in the direct text", func(r *roomfile.Rule) { r.Direct = &roomfile.RuleDirect{To: "Ann", Text: "${nobody}"} },
			"direct.text", 1, 3, "undeclared reference"),
	)

	It("reads as one sentence", func() {
		r := rule("sms.Body == 1")
		r.Name = "no-pictures"
		Expect(roomfile.CheckRules([]roomfile.Rule{r})[0].Error()).To(HavePrefix("rule no-pictures: when: line 1, column 10: "))
	})
})
