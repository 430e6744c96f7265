package webhook

import (
	"context"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/rules"
	"github.com/smackdev/smack/runtime/store"
)

// decided is what becomes of a text, what it rests on, and what became of the rules.
type decided struct {
	out   chat.Outcome
	facts chat.Facts
	steps []rules.Step
	left  []chat.LeftOut
}

// judge applies the room's rules, reads what more is to be known because of them, and gives
// how to decide about the text, with or without all its pictures.
func (h *Handler) judge(ctx context.Context, s Settings, reading chat.Reading, in inbound, facts chat.Facts) (func(chat.Text) decided, error) {
	unruled := func(text chat.Text) decided {
		return decided{out: chat.Decide(s.Room, reading, text, facts), facts: facts}
	}
	if s.Rules.Empty() || !reading.MayBeRuled(facts) {
		return unruled, nil
	}
	v := s.Rules.Judge(ctx, rules.TextOf(s.Room, facts, in.fields), rules.ReaderOf(s.Room))
	if v.Idle(in.text.Body) {
		return func(text chat.Text) decided {
			d := unruled(text)
			d.steps = v.Trace
			return d
		}, nil
	}
	ruled := chat.Rule(s.Room, in.text, reading, v.Ruling())
	further, err := h.further(ctx, in.text.From, ruled.Needs(), facts.Rev)
	if err != nil {
		return nil, err
	}
	return func(text chat.Text) decided {
		ruled.Text = text
		d := decided{steps: v.Trace}
		d.out, d.facts, d.left = ruled.Decide(s.Room, facts, further)
		return d
	}, nil
}

// overlooked says whether the rules make nothing of a plain text, as far as that can be said
// from what was known of its sender before. What they look at is the text, the time, and
// what the commit checks.
func (h *Handler) overlooked(ctx context.Context, s Settings, known chat.Facts, in inbound) ([]rules.Step, bool) {
	if s.Rules.Empty() {
		return nil, true
	}
	if s.Rules.SeesRoom() {
		return nil, false
	}
	known.Now = h.Now()
	v := s.Rules.Judge(ctx, rules.TextOf(s.Room, known, in.fields), rules.ReaderOf(s.Room))
	return v.Trace, v.Idle(in.text.Body)
}

// further reads more facts of the revision that is known already.
func (h *Handler) further(ctx context.Context, from chat.E164, needs []chat.Need, rev int64) ([]chat.Facts, error) {
	all := make([]chat.Facts, len(needs))
	for i, need := range needs {
		facts, err := h.Store.Facts(ctx, from, need)
		if err != nil {
			return nil, err
		}
		if facts.Rev != rev {
			return nil, store.ErrConflict
		}
		all[i] = facts
	}
	return all, nil
}
