package store

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
)

const (
	// maxJoined is how many messages one text may join.
	maxJoined = 30
	// maxUnits is the most UTF-16 units of one text.
	// Source: https://www.twilio.com/docs/api/errors/21617
	maxUnits = 1600
	// joiner stands between the messages of a joined text; line_begin and look_begin
	// write it too.
	joiner = "\n"
)

// JoinLine is BeginLine for rooms that coalesce: what waits behind the first message of
// a member off the lane is joined to it, in order, as far as it fits into one text.
// A message with a picture goes alone. All that happens to the send, a doubt or its end
// as a dead letter, happens to all of its messages.
func (s *Store) JoinLine(ctx context.Context, job Job, lease, validity time.Duration, gate Gate) (LineSend, error) {
	return s.beginLine(ctx, job, lease, validity, gate, joint{most: maxJoined})
}

// joint is what to join: up to so many, or just those of the plan.
type joint struct {
	most     int
	plan     string
	segments int
}

// beginLine plans until the script finds the plan still true.
func (s *Store) beginLine(ctx context.Context, job Job, lease, validity time.Duration, gate Gate, j joint) (LineSend, error) {
	for range maxPlans {
		args := append([]any{job.Name, job.Token, lease.Microseconds(), validity.Microseconds()}, gate.args()...)
		reply, err := s.scripts.lineBegin.run(ctx, s.client, append(args, j.most, j.plan, j.segments)...).Slice()
		if err != nil {
			return LineSend{}, fmt.Errorf("beginning a line's send: %w", err)
		}
		if asText(item(reply, 0)) != "JOIN" {
			return s.lineSend(reply)
		}
		j = s.plan(j.most, texts(item(reply, 1)), texts(item(reply, 2)))
	}
	return LineSend{Standing: More}, nil
}

// maxPlans bounds one call; the room would have to change as often in between.
const maxPlans = 10

// plan chooses how many of the messages fit.
func (s *Store) plan(most int, seqs, bodies []string) joint {
	n := fitting(bodies)
	text := s.options.Plain(strings.Join(bodies[:n], joiner))
	return joint{most: most, plan: strings.Join(seqs[:n], "_"), segments: cost(text, nil, s.options.Segments)}
}

// fitting is how many of the bodies, one at least, make one text.
func fitting(bodies []string) int {
	units := 0
	for i, body := range bodies {
		units += unitsOf(body)
		if i > 0 {
			units += len(joiner)
		}
		if units > maxUnits && i > 0 {
			return i
		}
	}
	return len(bodies)
}

func unitsOf(body string) (n int) {
	for _, r := range body {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

func texts(reply any) []string {
	list := asList(reply)
	found := make([]string, len(list))
	for i := range list {
		found[i] = asText(list[i])
	}
	return found
}
