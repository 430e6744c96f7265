package crash

import (
	"context"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// sleepers are the first so many people: they have quiet hours, of a second each.
const sleepers = 4

// naps are every other second.
func naps(_ chat.Quiet, since, _ time.Time) (list []chat.Window, _ error) {
	at := since.Truncate(time.Second)
	for range 8 {
		list = append(list, chat.Window{Start: at, End: at.Add(time.Second)})
		at = at.Add(2 * time.Second)
	}
	return list, nil
}

// napAgainAndAgain lets nights go on for as long as running lasts, and looks all the time
// whether anybody sleeps. While Redis is away the old ones have to do.
func (w *world) napAgainAndAgain(ctx, running context.Context) {
	for look := 0; wait(running, 50*time.Millisecond); look++ {
		if look%14 == 0 {
			for _, p := range w.people[:sleepers] {
				_ = w.setQuiet(ctx, p, chat.StoredQuiet(22*60, 7*60, "America/New_York"))
			}
		}
		if st, err := w.store.Stats(ctx); err == nil {
			w.slept.Add(st.Quiet)
		}
	}
}

func (w *world) allAwake(ctx context.Context) error {
	for _, p := range w.people[:sleepers] {
		if err := w.setQuiet(ctx, p, chat.Quiet{}); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) setQuiet(ctx context.Context, p *person, q chat.Quiet) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	from := chat.E164(p.phone.Number())
	facts, err := w.store.Facts(ctx, from, chat.Need{})
	if err != nil {
		return err
	}
	in := store.Inbound{SID: fmt.Sprintf("SMquiet%d.%d", p.index, time.Now().UnixNano()), From: from}
	_, err = w.store.Commit(ctx, in, facts, chat.Outcome{Changes: []chat.Change{
		chat.SetQuiet{Member: facts.Sender.ID, Quiet: q},
	}})
	return err
}
