package store

import (
	"context"
	"errors"
	"slices"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// pageSize is how many records one pipeline or one read of the log takes.
const pageSize = 500

// lookFurther reads what only some commands need.
func (s *Store) lookFurther(ctx context.Context, facts *chat.Facts, need chat.Need) (err error) {
	if need.Members || need.MembersIfUnknown && len(facts.ByNickname) < len(need.Nicknames) {
		if facts.Members, err = s.Members(ctx); err != nil {
			return err
		}
	}
	if !facts.RestKnown && (facts.Resting.Cap || need.Budget > 0 && facts.SpentToday >= need.Budget) {
		if facts.Admins, err = s.admins(ctx); err != nil {
			return err
		}
	}
	if need.Today != nil {
		if err = s.countToday(ctx, facts, need.Today); err != nil {
			return err
		}
	}
	if facts.Sender == nil {
		return nil
	}
	if need.Muted {
		if facts.Muted, err = s.mutedBy(ctx, facts.Sender.ID); err != nil {
			return err
		}
	}
	if need.Log > 0 {
		if facts.Log, err = s.lastMessages(ctx, facts.Sender.ID, need.Log); err != nil {
			return err
		}
	}
	if len(need.BannedAs) > 0 {
		if facts.BannedAs, err = s.bannedAs(ctx, need.BannedAs); err != nil {
			return err
		}
	}
	if need.MutesSender {
		if facts.MutesSender, err = s.mutersAmong(ctx, facts.ByNickname, facts.Sender.ID); err != nil {
			return err
		}
	}
	if need.Recent > 0 || need.Missed {
		return s.lookBack(ctx, facts, need)
	}
	return nil
}

func (s *Store) admins(ctx context.Context) ([]chat.Member, error) {
	all, err := s.Members(ctx)
	return slices.DeleteFunc(all, func(m chat.Member) bool { return !m.Admin }), err
}

// Members reads all members in the order in which they joined.
func (s *Store) Members(ctx context.Context) ([]chat.Member, error) {
	phones, err := s.client.Get(ctx, s.keys.named("phones")).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, err
	}
	var ids []chat.MemberID
	for i := 0; i*phoneSize < len(phones); i++ {
		if phoneAt(phones, i) != "" {
			ids = append(ids, chat.MemberID(i+1)) // #nosec G115 -- as many as there are members
		}
	}
	return s.read(ctx, ids)
}

// phone asks for a member's number.
func (s *Store) phone(ctx context.Context, p redis.Pipeliner, id chat.MemberID) *redis.StringCmd {
	from := (int64(id) - 1) * phoneSize
	return p.GetRange(ctx, s.keys.named("phones"), from, from+phoneSize-1)
}

// read reads members by ID, a page at a time; who has gone meanwhile is left out.
func (s *Store) read(ctx context.Context, ids []chat.MemberID) ([]chat.Member, error) {
	members := make([]chat.Member, 0, len(ids))
	for page := range slices.Chunk(ids, pageSize) {
		found, phones := make([]*redis.MapStringStringCmd, len(page)), make([]*redis.StringCmd, len(page))
		var addresses *redis.SliceCmd
		_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, id := range page {
				found[i], phones[i] = p.HGetAll(ctx, s.keys.of(familyMember, idText(id))), s.phone(ctx, p, id)
			}
			addresses = p.HMGet(ctx, s.keys.named("addresses"), idTexts(page)...)
			return nil
		})
		if err != nil {
			return nil, err
		}
		for i, cmd := range found {
			if len(cmd.Val()) > 0 {
				number := numberOr(phoneAt(phones[i].Val(), 0), item(addresses.Val(), i))
				members = append(members, decodeMember(idText(page[i]), string(number), cmd.Val()))
			}
		}
	}
	return members, nil
}

func idTexts(ids []chat.MemberID) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = idText(id)
	}
	return list
}

func (s *Store) mutedBy(ctx context.Context, by chat.MemberID) ([]chat.Member, error) {
	ids, err := s.mutedNow(ctx, by)
	if err != nil {
		return nil, err
	}
	return s.read(ctx, ids)
}

func (s *Store) mutedNow(ctx context.Context, by chat.MemberID) ([]chat.MemberID, error) {
	spans, err := s.client.HGetAll(ctx, s.keys.of(familyMutes, idText(by))).Result()
	if err != nil {
		return nil, err
	}
	var ids []chat.MemberID
	for of, text := range spans {
		if parseSpans(text).open() {
			ids = append(ids, memberID(of))
		}
	}
	slices.Sort(ids)
	return ids, nil
}
