package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// List names one of the lists that people look at.
type List string

// The lists.
const (
	// Default is what waits to be sent, and the services that wait to be called.
	Default List = "default"
	// Failed is what ended without success: the dead letters.
	Failed List = "failed"
	// Doubtful is what was kept for a person to decide: was it sent or not?
	Doubtful List = "doubt"
)

// Letter is one text in a list.
type Letter struct {
	// ID names it in its list; empty in Default.
	ID string
	// Ref is our id of the send.
	Ref string
	// To is the number, of a call that of who caused it; empty when the member has left.
	To     chat.E164
	Member chat.MemberID
	// Body is empty when the log does not keep it any more, and of codes for the admin screen.
	Body  string
	Media []chat.Media
	// Words is what phones read instead that take no pictures; empty: Body.
	Words string
	// Code and Reason say why it is here; State says in Default what it waits for.
	Code   int
	Reason string
	Tries  int
	At     time.Time
}

// Retriable says whether enough of the letter is left to send it again.
func (l Letter) Retriable() bool { return l.To != "" && (l.Body != "" || len(l.Media) > 0) }

// Letters reads Failed or Doubtful letters, newest first, older than the letter with the ID
// before; empty: from the newest on.
func (s *Store) Letters(ctx context.Context, list List, before string, limit int64) ([]Letter, error) {
	page, err := s.client.XRevRangeN(ctx, s.stream(list), olderThan(before), "-", limit).Result()
	if err != nil {
		return nil, fmt.Errorf("reading the %s list: %w", list, err)
	}
	letters := make([]Letter, len(page))
	for i, m := range page {
		letters[i] = decodeLetter(m)
	}
	return letters, s.complete(ctx, letters, page)
}

func (s *Store) stream(list List) string {
	if list == Doubtful {
		return s.keys.named("parked")
	}
	return s.keys.named("failed")
}

func decodeLetter(m redis.XMessage) Letter {
	text := func(field string) string { return asText(m.Values[field]) }
	ms, _, _ := strings.Cut(m.ID, "-")
	l := Letter{
		ID: m.ID, Ref: text("ref"), Code: int(asInt(text("code"))), Reason: text("reason"),
		Tries: int(asInt(text("tries"))), At: millis(ms),
	}
	name := text("line")
	if to, ok := numberOf(name); ok {
		l.To = to
		// A code for the admin screen is for its phone alone: no list shows it.
		if d, ok := decodeDirect(text("item")); ok && d.Kind != chat.SignIn {
			l.Body, l.Media, l.Words = d.Body, d.Pictures.Media, d.Pictures.Words
		}
		_, id, _ := strings.Cut(l.Ref, ".")
		l.Member = memberID(id)
		return l
	}
	l.Member = memberID(strings.TrimPrefix(name, "h"))
	return l
}

// complete looks up what letters of broadcasts do not carry themselves: the member's
// number and the body, which is kept once, in the log.
func (s *Store) complete(ctx context.Context, letters []Letter, page []redis.XMessage) error {
	numbers, addresses := map[int]*redis.StringCmd{}, map[int]*redis.SliceCmd{}
	bodies := map[int][]*redis.XMessageSliceCmd{}
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, l := range letters {
			seq := asText(page[i].Values["item"])
			if l.To != "" || l.Member == 0 || seq == "" { // direct texts carry both
				continue
			}
			numbers[i] = s.phone(ctx, p, l.Member)
			addresses[i] = p.HMGet(ctx, s.keys.named("addresses"), idText(l.Member))
			for one := range strings.SplitSeq(seq, "_") { // a joined text has several
				bodies[i] = append(bodies[i], p.XRange(ctx, s.keys.named("log"), one, one))
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("reading what letters were about: %w", err)
	}
	for i := range numbers {
		letters[i].To = numberOr(phoneAt(numbers[i].Val(), 0), item(addresses[i].Val(), 0))
		body, along := joined(bodies[i])
		letters[i].Body, letters[i].Media, letters[i].Words = body, along.Media, along.Words
	}
	return nil
}

// joined is the text that these entries of the log made, without those that are gone.
func joined(entries []*redis.XMessageSliceCmd) (body string, along pictures) {
	var bodies []string
	for _, one := range entries {
		for _, m := range one.Val() {
			e := decodeEntry(m)
			bodies, along = append(bodies, e.Body), pictures{e.Media, e.Words}
		}
	}
	return strings.Join(bodies, joiner), along
}

// List reads one of the lists: letters newest first, what waits in the order of going.
func (s *Store) List(ctx context.Context, list List, limit int64) ([]Letter, error) {
	if list == Default {
		return s.waiting(ctx, limit)
	}
	return s.Letters(ctx, list, "", limit)
}
