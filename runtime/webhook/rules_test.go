package webhook

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/rules"
	"github.com/smackdev/smack/runtime/store"
)

// ruled gives the room these rules; without then they go on with the next.
func (e *edge) ruled(list ...roomfile.Rule) {
	GinkgoHelper()
	for i := range list {
		if list[i].Then == "" {
			list[i].Then = roomfile.ThenContinue
		}
	}
	set, err := rules.Compile(list)
	Expect(err).NotTo(HaveOccurred())
	e.settings.Rules = set
}

// meters are the metrics of a rule: matches and failures.
func (e *edge) meters(rule string) string {
	GinkgoHelper()
	var text strings.Builder
	families, err := e.registry.Gather()
	Expect(err).NotTo(HaveOccurred())
	for _, family := range families {
		for _, m := range family.GetMetric() {
			for _, label := range m.GetLabel() {
				if label.GetName() == "rule" && label.GetValue() == rule && family.GetName() != "smack_rule_seconds_total" {
					_, _ = fmt.Fprintf(&text, "%s %v ", strings.TrimSuffix(strings.TrimPrefix(family.GetName(), "smack_rule_"), "_total"), m.GetCounter().GetValue())
				}
			}
		}
	}
	return strings.TrimSpace(text.String())
}

// sent are the direct texts that wait for a number.
func (e *edge) sent(number string) (bodies []string) {
	GinkgoHelper()
	lines, err := e.redis.LRange(context.Background(), "smack:{"+e.name+"}:line:d"+number, 0, -1).Result()
	Expect(err).NotTo(HaveOccurred())
	return lines
}

