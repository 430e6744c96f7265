package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// How somebody agreed to get texts, or did not any more.
const (
	ConsentJoin   = "join"
	ConsentInvite = "invitation"
	ConsentOptOut = "opt-out"
	ConsentOptIn  = "opt-in"
	// ConsentCarrierOptOut is an opt-out that the room learned of when the carrier refused a text.
	ConsentCarrierOptOut = "carrier-opt-out"
	// ConsentForgotten is the end of a membership. What was recorded before is kept without
	// words, and with a keyed hash in the number's place.
	ConsentForgotten = "forgotten"
)

// Consent is one record of who agreed to what, when and how.
type Consent struct {
	At time.Time
	// Number is empty once it is forgotten.
	Number chat.E164
	// Who is what a forgotten number can be known by again; see Store.Who.
	Who string
	How string
	// Text is what the number sent, and Shown what it was shown, with a place for the nickname
	// of whoever invites.
	Text, Shown string
	// SID is the carrier's name for the text.
	SID string
	// By is the member who invites.
	By chat.MemberID
}

// consent keeps who agreed to what.
func (c *compiler) consent(number chat.E164, how, text, shown string, more ...string) {
	c.op(append([]string{"XADD", c.keys.named("consent"), "*", "number", string(number), "how", how,
		"text", text, "shown", shown, "sid", wordSID}, more...)...)
}

// Consents reads all records, oldest first.
func (s *Store) Consents(ctx context.Context) iter.Seq2[Consent, error] {
	return func(yield func(Consent, error) bool) {
		for m, err := range s.entries(ctx, "consent", "-", "+") {
			if err != nil {
				yield(Consent{}, fmt.Errorf("reading consent records: %w", err))
				return
			}
			for _, one := range decodeConsent(m) {
				if !yield(one, nil) {
					return
				}
			}
		}
	}
}

// entries reads a stream page by page.
func (s *Store) entries(ctx context.Context, name, from, to string) iter.Seq2[redis.XMessage, error] {
	return func(yield func(redis.XMessage, error) bool) {
		for {
			page, err := s.client.XRangeN(ctx, s.keys.named(name), from, to, pageSize).Result()
			if err != nil {
				yield(redis.XMessage{}, err)
				return
			}
			for _, m := range page {
				if !yield(m, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
			from = "(" + page[len(page)-1].ID
		}
	}
}

// act is what is kept of a record when its number is forgotten.
type act struct {
	How string `json:"how"`
	At  int64  `json:"at"`
}

// decodeConsent gives a record, and for a forgotten number the ones before it.
func decodeConsent(m redis.XMessage) []Consent {
	text := func(field string) string { return asText(m.Values[field]) }
	ms, _, _ := strings.Cut(m.ID, "-")
	one := Consent{
		At: millis(ms), Number: chat.E164(text("number")), Who: text("who"), How: text("how"),
		Text: text("text"), Shown: text("shown"), SID: unpackSID(text("sid")), By: memberID(text("by")),
	}
	var acts []act
	_ = json.Unmarshal([]byte(text("acts")), &acts) // only a forgotten number's record has some
	list := make([]Consent, 0, len(acts)+1)
	for _, a := range acts {
		list = append(list, Consent{At: time.UnixMilli(a.At), Who: one.Who, How: a.How})
	}
	return append(list, one)
}

// Who is what a number is known by once it is forgotten: a hash that takes the room's own
// key, so that nobody can try out all numbers without it.
func (s *Store) Who(ctx context.Context, number chat.E164) (string, error) {
	key, err := s.RoomKey(ctx)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("consent of " + number))
	return hex.EncodeToString(mac.Sum(nil)[:16]), nil
}

// forgetConsent puts one record without the number in the place of those up to the one with
// which the membership ended.
func (s *Store) forgetConsent(ctx context.Context, g *goner) error {
	var ids []string
	var acts []act
	for m, err := range s.entries(ctx, "consent", "-", g.Consent) {
		if err != nil {
			return err
		}
		if one := decodeConsent(m)[0]; asText(m.Values["number"]) == string(g.Number) {
			ids, acts = append(ids, m.ID), append(acts, act{How: one.How, At: one.At.UnixMilli()})
		}
	}
	if len(ids) == 0 {
		return nil
	}
	who, err := s.Who(ctx, g.Number)
	if err != nil {
		return err
	}
	text, _ := json.Marshal(acts) // strings and numbers always marshal
	return s.scripts.forget.run(ctx, s.client, jsonList(ids), ConsentForgotten, who, text).Err()
}
