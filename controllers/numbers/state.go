package numbers

import (
	"context"
	"slices"
	"time"
)

// State is what is known for sure about a room's purchase. It must survive everything:
// a restart, a restore from backup, a lost status.
type State struct {
	// SID is the room's number; once it is there nothing is ever bought again.
	SID string
	// PurchasedAt is when that number was first asked for; zero if it was not bought, or
	// if nobody knows any more.
	PurchasedAt time.Time
	// Candidate is the exact number being bought.
	Candidate string
	// Attempts counts purchase requests for the candidate, written before each.
	Attempts int
	// FirstAttempt is when the candidate was first asked for.
	FirstAttempt time.Time
	// RefusedAt is when a request other than the first was refused: an earlier one may
	// have bought the candidate. From then on it is only waited and looked for.
	RefusedAt time.Time
	// Abandoned are candidates given up, oldest first; they are not chosen again.
	Abandoned []string
}

// Journal keeps the State.
type Journal interface {
	// Load reads the state from where it is kept, not from a cache.
	Load(ctx context.Context) (State, error)
	// Save writes the state, unless it was changed by someone else since the last Load
	// or Save of this Journal; then, and whenever it is not sure that the state was
	// written, it returns an error.
	Save(ctx context.Context, s State) error
}

// keptAbandoned bounds the list: a search gives about thirty numbers at a time.
const keptAbandoned = 100

func (s State) recorded(sid string) State {
	if s.SID == sid {
		return s
	}
	return State{SID: sid, PurchasedAt: s.FirstAttempt}
}

func (s State) chosen(candidate string) State {
	return State{Candidate: candidate, Abandoned: s.Abandoned}
}

func (s State) abandoned() State {
	list := append(slices.Clone(s.Abandoned), s.Candidate)
	return State{Abandoned: list[max(0, len(list)-keptAbandoned):]}
}

func (s State) doubted(now time.Time) State {
	s.RefusedAt = now
	return s
}

func (s State) attempted(now time.Time) State {
	s.Attempts++
	if s.FirstAttempt.IsZero() {
		s.FirstAttempt = now
	}
	return s
}
