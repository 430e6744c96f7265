// Package fault makes the operator's side effects go wrong on purpose: every call to the
// carrier and to Kubernetes is an act, and a plan says which act fails, comes late, or
// kills the process before or after it took effect.
//
// It promises that the same plan over the same acts gives the same story, that an act
// marked "before" was not done and one marked "after" was, and that nothing happens to
// acts that the plan does not name.
//
// It leaves to tests what a life is, what time it is, and what must hold in the end. No
// program imports it.
package fault

import (
	"fmt"
	"sync"
)

// Mishap is what happens to one act.
type Mishap string

// The mishaps.
const (
	// CrashBefore: the process dies, the act was not done.
	CrashBefore Mishap = "crash-before"
	// CrashAfter: the act was done, the process dies before it hears of it.
	CrashAfter Mishap = "crash-after"
	// FailBefore: not done, and an error that leaves it open.
	FailBefore Mishap = "fail-before"
	// FailAfter: done, and an error that leaves it open.
	FailAfter Mishap = "fail-after"
	// Throttle: not done, and a request for patience.
	Throttle Mishap = "throttle"
	// Refuse: not done, and a plain no.
	Refuse Mishap = "refuse"
	// Late: an error that leaves it open, and done only at the next CatchUp. Acts that
	// cannot be late are not done at all.
	Late Mishap = "late"
)

// Mishaps are all of them.
func Mishaps() []Mishap {
	return []Mishap{CrashBefore, CrashAfter, FailBefore, FailAfter, Throttle, Refuse, Late}
}

// Crash is the panic value by which a process dies; see Survive.
type Crash struct{}

// crashed is what Survive returns for a process that died.
type crashed struct{}

func (crashed) Error() string { return "the process died" }

// ErrCrashed says that the process died.
var ErrCrashed error = crashed{}

// Survive runs a process until it returns or dies.
func Survive(process func() error) (err error) {
	defer func() {
		switch r := recover(); r {
		case nil:
		case Crash{}:
			err = ErrCrashed
		default:
			panic(r)
		}
	}()
	return process()
}

// Answers are the errors with which an act fails.
type Answers struct {
	// Open leaves it open whether the act was done.
	Open error
	// Busy asks for patience.
	Busy error
	// No refuses.
	No error
	// Late says that the act may still be done after its caller gave up.
	Late bool
}

// Fate decides about each act of a run, by its number, which counts from one.
type Fate struct {
	// Plan names the acts that go wrong. It is read by every act.
	Plan map[int]Mishap

	mu   sync.Mutex
	acts []string
	late []func() error
}

// Act does one act, or not, as planned.
func (f *Fate) Act(name string, answers Answers, do func() error) error {
	mishap := f.next(name)
	switch mishap {
	case CrashBefore:
		panic(Crash{})
	case FailBefore:
		return answers.Open
	case Throttle:
		return answers.Busy
	case Refuse:
		return answers.No
	case Late:
		if answers.Late {
			f.postpone(do)
		}
		return answers.Open
	}
	err := do()
	switch mishap {
	case CrashAfter:
		panic(Crash{})
	case FailAfter:
		return answers.Open
	}
	return err
}

// Says is for what cannot fail, but is lost with the process: only crashes concern it.
func (f *Fate) Says(name string, do func()) {
	mishap := f.next(name)
	if mishap == CrashBefore {
		panic(Crash{})
	}
	do()
	if mishap == CrashAfter {
		panic(Crash{})
	}
}

func (f *Fate) next(name string) Mishap {
	f.mu.Lock()
	defer f.mu.Unlock()
	mishap := f.Plan[len(f.acts)+1]
	line := name
	if mishap != "" {
		line = fmt.Sprintf("%s (%s)", name, mishap)
	}
	f.acts = append(f.acts, line)
	return mishap
}

func (f *Fate) postpone(do func() error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.late = append(f.late, do)
}

// CatchUp does what was late. Nobody hears of its outcome.
func (f *Fate) CatchUp() {
	f.mu.Lock()
	late := f.late
	f.late = nil
	f.mu.Unlock()
	for _, do := range late {
		_ = do()
	}
}

// Log tells the acts so far, each with its mishap.
func (f *Fate) Log() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.acts...)
}
