package admin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// Verb is what can be done to a member.
type Verb string

// The verbs. Members are told as if another member's command had done it; the actor gets no
// text.
const (
	// Mute keeps the member's chat from everybody for a while (Deed.For); Unmute ends that.
	Mute   Verb = "mute"
	Unmute Verb = "unmute"
	// Stop ends that the member gets chat, Start begins it again.
	Stop  Verb = "stop"
	Start Verb = "start"
	// Promote gives admin rights, Demote takes them.
	Promote Verb = "promote"
	Demote  Verb = "demote"
	// Kick removes the member, who may come back; Ban shuts the number out, too.
	Kick Verb = "kick"
	Ban  Verb = "ban"
	// Rename gives another nickname (Deed.Nickname).
	Rename Verb = "rename"
)

// act is what a verb does and what is said of it, with a place for the nickname.
type act struct {
	verb          Verb
	do            chat.Doing
	done, already string
}

var acts = []act{
	{Mute, chat.Silencing, "%s is muted.", ""},
	{Unmute, chat.Unsilencing, "%s is heard again.", "%s is not muted."},
	{Stop, chat.Stopping, "%s gets no more chat.", "%s gets no chat as it is."},
	{Start, chat.Starting, "%s gets chat again.", "%s gets chat as it is."},
	{Promote, chat.Promoting, "%s is an admin now.", "%s is an admin already."},
	{Demote, chat.Demoting, "%s is no admin any more.", "%s is no admin."},
	{Kick, chat.Kicking, "%s was removed, and may come back.", ""},
	{Ban, chat.Banning, "%s was removed and is banned.", "%s is banned already."},
	{Rename, chat.Naming, "%s has another nickname now.", "%s is called that already."},
}

// Verbs are all that Act can do.
func Verbs() []Verb {
	list := make([]Verb, len(acts))
	for i, one := range acts {
		list[i] = one.verb
	}
	return list
}

// MaxMute is how long somebody can be muted at once.
const MaxMute = 30 * 24 * time.Hour

// Deed is something to be done to a member.
type Deed struct {
	Member chat.MemberID
	Verb   Verb
	// For is how long Mute lasts, a minute to MaxMute.
	For time.Duration
	// Nickname is the new one of Rename.
	Nickname string
	// Key makes the same deed happen once, however often it is sent: forms and programs make
	// one for each that they mean. Empty: it happens as often as it is sent.
	Key string
}

// Done is what was done, in words for the actor.
type Done struct {
	Text string `json:"text"`
	// Again says that it had been done before, with the same key.
	Again bool `json:"again,omitempty"`
}

// Act does something to a member.
func (d *Desk) Act(ctx context.Context, a Actor, deed Deed) (Done, error) {
	var done Done
	err := d.change(ctx, a, func() (verb, object, detail string, err error) {
		done, object, err = d.act(ctx, a, deed)
		if deed.Verb == Mute {
			detail = "for " + deed.For.String()
		}
		return onceOnly(string(deed.Verb), done.Again), object, detail, err
	})
	if err != nil {
		return Done{}, err
	}
	return done, nil
}

func (d *Desk) act(ctx context.Context, a Actor, deed Deed) (Done, string, error) {
	one, err := d.check(deed)
	if err != nil {
		return Done{}, "", err
	}
	action := chat.Action{
		Do: one.do, Member: deed.Member, Nickname: deed.Nickname, Until: d.Now().Add(deed.For),
		By: a.Member, ByName: d.byName(a),
	}
	request := fmt.Sprint(deed.Verb, " ", deed.Member)
	m, err := d.memberOf(ctx, deed.Member)
	if err != nil {
		if again, known := d.tookEffect(ctx, a, request, deed.Key); known == nil && again {
			return Done{Text: "That was done before.", Again: true}, "", nil
		}
		return Done{}, "", err
	}
	action.Number = m.Number
	again, err := d.commit(ctx, a, action, request, deed.Key)
	if errors.Is(err, chat.ErrAlready) {
		err = refuse(Conflict, one.already, m.Nickname.String())
	}
	done := Done{Text: fmt.Sprintf(one.done, m.Nickname.String()), Again: again}
	return done, memberObject(m), refusalOf(err, m.Nickname.String())
}

// check finds what a deed asks for.
func (d *Desk) check(deed Deed) (act, error) {
	for _, one := range acts {
		if one.verb != deed.Verb {
			continue
		}
		if one.verb == Mute && (deed.For < time.Minute || deed.For > MaxMute) {
			return act{}, wrong("for", "Mute somebody for a minute at least and %d days at most.", MaxMute/(24*time.Hour))
		}
		return one, nil
	}
	return act{}, wrong("verb", "Nothing is called %q here; there are %v.", deed.Verb, Verbs())
}

// byName is what members are told of who acted; empty for a token, which is nobody they know.
func (d *Desk) byName(a Actor) string {
	if a.Member == 0 {
		return ""
	}
	return a.Name
}

// refusalOf puts why chat does nothing into words for who asked.
func refusalOf(err error, name string) error {
	switch {
	case errors.Is(err, chat.ErrNobody):
		return refuse(NotFound, "%s has left the room meanwhile.", name)
	case errors.Is(err, chat.ErrLastAdmin):
		return refuse(Conflict, "%s is the room's last admin. Make somebody else an admin first.", name)
	case errors.Is(err, chat.ErrOneself):
		return refuse(Conflict, "You can't remove or ban yourself here. To leave the room, text its #leave.")
	case errors.Is(err, chat.ErrOwner):
		return refuse(Conflict, "The room file lists %s among chat.admins. Take the number out there first.", name)
	case errors.Is(err, chat.ErrNicknameTaken):
		return wrong("nickname", "Another member is called that, or something that looks like it. Choose another nickname.")
	case errors.Is(err, chat.ErrNicknameLength), errors.Is(err, chat.ErrNicknameForm), errors.Is(err, chat.ErrNicknameReserved):
		return wrong("nickname", "That can't be a nickname: %s.", err)
	case errors.Is(err, chat.ErrNoNumber):
		return wrong("number", "%s can't be banned: it is the room's own number.", name)
	}
	return err
}
