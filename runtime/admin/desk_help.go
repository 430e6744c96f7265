package admin

import (
	"context"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
)

// Help is what the room's help says about a command.
type Help struct {
	Texts    []string
	Segments int
}

// PreviewCommand checks a command as SaveCommand does, keeps nothing, and says what the help
// about it would be while it is on.
func (d *Desk) PreviewCommand(ctx context.Context, a Actor, c roomfile.Command) (Help, error) {
	if err := d.MayChange(a); err != nil {
		return Help{}, err
	}
	if _, err := d.checkCommand(ctx, c); err != nil {
		return Help{}, err
	}
	c.Enabled = nil
	return helpOf(d.Settings().Room, c), nil
}

// helpOf asks the room itself for its help.
func helpOf(room chat.Room, c roomfile.Command) (h Help) {
	room.Commands = []chat.CustomCommand{chat.CustomCommandOf(c)}
	who := chat.Member{ID: 1, Number: "+14155550123", Active: true, Admin: true}
	text := chat.Text{From: who.Number, Body: string(room.Prefix) + "help " + c.Name}
	out := chat.Decide(room, chat.Read(room, text), text, chat.Facts{Sender: &who, SenderNumber: chat.NumberFacts{Member: &who}})
	for _, direct := range out.Directs {
		h.Texts = append(h.Texts, direct.Body)
		h.Segments += max(room.Segments(direct.Body), 1)
	}
	return h
}
