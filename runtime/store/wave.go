package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// Standing says how a claim stands after a step.
type Standing string

// How a claim may stand.
const (
	// Going: there is something to send.
	Going Standing = "GOING"
	// More: nothing yet; take the step again.
	More Standing = "MORE"
	// Idle: nothing is left; the claim is over.
	Idle Standing = "IDLE"
	// Waiting: nothing may be sent yet; the claim was handed back.
	Waiting Standing = "WAIT"
	// Stale: someone else owns the work now; let go.
	Stale Standing = "STALE"
)

// MaxWave is the most sends of one lane that are in flight together.
const MaxWave = 64

// WaveWant is what a worker asks of the next wave of its lane.
type WaveWant struct {
	Job Job
	// Number counts the waves of this claim, from 1.
	Number int
	// Yield hands the lane back when a direct text is due.
	Yield bool
	// Behind is after how long messages are joined for each member if several wait; they
	// leave the lane for that. 0 is never.
	Behind time.Duration
	Lease  time.Duration
	Gate   Gate
}

// Wave is one message for some members of a lane, recorded as in flight.
type Wave struct {
	Standing Standing
	Seq      chat.Seq
	Body     string
	Media    []chat.Media
	// Words is the text for phones that take no pictures; empty: Body.
	Words    string
	Segments int
	// Audience is how many members receive chat at all.
	Audience int
	// Started is when the wave was recorded, by Redis' clock.
	Started time.Time
	To      []Recipient
}

// Recipient is one member in a wave.
type Recipient struct {
	ID     chat.MemberID
	Number chat.E164
	// Ref is our id of this send, for its StatusCallback.
	Ref string
}

// BeginWave records who gets the message next and takes their segments from the gate.
func (s *Store) BeginWave(ctx context.Context, w WaveWant) (Wave, error) {
	args := append([]any{w.Job.Name, w.Job.Token, w.Number, MaxWave, w.Lease.Microseconds(), flag(w.Yield)},
		append(w.Gate.args(), w.Behind.Microseconds())...)
	reply, err := s.scripts.begin.run(ctx, s.client, args...).Slice()
	if err != nil {
		return Wave{}, fmt.Errorf("beginning a wave: %w", err)
	}
	return decodeWave(reply), nil
}

func decodeWave(reply []any) Wave {
	standing := asText(item(reply, 0))
	if standing != "WAVE" {
		return Wave{Standing: Standing(standing)}
	}
	p := decodePictures(asText(item(reply, 3)))
	w := Wave{
		Standing: Going,
		Seq:      chat.Seq(asInt(item(reply, 1))),
		Body:     asText(item(reply, 2)),
		Media:    p.Media,
		Words:    p.Words,
		Segments: int(asInt(item(reply, 4))),
		Audience: int(asInt(item(reply, 5))),
		Started:  micros(asInt(item(reply, 6))),
	}
	w.To = recipients(w.Seq, asText(item(reply, 7)), asText(item(reply, 8)), asList(item(reply, 9)))
	return w
}

// recipients reads IDs with commas between them, the numbers from the first to the last, and
// the addresses of those whose number is kept elsewhere. Who has left meanwhile has none.
func recipients(seq chat.Seq, ids, phones string, addresses []any) []Recipient {
	to := make([]Recipient, 0, MaxWave)
	prefix := "b" + decimal(int64(seq)) + "."
	from, i := chat.MemberID(0), 0
	for text := range strings.SplitSeq(ids, ",") {
		id := memberID(text)
		if i == 0 {
			from = id
		}
		if number := numberOr(phoneAt(phones, int(id-from)), item(addresses, i)); number != "" {
			to = append(to, Recipient{ID: id, Number: number, Ref: prefix + text})
		}
		i++
	}
	return to
}

// Verdict is what becomes of one send.
type Verdict string

// The verdicts.
const (
	// Taken: the carrier accepted it.
	Taken Verdict = "taken"
	// Retry: it certainly was not sent and costs no try.
	Retry Verdict = "retry"
	// Again: it was refused for now; it costs a try.
	Again Verdict = "again"
	// InDoubt: nobody knows.
	InDoubt Verdict = "doubt"
	// Dead: it was refused for good.
	Dead Verdict = "dead"
)

// Exception is a send of a wave that the carrier did not take.
type Exception struct {
	ID      chat.MemberID `json:"id,string"`
	Verdict Verdict       `json:"do"`
	Code    int           `json:"code"`
	Reason  string        `json:"reason"`
	Effect  Effect        `json:"effect"`
	// Delay is when to try again, for Retry and Again.
	Delay time.Duration `json:"-"`
	Wait  int64         `json:"delay"`
}

// Pause holds the whole room back.
type Pause struct {
	// For is at least how long; the store lengthens it each time in a row.
	For time.Duration
	// Why is for people.
	Why string
	// Cap holds back what the room says and not what answers commands, until the carriers'
	// day is over.
	Cap bool
}

// pauseResult is a Pause as scripts take it; empty for nil.
type pauseResult struct {
	Pause *int64 `json:"pause,omitempty"`
	Cap   *int64 `json:"cap,omitempty"`
	Why   string `json:"why,omitempty"`
}

func (p *Pause) result() pauseResult {
	if p == nil {
		return pauseResult{}
	}
	n := p.For.Microseconds()
	if p.Cap {
		return pauseResult{Cap: &n, Why: p.Why}
	}
	return pauseResult{Pause: &n, Why: p.Why}
}

// WaveEnd is how a wave ended.
type WaveEnd struct {
	// SIDs are the texts that the carrier took.
	SIDs     []string
	Segments int
	// More is what the taken texts cost beyond that, where some phones got other words than
	// others; below 0 they cost less.
	More       int
	Exceptions []Exception
	Pause      *Pause
	// Release hands the lane back.
	Release bool
	// Sweep is in how long final statuses are to be looked up; 0 is never.
	Sweep time.Duration
	Grace time.Duration
}

type waveResult struct {
	SIDs       []string    `json:"sids"`
	Segments   int         `json:"segments"`
	More       int         `json:"more,omitempty"`
	Exceptions []Exception `json:"exceptions"`
	pauseResult
}

// SettleWave writes down how a wave ended. Stale means that someone else has turned
// what was in flight into doubts.
func (s *Store) SettleWave(ctx context.Context, w WaveWant, end WaveEnd) (Standing, error) {
	result, err := end.result()
	if err != nil {
		return "", err
	}
	return settled(s.scripts.settle.run(ctx, s.client, w.Job.Name, w.Job.Token, w.Number, w.Lease.Microseconds(), end.Grace.Microseconds(),
		flag(end.Release), end.Sweep.Microseconds(), result))
}

func settled(cmd *redis.Cmd) (Standing, error) {
	text, err := cmd.Text()
	if err != nil {
		return "", fmt.Errorf("settling: %w", err)
	}
	if text == "STALE" {
		return Stale, nil
	}
	return Going, nil
}

// result is what the scripts are told of the end, as JSON.
func (end WaveEnd) result() ([]byte, error) {
	r := waveResult{
		SIDs: notNil(end.SIDs), Segments: end.Segments, More: end.More, Exceptions: notNil(end.Exceptions), pauseResult: end.Pause.result(),
	}
	for i := range r.Exceptions {
		r.Exceptions[i].Wait = r.Exceptions[i].Delay.Microseconds()
	}
	text, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("writing a wave's end: %w", err)
	}
	return text, nil
}

func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