var _ = Describe("Rules of a room", func() {
	var e *edge
	drop := func(when string) roomfile.Rule {
		return roomfile.Rule{Name: "drop", When: when, Then: roomfile.ThenDrop}
	}
	BeforeEach(func() {
		e = newEdge(newRoom())
		e.hears("SM1", annNumber, "#join Ann")
		e.hears("SM2", bobNumber, "#join Bob")
	})
	bodies := func() (all []string) {
		for _, m := range e.logged() {
			all = append(all, m.Body)
		}
		return all
	}

	It("come before chat, with all that the carrier sent and the room knows", func() {
		e.ruled(roomfile.Rule{Name: "shout", SetBody: "${sms.Body.upperAscii()} from ${sms.FromCity}", Then: roomfile.ThenStop,
			When: "sms.SmsStatus == 'received' && member.nickname == 'Ann' && member.messages == 1 && room.members == 2 && command.name == ''"})
		e.hears("SM3", annNumber, "hi")
		e.hears("SM4", annNumber, "hi")
		Expect(bodies()).To(Equal([]string{"Ann: HI from MILL VALLEY", "Ann: hi"}))
	})

	It("that make a command of a text give it what it needs", func() {
		e.ruled(roomfile.Rule{Name: "mute", When: "sms.Body == 'enough, Bob'", SetBody: "#mute Bob on"})
		e.hears("SM3", annNumber, "enough, Bob")
		Expect(e.took("mute")).To(Equal(1.0))
		Expect(e.sent(annNumber)).To(ContainElement(ContainSubstring("You get no messages from Bob any more")))
	})

	It("apply to who is no member, and are done anew where the room changes meanwhile", func() {
		e.ruled(roomfile.Rule{Name: "in", When: "!member.known", Run: "#join ${sms.Body}", Then: roomfile.ThenDrop})
		atOnce(
			func() { e.hears("SM3", "+14155550103", "Cid") },
			func() { e.hears("SM4", "+14155550103", "Cid") },
			func() { e.hears("SM5", "+14155550104", "Dora") },
		)
		Expect(e.members()).To(ConsistOf("Ann", "Bob", "Cid", "Dora"))
	})

	DescribeTable("never see", func(before func(), sid, from, body, kind string) {
		before()
		e.ruled(roomfile.Rule{Name: "drop", When: "true", Reply: "never", Then: roomfile.ThenDrop})
		e.hears(sid, from, body)
		Expect(e.took(kind)).To(Equal(1.0))
		Expect(e.sent(from)).NotTo(ContainElement(ContainSubstring("never")))
		Expect(e.meters("drop")).To(Equal("failures 0 matches 0"))
	},
		Entry("STOP", func() {}, "SM3", annNumber, "STOP", "keyword-stop"),
		Entry("START", func() {}, "SM3", annNumber, "start", "keyword-start"),
		Entry("HELP", func() {}, "SM3", annNumber, "help", "keyword-help"),
		Entry("who has opted out", func() { e.hears("SM3", annNumber, "STOP") }, "SM4", annNumber, "hi", "opted-out"),
		Entry("who is banned", func() {
			Expect(e.redis.SAdd(context.Background(), "smack:{"+e.name+"}:banned", "+14155550109").Err()).To(Succeed())
		}, "SM3", "+14155550109", "hi", "banned"),
	)

	It("count what took effect, by rule, once", func() {
		e.ruled(roomfile.Rule{Name: "hi", When: "sms.Body == 'hi'", Tag: "greeting"}, roomfile.Rule{Name: "odd", When: "int(sms.Body) > 0", Tag: "never"},
			roomfile.Rule{Name: "nobody", When: "sms.Body == 'hi'", Direct: &roomfile.RuleDirect{To: "Nobody", Text: "hi"}})
		for range 3 {
			e.hears("SM3", annNumber, "hi")
		}
		e.hears("SM4", annNumber, "ho")
		Expect(e.meters("hi")).To(Equal("failures 0 matches 1"))
		Expect(e.meters("odd")).To(Equal("failures 2 matches 0"))
		Expect(e.meters("nobody")).To(Equal("failures 1 matches 1"))
		st, err := e.store.Stats(context.Background())
		Expect(err).NotTo(HaveOccurred())
		Expect(st.Tags).To(Equal(map[string]int64{"greeting": 1}))
	})

	It("that are gone are counted no more", func() {
		e.ruled(drop("true"))
		e.hears("SM3", annNumber, "hi")
		Expect(e.meters("drop")).To(Equal("failures 0 matches 1"))
		e.settings.Rules = nil
		Expect(e.meters("drop")).To(BeEmpty())
		Expect(testutil.CollectAndCount(e.rules)).To(BeZero())
		e.ruled(drop("false"))
		Expect(e.meters("drop")).To(Equal("failures 0 matches 0"), "a rule that comes again begins anew")
	})

	It("tell of failures by name, now and then, without a word of the text", func() {
		log := gbytes.NewBuffer()
		e = newEdge(newRoom(), func(c *Config) { c.Log = logTo(log) })
		e.ruled(roomfile.Rule{Name: "odd", When: "int(sms.Body) > 0", Tag: "never"})
		e.hears("SM1", annNumber, "#join Ann")
		e.hears("SM2", annNumber, "a secret")
		e.hears("SM3", annNumber, "a secret")
		Expect(log).To(gbytes.Say(`a rule failed.*"rule":"odd","why":"when can't be worked out for this text`))
		Expect(strings.Count(string(log.Contents()), "a rule failed")).To(Equal(1))
		Expect(string(log.Contents())).NotTo(ContainSubstring("secret"))
	})

	It("silence a member on all pods at once", func() {
		other := newEdge(e.name)
		other.hears("SM3", annNumber, "hi") // which is known there from now on
		e.ruled(roomfile.Rule{Name: "hush", When: "sms.Body == 'hush'", Mute: &roomfile.RuleMute{For: "1h"}})
		e.hears("SM4", annNumber, "hush")
		other.hears("SM5", annNumber, "hello?")
		Expect(bodies()).To(Equal([]string{"Ann: hi"}))
		Expect(other.took("silenced")).To(Equal(1.0))
		Expect(e.sent(annNumber)).To(ContainElement(ContainSubstring("your messages go to nobody until")))
	})

	It("cost a room that has none nothing: a plain text is one trip", func() {
		e.hears("SM3", annNumber, "hi")
		seen := &scriptLog{}
		e.redis.AddHook(seen)
		e.hears("SM4", annNumber, "hi")
		Expect(seen.names).To(Equal([]string{"post"}))
		e.ruled(drop("member.messages == 5 && sms.Body == 'bye'"))
		e.hears("SM5", annNumber, "hi")
		Expect(seen.names).To(Equal([]string{"post", "post"}), "nor where the rules make nothing of it")
		Expect(e.meters("drop")).To(Equal("failures 0 matches 0"))
		e.hears("SM6", annNumber, "hi")
		e.hears("SM7", annNumber, "bye")
		Expect(seen.names[2:]).To(Equal([]string{"post", "facts", "commit"}))
		Expect(e.meters("drop")).To(Equal("failures 0 matches 1"))
		e.ruled(drop("room.members == 7"))
		e.hears("SM8", annNumber, "hi")
		Expect(seen.names[5:]).To(Equal([]string{"facts", "commit"}), "what changes without the sender is asked")
	})

	It("see what became of a sender on other pods", func() {
		other := newEdge(e.name)
		e.ruled(roomfile.Rule{Name: "third", When: "member.messages == 3", SetBody: "third", Then: roomfile.ThenStop})
		other.settings.Rules = e.settings.Rules
		e.hears("SM3", annNumber, "hi")
		other.hears("SM4", annNumber, "hi")
		e.hears("SM5", annNumber, "hi")
		other.hears("SM6", annNumber, "hi")
		Expect(bodies()).To(Equal([]string{"Ann: hi", "Ann: hi", "Ann: third", "Ann: hi"}))
	})
})

// scriptLog notes the scripts that are run.
type scriptLog struct{ names []string }

func (*scriptLog) DialHook(next redis.DialHook) redis.DialHook { return next }

func (l *scriptLog) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		l.note(cmd)
		return next(ctx, cmd)
	}
}

func (l *scriptLog) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, all []redis.Cmder) error {
		for _, cmd := range all {
			l.note(cmd)
		}
		return next(ctx, all)
	}
}

func (l *scriptLog) note(cmd redis.Cmder) {
	if name := store.ScriptName(cmd); name != "" {
		l.names = append(l.names, name)
	}
}
