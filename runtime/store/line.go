package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// LineSend is the text at the head of a line, recorded as in flight.
type LineSend struct {
	Standing Standing
	// Ref is our id of this send, for its StatusCallback.
	Ref string
	To  chat.E164
	// Kind is a chat.DirectKind or a chat.BroadcastKind, for metrics.
	Kind  string
	Body  string
	Media []chat.Media
	// Words is the text for a phone that takes no pictures; empty: Body.
	Words    string
	Segments int
	// Tries counts earlier tries that may have reached the carrier.
	Tries   int
	Started time.Time
	// Audience is how many members receive chat at all.
	Audience int
}

// BeginLine records the first text of a line that may still be sent as in flight, and
// drops those before it that may not. An entry tried for longer than validity ends as
// a dead letter.
func (s *Store) BeginLine(ctx context.Context, job Job, lease, validity time.Duration, gate Gate) (LineSend, error) {
	return s.beginLine(ctx, job, lease, validity, gate, joint{most: 1})
}

// lineSend reads the script's answer.
func (s *Store) lineSend(reply []any) (LineSend, error) {
	standing := asText(item(reply, 0))
	if standing != "SEND" {
		return LineSend{Standing: Standing(standing)}, nil
	}
	p := decodePictures(asText(item(reply, 5)))
	return LineSend{
		Standing: Going,
		Ref:      asText(item(reply, 1)),
		To:       chat.E164(asText(item(reply, 2))),
		Kind:     asText(item(reply, 3)),
		Body:     s.options.Plain(asText(item(reply, 4))),
		Media:    p.Media,
		Words:    p.Words,
		Segments: int(asInt(item(reply, 6))),
		Tries:    int(asInt(item(reply, 7))),
		Started:  micros(asInt(item(reply, 8))),
		Audience: int(asInt(item(reply, 9))),
	}, nil
}

// LineEnd is how the send of a line's head ended.
type LineEnd struct {
	Verdict  Verdict
	SID      string
	Segments int
	// More as in WaveEnd.
	More   int
	Code   int
	Reason string
	Effect Effect
	Delay  time.Duration
	Pause  *Pause
	// Grace, Limit and Sweep as in WaveEnd; Limit is the most tries of one text.
	Grace time.Duration
	Limit int
	Sweep time.Duration
}

type lineResult struct {
	Verdict  Verdict `json:"do"`
	SID      string  `json:"sid"`
	Segments int     `json:"segments"`
	More     int     `json:"more,omitempty"`
	Code     int     `json:"code"`
	Reason   string  `json:"reason"`
	Effect   Effect  `json:"effect"`
	Delay    int64   `json:"delay"`
	pauseResult
}

// SettleLine writes down how the send ended.
func (s *Store) SettleLine(ctx context.Context, job Job, end LineEnd) (Standing, error) {
	result := lineResult{
		Verdict: end.Verdict, SID: end.SID, Segments: end.Segments, More: end.More, Code: end.Code,
		Reason: end.Reason, Effect: end.Effect, Delay: end.Delay.Microseconds(), pauseResult: end.Pause.result(),
	}
	text, err := json.Marshal(result)
	if err != nil {
		return "", fmt.Errorf("writing a send's end: %w", err)
	}
	return settled(s.scripts.lineSettle.run(ctx, s.client,
		job.Name, job.Token, end.Grace.Microseconds(), end.Limit, end.Sweep.Microseconds(), text))
}
