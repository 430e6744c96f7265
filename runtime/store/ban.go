package store

import (
	"context"

	"github.com/smackdev/smack/runtime/chat"
)

// ban shuts a number out. A commit that was decided before rests on another revision, so
// that nobody joins in between.
func (c *compiler) ban(v chat.Ban) {
	c.op("SADD", c.keys.named("banned"), string(v.Number))
	if !v.Nickname.IsZero() {
		c.op("HSET", c.keys.named("bans"), v.Nickname.Key(), string(v.Number))
	}
	c.op("DEL", c.keys.of(familyNumber, string(v.Number)))
	c.op("HDEL", c.keys.named("invitations"), string(v.Number))
	c.Bump = true
}

func (c *compiler) unban(v chat.Unban) {
	c.op("UNBAN", string(v.Number))
	c.Bump = true
}

// bannedAs finds banned numbers by their last nicknames' keys.
func (s *Store) bannedAs(ctx context.Context, nicknames []string) (map[string]chat.E164, error) {
	numbers, err := s.client.HMGet(ctx, s.keys.named("bans"), nicknames...).Result()
	if err != nil {
		return nil, err
	}
	found := map[string]chat.E164{}
	for i, number := range numbers {
		if number != nil {
			found[nicknames[i]] = chat.E164(asText(number))
		}
	}
	return found, nil
}
