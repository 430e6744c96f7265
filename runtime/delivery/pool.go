package delivery

import "sync/atomic"

// pool counts free workers. Only the loop takes; anyone may give back.
type pool struct {
	size int64
	busy atomic.Int64
}

func newPool(size int) *pool { return &pool{size: int64(size)} }

func (p *pool) free() bool { return p.busy.Load() < p.size }
func (p *pool) take()      { p.busy.Add(1) }

// give says whether all were busy until then: only in that case did the loop pass work over.
func (p *pool) give() (full bool) { return p.busy.Add(-1) == p.size-1 }
