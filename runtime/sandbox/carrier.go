package sandbox

import (
	"context"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/sandbox/conversation"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// segmentsPerSecond is the sandbox's rate for a long code. A real one sends a segment
// a second, and nobody wants to watch that.
const segmentsPerSecond = 20

// startCarrier starts a Twilio with one account and three phones.
func (s *Sandbox) startCarrier() error {
	s.carrier = twiliosim.New(twiliosim.Options{
		Rates:        twiliosim.Rates{LongCode: segmentsPerSecond},
		DeliveryTime: 80 * time.Millisecond,
		Log:          s.log.With("part", "carrier"),
	})
	s.onDown(func() { _ = s.carrier.Close() })
	url, err := s.carrier.Start("127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("starting the carrier: %w", err)
	}
	for _, phone := range conversation.Phones() {
		s.carrier.Phone(phone.Number)
	}
	s.tell.Done("carrier", "a Twilio that runs here, at "+url)
	return nil
}

// phones lets a conversation use the carrier's phones.
type phones struct {
	carrier *twiliosim.Sim
	room    string
}

// Text sends a text to the room.
func (p phones) Text(ctx context.Context, from, body string) error {
	sent, err := p.carrier.Phone(from).Text(ctx, p.room, body)
	if err != nil {
		return fmt.Errorf("sending: %w", err)
	}
	if !sent.Webhook.Delivered {
		return fmt.Errorf("the room did not take the text: status %d, carrier error %d", sent.Webhook.Status, sent.Webhook.ErrorCode)
	}
	return nil
}

// Inbox is what a phone has received.
func (p phones) Inbox(number string) []string { return p.carrier.Phone(number).Bodies() }
