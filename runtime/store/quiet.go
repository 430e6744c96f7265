package store

import (
	"fmt"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

const (
	// quietAhead is for how long the nights of a member are computed. Where no pod runs for
	// so long, what comes at night is sent at night from then on.
	quietAhead = 12 * 24 * time.Hour
	// quietLeast is what has to be left of that, or it is computed anew: about once a day,
	// so that new rules of a zone are felt soon.
	quietLeast = quietAhead - 36*time.Hour
	// mostNights of a member take 74 bytes. Up to 64, Redis would keep the hash as one flat
	// list, which each wave would search from end to end for each of its members.
	mostNights = 12
)

func encodeQuiet(q chat.Quiet) string {
	if q.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %d %s", q.From(), q.To(), q.Zone())
}

func decodeQuiet(text string) chat.Quiet {
	from, rest, _ := strings.Cut(text, " ")
	to, zone, ok := strings.Cut(rest, " ")
	if !ok {
		return chat.Quiet{}
	}
	return chat.StoredQuiet(int(asInt(from)), int(asInt(to)), zone)
}

// hours are the nights after a moment, packed; nothing where the zone is unknown.
func (o Options) hours(q chat.Quiet, now time.Time) string {
	nights, err := o.Nights(q, now, now.Add(quietAhead))
	if err != nil {
		return ""
	}
	return packNights(nights)
}

// packNights writes seconds, seven bits a byte so that they pass through JSON: the first
// beginning in five bytes, then for each night how long it lasts and how long it is to the
// next one, in three. lua/lib/quiet.lua reads it.
func packNights(nights []chat.Window) string {
	var packed []byte
	add := func(size int, seconds int64) {
		for size--; size >= 0; size-- {
			packed = append(packed, byte(seconds>>(7*size)&127))
		}
	}
	nights = nights[:min(len(nights), mostNights)]
	for i, night := range nights {
		if i == 0 {
			add(5, night.Start.Unix())
		} else {
			add(3, night.Start.Unix()-nights[i-1].End.Unix())
		}
		add(3, night.End.Unix()-night.Start.Unix())
	}
	return string(packed)
}

// packedEnd is the end of the last night, zero without any.
func packedEnd(packed string) time.Time {
	if packed == "" {
		return time.Time{}
	}
	var first, rest int64
	for i := range len(packed) {
		if i < 5 {
			first = first<<7 | int64(packed[i])
		} else {
			rest += int64(packed[i]) << (7 * (2 - (i-5)%3))
		}
	}
	return time.Unix(first+rest, 0)
}

// setQuiet keeps the hours with the member and the nights to come where sending looks for
// them. What waits for the end of other hours is due at once, and waits anew if it has to.
func (c *compiler) setQuiet(v chat.SetQuiet) {
	setting, id := encodeQuiet(v.Quiet), idText(v.Member)
	c.put(v.Member, fieldQuiet, setting)
	if setting == "" {
		c.op("HDEL", c.keys.named("quiet"), id)
	} else {
		c.op("HSET", c.keys.named("quiet"), id, c.options.hours(v.Quiet, c.facts.Now))
	}
	now := decimal(c.facts.Now.UnixMicro())
	c.op("ZADD", c.keys.named("due_quiet"), "XX", now, heldLine(v.Member))
	if m, ok := c.member(v.Member); ok {
		c.op("ZADD", c.keys.named("due_quiet"), "XX", now, nightLine(m.Number))
	}
	c.op("PUBLISH", c.keys.named("wake"), "work")
	c.Bump = true
}
