package room_test

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/store/redistest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// The words of Twilio's own answers, and of the room's.
const (
	carrierStop   = "You are unsubscribed and get no more messages from this number. Reply START to resubscribe."
	carrierStart  = "You are subscribed again to messages from this number. Reply HELP for help, STOP to unsubscribe."
	carrierHelp   = "Reply STOP to unsubscribe. Msg & data rates may apply."
	networkStop   = `NETWORK MSG: This number can no longer text you. Text back "unstop" to hear from it again.`
	networkStart  = `NETWORK MSG: You texted "unstop" and get messages from this number again.`
	roomStop      = "You get no more texts from ns.room. To come back, text START."
	roomStopFirst = "You have texted STOP, so ns.room can't text you. Text START first."
	roomHelp      = "ns.room, a group chat by SMS. Text #help for commands. Msg frequency varies, msg&data rates may apply. Text STOP to get no more texts."
	roomBack      = "Welcome back to ns.room, Bob! You missed 1 message. To get it, text #resend"
	toBob         = "Ann: are you there?"
)

// step is a text of Bob's, or of Ann's to the room, and what Bob hears of it.
type step struct {
	text  string
	hears []string
}

var _ = Describe("The carrier's keywords", func() {
	start := func(ctx SpecContext, from sender) *life {
		GinkgoHelper()
		redis, err := redistest.NewTCP()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(redis.Stop)
		Expect(redis.Start(ctx)).To(Succeed())
		l := newLifeOf(from, "ns.room", asLimited(ctx, redis, "ns.room"), room.Pace{Tick: 50 * time.Millisecond})
		l.joined(ctx)
		return l
	}
	// asks lets Ann text the room, and waits until that is sent to whom it is for.
	asks := func(ctx SpecContext, l *life, body string) {
		GinkgoHelper()
		l.takes(ctx, annNumber, body)
		Eventually(l.Metric).WithArguments(`smack_queue_depth{class="lane"}`).WithTimeout(patience).Should(HaveSuffix(" 0"))
	}
	const toBobs = "ann's"
	plays := func(ctx SpecContext, l *life, steps ...step) {
		GinkgoHelper()
		var heard []string
		for _, s := range steps {
			if s.text == toBobs {
				asks(ctx, l, strings.TrimPrefix(toBob, "Ann: "))
			} else {
				l.takes(ctx, bobNumber, s.text)
			}
			heard = append(heard, s.hears...)
			if len(s.hears) > 0 {
				l.hears(bobNumber, heard...)
			}
		}
		// What must not come had the time that the last answer took.
		l.takes(ctx, bobNumber, "#mute")
		l.hears(bobNumber, append(heard, "You have muted nobody.")...)
		Expect(l.sim.Phone(annNumber).Bodies()).To(HaveLen(1), "neither keywords nor what Bob says meanwhile are chat")
		Expect(l.Metric(`smack_letters{list="failed"}`)).To(HaveSuffix(" 0"))
	}

	const tollFree, shortCode = "+18005550100", "24273"
	service := func(set twiliosim.ServiceSettings) sender {
		return sender{number: roomNumber, own: func(a *twiliosim.Account, address string) {
			n := a.Own(roomNumber)
			n.SetSmsURL(address)
			set.UseInboundWebhookOnNumber = true
			Expect(a.AddService(set).Add(n)).To(BeTrue())
		}}
	}

	DescribeTable("work end to end", func(ctx SpecContext, from sender, steps ...step) {
		plays(ctx, start(ctx, from), steps...)
	},
		Entry("on a long code, where Twilio answers", longCode,
			step{"stop", []string{carrierStop}}, step{"STOP", nil}, step{toBobs, nil}, step{"#start", nil}, step{"chat", nil},
			step{"yes", []string{carrierStart, roomBack}}, step{toBobs, []string{toBob}}, step{"HELP", []string{carrierHelp}},
			step{"Info", []string{carrierHelp}}),
		Entry("on a long code, where the room answers", sender{number: roomNumber, chat: ", optOut: Self", own: func(a *twiliosim.Account, address string) {
			n := a.Own(roomNumber)
			n.SetSmsURL(address)
			n.LeaveOptOuts()
		}},
			step{"quit", []string{roomStop}}, step{"quit", nil}, step{toBobs, nil}, step{"#start", []string{roomStopFirst}},
			step{"help", []string{roomHelp}}, step{"chat", nil}, step{"START", []string{roomBack}}, step{toBobs, []string{toBob}}),
		Entry("on a toll-free number, where the network answers and YES is no word", sender{number: tollFree, more: ", type: TollFree", own: func(a *twiliosim.Account, address string) {
			a.Own(tollFree).SetSmsURL(address)
		}},
			step{"Stop", []string{networkStop}}, step{toBobs, nil}, step{"YES", nil}, step{"#start", nil},
			step{"unstop", []string{networkStart, roomBack}}, step{toBobs, []string{toBob}}, step{"HELP", []string{carrierHelp}}),
		Entry("on a short code, where the room answers", sender{number: shortCode, more: ", type: ShortCode", own: func(a *twiliosim.Account, address string) {
			a.OwnShortCode(shortCode).SetSmsURL(address)
		}},
			step{"end", []string{roomStop}}, step{"STOPALL", nil}, step{toBobs, nil}, step{"#start", []string{roomStopFirst}},
			step{"HELP", []string{roomHelp}}, step{"unstop", []string{roomBack}}, step{toBobs, []string{toBob}}, step{"INFO", []string{roomHelp}}),
		Entry("in a Messaging Service with words of its own", service(twiliosim.ServiceSettings{AdvancedOptOut: true, StopWord: "basta", StartWord: "ancora"}),
			step{"Basta", []string{carrierStop}}, step{toBobs, nil}, step{"#start", nil},
			step{"ancora", []string{carrierStart, roomBack}}, step{toBobs, []string{toBob}},
			step{"STOP", []string{carrierStop}}, step{toBobs, nil}, step{"START", []string{carrierStart, roomBack}}, step{"HELP", []string{carrierHelp}}),
	)

	It("count though the room never saw them", func(ctx SpecContext) {
		l := start(ctx, longCode)
		l.sim.Number(roomNumber).OptOut(bobNumber)
		l.takes(ctx, annNumber, "are you there?")
		opted := `smack_failures_total{code="21610"}`
		Eventually(l.Metric).WithArguments(opted).WithTimeout(patience).Should(HaveSuffix(" 1"))
		refused := l.sim.Counters().Refused
		asks(ctx, l, "hello?")
		l.takes(ctx, bobNumber, "#start")
		l.takes(ctx, bobNumber, "START")
		Eventually(l.sim.Phone(bobNumber).Bodies).WithTimeout(patience).Should(ContainElement(HavePrefix("Welcome back to ns.room, Bob! You missed 2 messages.")))
		Expect(l.sim.Counters().Refused).To(Equal(refused), "nothing more was tried")
		Expect(l.Metric(opted)).To(HaveSuffix(" 1"))
		l.takes(ctx, annNumber, "there you are")
		Eventually(l.sim.Phone(bobNumber).Bodies).WithTimeout(patience).Should(ContainElement("Ann: there you are"))
	}, SpecTimeout(60*time.Second))
})
