package store

import (
	"context"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// The index of nicknames takes a hundred bytes a member, which a room in which nobody
// searches need not pay.
const (
	// keepNames is how long it is kept after the last search.
	keepNames = 24 * time.Hour
	// stepNames is how many names are indexed in one go, for which others wait some milliseconds.
	stepNames = 250
)

// Search is whom to look for.
type Search struct {
	// Number finds one member; if it is set, the rest is not looked at.
	Number chat.E164
	// Beginning is the first part of a nickname's key, or the whole of it.
	Beginning string
	// After is the Next of a page before; empty for the first one.
	After string
	// Limit is the most that are found.
	Limit int
}

// Matches are who was found.
type Matches struct {
	// Members are in the order of their nicknames' keys.
	Members []chat.Member
	// Next is what After has to be for the next page; empty at the end.
	Next string
	// Whole says that beginnings were looked for. While the index is being made, a nickname
	// is found by the whole of it alone.
	Whole bool
	// Total is how many members the room has.
	Total int64
}

// Search finds members in one round trip, and sees to it that there will be an index of
// nicknames: small rooms have it at once, others when the engine has made it.
func (s *Store) Search(ctx context.Context, q Search) (Matches, error) {
	found, err := s.search(ctx, q)
	if err != nil || found.Whole {
		return found, err
	}
	if err := s.Schedule(ctx, ChoreNames, 0); err != nil {
		return Matches{}, err
	}
	if err := s.client.Publish(ctx, s.keys.named("wake"), "work").Err(); err != nil {
		return Matches{}, fmt.Errorf("telling of the index to be made: %w", err)
	}
	return found, nil
}

// IndexNames makes a part of the index of nicknames; true means that it is whole. Doing it
// twice, or at once, is safe.
func (s *Store) IndexNames(ctx context.Context) (bool, error) {
	found, err := s.search(ctx, Search{Limit: 1})
	return found.Whole, err
}

func (s *Store) search(ctx context.Context, q Search) (Matches, error) {
	reply, err := s.scripts.search.run(ctx, s.client, string(q.Number), q.Beginning, q.After, q.Limit, stepNames, keepNames.Milliseconds()).Slice()
	if err != nil {
		return Matches{}, fmt.Errorf("searching members: %w", err)
	}
	return Matches{
		Whole: asInt(item(reply, 0)) == 1, Next: asText(item(reply, 1)), Members: decodeAll(item(reply, 2)), Total: asInt(item(reply, 3)),
	}, nil
}
