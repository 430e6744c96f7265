package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// mostAudit is how many records of changes are kept.
const mostAudit = 10000

// Audit is one change that somebody made from outside the room: on a screen, by a program.
type Audit struct {
	// ID and At are given by Redis.
	ID string
	At time.Time
	// Member made the change, or, where it is 0, whoever Actor names. Of a member the name is
	// not kept, so that nothing of it is left behind: it is looked up when records are read,
	// and is empty when the member has left.
	Member chat.MemberID
	Actor  string
	// Verb says what was done, Object to whom or what, Detail the rest.
	Verb, Object, Detail string
}

// Audit keeps a record. Of ten thousand the oldest goes.
func (s *Store) Audit(ctx context.Context, a Audit) error {
	actor := a.Actor
	if a.Member != 0 {
		actor = ""
	}
	err := s.client.XAdd(ctx, &redis.XAddArgs{Stream: s.keys.named("audit"), MaxLen: mostAudit, Values: []any{
		"member", idText(a.Member), "actor", actor, "verb", a.Verb, "object", a.Object, "detail", a.Detail,
	}}).Err()
	if err != nil {
		return fmt.Errorf("writing the audit log: %w", err)
	}
	return nil
}

// Audits reads records, newest first, older than before; empty: from the newest on.
func (s *Store) Audits(ctx context.Context, before string, limit int64) ([]Audit, error) {
	page, err := s.client.XRevRangeN(ctx, s.keys.named("audit"), olderThan(before), "-", limit).Result()
	if err != nil {
		return nil, fmt.Errorf("reading the audit log: %w", err)
	}
	list := make([]Audit, len(page))
	for i, m := range page {
		text := func(field string) string { return asText(m.Values[field]) }
		ms, _, _ := strings.Cut(m.ID, "-")
		list[i] = Audit{ID: m.ID, At: millis(ms), Member: memberID(text("member")), Actor: text("actor"),
			Verb: text("verb"), Object: text("object"), Detail: text("detail")}
	}
	return list, s.nameActors(ctx, list)
}

// nameActors looks up what the members are called who acted.
func (s *Store) nameActors(ctx context.Context, list []Audit) error {
	names := map[chat.MemberID]*redis.SliceCmd{}
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, one := range list {
			if one.Member != 0 && names[one.Member] == nil {
				names[one.Member] = p.HMGet(ctx, s.keys.of(familyMember, idText(one.Member)), fieldNick)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading who acted: %w", err)
	}
	for i, one := range list {
		if found := names[one.Member]; found != nil {
			list[i].Actor = asText(item(found.Val(), 0))
		}
	}
	return nil
}

// olderThan is the upper end of a range of a stream that is read backwards.
func olderThan(id string) string {
	if id == "" {
		return "+"
	}
	return "(" + id
}
