package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// What UseLater says of an answer that comes too late.
var (
	// ErrNoLater: nobody waits for such an answer, or not any more.
	ErrNoLater = errors.New("nobody waits for this answer")
	// ErrLaterSpent: it was answered as often as it may be.
	ErrLaterSpent = errors.New("this call has been answered as often as it may be")
)

// OpenLater lets a service answer a member's call later, uses times within keep. Whoever
// knows the id may, so it must not be guessed.
func (s *Store) OpenLater(ctx context.Context, id string, member chat.MemberID, command string, uses int, keep time.Duration) error {
	if err := s.scripts.later.run(ctx, s.client, "open", id, idText(member), command, uses, keep.Milliseconds()).Err(); err != nil {
		return fmt.Errorf("letting a service answer later: %w", err)
	}
	return nil
}

// Later is one use of what OpenLater allowed.
type Later struct {
	Member  chat.Member
	Command string
	// Left counts the uses that are left.
	Left int
}

// UseLater counts one answer. Errors wrap ErrNoLater or ErrLaterSpent where there is none left,
// also when the member has left the room.
func (s *Store) UseLater(ctx context.Context, id string) (Later, error) {
	reply, err := s.scripts.later.run(ctx, s.client, "use", id, "", "", 0, 0).Slice()
	if err != nil {
		return Later{}, fmt.Errorf("taking a later answer: %w", err)
	}
	switch asText(item(reply, 0)) {
	case "NONE":
		return Later{}, ErrNoLater
	case "SPENT":
		return Later{}, ErrLaterSpent
	}
	members, err := s.read(ctx, []chat.MemberID{memberID(asText(item(reply, 1)))})
	if err != nil {
		return Later{}, fmt.Errorf("taking a later answer: %w", err)
	}
	if len(members) == 0 {
		return Later{}, ErrNoLater
	}
	return Later{Member: members[0], Command: asText(item(reply, 2)), Left: int(asInt(item(reply, 3)))}, nil
}
