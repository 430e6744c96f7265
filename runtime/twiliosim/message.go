package twiliosim

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// Status is where a message is on its way.
type Status string

// The statuses of messages that the simulator gives.
const (
	Accepted    Status = "accepted"
	Scheduled   Status = "scheduled"
	Queued      Status = "queued"
	Sending     Status = "sending"
	Sent        Status = "sent"
	Delivered   Status = "delivered"
	Undelivered Status = "undelivered"
	Failed      Status = "failed"
	Canceled    Status = "canceled"
	Received    Status = "received"
)

// Directions of messages.
const (
	inbound       = "inbound"
	outboundAPI   = "outbound-api"
	outboundReply = "outbound-reply"
)

// pending is a time that is not known yet.
const pending = math.MaxInt64

// message is an SMS or MMS. Its whole future is decided when it is created: when its turn comes,
// when it is sent, when and how it ends. So no timer runs for it, and its status is a comparison.
// After creation only messageLog.edit changes it.
type message struct {
	seq     uint64
	account *Account
	from    string
	to      string
	body    string
	created int64 // Unix nanoseconds, like the next three
	turn    int64 // the queue reaches it
	sent    int64
	done    int64
	outcome Status
	code    int32
	segment int32
	more    *details
}

// details are what few messages have.
type details struct {
	direction string
	service   *Service
	mediaURLs []string // of an outbound message, as given
	media     []uint64 // positions in the media store
	callback  callback
	scheduled bool
	hidden    bool // deleted, or never in the account's log
}

// plain are the details of most messages. Nobody changes them.
var plain = &details{direction: outboundAPI}

// status returns where the message is at a time.
func (m *message) status(now int64) Status {
	switch {
	case now >= m.done:
		return m.outcome
	case now >= m.sent && m.outcome != Failed:
		return Sent
	case now >= m.turn:
		return Sending
	case m.more.scheduled:
		return Scheduled
	}
	return Queued
}

// errorAt returns the error code that is known at a time, 0 for none.
func (m *message) errorAt(now int64) int32 {
	if now < m.done {
		return 0
	}
	return m.code
}

// changed returns when the status was last another.
func (m *message) changed(now int64) int64 {
	for _, t := range []int64{m.done, m.sent, m.turn} {
		if now >= t {
			return t
		}
	}
	return m.created
}

func (m *message) prefix() string {
	if m.mediaCount() > 0 {
		return "MM"
	}
	return "SM"
}

func (m *message) mediaCount() int { return max(len(m.more.mediaURLs), len(m.more.media)) }

// blockSize is how many messages lie in one piece of memory.
const blockSize = 4096

// messageLog keeps messages in the order in which they were made, in blocks that never move.
type messageLog struct {
	last   atomic.Uint64
	mu     sync.RWMutex
	blocks [][]message
	base   uint64 // seq of the first message that is kept
}

// add numbers a message and keeps it. What it returns changes
// later on, under the lock; the caller's m stays as it is. To forget is for logs that keep none:
// numbers must have no gaps.
func (l *messageLog) add(m *message, forget bool) *message {
	if forget {
		m.seq = l.last.Add(1)
		kept := *m
		return &kept
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	m.seq = l.last.Add(1)
	if n := len(l.blocks); n == 0 || len(l.blocks[n-1]) == blockSize {
		if n == 0 {
			l.base = m.seq
		}
		l.blocks = append(l.blocks, make([]message, 0, blockSize))
	}
	block := &l.blocks[len(l.blocks)-1]
	*block = append(*block, *m)
	return &(*block)[len(*block)-1]
}

// at returns the message with a number, nil if it isn't kept. The caller holds the lock.
func (l *messageLog) at(seq uint64) *message {
	i := seq - l.base
	if seq < l.base || i/blockSize >= uint64(len(l.blocks)) || i%blockSize >= uint64(len(l.blocks[i/blockSize])) {
		return nil
	}
	return &l.blocks[i/blockSize][i%blockSize]
}

// edit runs a change of a message while nobody reads any.
func (l *messageLog) edit(change func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change()
}

// backwards calls visit for messages older than before (0 for all), newest first, until it returns false.
func (l *messageLog) backwards(before uint64, visit func(*message) bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	seq := l.last.Load()
	if before != 0 {
		seq = before - 1
	}
	for ; seq > 0; seq-- {
		m := l.at(seq)
		if m == nil && seq < l.base {
			return
		}
		if m != nil && !m.more.hidden && !visit(m) {
			return
		}
	}
}

// reset forgets all messages.
func (l *messageLog) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.blocks, l.base = nil, l.last.Load()+1
}

// read returns a copy of a message, safe from later changes.
func (l *messageLog) read(m *message) message {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return *m
}

func at(ns int64) time.Time { return time.Unix(0, ns).UTC() }
