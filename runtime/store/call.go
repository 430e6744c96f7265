package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// Call is one call of a service that is to be made.
type Call struct {
	chat.Call
	// ID names the call; SID is the text's that caused it.
	ID, SID string
	// From texted, and was member Member; 0 for nobody.
	From   chat.E164
	Member chat.MemberID
	// Fields is all that the carrier sent with the text.
	Fields map[string]string
	// Private texts name others; nothing of them is to be recorded.
	Private bool
	// At is when it was committed.
	At time.Time
	// Tries counts how often it was taken on, this time included.
	Tries int

	job Job
}

// Name is what calls of the kind are recorded and counted under: the command's name, or that
// of a rule behind a slash, which no command's name has.
func (c Call) Name() string {
	if c.Command != "" {
		return c.Command
	}
	return "rule/" + c.Rule
}

// use is what counts for the sender's rate.
type use struct {
	Command string `json:"command"`
	Most    int    `json:"most"`
}

func (w *work) calls(list []chat.Call) {
	for _, c := range list {
		w.Calls = append(w.Calls, callFields(c))
		if c.PerMinute > 0 {
			w.Uses = append(w.Uses, use{Command: c.Command, Most: c.PerMinute})
		}
	}
}

func callFields(c chat.Call) []string {
	return []string{"command", c.Command, "text", c.Text, "rule", c.Rule, "url", c.URL}
}

// privately gives the calls the words that are kept nowhere else.
func (w *work) privately(body string) {
	for i := range w.Calls {
		w.Calls[i] = append(w.Calls[i], "body", body)
	}
}

func decodeUses(list []any) map[string]int {
	if len(list) == 0 {
		return nil
	}
	uses := map[string]int{}
	for _, one := range list {
		command, _, _ := strings.Cut(asText(one), " ")
		uses[command]++
	}
	return uses
}

// ReadCall reads a call that was claimed; false if there is none any more, because its sender has
// left or another pod was faster.
func (s *Store) ReadCall(ctx context.Context, job Job) (Call, bool, error) {
	f, err := s.client.HGetAll(ctx, s.keys.of(familyCall, job.Name)).Result()
	if err != nil {
		return Call{}, false, fmt.Errorf("reading a call: %w", err)
	}
	if f["token"] != job.Token {
		return Call{}, false, nil
	}
	fields, err := unpackFields(f["fields"])
	if err != nil {
		return Call{}, false, fmt.Errorf("reading a call: %w", err)
	}
	body, private := f["body"]
	if private {
		fields["Body"] = body
	}
	return Call{
		Private: private,
		Call:    chat.Call{Command: f["command"], Text: f["text"], Rule: f["rule"], URL: f["url"]},
		ID:      job.Name, SID: f["sid"], From: chat.E164(f["from"]), Member: memberID(f["member"]),
		Fields: fields, At: millis(f["at"]), Tries: int(asInt(f["tries"])), job: job,
	}, true, nil
}

// Answer makes the outcome of a call's answer true and ends the call, once: Duplicate says that
// another pod was faster, or the sender has left. Otherwise as Commit.
func (s *Store) Answer(ctx context.Context, call Call, facts chat.Facts, out chat.Outcome) (Committed, error) {
	return s.commit(ctx, Inbound{SID: "call " + call.ID, From: call.From, Fields: call.Fields}, facts, out, call.ID)
}

// PutOff hands a call back, to be claimed again after delay; without any, it was no try.
func (s *Store) PutOff(ctx context.Context, call Call, delay time.Duration) error {
	return s.Release(ctx, call.job, delay)
}

// CallEnd is how one try of a call went.
type CallEnd struct {
	// Answer is for the sender and the room; Failed where there is none.
	Answer chat.Answer
	// OK says that the service answered as it should.
	OK bool
	// Again is in how long to try once more; 0 ends the call.
	Again time.Duration
	// Cut says that the try was broken off by whoever made it, so that another pod has to.
	Cut bool
	// Record is kept for people; nil keeps none.
	Record *CallRecord
}
