package delivery

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/store"
)

// clockSkew is how far the carrier's clock and Redis' may differ. A wider window finds
// more; what belongs to other sends is known by its SID and never taken. That is known for
// half an hour (lua/lib/bind.lua), and looks go on for 25 minutes of it.
const clockSkew = 4 * time.Minute

// trialPrefix is what Twilio puts before every text of a trial account, in its list too.
const trialPrefix = "Sent from your Twilio trial account - "

// look searches the carrier's list for a send in doubt.
func (e *Engine) look(r *run, job store.Job) {
	doubt, err := e.store.BeginLook(r.work, job)
	if err != nil {
		e.failed(r.work, "look", err)
		e.retire(r.work, job, time.Second)
		return
	}
	if doubt.Standing != store.Going {
		return
	}
	settings := e.settings.Load()
	if doubt.Pictures && !settings.takes(doubt.To) {
		doubt.Body = orBody(doubt.Words, doubt.Body)
	}
	end := store.LookEnd{
		Again: e.options.SecondLook, Limit: e.options.MaxTries, Park: settings.OnDoubt == roomfile.OnDoubtPark,
	}
	sent, err := e.carrier.Find(r.work, string(doubt.To), sender(settings), doubt.Started.Add(-clockSkew))
	if err != nil {
		e.failed(r.work, "look", err)
		end.Failed = true
	}
	end.SIDs = candidates(doubt, sent, doubt.Started.Add(e.options.Lease+clockSkew))
	e.insist(r.settling, "settle", func(ctx context.Context) error {
		found, err := e.store.SettleLook(ctx, job, end)
		if err == nil {
			e.metrics.looks.WithLabelValues(string(found)).Inc()
		}
		return err
	})
}

// sender is by whom to search; texts through a Messaging Service may carry none yet.
func sender(s *Settings) string {
	if s.MessagingServiceSID != "" {
		return ""
	}
	return s.Number
}

// candidates are the texts that could be the one in doubt, those first that were
// created nearest to the send. What was created after the send's lease is another's.
func candidates(doubt store.Doubt, sent []carrier.Sent, latest time.Time) []string {
	sent = slices.DeleteFunc(slices.Clone(sent), func(s carrier.Sent) bool {
		return s.Created.After(latest) || !sameWords(s.Body, doubt.Body)
	})
	distance := func(s carrier.Sent) time.Duration { return s.Created.Sub(doubt.Started).Abs() }
	slices.SortStableFunc(sent, func(a, b carrier.Sent) int { return cmp.Compare(distance(a), distance(b)) })
	sids := make([]string, len(sent))
	for i, s := range sent {
		sids[i] = s.SID
	}
	return sids
}

func sameWords(listed, ours string) bool {
	listed, ours = strings.TrimSpace(listed), strings.TrimSpace(ours)
	return listed == ours || strings.TrimPrefix(listed, trialPrefix) == ours
}
