package webhook

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// smsTime bounds the work for one text. Twilio waits at most 15 s, and less where the
// webhook's address says so.
const smsTime = 8 * time.Second

// emptyAnswer tells the carrier to send nothing by itself: replies go out through the
// queue, in order and counted.
const emptyAnswer = `<?xml version="1.0" encoding="UTF-8"?><Response/>`

// sms is one text's way into the room: signature, facts, decision, commit, answer.
func (h *Handler) sms(w http.ResponseWriter, r *http.Request) error {
	form, err := h.signed(r, "/sms")
	if err != nil {
		return err
	}
	in, err := readText(first(form))
	if err != nil {
		return err
	}
	settings := h.Settings()
	if in.to != settings.Room.Number {
		return refusal{http.StatusUnprocessableEntity, resultWrongNumber, "the text is for another number than the room's"}
	}
	// The carrier may hang up while a commit is on its way; the commit is finished all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), smsTime)
	defer cancel()
	if err := h.take(ctx, settings, in); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	_, _ = io.WriteString(w, emptyAnswer)
	return nil
}

// take makes a text take effect.
func (h *Handler) take(ctx context.Context, settings Settings, in inbound) error {
	reading := chat.Read(settings.Room, in.text)
	kind, err := h.post(ctx, settings, reading, in)
	if errors.Is(err, store.ErrConflict) {
		err = h.Store.Decide(ctx, in.text.From, reading.Need, func(facts chat.Facts) (err error) {
			kind, err = h.try(ctx, settings, reading, &in, facts)
			return err
		})
	}
	if err != nil {
		return err
	}
	h.metrics.texts.WithLabelValues(kind).Inc()
	if h.Log.Enabled(ctx, slog.LevelDebug) {
		h.Log.Debug("took a text", "sid", in.text.SID, "from", chat.Mask(in.text.From), "kind", kind)
	}
	return nil
}

// post takes a plain text in one round trip: decided from what was known of its sender
// before, committed if that still holds. It is a conflict where it does not, where the
// text is anything else, and where rules make anything of it.
func (h *Handler) post(ctx context.Context, s Settings, reading chat.Reading, in inbound) (kind string, err error) {
	known, ok := h.Store.Recall(in.text.From)
	if !ok || !reading.Plain() || len(in.text.Media) > 0 {
		return "", store.ErrConflict
	}
	steps, ok := h.overlooked(ctx, s, known, in)
	if !ok {
		return "", store.ErrConflict
	}
	out := chat.Decide(s.Room, reading, in.text, known)
	premise, ok := out.Premise(s.Room, known)
	if !ok {
		return "", store.ErrConflict
	}
	if s.Rules.SeesSender() {
		premise.Seen = chat.SeenOf(*known.Sender)
	}
	out.Reword(carrier.Plain)
	done, err := h.Store.Post(ctx, in.kept(), premise, out)
	if err == nil && !done.Duplicate {
		h.rules.count(steps, nil)
	}
	return kindOf(out, done), err
}

// try decides on facts and commits. The carrier is asked for the sizes of pictures once they
// are to be sent on: not for just anyone's.
func (h *Handler) try(ctx context.Context, s Settings, reading chat.Reading, in *inbound, facts chat.Facts) (kind string, err error) {
	decide, err := h.judge(ctx, s, reading, *in, facts)
	if err != nil {
		return "", err
	}
	d := decide(in.text)
	if !in.sized && sendsPictures(d.out) {
		h.leaveOutLarge(ctx, &in.text)
		in.sized = true
		d = decide(in.text)
	}
	d.out.Reword(carrier.Plain)
	done, err := h.Store.Commit(ctx, in.kept(), d.facts, d.out)
	if err == nil {
		h.forget(ctx, d.out)
	}
	if err == nil && !done.Duplicate {
		h.rules.count(d.steps, d.left)
	}
	return kindOf(d.out, done), err
}

// forget deletes what can be deleted at once of who has left. What fails here and what
// has still to be sent is left to a chore.
func (h *Handler) forget(ctx context.Context, out chat.Outcome) {
	for _, change := range out.Changes {
		if left, ok := change.(chat.Leave); ok {
			if _, err := h.Store.Forget(ctx, left.Member); err != nil {
				h.Log.Warn("who has left is not forgotten yet; it is tried again", "error", err)
			}
		}
	}
}

func sendsPictures(out chat.Outcome) bool {
	for _, b := range out.Broadcasts {
		if len(b.Media) > 0 {
			return true
		}
	}
	for _, d := range out.Directs {
		if len(d.Media) > 0 && d.Kind == chat.DirectMessage {
			return true
		}
	}
	return false
}

func (in *inbound) kept() store.Inbound {
	return store.Inbound{SID: in.text.SID, From: in.text.From, Fields: in.fields}
}

func kindOf(out chat.Outcome, done store.Committed) string {
	if done.Duplicate {
		return "duplicate"
	}
	return out.Kind
}
