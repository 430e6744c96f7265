package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// CallRecord is how one call of a service went, without any secret. The last twenty of each
// command are kept for a month, or until the sender leaves.
type CallRecord struct {
	// ID names the record among those of its command.
	ID string `json:"id"`
	// Call is the call; its Fields hold what the carrier sent.
	SID    string            `json:"sid"`
	From   chat.E164         `json:"from"`
	Member chat.MemberID     `json:"member,omitempty"`
	Text   string            `json:"text,omitempty"`
	Rule   string            `json:"rule,omitempty"`
	URL    string            `json:"url"`
	Fields map[string]string `json:"fields,omitempty"`
	// At is when the call began, Took how long it lasted.
	At   time.Time     `json:"at"`
	Took time.Duration `json:"took"`
	// Result is ok or the kind of failure; Status the service's, 0 without one; Reason says
	// in a sentence what went wrong.
	Result string `json:"result"`
	Status int    `json:"status,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Request is the body that was sent, Answer the beginning of what came back.
	Request string `json:"request,omitempty"`
	Answer  string `json:"answer,omitempty"`
	// Tries counts the calls that one text caused, this one included.
	Tries int `json:"tries"`
}

// EndCall ends a call, unless its answer has, and keeps the record; nil keeps none. It says
// how many calls of that name have failed in a row.
func (s *Store) EndCall(ctx context.Context, call Call, record *CallRecord, ok bool) (int, error) {
	text := ""
	if record != nil {
		bytes, err := json.Marshal(record)
		if err != nil {
			return 0, fmt.Errorf("writing a call's record: %w", err)
		}
		text = string(bytes)
	}
	n, err := s.scripts.callEnd.run(ctx, s.client, call.ID, call.Name(), string(call.From), idText(call.Member), text, flag(ok)).Int()
	if err != nil {
		return 0, fmt.Errorf("ending a call: %w", err)
	}
	return n, nil
}

// CallRecords are the last calls of a command, newest first; name is Call.Name.
func (s *Store) CallRecords(ctx context.Context, name string) ([]CallRecord, error) {
	list, err := s.client.LRange(ctx, s.keys.of(familyRecords, name), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("reading the last calls of %s: %w", name, err)
	}
	records := make([]CallRecord, 0, len(list))
	for _, text := range list {
		var r CallRecord
		if json.Unmarshal([]byte(text), &r) == nil {
			records = append(records, r)
		}
	}
	return records, nil
}

// Redeliver makes a recorded call once more; its answer goes where the first one should have
// gone. False: there is no such record, or the sender has left.
func (s *Store) Redeliver(ctx context.Context, name, id string) (bool, error) {
	records, err := s.CallRecords(ctx, name)
	if err != nil {
		return false, err
	}
	for _, r := range records {
		if r.ID == id {
			return s.redial(ctx, name, r)
		}
	}
	return false, nil
}

func (s *Store) redial(ctx context.Context, name string, r CallRecord) (bool, error) {
	call := chat.Call{Command: name, Text: r.Text}
	if r.Rule != "" {
		call = chat.Call{Rule: r.Rule, URL: r.URL}
	}
	list, err := json.Marshal(callFields(call))
	if err != nil {
		return false, fmt.Errorf("writing a call: %w", err)
	}
	id := r.SID + ".again." + rand.Text()[:8]
	n, err := s.scripts.redial.run(ctx, s.client, id, string(r.From), idText(r.Member), r.SID, packFields(r.Fields), list).Int()
	if err != nil {
		return false, fmt.Errorf("making a call once more: %w", err)
	}
	return n == 1, nil
}

// forgetRecords deletes the records of calls that the goner caused.
func (s *Store) forgetRecords(ctx context.Context, g *goner) error {
	names, err := s.client.SMembers(ctx, s.keys.named("recorded")).Result()
	if err != nil {
		return err
	}
	for _, name := range names {
		key := s.keys.of(familyRecords, name)
		list, err := s.client.LRange(ctx, key, 0, -1).Result()
		if err != nil {
			return err
		}
		_, err = s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
			for _, text := range list {
				var r CallRecord
				if json.Unmarshal([]byte(text), &r) == nil && r.Member == g.id {
					p.LRem(ctx, key, 0, text)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
