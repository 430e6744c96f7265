package numbers

import "time"

// Seen is what a run has seen, for tables of the protocol.
type Seen struct {
	Fetched               *Number
	Lost                  bool
	Mine, Holders         []Number
	Offers                []string
	LookedMine, Looked    bool
	Searched, HasAttempts bool
	Refused               error
}

// Step is what comes next.
type Step struct {
	Verb  string
	State State
	Err   error
}

// Next is the protocol's decision for a room with the token "smack:me".
func Next(s State, v Seen, allowed bool, now time.Time) Step {
	seen := sight{fetched: v.Fetched, lost: v.Lost, attempts: v.HasAttempts, refused: v.Refused}
	if v.LookedMine {
		seen.mine = &v.Mine
	}
	if v.Looked {
		seen.holders = &v.Holders
	}
	if v.Searched {
		seen.offers = &v.Offers
	}
	n := next(s, seen, policy{token: "smack:me", allowed: allowed, grace: Grace}, now)
	return Step{Verb: string(n.verb), State: n.state, Err: n.err}
}
