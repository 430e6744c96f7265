package delivery

import (
	"context"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// Services are what rooms ask outside: those that answer custom commands, and those to which
// rules forward.
type Services interface {
	// Call makes one call and says how it went. It ends soon after ctx.
	Call(ctx context.Context, call store.Call) store.CallEnd
	// Ended is told of a call that has ended, with how many of its name have failed in a row.
	Ended(ctx context.Context, call store.Call, end store.CallEnd, fails int)
}

// ask makes one call. Its workers wait for foreign services, so they are others than those
// that send texts.
func (e *Engine) ask(r *run, job store.Job) {
	var call store.Call
	var found bool
	read := e.insist(r.work, "call", func(ctx context.Context) (err error) {
		call, found, err = e.store.ReadCall(ctx, job)
		return err
	})
	if !read {
		e.retire(r.work, job, time.Second)
		return
	}
	if !found {
		return
	}
	end := e.options.Services.Call(r.work, call)
	if end.Cut || end.Again > 0 {
		e.insist(r.settling, "call", func(ctx context.Context) error { return e.store.PutOff(ctx, call, end.Again) })
		return
	}
	e.end(r, call, end)
}

// end makes the answer take effect before anything else is written down: if this pod dies in
// between, the call is known to be answered.
func (e *Engine) end(r *run, call store.Call, end store.CallEnd) {
	if call.Command != "" && !e.insist(r.settling, "answer", func(ctx context.Context) error { return e.answer(ctx, call, end.Answer) }) {
		return // its lease will lapse
	}
	var fails int
	ended := e.insist(r.settling, "call", func(ctx context.Context) (err error) {
		fails, err = e.store.EndCall(ctx, call, end.Record, end.OK)
		return err
	})
	if ended {
		e.options.Services.Ended(r.settling, call, end, fails)
	}
}

func (e *Engine) answer(ctx context.Context, call store.Call, answer chat.Answer) error {
	room := e.settings.Load().Room
	return e.store.Decide(ctx, call.From, chat.AnswerNeed(room), func(facts chat.Facts) error {
		out := chat.Answered(room, facts, call.Call, answer)
		out.Reword(carrier.Plain)
		_, err := e.store.Answer(ctx, call, facts, out)
		return err
	})
}
