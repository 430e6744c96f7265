// Package conversation is what three friends text a new room: the main job, played by
// phones.
//
// It promises that every phone gets exactly what the script says, no text more, none
// less, each in order, and names the first difference otherwise.
//
// It leaves to others the phones and the room.
package conversation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Phone takes part in a conversation.
type Phone struct {
	// Name is what its owner joins as, Number is in E.164.
	Name, Number string
}

// Phones are the three that every sandbox begins with.
func Phones() []Phone {
	return []Phone{
		{Name: "Ann", Number: "+14155550101"},
		{Name: "Bob", Number: "+12125550102"},
		{Name: "Cid", Number: "+13125550103"},
	}
}

// Turn is one text of one phone, and what each phone hears of it, by name.
type Turn struct {
	From string
	Text string
	Hear map[string][]string
}

// Carrier is what a conversation needs of phones.
type Carrier interface {
	// Text sends a text from a phone to the room and returns when the room has taken it.
	Text(ctx context.Context, from, body string) error
	// Inbox is what a phone has received, in order of arrival.
	Inbox(number string) []string
}

// Listener is told of every text as it is sent and as it arrives; nil parts are fine.
type Listener struct {
	Sent, Received func(phone, text string)
}

// patience is how long a turn may take; a healthy room needs a tenth of a second.
const patience = 20 * time.Second

// Play plays the turns one after the other.
func Play(ctx context.Context, carrier Carrier, turns []Turn, listen Listener) error {
	p := player{carrier: carrier, listen: listen, heard: map[string][]string{}}
	for _, phone := range Phones() {
		p.heard[phone.Name] = slices.Clone(carrier.Inbox(phone.Number))
	}
	for _, turn := range turns {
		if err := p.play(ctx, turn); err != nil {
			return err
		}
	}
	return nil
}

type player struct {
	carrier Carrier
	listen  Listener
	// heard is all that each phone must have received by now.
	heard map[string][]string
}

func (p *player) play(ctx context.Context, turn Turn) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tell(p.listen.Sent, turn.From, turn.Text)
	if err := p.carrier.Text(ctx, number(turn.From), turn.Text); err != nil {
		return fmt.Errorf("%s texting %q: %w", turn.From, turn.Text, err)
	}
	for _, phone := range Phones() {
		if err := p.hear(ctx, turn, phone); err != nil {
			return err
		}
	}
	return nil
}

// hear waits until a phone has what the turn says, and holds it to that.
func (p *player) hear(ctx context.Context, turn Turn, phone Phone) error {
	want := append(p.heard[phone.Name], turn.Hear[phone.Name]...)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for len(p.carrier.Inbox(phone.Number)) < len(want) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return p.differs(turn, phone, want)
		}
	}
	if !slices.Equal(p.carrier.Inbox(phone.Number), want) {
		return p.differs(turn, phone, want)
	}
	for _, text := range turn.Hear[phone.Name] {
		tell(p.listen.Received, phone.Name, text)
	}
	p.heard[phone.Name] = want
	return nil
}

func (p *player) differs(turn Turn, phone Phone, want []string) error {
	known := len(p.heard[phone.Name])
	got := p.carrier.Inbox(phone.Number)
	return fmt.Errorf("after %s texted %q, %s should have received\n    %s\nand received\n    %s",
		turn.From, turn.Text, phone.Name, quoted(want[known:]), quoted(got[min(known, len(got)):]))
}

// Verify holds every phone's whole inbox to what the turns say.
func Verify(carrier Carrier, turns []Turn) error {
	for _, phone := range Phones() {
		var want []string
		for _, turn := range turns {
			want = append(want, turn.Hear[phone.Name]...)
		}
		if got := carrier.Inbox(phone.Number); !slices.Equal(got, want) {
			return fmt.Errorf("%s's whole inbox should be\n    %s\nand is\n    %s", phone.Name, quoted(want), quoted(got))
		}
	}
	return nil
}

func quoted(texts []string) string {
	if len(texts) == 0 {
		return "nothing"
	}
	lines := make([]string, 0, len(texts))
	for _, text := range texts {
		lines = append(lines, fmt.Sprintf("%q", text))
	}
	return strings.Join(lines, "\n    ")
}

func tell(to func(phone, text string), phone, text string) {
	if to != nil {
		to(phone, text)
	}
}

func number(name string) string {
	for _, phone := range Phones() {
		if phone.Name == name {
			return phone.Number
		}
	}
	return ""
}
