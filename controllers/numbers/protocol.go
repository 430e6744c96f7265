package numbers

import (
	"slices"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
)

// Grace is how long a candidate is kept after a request other than the first was
// refused: an earlier one may have bought it, or be on its way still, and the carrier's
// list may not show it yet. It counts from the refusal, because requests go on until then.
const Grace = 10 * time.Minute

// unexplainedRefusals is how many numbers are tried when the carrier refuses for a
// reason that may or may not concern the number.
const unexplainedRefusals = 3

// verb is what to do next in a purchase.
type verb string

const (
	fetch      verb = "fetch"       // the recorded number
	findMine   verb = "find-mine"   // numbers with our token
	search     verb = "search"      // numbers for sale
	findHolder verb = "find-holder" // who has the candidate
	save       verb = "save"        // step.state
	attempt    verb = "attempt"     // save step.state, if spending is allowed now
	buy        verb = "buy"         // the candidate
	done       verb = "done"        // with step.number
	stop       verb = "stop"        // with step.err
)

// step is one act of the protocol.
type step struct {
	verb   verb
	state  State
	number Number
	err    error
}

// sight is what this run has seen at the carrier since the state last changed.
type sight struct {
	fetched  *Number
	lost     bool
	mine     *[]Number
	offers   *[]string
	holders  *[]Number
	attempts bool  // this run has written an attempt for the candidate
	refused  error // the carrier's definite answer to the purchase request
}

// policy is what the room may do.
type policy struct {
	token  string
	search Search
	// papers are the fields of the purchase that are given.
	papers  []Field
	allowed bool
	grace   time.Duration
}

// next decides the next act from the state, from what was seen, and from nothing else.
func next(s State, v sight, p policy, now time.Time) step {
	switch {
	case s.SID != "":
		return keep(s, v)
	case s.Candidate == "":
		return choose(s, v, p)
	}
	return pursue(s, v, p, now)
}

// keep is for a room that has its number.
func keep(s State, v sight) step {
	switch {
	case v.lost:
		return step{verb: stop, err: &LostError{SID: s.SID}}
	case v.fetched == nil:
		return step{verb: fetch}
	}
	return step{verb: done, number: *v.fetched}
}

// choose is for a room without number and candidate: perhaps a crash, or a cluster
// rebuilt from Git, has forgotten a number that bears our token.
func choose(s State, v sight, p policy) step {
	if v.mine == nil {
		return step{verb: findMine}
	}
	switch mine := *v.mine; {
	case len(mine) == 1:
		return step{verb: save, state: s.recorded(mine[0].SID)}
	case len(mine) > 1:
		return step{verb: stop, err: &DuplicateNumbersError{Token: p.token, SIDs: sids(mine)}}
	case !p.allowed:
		return step{verb: stop, err: &PurchaseNotAllowedError{}}
	case v.offers == nil:
		return step{verb: search}
	}
	for _, e164 := range *v.offers {
		if !slices.Contains(s.Abandoned, e164) {
			return step{verb: save, state: s.chosen(e164)}
		}
	}
	return step{verb: stop, err: &NoNumberFoundError{Search: p.search, Abandoned: len(s.Abandoned)}}
}

// pursue is for a room with a candidate. Abandoning it is the only way to a second
// purchase, so it is what is guarded.
func pursue(s State, v sight, p policy, now time.Time) step {
	if v.holders == nil {
		return step{verb: findHolder}
	}
	for _, holder := range *v.holders {
		if holder.FriendlyName == p.token {
			return step{verb: save, state: s.recorded(holder.SID)}
		}
	}
	if len(*v.holders) > 0 {
		return step{verb: save, state: s.abandoned()}
	}
	switch {
	case !s.RefusedAt.IsZero():
		return waitOut(s, p, now)
	case v.refused != nil:
		return refused(s, v.refused, p, now)
	case !p.allowed:
		return step{verb: stop, err: &PurchaseNotAllowedError{}}
	case !v.attempts:
		return step{verb: attempt, state: s.attempted(now)}
	}
	return step{verb: buy}
}

// refused is for a candidate that the carrier will not sell, and that the account does
// not show.
func refused(s State, err error, p policy, now time.Time) step {
	field := aboutField(err)
	missing := field != "" && !slices.Contains(p.papers, field)
	switch {
	case missing, !aboutNumber(err) && len(s.Abandoned)+1 >= unexplainedRefusals:
		return step{verb: stop, err: &PurchaseRefusedError{Field: field, Missing: missing, Err: err}}
	case s.Attempts > 1:
		return step{verb: save, state: s.doubted(now)}
	}
	return step{verb: save, state: s.abandoned()}
}

// waitOut is for a candidate that an earlier request may have bought.
func waitOut(s State, p policy, now time.Time) step {
	if waited := now.Sub(s.RefusedAt); waited < p.grace {
		return step{verb: stop, err: &PurchasePendingError{After: p.grace - waited}}
	}
	return step{verb: save, state: s.abandoned()}
}

// aboutNumber reports whether a refusal concerns the number asked for.
func aboutNumber(err error) bool {
	switch carrier.AsError(err).Code {
	case carrier.CodeNumberUnavailable, carrier.CodeNumberInvalid:
		return true
	}
	return false
}

// aboutField is the field of the purchase that a refusal concerns, if any.
func aboutField(err error) Field {
	switch carrier.AsError(err).Code {
	case carrier.CodeAddressRequired, carrier.CodeAddressOutsideBundle:
		return FieldAddress
	case carrier.CodeBundleRequired:
		return FieldBundle
	}
	return ""
}

func sids(numbers []Number) []string {
	list := make([]string, len(numbers))
	for i, n := range numbers {
		list[i] = n.SID
	}
	return list
}
