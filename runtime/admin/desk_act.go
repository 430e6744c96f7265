package admin

import (
	"context"
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

// Deed is something to be done to a member.
type Deed struct {
	Member chat.MemberID
	Verb   Verb
	// For is how long Mute lasts.
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
	return Done{}, errLater
}

// BanNumber shuts out a number that is typed, whether or not it is a member's.
func (d *Desk) BanNumber(ctx context.Context, a Actor, number, key string) (Done, error) {
	return Done{}, errLater
}

// Unban ends a ban; id is Banned.ID.
func (d *Desk) Unban(ctx context.Context, a Actor, id, key string) (Done, error) {
	return Done{}, errLater
}
