package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/smackdev/smack/runtime/chat"
)

// Inbound is the text that an outcome answers.
type Inbound struct {
	// SID is Twilio's MessageSid: the same SID takes effect once.
	SID  string
	From chat.E164
	// Fields is every parameter that Twilio sent, kept with member and log entry.
	Fields map[string]string
}

// Committed is what became of a commit.
type Committed struct {
	// Duplicate is true when the text had taken effect before.
	Duplicate bool
	// First is the Seq of the first broadcast; 0 without one.
	First chat.Seq
}

// Commit makes an outcome true, all of it at once and once per SID. ErrConflict means
// that nothing happened because the facts are stale. Any other error leaves open
// whether it happened; committing the same SID again is safe.
func (s *Store) Commit(ctx context.Context, in Inbound, facts chat.Facts, out chat.Outcome) (Committed, error) {
	return s.commit(ctx, in, facts, out, "")
}

// commit answers a call as well, if one is done with it.
func (s *Store) commit(ctx context.Context, in Inbound, facts chat.Facts, out chat.Outcome, done string) (Committed, error) {
	todo, err := s.compile(ctx, facts, out)
	if err != nil {
		return Committed{}, err
	}
	todo.Done = done
	kept := in.wordless(out)
	if len(kept) < len(in.Fields) {
		todo.privately(in.Fields["Body"])
	}
	text, err := json.Marshal(todo)
	if err != nil {
		return Committed{}, fmt.Errorf("writing the commit: %w", err)
	}
	sender, rev := "0", ""
	if facts.Sender != nil {
		sender = idText(facts.Sender.ID)
	}
	if todo.Bump {
		rev = decimal(facts.Rev)
	}
	reply, err := s.scripts.commit.run(ctx, s.shared, in.SID, string(in.From), sender, rev, text, packFields(kept)).Slice()
	if err != nil {
		return Committed{}, fmt.Errorf("committing: %w", err)
	}
	s.recallNoMore(out)
	did, err := committed(reply)
	if err == nil && !did.Duplicate && todo.Pace != "" {
		s.senders.said(in.From)
	}
	return did, err
}

func committed(reply []any) (Committed, error) {
	switch asText(item(reply, 0)) {
	case "DUPLICATE":
		return Committed{Duplicate: true}, nil
	case "CONFLICT":
		return Committed{}, ErrConflict
	}
	return Committed{First: chat.Seq(asInt(item(reply, 1)))}, nil
}
