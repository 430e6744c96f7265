package store

import (
	"context"
	"fmt"

	"github.com/smackdev/smack/runtime/chat"
)

// MemberPage is a page of members in the order in which they joined.
type MemberPage struct {
	Members []chat.Member
	// Next is the ID behind which to go on; 0 at the end.
	Next chat.MemberID
	// Total is how many members the room has.
	Total int64
}

// MembersAfter reads the members behind an ID in one round trip. Where thousands have left one
// after the other, there may be fewer than limit, and more behind them.
func (s *Store) MembersAfter(ctx context.Context, after chat.MemberID, limit int) (MemberPage, error) {
	reply, err := s.scripts.page.run(ctx, s.client, idText(after), limit).Slice()
	if err != nil {
		return MemberPage{}, fmt.Errorf("reading a page of members: %w", err)
	}
	next := chat.MemberID(asInt(item(reply, 0))) // #nosec G115 -- a member's ID
	return MemberPage{Members: decodeAll(item(reply, 1)), Next: next, Total: asInt(item(reply, 2))}, nil
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
