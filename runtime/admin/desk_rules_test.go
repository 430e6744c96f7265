package admin_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/admin"
)

var _ = Describe("Rules on the desk", func() {
	ctx := context.Background()
	office := func() *office {
		o := newOffice()
		o.file.Rules = []roomfile.Rule{
			{Name: "cats", When: `sms.Body.contains("cat")`, Reply: "Meow, ${member.nickname}", Then: roomfile.ThenDrop},
			{Name: "all", When: "true", Tag: "seen"},
		}
		return o
	}
	sample := map[string]string{"Body": "my cat", "From": string(bobPhone)}

	It("are tried on a sample, of which nothing is sent", func() {
		o := office()
		Expect(o.Rules(ctx, viewer)).To(HaveLen(2))
		got, err := o.TryRules(ctx, annActs, "", sample)
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Steps).To(HaveExactElements(And(HaveField("Rule", "cats"), HaveField("Matched", true), HaveField("Cost", BeNumerically(">", 0)))))
		Expect(got.Acts).To(Equal([]admin.RuleAct{{Act: "reply", Text: "Meow, Bob", Segments: 1}}))
		Expect(got.Dropped).To(BeTrue())
		Expect(o.waiting(bobPhone)).To(BeEmpty())
	})

	It("are tried as they are written", func() {
		o := office()
		for _, written := range []string{"- {name: x, when: 'true', setBody: hi}", "rules:\n- {name: x, when: 'true', setBody: hi}"} {
			Expect(o.TryRules(ctx, annActs, written, sample)).To(HaveField("Body", "hi"))
		}
	})

	DescribeTable("are refused with what is wrong and where", func(written, text string) {
		_, err := office().TryRules(ctx, annActs, written, sample)
		Expect(err).To(And(because(admin.Invalid, text), HaveField("Field", "yaml")))
	},
		Entry(nil, "- {name: x, when: 'sms.Body =='}", "x"),
		Entry(nil, "- {name: x, wenn: 'true'}", "wenn"),
		Entry(nil, "hello", "no rules"),
		Entry(nil, "rules: ["+strings.Repeat("{name: x, when: 'true'},", 101)+"]", "at most 100"),
	)

	It("tell nobody whose a number is who may only look", func() {
		got, err := office().TryRules(ctx, viewer, "", sample)
		Expect(err).NotTo(HaveOccurred())
		Expect(fmt.Sprint(got)).NotTo(ContainSubstring("Bob"))
	})

	It("are counted over the last messages", func() {
		o := office()
		for _, body := range []string{"hello", "hello"} { // all of them say hello to the carrier
			o.say(2, bobPhone, "Bob: "+body)
		}
		Expect(o.ReachOfRules(ctx, viewer, "")).To(Equal([]admin.RuleReach{{Rule: "cats", Of: 2}, {Rule: "all", Matched: 2, Of: 2}}))
		Expect(o.ReachOfRules(ctx, annActs, `- {name: bob, when: 'member.nickname == "Bob"', tag: b}
- {name: broken, when: 'int(sms.Body) > 1', tag: c}`)).To(Equal([]admin.RuleReach{{Rule: "bob", Matched: 2, Of: 2}, {Rule: "broken", Skipped: 2, Of: 2}}))
		_, err := o.ReachOfRules(ctx, viewer, "- {name: x, when: 'sms.Body.contains(\"hello\")', tag: x}")
		Expect(err).To(because(admin.Forbidden, "Only admins"))
	})

	It("take seconds at most over all messages, however they are written", func() {
		o := office()
		for range 30 {
			o.say(2, bobPhone, "Bob: hello")
		}
		list := `[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, a + b >= 0))`
		begun := time.Now()
		_, err := o.ReachOfRules(ctx, annActs, "- {name: x, when: '"+list+"', tag: x}")
		Expect(err).NotTo(HaveOccurred())
		Expect(time.Since(begun)).To(BeNumerically("<", 5*time.Second))
	})
})
