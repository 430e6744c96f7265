package store

import (
	"context"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// Session is somebody who has signed in to the admin screen.
type Session struct {
	// Member is who signed in by a code; 0 for who signed in by a token.
	Member chat.MemberID
	// Proof tells which token opened the session: another token ends it.
	Proof string
	// ReadOnly sessions may look.
	ReadOnly bool
	// Born is when it began.
	Born time.Time
}

// The fields of a session.
const (
	sessionMember   = "m"
	sessionProof    = "p"
	sessionReadOnly = "r"
	sessionBorn     = "b" // milliseconds
)

// PutSession begins a session. id is a hash of what the browser keeps; the session is gone
// when nobody has used it for as long as idle.
func (s *Store) PutSession(ctx context.Context, id string, v Session, idle time.Duration) error {
	key := s.keys.of(familySession, id)
	pipe := s.client.TxPipeline()
	pipe.HSet(ctx, key, sessionMember, idText(v.Member), sessionProof, v.Proof,
		sessionReadOnly, flag(v.ReadOnly), sessionBorn, decimal(v.Born.UnixMilli()))
	pipe.PExpire(ctx, key, idle)
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("beginning a session: %w", err)
	}
	return nil
}

// Session reads a session, and who its member is now; both are nil where there is none any
// more, the member also for a session by token.
func (s *Store) Session(ctx context.Context, id string) (*Session, *chat.Member, error) {
	f, err := s.client.HGetAll(ctx, s.keys.of(familySession, id)).Result()
	if err != nil {
		return nil, nil, fmt.Errorf("reading a session: %w", err)
	}
	if len(f) == 0 {
		return nil, nil, nil
	}
	v := &Session{
		Member: memberID(f[sessionMember]), Proof: f[sessionProof],
		ReadOnly: f[sessionReadOnly] == "1", Born: millis(f[sessionBorn]),
	}
	if v.Member == 0 {
		return v, nil, nil
	}
	members, err := s.read(ctx, []chat.MemberID{v.Member})
	if err != nil {
		return nil, nil, fmt.Errorf("reading who has a session: %w", err)
	}
	if len(members) == 0 {
		return v, nil, nil
	}
	return v, &members[0], nil
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
