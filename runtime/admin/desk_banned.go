package admin

import (
	"context"
	"errors"
	"fmt"

	"github.com/smackdev/smack/runtime/chat"
)

// Banned is a number that gets no answer.
type Banned struct {
	Number string `json:"number"`
	// Nickname is the last one, as it is compared; empty where the number was no member's.
	Nickname string `json:"nickname,omitempty"`
}

// BannedPage is all who are banned, or the first of them.
type BannedPage struct {
	Banned []Banned `json:"banned"`
	// Total is how many there are; a page shows at most MaxBanned.
	Total int64 `json:"total"`
}

// MaxBanned is how many bans are shown.
const MaxBanned = 1000

// Banned lists who is banned, by number.
func (d *Desk) Banned(ctx context.Context, a Actor) (BannedPage, error) {
	if err := d.mayLook(a); err != nil {
		return BannedPage{}, err
	}
	list, total, err := d.Store.Banned(ctx, MaxBanned)
	if err != nil {
		return BannedPage{}, fmt.Errorf("listing who is banned: %w", err)
	}
	page := BannedPage{Banned: make([]Banned, len(list)), Total: total}
	for i, b := range list {
		page.Banned[i] = Banned{Number: a.sees(b.Number), Nickname: b.Nickname}
	}
	return page, nil
}

// BanNumber shuts out a number that is typed, whether or not it is a member's. key as in
// Deed.
func (d *Desk) BanNumber(ctx context.Context, a Actor, number, key string) (Done, error) {
	return d.actOnNumber(ctx, a, chat.Banning, Ban, number, key)
}

// Unban ends a ban of a number. key as in Deed.
func (d *Desk) Unban(ctx context.Context, a Actor, number, key string) (Done, error) {
	return d.actOnNumber(ctx, a, chat.Unbanning, "unban", number, key)
}

var bannedTexts = map[chat.Doing]struct{ done, already string }{
	chat.Banning:   {"%s is banned and gets no answer any more.", "%s is banned already."},
	chat.Unbanning: {"%s is banned no more and may join again.", "%s is not banned."},
}

func (d *Desk) actOnNumber(ctx context.Context, a Actor, do chat.Doing, verb Verb, typed, key string) (Done, error) {
	if err := d.MayChange(a); err != nil {
		return Done{}, err
	}
	read := d.typedNumber
	if do == chat.Unbanning {
		read = d.keptNumber
	}
	number, ok := read(typed)
	if !ok {
		return Done{}, wrong("number", "%q is no phone number. Write it with its country code, such as +14155550100.", typed)
	}
	texts := bannedTexts[do]
	var done Done
	err := d.change(ctx, a, func() (string, string, string, error) {
		again, err := d.commit(ctx, a, chat.Action{Do: do, Number: number, By: a.Member, ByName: d.byName(a)}, fmt.Sprint(verb, " ", number), key)
		if errors.Is(err, chat.ErrAlready) {
			err = refuse(Conflict, texts.already, number)
		}
		done = Done{Text: fmt.Sprintf(texts.done, number), Again: again}
		return onceOnly(string(verb), again), chat.Mask(number), "", refusalOf(err, string(number))
	})
	if err != nil {
		return Done{}, err
	}
	return done, nil
}
