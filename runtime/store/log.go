package store

import (
	"context"
	"slices"

	"github.com/smackdev/smack/runtime/chat"
)

// lastMessages are the last n messages of the room, newest first, without those that a
// member could not see: from before joining, and of who is muted now.
func (s *Store) lastMessages(ctx context.Context, id chat.MemberID, n int) ([]chat.Message, error) {
	muted, err := s.mutedNow(ctx, id)
	if err != nil {
		return nil, err
	}
	page, err := s.client.XRevRangeN(ctx, s.keys.named("log"), "+", "-", int64(n)).Result()
	if err != nil {
		return nil, err
	}
	messages := make([]chat.Message, 0, len(page))
	for _, m := range page {
		if e := decodeEntry(m); id <= e.Highest && !slices.Contains(muted, e.Author) {
			messages = append(messages, e.Message)
		}
	}
	return messages, nil
}
