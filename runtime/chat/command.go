package chat

// command is one built-in command. Its methods are pure like all of chat.
type command interface {
	// about describes it.
	about() about
	// read notes in r which facts run uses; it is asked with the right number of arguments.
	read(room *Room, text *Text, r *Reading)
	// run decides; the sender is a member (but for #join) and has not opted out.
	run(t *turn)
}

// about is what a command's usage and #help say of it.
type about struct {
	name string
	// usage is the argument hint, for example " <nickname>".
	usage message
	// summary is the line that #help shows.
	summary message
	// min and max bound the number of arguments; max below 0 is no bound.
	min, max  int
	adminOnly bool
}

func (a about) takes(n int) bool { return n >= a.min && (a.max < 0 || n <= a.max) }

// builtins are the commands that every room has, in the order of #help.
func builtins() [20]command {
	return [20]command{
		adminCommand{}, banCommand{}, dmCommand{}, helpCommand{}, inviteCommand{}, joinCommand{}, kickCommand{},
		leaveCommand{}, listCommand{}, meCommand{}, muteCommand{}, privateCommand{}, quietCommand{}, resendCommand{},
		startCommand{}, statsCommand{}, stopCommand{}, topicCommand{}, updateCommand{}, whoCommand{},
	}
}

// builtin is the built-in command of that name, nil if there is none.
func builtin(name string) command {
	for _, c := range builtins() {
		if c.about().name == name {
			return c
		}
	}
	return nil
}

func (t *turn) isAdmin() bool { return t.facts.Sender != nil && t.facts.Sender.Admin }

// command runs the command that was texted.
func (t *turn) command() {
	c := builtin(t.reading.command)
	if c == nil {
		t.otherCommand()
		return
	}
	a := c.about()
	switch {
	case a.adminOnly && !t.isAdmin():
		t.out.Kind = a.name
		t.reply(t.say(msgAdminsOnly, "command", a.name))
	case !a.takes(len(t.reading.args)):
		t.usage(a)
	default:
		t.out.Kind = a.name
		c.run(t)
	}
}

// usage answers wrong arguments.
func (t *turn) usage(a about) {
	t.out.Kind = KindUsage
	t.reply(t.say(msgUsage, "command", a.name, "usage", t.say(a.usage)))
}

func (t *turn) unknownCommand(name string) {
	if near := closest(name, t.commandNames()); near != "" {
		t.reply(t.say(msgUnknownNear, "command", clip(name), "near", near))
		return
	}
	t.reply(t.say(msgUnknown, "command", clip(name)))
}

// commandNames are the commands that the sender may use, custom ones last.
func (t *turn) commandNames() []string {
	all := builtins()
	names := make([]string, 0, len(all)+len(t.room.Commands)+len(t.facts.Commands))
	for _, c := range all {
		if a := c.about(); t.mayUse(a) {
			names = append(names, a.name)
		}
	}
	for _, c := range t.customs() {
		if !c.AdminOnly || t.isAdmin() {
			names = append(names, c.Name)
		}
	}
	return names
}

// mayUse says whether the command is for the sender.
func (t *turn) mayUse(a about) bool {
	switch {
	case a.adminOnly:
		return t.isAdmin()
	case a.name == "invite":
		return t.mayInvite()
	}
	return true
}

// onOff reads "on" or "off" in any case, in English or as the room says it.
func (r *Room) onOff(s string) (on, ok bool) {
	switch foldKey(s) {
	case "on", r.words()[wordOn]:
		return true, true
	case "off", r.words()[wordOff]:
		return false, true
	}
	return false, false
}
