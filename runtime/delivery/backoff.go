package delivery

import (
	"math/rand/v2"
	"time"
)

const (
	backoffFirst = 50 * time.Millisecond
	backoffMost  = 5 * time.Second
)

// backoff gives growing waits, with a fifth of chance in them so that pods spread.
type backoff struct{ tries int }

func (b *backoff) next() time.Duration {
	d := min(backoffFirst<<min(b.tries, 10), backoffMost)
	b.tries++
	return d - d/10 + rand.N(d/5+1)
}

func (b *backoff) reset() { b.tries = 0 }
