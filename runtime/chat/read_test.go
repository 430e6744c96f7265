package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
)

var _ = Describe("Parsing a text", func() {
	photo := Media{URL: "https://api.twilio.com/photo", ContentType: "image/jpeg"}
	who := func(m string) Outcome {
		return outcome("who", reply(annNumber, "Ann: +14155550101, member since 1 Nov 2026, admin. Your profile is private."+m))
	}
	chat := func(body string) Outcome { return outcome("chat", said(1, "Ann: "+body)) }
	from := func(body string, media ...Media) Text { return sms(annNumber, body, media...) }
	bang := with(func(r *Room) { r.Prefix = '!' })
	unknown := func(body string) Outcome { return outcome("unknown-command", reply(annNumber, body)) }
	usage := func(body string) Outcome { return outcome("usage", reply(annNumber, body)) }

	DescribeTable("tells commands from chat", decides,
		Entry("words are chat", fridayClub(), from("see you at 8"), chat("see you at 8")),
		Entry("white space around is trimmed", fridayClub(), from(" \n see you\u00a0\t"), chat("see you")),
		Entry("prefix and letter are a command", fridayClub(), from("#who"), who("")),
		Entry("in any case", fridayClub(), from("#WHO"), who("")),
		Entry("with white space around", fridayClub(), from(" \u00a0#Who \n"), who("")),
		Entry("with the full-width prefix", fridayClub(), from("＃who"), who("")),
		Entry("with the room's own prefix", fridayClub(bang), from("!who"), who("")),
		Entry("and its full-width form", fridayClub(bang), from("！who"), who("")),
		Entry("another room's prefix is chat", fridayClub(bang), from("#who"), chat("#who")),
		Entry("a prefix and a digit are chat", fridayClub(), from("#1 fan!"), chat("#1 fan!")),
		Entry("a lone prefix is chat", fridayClub(), from("#"), chat("#")),
		Entry("a prefix and a space are chat", fridayClub(), from("# who"), chat("# who")),
		Entry("a command inside a text is chat", fridayClub(), from("try #who"), chat("try #who")),
		Entry("the doubled prefix is chat without the first", fridayClub(), from("##hello"), chat("#hello")),
		Entry("of full-width ones too", fridayClub(), from("＃＃hello"), chat("＃hello")),
		Entry("of mixed ones too", fridayClub(), from("＃#who"), chat("#who")),
		Entry("three are two", fridayClub(), from("###who"), chat("##who")),
		Entry("two alone are one", fridayClub(), from("##"), chat("#")),
		Entry("a command may bring a picture", fridayClub(), from("#who", photo), who("")),
		Entry("broken UTF-8 is mended", fridayClub(), from("caf\xe9"), chat("caf\ufffd")),
	)

	DescribeTable("ignores", decides,
		Entry("white space alone", fridayClub(), from(" \n\u00a0"), outcome("ignored")),
		Entry("nothing at all", fridayClub(), from(""), outcome("ignored")),
		Entry("but not with a picture", fridayClub(), from(" ", photo), outcome("chat", said(1, "Ann: (picture)", photo))),
		Entry("the room's own number", fridayClub(), sms(roomNumber, "hello"), outcome("ignored")),
		Entry("the room's own #join", fridayClub(), sms(roomNumber, "#join Ann"), outcome("ignored")),
		Entry("a sender that takes no answer", fridayClub(), sms("MYBANK", "#join Bank"), outcome("ignored")),
	)

	DescribeTable("never broadcasts an unknown command", decides,
		Entry("but says its name and the closest", fridayClub(), from("#lsit"),
			unknown("There is no command #lsit. Did you mean #list? Text #help for all commands.")),
		Entry("half a name is close", fridayClub(), from("#inv +14155550142"),
			unknown("There is no command #inv. Did you mean #invite? Text #help for all commands.")),
		Entry("nothing is close", fridayClub(), from("#xylophone solo"),
			unknown("There is no command #xylophone. Text #help for all commands.")),
		Entry("an endless name is cut", fridayClub(), from("#"+strings.Repeat("x", 500)),
			unknown("There is no command #xxxxxxxxxxxxxxxxxxxx.... Text #help for all commands.")),
		Entry("a name of any script", fridayClub(), from("#помощь"),
			unknown("There is no command #помощь. Text #help for all commands.")),
		Entry("a command of admins is not suggested to others", fridayClub(), sms(bobNumber, "#admn Cid on"),
			outcome("unknown-command", reply(bobNumber, "There is no command #admn. Text #help for all commands."))),
		Entry("with a picture neither", fridayClub(), from("#lsit", photo),
			unknown("There is no command #lsit. Did you mean #list? Text #help for all commands.")),
	)

	DescribeTable("answers wrong arguments with the usage line and changes nothing", decides,
		Entry("#join", fridayClub(), sms(zoeNumber, "#join"), outcome("usage", reply(zoeNumber, "Usage: #join <nickname>"))),
		Entry("#join, two names", fridayClub(), sms(zoeNumber, "#join Zoe Smith"), outcome("usage", reply(zoeNumber, "Usage: #join <nickname>"))),
		Entry("#update", fridayClub(), from("#update"), usage("Usage: #update <new nickname>")),
		Entry("#update, two names", fridayClub(), from("#update Anna Smith"), usage("Usage: #update <new nickname>")),
		Entry("#invite", fridayClub(), from("#invite"), usage("Usage: #invite <phone number>")),
		Entry("#who, too many", fridayClub(), from("#who is there"), usage("Usage: #who <nickname>")),
		Entry("#private", fridayClub(), from("#private"), usage("Usage: #private <on|off>")),
		Entry("#private, no switch", fridayClub(), from("#private yes"), usage("Usage: #private <on|off>")),
		Entry("#private, too many", fridayClub(), from("#private on please"), usage("Usage: #private <on|off>")),
		Entry("#stop now", fridayClub(), from("#stop now"), usage("Usage: #stop")),
		Entry("#start now", fridayClub(), from("#start now"), usage("Usage: #start")),
		Entry("#list, no number", fridayClub(), from("#list all"), usage("Usage: #list <page>")),
		Entry("#list 0", fridayClub(), from("#list 0"), usage("Usage: #list <page>")),
		Entry("#list, too many", fridayClub(), from("#list 1 2"), usage("Usage: #list <page>")),
		Entry("#resend, no number", fridayClub(), from("#resend all"), usage("Usage: #resend <1 to 20>")),
		Entry("#resend 0", fridayClub(), from("#resend 0"), usage("Usage: #resend <1 to 20>")),
		Entry("#resend 21", fridayClub(), from("#resend 21"), usage("Usage: #resend <1 to 20>")),
		Entry("#resend, too many", fridayClub(), from("#resend 1 2"), usage("Usage: #resend <1 to 20>")),
		Entry("#mute without on or off", fridayClub(), from("#mute Bob"), usage("Usage: #mute <nickname> <on|off>")),
		Entry("#mute, no switch", fridayClub(), from("#mute Bob please"), usage("Usage: #mute <nickname> <on|off>")),
		Entry("#mute, too many", fridayClub(), from("#mute Bob on now"), usage("Usage: #mute <nickname> <on|off>")),
		Entry("#admin", fridayClub(), from("#admin"), usage("Usage: #admin <nickname> <on|off>")),
		Entry("#admin, no switch", fridayClub(), from("#admin Bob yes"), usage("Usage: #admin <nickname> <on|off>")),
		Entry("#leave me alone", fridayClub(), from("#leave me alone"), usage("Usage: #leave")),
		Entry("#dm without a text", fridayClub(), from("#dm Bob"), usage("Usage: #dm <nickname> <text>")),
		Entry("#kick", fridayClub(), from("#kick"), usage("Usage: #kick <nickname>")),
		Entry("#kick, two names", fridayClub(), from("#kick Bob Cid"), usage("Usage: #kick <nickname>")),
		Entry("#ban without on or off", fridayClub(), from("#ban Bob"), usage("Usage: #ban <nickname|number> <on|off>")),
		Entry("#ban, no switch", fridayClub(), from("#ban Bob please"), usage("Usage: #ban <nickname|number> <on|off>")),
		Entry("#me", fridayClub(), from("#me"), usage("Usage: #me <text>")),
		Entry("#stats, too many", fridayClub(), from("#stats today"), usage("Usage: #stats")),
		Entry("#help, too many", fridayClub(), from("#help me please"), usage("Usage: #help <command>")),
	)

	DescribeTable("reads arguments", decides,
		Entry("on in capitals", fridayClub(), from("#private ON"),
			outcome("private", reply(annNumber, "Your profile is private: the others see your nickname and nothing more."))),
		Entry("a nickname with @ and in another case", fridayClub(), from("#mute  @bOB\tOff"),
			outcome("mute", SetMute{By: 1, Of: 2}, reply(annNumber, "You get the messages of Bob again."))),
	)
})
