package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
)

var _ = Describe("#topic", func() {
	about := func(topic string) func(*world) { return func(w *world) { w.topic = topic } }
	toAnn := func(body string) Outcome { return outcome("topic", reply(annNumber, body)) }
	toBob := func(body string) Outcome { return outcome("topic", reply(bobNumber, body)) }
	sets := func(topic string) Outcome {
		return outcome("topic", SetTopic{Topic: topic}, reply(annNumber, "The topic is now: "+topic))
	}
	unfit := toAnn("Not changed: a topic is one line of text that can be seen.")

	DescribeTable("shows the topic", decides,
		Entry("to everyone", fridayClub(about("Cake at 8")), sms(bobNumber, "#topic"), toBob("Topic: Cake at 8")),
		Entry("to who has stopped", fridayClub(about("Cake at 8"), peopled(bob(stopped))), sms(bobNumber, "#Topic "), toBob("Topic: Cake at 8")),
		Entry("if there is one", fridayClub(), sms(bobNumber, "#topic"), toBob("Friday Club has no topic.")),
		Entry("its words as they are", fridayClub(about("{room} #1")), sms(bobNumber, "#topic"), toBob("Topic: {room} #1")),
		Entry("in the welcome", fridayClub(about("Cake at 8"), with(func(r *Room) { r.Welcome = "Be kind." })), sms(zoeNumber, "#join Zoe"),
			outcome("join", Join{Number: zoeNumber, Nickname: nick("Zoe"), Consent: "#join Zoe", Shown: welcome("Zoe") + "\nBe kind.\nTopic: Cake at 8"},
				reply(zoeNumber, welcome("Zoe")+"\nBe kind.\nTopic: Cake at 8"), announced(0, "Zoe joined"))),
		Entry("not to strangers", fridayClub(about("Cake at 8")), sms(zoeNumber, "#topic"),
			outcome("stranger", StrangerTold{Number: zoeNumber, At: noon}, reply(zoeNumber, "This is Friday Club, a group chat by SMS. "+
				"To join, text #join and a nickname, like #join Ann. Msg&data rates may apply. STOP for no texts."))),
	)

	DescribeTable("lets admins set it", decides,
		Entry("in one line", fridayClub(), sms(annNumber, "#topic  Cake\n at\t8\u2028 "), sets("Cake at 8")),
		Entry("anew", fridayClub(about("Cake at 8")), sms(annNumber, "#topic Cake at 9"), sets("Cake at 9")),
		Entry("to the same", fridayClub(about("Cake at 8")), sms(annNumber, "#topic Cake at 8"), toAnn("The topic is now: Cake at 8")),
		Entry("of any script, with emoji", fridayClub(), sms(annNumber, "#topic می\u200cخواهم \U0001f469\u200d\U0001f373\ufe0f"), sets("می\u200cخواهم \U0001f469\u200d\U0001f373\ufe0f")),
		Entry("of 100 characters", fridayClub(), sms(annNumber, "#topic "+strings.Repeat("é", 100)), sets(strings.Repeat("é", 100))),
		Entry("that begins with off", fridayClub(), sms(annNumber, "#topic off we go"), sets("off we go")),
		Entry("off", fridayClub(about("Cake at 8")), sms(annNumber, "#topic OFF"),
			outcome("topic", SetTopic{}, reply(annNumber, "Friday Club has no topic any more."))),
		Entry("off where there is none", fridayClub(), sms(annNumber, "#topic off"), toAnn("Friday Club has no topic any more.")),
	)

	DescribeTable("changes nothing", decides,
		Entry("for others", fridayClub(), sms(bobNumber, "#topic Cake at 8"), toBob("Sorry, only admins can change the topic.")),
		Entry("nor takes it away for them", fridayClub(about("Cake")), sms(bobNumber, "#topic off"), toBob("Sorry, only admins can change the topic.")),
		Entry("to 101 characters", fridayClub(), sms(annNumber, "#topic "+strings.Repeat("é", 101)),
			toAnn("Not changed: a topic has 100 characters at most; yours has 101.")),
		Entry("to what turns words around", fridayClub(), sms(annNumber, "#topic Cake \u202eat 8"), unfit),
		Entry("to what shows nothing", fridayClub(), sms(annNumber, "#topic \u200b"), unfit),
		Entry("to what shows nothing though it is no sign of direction", fridayClub(), sms(annNumber, "#topic \u200d\ufe0f"), unfit),
		Entry("to control characters", fridayClub(), sms(annNumber, "#topic Cake\x00at\x1b8"), unfit),
	)
})
