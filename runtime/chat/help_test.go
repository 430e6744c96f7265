package chat

import (
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// everyone may use these; each on a line of its own.
var everyones = []string{
	"#dm",
	"#help",
	"#invite",
	"#join",
	"#leave",
	"#list",
	"#me",
	"#mute",
	"#private",
	"#quiet",
	"#resend",
	"#start",
	"#stop",
	"#topic",
	"#update",
	"#who",
}

// admins may use these too.
var adminsOwn = []string{
	"#admin",
	"#ban",
	"#kick",
	"#stats",
}

// helped is what #help says of these commands and more, of custom ones last.
func helped(commands []string, custom ...string) string {
	commands = slices.Sorted(slices.Values(commands))
	return strings.Join(append(commands, custom...), " ") + ". For more: #help <command>"
}

// without takes one command away.
func without(commands []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(commands), func(c string) bool { return c == one })
}

var _ = Describe("#help", func() {
	admins := slices.Concat(everyones, adminsOwn)
	custom := with(func(r *Room) {
		r.Commands = []CustomCommand{
			{Name: "weather", Aliases: []string{"wx"}, Usage: "<city>", Summary: "the weather there, by {room} #1."},
			{Name: "close", Summary: "closes the gate.", AdminOnly: true},
			{Name: "bare"},
		}
	})
	made := func(w *world) {
		w.made = []CustomCommand{
			{Name: "lunch", Aliases: []string{"food"}, Summary: "says what there is."},
			{Name: "wx", Summary: "takes an alias that is declared."},
			{Name: "stop", Summary: "takes a name that is built in."},
		}
	}
	invites := func(p InvitePolicy) func(*world) { return with(func(r *Room) { r.Invites = p }) }
	toAnn := func(body string) Outcome { return outcome("help", reply(annNumber, body)) }
	toBob := func(body string) Outcome { return outcome("help", reply(bobNumber, body)) }

	DescribeTable("lists what the member may use", decides,
		Entry("an admin", fridayClub(), sms(annNumber, "#help"),
			toAnn(helped(admins))),
		Entry("others", fridayClub(), sms(bobNumber, "#help"),
			toBob(helped(everyones))),
		Entry("where only admins invite", fridayClub(invites(AdminsInvite)), sms(bobNumber, "#help"),
			toBob(helped(without(everyones, "#invite")))),
		Entry("where nobody invites", fridayClub(invites(NobodyInvites)), sms(annNumber, "#help"),
			toAnn(helped(without(admins, "#invite")))),
		Entry("custom commands too", fridayClub(custom), sms(annNumber, "#help"),
			toAnn(helped(admins, "#weather", "#close", "#bare"))),
		Entry("custom commands of admins not to others", fridayClub(custom), sms(bobNumber, "#help"),
			toBob(helped(everyones, "#weather", "#bare"))),
		Entry("those made on the screen, where no other has the name", fridayClub(custom, made), sms(bobNumber, "#help"),
			toBob(helped(everyones, "#weather", "#bare", "#lunch"))),
		Entry("with the room's prefix", fridayClub(with(func(r *Room) { r.Prefix = '!' })), sms(bobNumber, "!help"),
			toBob(strings.ReplaceAll(helped(everyones), "#", "!"))),
	)

	DescribeTable("explains a command", decides,
		Entry("#admin", fridayClub(), sms(annNumber, "#help admin"), toAnn("#admin <nickname> <on|off>: gives or takes admin rights. Admins only.")),
		Entry("#ban", fridayClub(), sms(annNumber, "#help ban"), toAnn("#ban <nickname|number> <on|off>: shuts a number out for good. Admins only.")),
		Entry("#dm", fridayClub(), sms(annNumber, "#help dm"), toAnn("#dm <nickname> <text>: sends a text to one member.")),
		Entry("#help", fridayClub(), sms(annNumber, "#help help"), toAnn("#help <command>: explains a command; alone, lists all commands.")),
		Entry("#invite", fridayClub(), sms(annNumber, "#help invite"), toAnn("#invite <phone number>: sends one invitation to that number.")),
		Entry("#join", fridayClub(), sms(annNumber, "#help join"), toAnn("#join <nickname>: makes you a member.")),
		Entry("#kick", fridayClub(), sms(annNumber, "#help kick"), toAnn("#kick <nickname>: removes a member. Admins only.")),
		Entry("#leave", fridayClub(), sms(annNumber, "#help leave"), toAnn("#leave: leaves the room and deletes what it knows of you.")),
		Entry("#list", fridayClub(), sms(annNumber, "#help list"), toAnn("#list <page>: lists the members; 50 a page.")),
		Entry("#me", fridayClub(), sms(annNumber, "#help me"), toAnn("#me <text>: says what you do.")),
		Entry("#topic", fridayClub(), sms(annNumber, "#help topic"), toAnn("#topic <text|off>: shows the topic; admins set it.")),
		Entry("#mute", fridayClub(), sms(annNumber, "#help mute"),
			toAnn("#mute <nickname> <on|off>: stops or brings back one member's messages; alone, lists whom you have muted.")),
		Entry("#private", fridayClub(), sms(annNumber, "#help private"), toAnn("#private <on|off>: hides your profile from the others or shows it.")),
		Entry("#quiet", fridayClub(), sms(annNumber, "#help quiet"), toAnn("#quiet <22:00-07:00|off> <time zone>: hours in which you get no messages.")),
		Entry("#resend", fridayClub(), sms(annNumber, "#help resend"), toAnn("#resend <1 to 20>: sends you the last messages again; alone, the last one.")),
		Entry("#start", fridayClub(), sms(annNumber, "#help start"), toAnn("#start: brings the room's messages back.")),
		Entry("#stop", fridayClub(), sms(annNumber, "#help stop"), toAnn("#stop: pauses the room's messages until you text #start.")),
		Entry("#update", fridayClub(), sms(annNumber, "#help update"), toAnn("#update <new nickname>: changes your nickname.")),
		Entry("#who", fridayClub(), sms(annNumber, "#help who"), toAnn("#who <nickname>: shows a member's profile; alone, your own.")),
		Entry("with its prefix, in any case", fridayClub(), sms(annNumber, "#help ＃Stop"), toAnn("#stop: pauses the room's messages until you text #start.")),
		Entry("a custom one, its owner's words as they are", fridayClub(custom), sms(annNumber, "#help weather"),
			toAnn("#weather <city>: the weather there, by {room} #1.")),
		Entry("a custom one by alias", fridayClub(custom), sms(annNumber, "#help wx"), toAnn("#weather <city>: the weather there, by {room} #1.")),
		Entry("a custom one of admins", fridayClub(custom), sms(annNumber, "#help close"), toAnn("#close: closes the gate. Admins only.")),
		Entry("a custom one without a word", fridayClub(custom), sms(annNumber, "#help bare"), toAnn("#bare")),
		Entry("one made on the screen, by alias", fridayClub(made), sms(annNumber, "#help food"), toAnn("#lunch: says what there is.")),
		Entry("not an unknown one", fridayClub(), sms(annNumber, "#help lst"), toAnn("There is no command #lst. Did you mean #list? Text #help for all commands.")),
	)

	DescribeTable("custom commands are never broadcast", decides,
		Entry("known", fridayClub(custom), sms(bobNumber, "#weather Oslo"),
			calling("weather", "Oslo")),
		Entry("by alias", fridayClub(custom), sms(bobNumber, "#WX  Oslo  today "),
			calling("weather", "Oslo  today")),
		Entry("made on the screen", fridayClub(made), sms(bobNumber, "#lunch"), calling("lunch", "")),
		Entry("by the alias of one made on the screen", fridayClub(made), sms(bobNumber, "#food"), calling("lunch", "")),
		Entry("declared, whatever was made on the screen", fridayClub(custom, made), sms(bobNumber, "#wx"), calling("weather", "")),
		Entry("of admins", fridayClub(custom), sms(bobNumber, "#close"), outcome("custom-command", reply(bobNumber, "Sorry, only admins can use #close."))),
		Entry("mistyped", fridayClub(custom), sms(bobNumber, "#wether Oslo"),
			outcome("unknown-command", reply(bobNumber, "There is no command #wether. Did you mean #weather? Text #help for all commands."))),
	)

	It("asks for the commands made on the screen", func() {
		Expect(Read(fridayClub().room, sms(annNumber, "#help")).Need).To(Equal(Need{Commands: true}))
		Expect(Read(fridayClub().room, sms(annNumber, "#help list")).Need).To(Equal(Need{Commands: true}))
		Expect(Read(fridayClub(custom).room, sms(annNumber, "#weather Oslo")).Need).To(Equal(Need{Commands: true, Calls: true}))
	})
})
