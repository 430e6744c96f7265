package twiliosim

import (
	"sync"
	"sync/atomic"
	"time"
)

// EventKind says what happened.
type EventKind string

// The kinds of events.
const (
	EventMessage        EventKind = "message"         // the API took a message; Status is its first
	EventStatus         EventKind = "status"          // a message to a phone changed its status
	EventInbound        EventKind = "inbound"         // a phone sent a text
	EventInboundDone    EventKind = "inbound.done"    // its webhook answered (delivered) or did not (failed)
	EventWebhook        EventKind = "webhook"         // a request to a webhook; Code is the HTTP status
	EventCallback       EventKind = "callback"        // a status callback; Code is the HTTP status
	EventNumberBought   EventKind = "number.bought"   // the API sold a number
	EventNumberUpdated  EventKind = "number.updated"  // its settings changed, webhooks for example
	EventNumberReleased EventKind = "number.released" // the API took a number back
	EventPhone          EventKind = "phone"           // a phone was added or changed
	EventFault          EventKind = "fault"           // a fault struck; Body is its kind, URL the path
	EventReset          EventKind = "reset"           // everything was reset
)

// Event is one thing that happened. Fields that say nothing are left out of its JSON.
type Event struct {
	ID        uint64    `json:"id"`
	Time      time.Time `json:"time"`
	Kind      EventKind `json:"kind"`
	SID       string    `json:"sid,omitempty"`
	From      string    `json:"from,omitempty"`
	To        string    `json:"to,omitempty"`
	Number    string    `json:"number,omitempty"`
	Body      string    `json:"body,omitempty"`
	MediaURLs []string  `json:"mediaURLs,omitempty"`
	Status    string    `json:"status,omitempty"`
	ErrorCode int       `json:"errorCode,omitempty"`
	URL       string    `json:"url,omitempty"`
	Code      int       `json:"code,omitempty"`
}

// hub hands events to who listens. Without listeners an event costs one atomic read.
type hub struct {
	listening atomic.Int32
	mu        sync.Mutex
	last      uint64
	listeners map[chan Event]bool
}

// Events returns a channel with everything that happens from now on, and a function that ends it.
// A listener that falls 4,096 events behind loses the newest.
func (s *Sim) Events() (<-chan Event, func()) {
	ch := make(chan Event, 4096)
	h := &s.events
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners == nil {
		h.listeners = map[chan Event]bool{}
	}
	h.listeners[ch] = true
	h.listening.Add(1)
	return ch, sync.OnceFunc(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.listeners, ch)
		h.listening.Add(-1)
		close(ch)
	})
}

func (s *Sim) publish(e Event) {
	h := &s.events
	if h.listening.Load() == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last++
	e.ID, e.Time = h.last, s.now().UTC()
	for ch := range h.listeners {
		select {
		case ch <- e:
		default: // too slow: what it has not read yet is worth more than what comes
		}
	}
}

// followEvents tells listeners about each change of a message's status.
func (s *Sim) followEvents(m *message) {
	if s.events.listening.Load() == 0 {
		return
	}
	kept := s.messages.read(m)
	now := s.now().UnixNano()
	s.publish(s.messageEvent(EventMessage, &kept, kept.status(now)))
	for _, t := range []int64{kept.turn, kept.sent, kept.done} {
		if t < now || t == pending {
			continue
		}
		s.after(t, func() {
			// A late timer still tells of its own moment, or two changes would look like one.
			latest := s.messages.read(m)
			s.publish(s.messageEvent(EventStatus, &latest, latest.status(t)))
		})
	}
}

func (s *Sim) messageEvent(kind EventKind, m *message, status Status) Event {
	return Event{Kind: kind, SID: s.mint.of(m.prefix(), sidMessage, m.seq), From: m.from, To: m.to, Body: m.body,
		MediaURLs: m.more.mediaURLs, Status: string(status), ErrorCode: int(m.errorAt(s.now().UnixNano()))}
}
