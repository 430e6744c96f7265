package twiliosim

import "sync"

// tasks counts what is under way, so that Close can wait for it, and lets nothing new begin afterwards.
type tasks struct {
	mu     sync.RWMutex
	closed bool
	group  sync.WaitGroup
}

// enter reports whether work may begin. Who got true calls leave.
func (t *tasks) enter() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if t.closed {
		return false
	}
	t.group.Add(1)
	return true
}

func (t *tasks) leave() { t.group.Done() }

// spawn runs work beside the caller, unless the simulator is closing.
func (t *tasks) spawn(work func()) {
	if !t.enter() {
		return
	}
	go func() {
		defer t.leave()
		work()
	}()
}

// close waits for what has begun.
func (t *tasks) close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.group.Wait()
}
