package main

import (
	"context"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
)

var _ = Describe("The rules tool", func() {
	const rules = goodFile + `
rules:
- {name: night, when: "int(sms.NumMedia) > 0 && now.getHours(room.timeZone) >= 22", reply: Pictures after ten wait until morning., then: Drop}
- {name: greet, when: "sms.FromCity == 'MILL VALLEY' && member.messages == 1", broadcast: "${member.nickname} writes from Mill Valley!"}
- {name: odd, when: "int(sms.Body) > 0", reply: never}
- {name: loud, when: "command.name == 'shout'", setBody: "${sms.Body.upperAscii()}", tag: loud, mute: {for: 10m}, direct: {to: Bob, text: hm}, run: "#who ${member.nickname}", forward: {url: "https://example.com/sms"}}
`
	const greeting = `{"sms": {"Body": "#shout hi", "FromCity": "MILL VALLEY", "NumMedia": "0"}, "member": {"nickname": "Ann", "messages": 1}}`
	try := func(file, sample string, args ...string) *gexec.Session {
		GinkgoHelper()
		dir := GinkgoT().TempDir()
		room, sms := filepath.Join(dir, "room.yaml"), filepath.Join(dir, "sms.json")
		Expect(os.WriteFile(room, []byte(file), 0o600)).To(Succeed())
		Expect(os.WriteFile(sms, []byte(sample), 0o600)).To(Succeed())
		session := runWith(nil, append([]string{"rules", "test", "-f", room, "--sms", sms}, args...)...)
		Eventually(session).Should(gexec.Exit())
		return session
	}

	It("shows what matches, what would happen and what it costs", func() {
		session := try(rules, greeting)
		Expect(session.ExitCode()).To(BeZero(), string(session.Err.Contents()))
		Expect(string(session.Out.Contents())).To(And(
			MatchRegexp(`night +no +\d+`), MatchRegexp(`greet +yes +\d+`), MatchRegexp(`odd +skipped: when: .* +\d+`), MatchRegexp(`loud +yes +\d+`),
			ContainSubstring(`would tell everyone "Ann writes from Mill Valley!" (1 segment)`), ContainSubstring(`would text Bob "hm" (1 segment)`),
			ContainSubstring("would run #who Ann"), ContainSubstring("would forward the SMS to https://example.com/sms"),
			ContainSubstring("would tag loud"), ContainSubstring("would keep the sender's chat from everyone for 10m"), ContainSubstring(`Commands and chat would see "#SHOUT HI".`),
			Not(ContainSubstring("never"))))
	})

	It("takes Twilio's parameters alone, and prints JSON", func() {
		session := try(goodFile+`rules: [{name: all, when: "sms.SmsStatus == 'received' && !member.known", then: Drop}]`,
			`{"SmsStatus": "received", "Body": "hi"}`, "-o", "json")
		Expect(session.ExitCode()).To(BeZero(), string(session.Err.Contents()))
		Expect(session.Out.Contents()).To(MatchJSON(`{"rules": [{"rule": "all", "matched": true, "cost": 6}], "body": "hi", "dropped": true, "does": []}`))
	})

	DescribeTable("says what is wrong", func(file, sample, want string) {
		session := try(file, sample)
		Expect(session.ExitCode()).To(Equal(exitUsage))
		Expect(string(session.Err.Contents())).To(ContainSubstring(want))
	},
		Entry("with a rule", goodFile+"rules: [{name: a, when: \"sms.Body =\", then: Drop}]", "{}", "rules[0].when: line 1, column 10"),
		Entry("with a sample that is no JSON", rules, "Body=hi", "is no JSON object"),
		Entry("with a parameter that is no string", rules, `{"NumMedia": 0}`, "parameters are strings"),
		Entry("with a field that nobody knows", rules, `{"sms": {}, "membr": {}}`, `unknown field "membr"`),
	)

	It("prints the secret of what rules forward, the same each time", func(ctx context.Context) {
		p := newPlace()
		p.store(ctx)
		secret := func() string {
			session := p.run("rules", "secret", "--config", p.file)
			Eventually(session).Should(gexec.Exit(0))
			return string(session.Out.Contents())
		}
		Expect(secret()).To(And(HavePrefix("whsec_"), Equal(secret())))
	})
})
