package store

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// callsDue lists calls of services that wait or are under way, by who caused them.
func (s *Store) callsDue(ctx context.Context, _ string, ids []redis.Z) ([]Letter, error) {
	records := make([]*redis.SliceCmd, len(ids))
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, z := range ids {
			records[i] = p.HMGet(ctx, s.keys.of(familyCall, z.Member.(string)), "command", "rule", "text", "from", "member", "tries", "body")
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading calls: %w", err)
	}
	var letters []Letter
	for i, z := range ids {
		if f := records[i].Val(); item(f, 3) != nil { // else it has ended meanwhile
			letters = append(letters, callLetter(z, f))
		}
	}
	return letters, nil
}

func callLetter(z redis.Z, f []any) Letter {
	l := Letter{
		Ref: z.Member.(string), To: chat.E164(asText(item(f, 3))), Member: memberID(asText(item(f, 4))), Body: asText(item(f, 2)),
		Reason: "call of command " + asText(item(f, 0)), Tries: int(asInt(item(f, 5))), At: micros(int64(z.Score)),
	}
	if rule := asText(item(f, 1)); rule != "" {
		l.Reason = "call of rule " + rule
	}
	if item(f, 6) != nil { // it names others: no list shows it
		l.Body = ""
	}
	return l
}
