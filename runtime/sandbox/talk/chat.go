// Package talk lets tests be people with phones of a simulated carrier: they text a room
// from outside, over HTTP, while the test disturbs it.
//
// It promises that a chat holds every phone to every line: none lost, none doubled, one
// order.
//
// It leaves to others the carrier, the room and the disturbance.
package talk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/sandbox/conversation"
)

// Chat is Ann and Bob texting in turn while Cid listens.
type Chat struct {
	// People are the phones; all three are members of the room.
	People conversation.Carrier
	// AtLeast is how many lines each of the two texts.
	AtLeast int
	// Refusals are fine: a line that the room does not take is texted again in other
	// words. It may arrive all the same, where only the room's answer was lost.
	Refusals bool
	// Pace is the time between two texts. Default: 50 ms.
	Pace time.Duration
	// Patience is how long lines may be under way in the end. Default: 2 minutes.
	Patience time.Duration
}

// quiet is how long the phones are watched for a line too many.
const quiet = time.Second

// During chats from before something happens until after it, and then holds every phone
// to what was said.
func (c Chat) During(ctx context.Context, happen func()) error {
	before := map[string]int{}
	for _, phone := range conversation.Phones() {
		before[phone.Number] = len(c.People.Inbox(phone.Number))
	}
	said, err := c.say(ctx, happen)
	if err != nil {
		return err
	}
	return c.hold(ctx, said, before)
}

// say texts until enough is said and what happens is over. It happens after a third of
// the lines, and two more follow it.
func (c Chat) say(ctx context.Context, happen func()) ([]line, error) {
	pace := time.NewTicker(max(c.Pace, 50*time.Millisecond))
	defer pace.Stop()
	over := make(chan struct{})
	var said []line
	for i, after := 0, 0; i < c.AtLeast || after < 2; i++ {
		if i == c.AtLeast/3 {
			go func() {
				defer close(over)
				happen()
			}()
			defer func() { <-over }()
		}
		if isClosed(over) {
			after++
		}
		for _, from := range conversation.Phones()[:2] {
			lines, err := c.text(ctx, from, i)
			said = append(said, lines...)
			if err != nil {
				return said, err
			}
			select {
			case <-pace.C:
			case <-ctx.Done():
				return said, fmt.Errorf("chatting: %w", ctx.Err())
			}
		}
	}
	return said, nil
}

// text sends a line, where refusals are fine until it is taken.
func (c Chat) text(ctx context.Context, from conversation.Phone, i int) ([]line, error) {
	var said []line
	for try := 0; ; try++ {
		text := fmt.Sprintf("line %d", i)
		if try > 0 {
			text += fmt.Sprintf(", try %d", try+1)
		}
		err := c.People.Text(ctx, from.Number, text)
		said = append(said, line{from: from, text: text, refused: err != nil})
		if err == nil {
			return said, nil
		}
		if !c.Refusals || ctx.Err() != nil {
			return said, fmt.Errorf("%s texting %q: %w", from.Name, text, err)
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// hold waits until every phone has what was said, and sees that it stays so.
func (c Chat) hold(ctx context.Context, said []line, before map[string]int) error {
	patience := c.Patience
	if patience == 0 {
		patience = 2 * time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var since time.Time // all is well since then
	for {
		err := c.compare(said, before)
		switch {
		case err == nil && since.IsZero():
			since = time.Now()
		case err == nil && time.Since(since) > quiet:
			return nil
		case err != nil && !since.IsZero():
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		}
	}
}

func (c Chat) compare(said []line, before map[string]int) error {
	for _, phone := range conversation.Phones() {
		inbox := c.People.Inbox(phone.Number)
		if err := compare(said, phone, inbox[min(before[phone.Number], len(inbox)):]); err != nil {
			return err
		}
	}
	return nil
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
