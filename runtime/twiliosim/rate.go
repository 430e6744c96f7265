package twiliosim

import (
	"sync"
	"time"
)

// Rates are segments a second by number type, as published by Twilio for a sender without an
// agreement of its own: 1 for a long code, 3 for toll-free, 100 for a short code.
type Rates struct {
	LongCode, TollFree, ShortCode float64
}

// defaultRates are Twilio's public figures.
var defaultRates = Rates{LongCode: 1, TollFree: 3, ShortCode: 100}

// queueTime is how much of its own rate a sender may have queued (error 21611).
const queueTime = 10 * time.Hour

// of returns the rate of a number type; a zero field means the public figure.
func (r Rates) of(kind NumberType) float64 {
	pick := func(own, public float64) float64 {
		if own > 0 {
			return own
		}
		return public
	}
	switch kind {
	case TollFree:
		return pick(r.TollFree, defaultRates.TollFree)
	case ShortCode:
		return pick(r.ShortCode, defaultRates.ShortCode)
	}
	return pick(r.LongCode, defaultRates.LongCode)
}

// sendQueue is the queue of one sender, kept as the moment at which it will be empty.
type sendQueue struct {
	mu   sync.Mutex
	free int64 // Unix nanoseconds
}

// ticket is a place in a sender's queue.
type ticket struct {
	turn    int64 // when it is sent, or expires
	expired bool
}

// take reserves the time that segments need, in nanoseconds of real time. It refuses when more
// than limit is queued, and reserves nothing for what would expire before its turn.
func (q *sendQueue) take(now, cost, limit, validity int64) (ticket, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	turn := max(now, q.free)
	if turn-now > limit {
		return ticket{}, false
	}
	if turn-now > validity {
		return ticket{turn: now + validity, expired: true}, true
	}
	q.free = turn + cost
	return ticket{turn: turn}, true
}

// clear empties the queue.
func (q *sendQueue) clear() {
	q.mu.Lock()
	q.free = 0
	q.mu.Unlock()
}

// maxValidity is the longest that a message may wait in its queue, and the default.
const maxValidity = 36000 * time.Second
