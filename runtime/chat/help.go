package chat

import (
	"strings"
	"unicode/utf8"
)

// helpCommand lists the commands or explains one.
type helpCommand struct{}

func (helpCommand) about() about {
	return about{name: "help", usage: useHelp, summary: sumHelp, min: 0, max: 1}
}

func (helpCommand) read(_ *Room, _ *Text, r *Reading) { r.Need.Commands = true }

func (helpCommand) run(t *turn) {
	if len(t.reading.args) == 0 {
		t.listCommands()
		return
	}
	name := commandName(t.reading.args[0], t.room.Prefix)
	if c := builtin(name); c != nil {
		a := c.about()
		t.explain(a.name, t.say(a.usage), t.say(a.summary), a.adminOnly)
		return
	}
	if c, ok := t.custom(name); ok {
		t.explain(c.Name, c.usage(), c.Summary, c.AdminOnly)
		return
	}
	t.unknownCommand(name)
}

func (t *turn) listCommands() {
	names := t.commandNames()
	for i, name := range names {
		names[i] = string(t.room.Prefix) + name
	}
	t.reply(t.say(msgHelp, "names", strings.Join(names, " ")))
}

// explain tells of one command; the summary of a custom one is its owner's words.
func (t *turn) explain(name, usage, summary string, adminOnly bool) {
	m := msgHelpOn
	switch {
	case summary == "":
		m = msgHelpBare
	case adminOnly:
		m = msgHelpAdmins
	}
	t.reply(t.say(m, "command", name, "usage", usage, "summary", summary))
}

// usage is the argument hint as #help shows it.
func (c CustomCommand) usage() string {
	if c.Usage == "" {
		return ""
	}
	return " " + c.Usage
}

// commandName takes a command's name with its prefix or without.
func commandName(s string, prefix rune) string {
	if first, size := utf8.DecodeRuneInString(s); isPrefix(first, prefix) {
		s = s[size:]
	}
	return strings.ToLower(s)
}
