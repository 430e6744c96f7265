package twiliosim

import (
	"context"
	"slices"
	"sync"
	"time"
)

// phoneBook holds the phones that someone looks at.
type phoneBook struct {
	mu     sync.RWMutex
	phones map[string]*Phone
	order  []*Phone
}

func (b *phoneBook) find(number string) *Phone {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.phones[number]
}

// Phone is somebody's mobile: it texts numbers and keeps what arrives. Phones that nobody asked
// for receive messages too; asking for one later shows what it got, unless messages are forgotten.
type Phone struct {
	sim    *Sim
	number string

	mu       sync.Mutex
	thread   []entry
	taken    map[uint64]bool // texts that Next has returned
	known    uint64          // messages up to this one were in the log when the phone was made
	news     chan struct{}
	off      bool
	landline bool
}

// entry is one bubble on a phone: a message to it, or a text that it sent.
type entry struct {
	in  *message
	out *Inbound
}

// Text is a message that a phone received or is about to.
type Text struct {
	// SID is Twilio's MessageSid; From and To are E.164.
	SID, From, To, Body string
	// MediaURLs are the pictures, as the sender gave them.
	MediaURLs []string
	Segments  int
	Status    Status
	ErrorCode int
	// Created is when the API took it, Arrived when it reached the phone.
	Created, Arrived time.Time
}

// Phone returns the phone with a number in E.164, making it if it is new.
func (s *Sim) Phone(number string) *Phone {
	s.phones.mu.Lock()
	defer s.phones.mu.Unlock()
	if p := s.phones.phones[number]; p != nil {
		return p
	}
	p := &Phone{sim: s, number: number, news: make(chan struct{}), taken: map[uint64]bool{}}
	s.messages.backwards(0, func(m *message) bool {
		p.known = max(p.known, m.seq)
		if m.to == number && m.more.direction != inbound {
			p.thread = append(p.thread, entry{in: m})
		}
		return true
	})
	slices.Reverse(p.thread)
	if s.phones.phones == nil {
		s.phones.phones = map[string]*Phone{}
	}
	s.phones.phones[number] = p
	s.phones.order = append(s.phones.order, p)
	return p
}

// Phones lists the phones that were asked for, in that order.
func (s *Sim) Phones() []*Phone {
	s.phones.mu.RLock()
	defer s.phones.mu.RUnlock()
	return slices.Clone(s.phones.order)
}

// Number returns the phone's number in E.164.
func (p *Phone) Number() string { return p.number }

// SwitchOff makes messages to the phone fail with 30003, until it is switched on with false.
func (p *Phone) SwitchOff(off bool) {
	p.mu.Lock()
	p.off = off
	p.mu.Unlock()
}

// SetLandline makes the number one that can't get texts: messages to it are refused with 21614.
func (p *Phone) SetLandline(landline bool) {
	p.mu.Lock()
	p.landline = landline
	p.mu.Unlock()
}

func (p *Phone) isOff() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.off
}

func (p *Phone) isLandline() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.landline
}

// add puts a bubble on the phone and wakes who waits. A message that came while the phone was
// being made is there already.
func (p *Phone) add(e entry) {
	p.mu.Lock()
	if e.in != nil && e.in.seq <= p.known {
		p.mu.Unlock()
		return
	}
	p.thread = append(p.thread, e)
	close(p.news)
	p.news = make(chan struct{})
	p.mu.Unlock()
}

// Inbox lists what the phone has received, in order of arrival.
func (p *Phone) Inbox() []Text {
	arrivals, _ := p.arrived()
	texts := make([]Text, len(arrivals))
	for i, a := range arrivals {
		texts[i] = a.Text
	}
	return texts
}

// Bodies lists the words of what the phone has received, in order of arrival.
func (p *Phone) Bodies() []string {
	bodies := []string{}
	for _, t := range p.Inbox() {
		bodies = append(bodies, t.Body)
	}
	return bodies
}

// arrivedText is a text with the number of its message.
type arrivedText struct {
	Text
	seq uint64
}

// arrived returns what has been delivered, and when the next message is due (0: none is on its way).
func (p *Phone) arrived() (texts []arrivedText, due int64) {
	p.mu.Lock()
	thread := slices.Clone(p.thread)
	p.mu.Unlock()
	now := p.sim.now().UnixNano()
	for _, e := range thread {
		if e.in == nil {
			continue
		}
		m := p.sim.messages.read(e.in)
		switch {
		case m.done <= now && m.outcome == Delivered:
			texts = append(texts, arrivedText{p.sim.textOf(&m, now), m.seq})
		case m.done > now && m.done != pending && (due == 0 || m.done < due):
			due = m.done
		}
	}
	slices.SortStableFunc(texts, func(a, b arrivedText) int { return a.Arrived.Compare(b.Arrived) })
	return texts, due
}

// Next waits for the next text that no call of Next has returned yet.
func (p *Phone) Next(ctx context.Context) (Text, error) {
	for {
		p.mu.Lock()
		news := p.news
		p.mu.Unlock()
		texts, due := p.arrived()
		if text, ok := p.take(texts); ok {
			return text, nil
		}
		if err := p.sleep(ctx, news, due); err != nil {
			return Text{}, err
		}
	}
}

// take gives the caller the first text that nobody has yet.
func (p *Phone) take(texts []arrivedText) (Text, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range texts {
		if !p.taken[t.seq] {
			p.taken[t.seq] = true
			return t.Text, true
		}
	}
	return Text{}, false
}

// sleep waits for a new message, or until one on its way is due.
func (p *Phone) sleep(ctx context.Context, news <-chan struct{}, due int64) error {
	var ring <-chan time.Time
	if due != 0 {
		timer := time.NewTimer(max(time.Duration(due-p.sim.now().UnixNano()), time.Millisecond))
		defer timer.Stop()
		ring = timer.C
	}
	select {
	case <-news:
	case <-ring:
	case <-ctx.Done():
		return ctx.Err()
	case <-p.sim.ctx.Done():
		return p.sim.ctx.Err()
	}
	return nil
}

// wake makes waiters look again, after a message's future changed.
func (p *Phone) wake() {
	p.mu.Lock()
	close(p.news)
	p.news = make(chan struct{})
	p.mu.Unlock()
}

// textOf shows a message as a phone does.
func (s *Sim) textOf(m *message, now int64) Text {
	return Text{SID: s.mint.of(m.prefix(), sidMessage, m.seq), From: m.from, To: m.to, Body: m.body, MediaURLs: m.more.mediaURLs,
		Segments: int(m.segment), Status: m.status(now), ErrorCode: int(m.errorAt(now)), Created: at(m.created), Arrived: at(m.done)}
}
