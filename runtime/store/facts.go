package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// Facts reads what deciding about a text from this number needs: one round trip, and
// a second one for the few commands that look at all members or at the log.
func (s *Store) Facts(ctx context.Context, from chat.E164, need chat.Need) (chat.Facts, error) {
	reply, err := s.scripts.facts.run(ctx, s.shared, string(from), listOrNothing(need.Nicknames), listOrNothing(need.Numbers),
		flag(need.Chat || need.Budget > 0 || need.Today != nil), flag(need.Calls)).Slice()
	if err != nil {
		return chat.Facts{}, fmt.Errorf("reading the facts: %w", err)
	}
	facts := decodeFacts(reply, need)
	if need.Commands {
		if facts.Commands, err = s.madeCommands(ctx, asText(item(asList(item(reply, 1)), 8))); err != nil {
			return chat.Facts{}, fmt.Errorf("reading the commands made on the screen: %w", err)
		}
	}
	s.senders.remember(from, facts.Sender)
	if err := s.lookFurther(ctx, &facts, need); err != nil {
		return chat.Facts{}, fmt.Errorf("reading further facts: %w", err)
	}
	return facts, nil
}

func jsonList[T ~string](list []T) string {
	if len(list) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(list) // strings always marshal
	return string(text)
}

func listOrNothing[T ~string](list []T) string {
	if len(list) == 0 {
		return ""
	}
	return jsonList(list)
}

func decodeFacts(reply []any, need chat.Need) chat.Facts {
	counts := asList(item(reply, 1))
	facts := chat.Facts{
		Now:             micros(asInt(item(reply, 0))),
		Rev:             asInt(item(counts, 0)),
		Seq:             chat.Seq(asInt(item(counts, 1))),
		MemberCount:     int(asInt(item(counts, 2))),
		AdminCount:      int(asInt(item(counts, 3))),
		BacklogSegments: max(asInt(item(counts, 4)), 0),
		ReceiverCount:   int(asInt(item(counts, 5))),
		SenderNumber:    decodeNumber(item(reply, 2)),
		ChatLastMinute:  int(asInt(item(reply, 3))),
		InvitesToday:    int(asInt(item(reply, 4))),
		Topic:           asText(item(counts, 7)),
		ByNickname:      map[string]chat.Member{},
		ByNumber:        map[chat.E164]chat.NumberFacts{},
	}
	facts.Sender = facts.SenderNumber.Member
	facts.StrangersThisHour = int(asInt(item(reply, 8)))
	for i, one := range asList(item(reply, 5)) {
		if m := decodeFound(one); m != nil {
			facts.ByNickname[need.Nicknames[i]] = *m
		}
	}
	for i, one := range asList(item(reply, 6)) {
		facts.ByNumber[need.Numbers[i]] = decodeNumber(one)
	}
	facts.CallsLastMinute = decodeUses(asList(item(reply, 9)))
	decodeRest(&facts, asList(item(reply, 7)), asText(item(counts, 6)))
	return facts
}

// longestCap is more than a carriers' day has: a cap beyond is from before the clock was
// set back.
const longestCap = 25 * time.Hour

// decodeRest counts what is spent only if it was spent today.
func decodeRest(facts *chat.Facts, gate []any, rest string) {
	today, _ := chat.BudgetDay(facts.Now)
	if until := micros(asInt(item(gate, 2))); until.After(facts.Now) && until.Before(facts.Now.Add(longestCap)) {
		facts.Resting = chat.Resting{Until: until, Cap: true}
	}
	if asText(item(gate, 0)) == today {
		facts.SpentToday = asInt(item(gate, 1))
	}
	facts.IntakeHeld = asText(item(gate, 3)) != ""
	facts.RestKnown = rest == today
}

// decodeFound reads {ID, number, field, value …}, or nothing.
func decodeFound(reply any) *chat.Member {
	list := asList(reply)
	if len(list) < 3 {
		return nil
	}
	m := decodeMember(asText(list[0]), asText(list[1]), asPairs(list[2:]))
	return &m
}

func decodeNumber(reply any) chat.NumberFacts {
	list := asList(reply)
	times := asList(item(list, 3))
	return chat.NumberFacts{
		Member:         decodeFound(item(list, 0)),
		OptedOut:       asInt(item(list, 1)) == 1,
		Banned:         asInt(item(list, 2)) == 1,
		InvitedAt:      millis(asText(item(times, 0))),
		StrangerToldAt: millis(asText(item(times, 1))),
		RateToldAt:     millis(asText(item(times, 2))),
		RestToldAt:     millis(asText(item(times, 3))),
	}
}
