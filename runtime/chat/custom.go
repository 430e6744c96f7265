package chat

import (
	"slices"
	"strconv"

	"github.com/smackdev/smack/api/roomfile"
)

// customs are the custom commands, each under its own name once: what is declared wins over
// what was made on the screen, which wins over nothing that is built in.
func (t *turn) customs() []CustomCommand {
	all := t.room.Commands
	for _, made := range t.facts.Commands {
		if builtin(made.Name) == nil && !slices.ContainsFunc(t.room.Commands, func(c CustomCommand) bool { return c.is(made.Name) }) {
			all = append(slices.Clip(all), made)
		}
	}
	return all
}

// custom finds a custom command by name or alias; a name goes before an alias.
func (t *turn) custom(name string) (CustomCommand, bool) {
	return customAmong(t.customs(), name)
}

func customAmong(all []CustomCommand, name string) (CustomCommand, bool) {
	for _, c := range all {
		if c.Name == name {
			return c, true
		}
	}
	for _, c := range all {
		if c.is(name) {
			return c, true
		}
	}
	return CustomCommand{}, false
}

func (c CustomCommand) is(name string) bool {
	return c.Name == name || slices.Contains(c.Aliases, name)
}

// otherCommand has a service asked, if the sender may, and answers what is no command at all.
func (t *turn) otherCommand() {
	c, ok := t.custom(t.reading.command)
	if !ok {
		t.out.Kind = KindUnknownCommand
		t.unknownCommand(t.reading.command)
		return
	}
	t.out.Kind = KindCustomCommand
	switch {
	case c.AdminOnly && !t.isAdmin():
		t.reply(t.say(msgAdminsOnly, "command", c.Name))
	case c.PerMinute > 0 && t.facts.CallsLastMinute[c.Name] >= c.PerMinute:
		t.calledTooOften(c)
	default:
		t.out.Calls = append(t.out.Calls, Call{Command: c.Name, Text: t.reading.rest, PerMinute: c.PerMinute})
	}
}

// calledTooOften is told once a minute, as the rate of chat is.
func (t *turn) calledTooOften(c CustomCommand) {
	if t.within(t.facts.SenderNumber.RateToldAt, ratePeace) {
		return
	}
	t.change(RateTold{Number: t.text.From, At: t.facts.Now})
	t.reply(t.say(msgCalledTooOften, "command", c.Name, "limit", strconv.Itoa(c.PerMinute)))
}

// HelpText is what #help says of a custom command, so that whoever words its summary sees
// what it costs.
func HelpText(room Room, c CustomCommand) string {
	t := &turn{room: room}
	t.explain(c.Name, c.usage(), c.Summary, c.AdminOnly)
	return t.out.Directs[0].Body
}

// CustomCommandOf is a command of the room file, or one made on the screen in its form, as far as
// members notice.
func CustomCommandOf(c roomfile.Command) CustomCommand {
	custom := CustomCommand{
		Name: c.Name, Aliases: c.Aliases, Summary: c.Summary, Usage: c.Usage,
		AdminOnly: c.Allow == "Admins", ForRoom: c.Answer == "Room", OnFailure: c.OnFailure,
	}
	if c.RateLimit != nil {
		custom.PerMinute = int(*c.RateLimit)
	}
	return custom
}
