package talk

import (
	"context"
	"fmt"
	"net/http"
	"slices"

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
	return p.TextPictures(ctx, from, body)
}

// TextPictures is Text with pictures, as data URLs (RFC 2397).
func (p Phones) TextPictures(ctx context.Context, from, body string, pictures ...string) error {
	var answer struct {
		Webhook struct {
			Delivered bool `json:"delivered"`
			Status    int  `json:"status"`
			ErrorCode int  `json:"errorCode"`
		} `json:"webhook"`
	}
	err := p.Carrier.ask(ctx, http.MethodPost, "/sim/phones/"+from+"/texts", map[string]any{"to": p.Room, "body": body, "media": pictures}, &answer)
	if err != nil {
		return err
	}
	if !answer.Webhook.Delivered {
		return fmt.Errorf("the room did not take the text: status %d, carrier error %d", answer.Webhook.Status, answer.Webhook.ErrorCode)
	}
	return nil
}

// bubble is a text on a phone's screen, as the simulator tells of it.
type bubble struct {
	Direction, Body, With string
	Media                 []struct{ URL string }
}

// received are the texts that a phone has from the room, in order of arrival.
func (p Phones) received(number string) []bubble {
	var thread struct{ Messages []bubble }
	if err := p.Carrier.ask(context.Background(), http.MethodGet, "/sim/phones/"+number+"/messages", nil, &thread); err != nil {
		p.Broken(err)
		return nil
	}
	return slices.DeleteFunc(thread.Messages, func(b bubble) bool { return b.Direction != "received" || b.With != p.Room })
}

// Inbox is what a phone has received from the room.
func (p Phones) Inbox(number string) []string {
	bodies := []string{}
	for _, b := range p.received(number) {
		bodies = append(bodies, b.Body)
	}
	return bodies
}

// Pictures are the addresses of those that came with the phone's last text.
func (p Phones) Pictures(number string) []string {
	var addresses []string
	if all := p.received(number); len(all) > 0 {
		for _, picture := range all[len(all)-1].Media {
			addresses = append(addresses, picture.URL)
		}
	}
	return addresses
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
