package chat

import (
	"slices"
	"strings"
)

// banCommand shuts a number out, or takes that back. A member is removed with it. It goes
// by the nickname of a member, the last one of who is banned, or a number.
type banCommand struct{}

// A number has white space where people put it, so any count of arguments will do.
func (banCommand) about() about {
	return about{name: "ban", usage: useBan, summary: sumBan, min: 2, max: -1, adminOnly: true}
}

func (banCommand) read(room *Room, _ *Text, r *Reading) {
	if _, ok := room.onOff(r.args[len(r.args)-1]); !ok {
		return
	}
	if len(r.args) == 2 {
		key := []string{nicknameKey(r.args[0])}
		r.Need.Nicknames, r.Need.BannedAs = key, key
	}
	r.phone = readNumber(banned(r), room.Region)
	if r.phone.number != "" {
		r.Need.Numbers = []E164{r.phone.number}
	}
}

// banned is whom the arguments name: all of them but the switch.
func banned(r *Reading) string { return strings.Join(r.args[:len(r.args)-1], " ") }

func (c banCommand) run(t *turn) {
	on, ok := t.room.onOff(t.reading.args[len(t.reading.args)-1])
	switch {
	case !ok:
		t.usage(c.about())
	case on:
		t.ban()
	default:
		t.unban()
	}
}

func (t *turn) ban() {
	m, known := t.facts.ByNickname[nicknameKey(t.reading.args[0])]
	_, banned := t.facts.BannedAs[nicknameKey(t.reading.args[0])]
	switch {
	case known:
		t.banMember(m)
	case banned:
		t.reply(t.say(msgBanAlready, "name", t.bannedName()))
	default:
		t.banNumber(t.reading.phone.number)
	}
}

func (t *turn) banMember(m Member) {
	if t.mayBan(m.Number, m.Nickname.String()) {
		t.shutOut(m)
		t.reply(t.say(msgBanned, "name", m.Nickname.String()))
	}
}

// banNumber answers the same whether or not a member is behind the number.
func (t *turn) banNumber(number E164) {
	about := t.facts.ByNumber[number]
	switch {
	case number == "" || number == t.room.Number:
		t.reply(t.say(msgBanNobody, "name", t.bannedName()))
		return
	case about.Banned:
		t.reply(t.say(msgBanAlready, "name", t.bannedName()))
		return
	case !t.mayBan(number, t.bannedName()):
		return
	case about.Member != nil:
		t.shutOut(*about.Member)
	default:
		t.change(Ban{Number: number})
	}
	t.reply(t.say(msgBannedNumber))
}

// shutOut removes a member for good, who is told nothing.
func (t *turn) shutOut(m Member) {
	t.remove(m, Banned)
	t.change(Ban{Number: m.Number, Nickname: m.Nickname})
}

// mayBan: nobody shuts out oneself, or whom the room's owner made an admin.
func (t *turn) mayBan(number E164, name string) bool {
	switch {
	case number == t.facts.Sender.Number:
		t.reply(t.say(msgBanSelf))
	case slices.Contains(t.room.Admins, number):
		t.reply(t.say(msgBanOwner, "name", name))
	default:
		return true
	}
	return false
}

func (t *turn) unban() {
	key := nicknameKey(t.reading.args[0])
	m, known := t.facts.ByNickname[key]
	number, banned := t.facts.BannedAs[key]
	phone := t.reading.phone.number
	switch {
	case banned:
		t.change(Unban{Number: number})
		t.reply(t.say(msgUnbanned, "name", t.bannedName()))
	case t.facts.ByNumber[phone].Banned:
		t.change(Unban{Number: phone})
		t.reply(t.say(msgUnbannedNumber))
	case known:
		t.reply(t.say(msgBanNot, "name", m.Nickname.String()))
	case phone != "":
		t.reply(t.say(msgBanNot, "name", t.bannedName()))
	default:
		t.reply(t.say(msgBanNobody, "name", t.bannedName()))
	}
}

// bannedName is what was typed for a name.
func (t *turn) bannedName() string { return clip(dropAt(banned(&t.reading))) }
