package twiliosim

import (
	"sync"
	"time"
)

// loopGap is the pause that ends a run of messages between two numbers (error 14107).
const loopGap = 30 * time.Second

// loopGuard counts messages in quick succession from one number to another.
type loopGuard struct {
	mu   sync.Mutex
	runs map[[2]string]loopRun
}

type loopRun struct {
	last  int64
	count int
}

// trips tells whether this message is one too many. Times are real nanoseconds.
func (g *loopGuard) trips(from, to string, now int64, limit int, gap int64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.runs == nil {
		g.runs = map[[2]string]loopRun{}
	}
	key := [2]string{from, to}
	run := g.runs[key]
	if now-run.last > gap {
		run.count = 0
	}
	run.count++
	if run.count > limit {
		g.runs[key] = loopRun{last: run.last, count: run.count} // the pause counts from the last one that went through
		return true
	}
	run.last = now
	g.runs[key] = run
	return false
}
