package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// Session is somebody who has signed in to the admin screen.
type Session struct {
	// Member is who signed in by a code; 0 for who signed in by a token.
	Member chat.MemberID `json:"m,omitempty"`
	// Proof tells which token opened the session: another token ends it.
	Proof string `json:"p,omitempty"`
	// Born is when it began.
	Born time.Time `json:"b"`
}

// PutSession begins a session. id is a hash of what the browser keeps; the session is gone
// when nobody has used it for as long as idle.
func (s *Store) PutSession(ctx context.Context, id string, v Session, idle time.Duration) error {
	text, err := json.Marshal(v)
	if err == nil {
		err = s.client.Set(ctx, s.keys.of(familySession, id), text, idle).Err()
	}
	if err != nil {
		return fmt.Errorf("beginning a session: %w", err)
	}
	return nil
}

// Session reads a session, and who its member is now; both are nil where there is none any
// more, the member also for a session by token.
func (s *Store) Session(ctx context.Context, id string) (*Session, *chat.Member, error) {
	text, err := s.client.Get(ctx, s.keys.of(familySession, id)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil, nil
	}
	v := &Session{}
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading a session: %w", err)
	}
	if v.Member == 0 {
		return v, nil, nil
	}
	m, err := s.MemberByID(ctx, v.Member)
	return v, m, err
}

// MemberByID is a member as the record is now; nil for nobody.
func (s *Store) MemberByID(ctx context.Context, id chat.MemberID) (*chat.Member, error) {
	members, err := s.read(ctx, []chat.MemberID{id})
	if err != nil {
		return nil, fmt.Errorf("reading member %d: %w", id, err)
	}
	if len(members) == 0 {
		return nil, nil
	}
	return &members[0], nil
}

// KeepSession lets a session that is used go on for as long as idle.
func (s *Store) KeepSession(ctx context.Context, id string, idle time.Duration) error {
	if err := s.client.PExpire(ctx, s.keys.of(familySession, id), idle).Err(); err != nil {
		return fmt.Errorf("keeping a session: %w", err)
	}
	return nil
}

// EndSession ends a session.
func (s *Store) EndSession(ctx context.Context, id string) error {
	if err := s.client.Del(ctx, s.keys.of(familySession, id)).Err(); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}
