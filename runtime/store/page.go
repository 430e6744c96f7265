package store

import (
	"context"
	"fmt"

	"github.com/smackdev/smack/runtime/chat"
)

// MembersAfter reads the next members in the order in which they joined, in one round trip.
// next is the ID to go on with, 0 at the end; where thousands have left one after the other,
// there may be fewer than limit, and more behind them.
func (s *Store) MembersAfter(ctx context.Context, after chat.MemberID, limit int) (members []chat.Member, next chat.MemberID, err error) {
	reply, err := s.scripts.page.run(ctx, s.client, idText(after), limit).Slice()
	if err != nil {
		return nil, 0, fmt.Errorf("reading a page of members: %w", err)
	}
	return decodeAll(item(reply, 1)), chat.MemberID(asInt(item(reply, 0))), nil // #nosec G115 -- a member's ID
}

// Member reads one member; nil if there is none with the ID.
func (s *Store) Member(ctx context.Context, id chat.MemberID) (*chat.Member, error) {
	if id == 0 {
		return nil, nil
	}
	found, err := s.read(ctx, []chat.MemberID{id})
	if err != nil {
		return nil, fmt.Errorf("reading a member: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

func decodeAll(reply any) []chat.Member {
	list := asList(reply)
	members := make([]chat.Member, 0, len(list))
	for _, one := range list {
		if m := decodeFound(one); m != nil {
			members = append(members, *m)
		}
	}
	return members
}
