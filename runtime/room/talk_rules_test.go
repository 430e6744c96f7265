package room_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/store/redistest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// talkRules are those of the documentation, for phones of San Francisco, and some more.
const talkRules = `
rules:
- name: seen
  when: sms.SmsStatus == 'received'
  tag: seen
- name: no-pictures-at-night
  when: int(sms.NumMedia) > 0 && now.getHours(room.timeZone) >= 22
  reply: "Pictures after ten wait until morning."
  then: Drop
- name: hush
  when: sms.Body.contains('dragon')
  mute: {for: 1h}
  direct: {to: Ann, text: "${member.nickname} said the word."}
  then: Stop
- name: greet-marin
  when: sms.FromCity == 'SAN FRANCISCO' && member.messages == 1
  broadcast: "${member.nickname} writes from San Francisco!"
- name: short
  when: sms.Body == 'who'
  setBody: "#who ${member.nickname}"
  run: "#topic"
`

var _ = Describe("People in a room with rules", func() {
	// atTen is a zone in which it is past ten in the evening for an hour at least.
	atTen := func() string {
		ahead := (22 - time.Now().UTC().Hour() + 24) % 24
		if ahead > 14 {
			ahead -= 24
		}
		return fmt.Sprintf("Etc/GMT%+d", -ahead)
	}
	var l *life
	BeforeEach(func(ctx SpecContext) {
		redis, err := redistest.NewTCP()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(redis.Stop)
		Expect(redis.Start(ctx)).To(Succeed())
		from := longCode
		from.chat = ", timeZone: " + atTen()
		l = newLifeOf(from, "ns.room", asLimited(ctx, redis, "ns.room")+talkRules, room.Pace{Tick: 50 * time.Millisecond})
		l.joined(ctx)
	})

	It("are greeted once, sleep without pictures, and are heard by commands of the rules", func(ctx SpecContext) {
		in, err := l.sim.Phone(annNumber).Text(ctx, roomNumber, "look", twiliosim.Media{ContentType: "image/png", Data: []byte("a cat")})
		Expect(err).NotTo(HaveOccurred())
		Expect(in.Webhook.Status).To(Equal(http.StatusOK))
		l.hears(annNumber, "Pictures after ten wait until morning.")

		l.takes(ctx, bobNumber, "hello")
		l.hears(bobNumber, "Bob writes from San Francisco!")
		Eventually(func() string { return strings.Join(l.sim.Phone(annNumber).Bodies()[1:], "\n") }).WithTimeout(patience).Should(
			Equal("Pictures after ten wait until morning.\nBob: hello\nBob writes from San Francisco!"))
		l.takes(ctx, bobNumber, "who")
		Eventually(l.sim.Phone(bobNumber).Bodies).WithTimeout(patience).Should(And(
			ContainElement("ns.room has no topic."), ContainElement(HavePrefix("Bob: "+bobNumber+", member since"))))
		Eventually(l.Metric).WithArguments(`smack_tags_total{tag="seen"}`).Should(HaveSuffix(" 5"))
		Expect(l.Metric(`smack_rule_matches_total{rule="greet-marin"}`)).To(HaveSuffix(" 1"))
		Expect(l.Metric(`smack_texts_received_total{kind="dropped"}`)).To(HaveSuffix(" 1"))
	}, SpecTimeout(60*time.Second))

	It("are silenced for a while, told once, and not kept from their commands", func(ctx SpecContext) {
		for _, body := range []string{"a dragon", "hello?", "hello?", "#topic"} {
			l.takes(ctx, bobNumber, body)
		}
		Eventually(l.sim.Phone(bobNumber).Bodies).WithTimeout(patience).Should(HaveExactElements(
			Not(BeEmpty()), ContainSubstring("your messages go to nobody until"), "ns.room has no topic."))
		l.hears(annNumber, "Bob said the word.")
		l.takes(ctx, annNumber, "quiet here")
		Eventually(l.sim.Phone(bobNumber).Bodies).WithTimeout(patience).Should(ContainElement(ContainSubstring("Ann: quiet here")))
		Expect(l.sim.Phone(annNumber).Bodies()).NotTo(ContainElement(ContainSubstring("hello")))
	}, SpecTimeout(60*time.Second))
})
