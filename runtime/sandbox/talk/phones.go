package talk

import (
	"context"
	"fmt"
	"net/http"

	"github.com/smackdev/smack/runtime/sandbox/conversation"
)

// The three phones.
var (
	Ann = conversation.Phones()[0].Number
	Bob = conversation.Phones()[1].Number
	Cid = conversation.Phones()[2].Number
)

// Phones are those of people who text one room.
type Phones struct {
	// Carrier has the phones, Room is the number that they text.
	Carrier Carrier
	Room    string
	// Broken hears that a phone could not be looked at. A test fails there.
	Broken func(error)
}

// Text sends a text to the room and returns when the room has taken it.
func (p Phones) Text(ctx context.Context, from, body string) error {
	var answer struct {
		Webhook struct {
			Delivered bool `json:"delivered"`
			Status    int  `json:"status"`
			ErrorCode int  `json:"errorCode"`
		} `json:"webhook"`
	}
	err := p.Carrier.ask(ctx, http.MethodPost, "/sim/phones/"+from+"/texts", map[string]string{"to": p.Room, "body": body}, &answer)
	if err != nil {
		return err
	}
	if !answer.Webhook.Delivered {
		return fmt.Errorf("the room did not take the text: status %d, carrier error %d", answer.Webhook.Status, answer.Webhook.ErrorCode)
	}
	return nil
}

// Inbox is what a phone has received from the room.
func (p Phones) Inbox(number string) []string {
	var thread struct {
		Messages []struct {
			Direction, Body, With string
		} `json:"messages"`
	}
	if err := p.Carrier.ask(context.Background(), http.MethodGet, "/sim/phones/"+number+"/messages", nil, &thread); err != nil {
		p.Broken(err)
		return nil
	}
	bodies := []string{}
	for _, message := range thread.Messages {
		if message.Direction == "received" && message.With == p.Room {
			bodies = append(bodies, message.Body)
		}
	}
	return bodies
}

// Counts are how many texts each phone has.
func (p Phones) Counts() map[string]int {
	counts := map[string]int{}
	for _, phone := range conversation.Phones() {
		counts[phone.Number] = len(p.Inbox(phone.Number))
	}
	return counts
}

// Since is what a phone has received after what it had before.
func (p Phones) Since(before map[string]int, number string) func() []string {
	return func() []string {
		inbox := p.Inbox(number)
		return inbox[min(before[number], len(inbox)):]
	}
}
