package twiliosim

import (
	"slices"
	"time"
)

// Bubble is one message on a phone's screen.
type Bubble struct {
	SID string `json:"sid"`
	// Direction is "sent" by the phone or "received"; With is the other side.
	Direction string `json:"direction"`
	With      string `json:"with"`
	Body      string `json:"body"`
	// Media are the pictures, at addresses where the simulator serves its own copies.
	Media    []BubbleMedia `json:"media,omitempty"`
	Segments int           `json:"segments"`
	// Status of a sent text is sending, delivered or failed, by what the webhook answered; of a
	// received one delivered.
	Status    Status    `json:"status"`
	ErrorCode int       `json:"errorCode,omitempty"`
	Time      time.Time `json:"time"`
}

// BubbleMedia is a picture on a phone's screen.
type BubbleMedia struct {
	URL         string `json:"url"`
	ContentType string `json:"contentType"`
}

// Thread lists what the phone's screen shows, oldest first: what it sent and what has arrived.
func (p *Phone) Thread() []Bubble {
	p.mu.Lock()
	thread := slices.Clone(p.thread)
	p.mu.Unlock()
	now := p.sim.now().UnixNano()
	bubbles := []Bubble{}
	for _, e := range thread {
		if e.out != nil {
			bubbles = append(bubbles, p.sentBubble(e.out))
			continue
		}
		if m := p.sim.messages.read(e.in); m.done <= now && m.outcome == Delivered {
			bubbles = append(bubbles, p.sim.receivedBubble(&m))
		}
	}
	slices.SortStableFunc(bubbles, func(a, b Bubble) int { return a.Time.Compare(b.Time) })
	return bubbles
}

func (p *Phone) sentBubble(in *Inbound) Bubble {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := Bubble{SID: in.SID, Direction: "sent", With: in.To, Body: in.Body, Segments: in.Segments, Time: in.Created,
		Status: Sending, ErrorCode: in.Webhook.ErrorCode}
	if in.done {
		b.Status = in.Webhook.tick()
	}
	for i, address := range in.MediaURLs {
		b.Media = append(b.Media, BubbleMedia{URL: address, ContentType: in.mediaTypes[i]})
	}
	return b
}

func (s *Sim) receivedBubble(m *message) Bubble {
	b := Bubble{SID: s.mint.of(m.prefix(), sidMessage, m.seq), Direction: "received", With: m.from, Body: m.body,
		Segments: int(m.segment), Status: Delivered, Time: at(m.done)}
	for _, position := range m.more.media {
		b.Media = append(b.Media, BubbleMedia{URL: s.mediaURL(m.account.sid, b.SID, position), ContentType: s.media.contentType(position)})
	}
	return b
}
