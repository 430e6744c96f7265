package numbers_test

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/smackdev/smack/controllers/numbers"
)

var errConflict = errors.New("the object has been modified")

// ledger is where journals keep their state: it survives what the journals do not.
type ledger struct {
	mu      sync.Mutex
	state   numbers.State
	version int
}

// touch is a change by someone else to something that does not concern the purchase.
func (l *ledger) touch() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.version++
}

func (l *ledger) now() numbers.State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return copied(l.state)
}

// journal is one process's view of a ledger, with an optimistic lock.
type journal struct {
	*ledger
	seen int
}

func (l *ledger) open() *journal { return &journal{ledger: l} }

func (j *journal) Load(context.Context) (numbers.State, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.seen = j.version
	return copied(j.state), nil
}

func (j *journal) Save(_ context.Context, s numbers.State) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.seen != j.version {
		return errConflict
	}
	j.version++
	j.seen, j.state = j.version, copied(s)
	return nil
}

func copied(s numbers.State) numbers.State {
	s.Abandoned = slices.Clone(s.Abandoned)
	return s
}
