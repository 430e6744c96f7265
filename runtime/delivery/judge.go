package delivery

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/store"
)

// judgement is what follows from the carrier's answer to one send.
type judgement struct {
	verdict store.Verdict
	code    int
	reason  string
	effect  store.Effect
	// delay is when to try again.
	delay time.Duration
	// pause holds the whole room back, and storm does so if nothing of a wave was taken.
	pause, storm *store.Pause
	// answered is true if it was the carrier that said so.
	answered bool
}

const (
	firstDelay = 5 * time.Second
	mostDelay  = 5 * time.Minute
	// standstill is the least pause while an operator has to act.
	standstill = 30 * time.Second
	// crowdDelay is how long a text waits at least that was one too many for the account.
	crowdDelay = 100 * time.Millisecond
)

// judge decides about an answer; tries are the earlier ones.
func (e *Engine) judge(a answer, tries int) judgement {
	j := judge(a.err, tries, e.options.Now())
	if a.crowded {
		j.storm, j.delay = nil, max(j.delay, crowdDelay+rand.N(crowdDelay))
	}
	if a.cut && !j.answered {
		j.pause, j.storm = nil, nil
	}
	return j
}

// judge decides by class and code.
func judge(err error, tries int, now time.Time) judgement {
	var failure *carrier.Error
	if !errors.As(err, &failure) {
		return judgement{verdict: store.InDoubt, reason: "unknown failure"}
	}
	j := judgement{code: failure.Code, reason: reasonOf(failure), answered: failure.Status != 0}
	switch failure.Class {
	case carrier.NotSent:
		j.verdict = store.Retry
		j.delay = failure.RetryAfter
		pause := &store.Pause{For: failure.RetryAfter, Why: j.reason}
		if failure.Status == http.StatusTooManyRequests && failure.RetryAfter == 0 {
			j.storm = pause
		} else {
			j.pause = pause
		}
	case carrier.Rejected:
		return refused(j, failure.Meaning(), tries, now)
	default:
		j.verdict = store.InDoubt
		j.storm = &store.Pause{For: failure.RetryAfter, Why: j.reason}
	}
	return j
}

func reasonOf(e *carrier.Error) string {
	if m := e.Meaning(); m.Known {
		return m.Title
	}
	return e.Message
}

// refused tells trouble of the room, which pauses it and costs the text nothing, from
// trouble of this text, and both from the end.
func refused(j judgement, m carrier.Meaning, tries int, now time.Time) judgement {
	if !m.Retry {
		j.verdict, j.effect = store.Dead, effect(m.Effect)
		return j
	}
	switch m.Effect {
	case carrier.DailyCap:
		_, midnight := budgetDay(now)
		j.verdict = store.Retry
		j.pause = &store.Pause{For: midnight.Sub(now), Why: j.reason, Cap: true}
		j.delay = min(j.pause.For, mostDelay) // answers to commands do not wait for the cap
	case carrier.PauseAccount, carrier.PauseRoom, carrier.Configuration:
		j.verdict = store.Retry
		j.pause = &store.Pause{For: max(m.Wait, standstill), Why: j.reason}
	default:
		j.verdict, j.effect = store.Again, effect(m.Effect)
		j.delay = max(m.Wait, min(firstDelay<<min(tries, 10), mostDelay))
	}
	return j
}

// EffectOf is what an error code in a final status means for the member.
func EffectOf(code int) store.Effect { return effect(carrier.MeaningOf(code).Effect) }

// staleTrouble is how old a failed text may be to say anything about the room now.
const staleTrouble = 15 * time.Minute

// PauseOf is what an error code in the final status of a text of that moment means for the
// whole room; the zero time is now.
func PauseOf(now func() time.Time) func(code int, at time.Time) *store.Pause {
	return func(code int, at time.Time) *store.Pause {
		if at.IsZero() {
			at = now()
		}
		return learned(carrier.MeaningOf(code), at, now())
	}
}

func learned(m carrier.Meaning, at, now time.Time) *store.Pause {
	switch m.Effect {
	case carrier.DailyCap:
		if _, midnight := budgetDay(at); midnight.After(now) {
			return &store.Pause{For: midnight.Sub(now), Why: m.Title, Cap: true}
		}
	case carrier.PauseAccount, carrier.PauseRoom, carrier.Configuration:
		if now.Sub(at) < staleTrouble {
			return &store.Pause{For: max(m.Wait, standstill), Why: m.Title}
		}
	}
	return nil
}

func effect(e carrier.Effect) store.Effect {
	switch e {
	case carrier.MemberOptedOut:
		return store.OptedOut
	case carrier.MemberUnreachable, carrier.MemberBarred:
		return store.Unreachable
	case carrier.MemberFailing:
		return store.Failing
	case carrier.LoopGuard:
		return store.Guarded
	}
	return store.NoEffect
}
