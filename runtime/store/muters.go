package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// mutersAmong says which of the members mute this one.
func (s *Store) mutersAmong(ctx context.Context, members map[string]chat.Member, of chat.MemberID) (map[chat.MemberID]bool, error) {
	found := map[chat.MemberID]*redis.BoolCmd{}
	if len(members) == 0 {
		return nil, nil
	}
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, m := range members {
			found[m.ID] = p.SIsMember(ctx, s.keys.of(familyMuters, idText(of)), idText(m.ID))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	mute := map[chat.MemberID]bool{}
	for id, cmd := range found {
		mute[id] = cmd.Val()
	}
	return mute, nil
}
