package delivery

// pool counts free workers. Only the loop takes; anyone may give back.
type pool chan struct{}

func newPool(size int) pool { return make(pool, size) }

func (p pool) free() bool { return len(p) < cap(p) }
func (p pool) take()      { p <- struct{}{} }
func (p pool) give()      { <-p }
