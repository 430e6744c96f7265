package store

import (
	"fmt"
	"strconv"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// How long what is known of a number is kept, and a member's invitations.
const (
	keepNumber = 30 * 24 * time.Hour
	keepInvite = 25 * time.Hour
)

// compiler turns changes into Redis commands, in their order.
type compiler struct {
	*work
	keys    keys
	facts   chat.Facts
	options Options
	nextID  chat.MemberID
}

func (c *compiler) change(change chat.Change) {
	switch v := change.(type) {
	case chat.Join:
		c.join(v)
	case chat.Rename:
		c.rename(v)
	case chat.SetActive:
		c.setActive(v)
	case chat.SetPrivate:
		c.put(v.Member, fieldPrivate, flag(v.Private))
		c.Bump = true
	case chat.SetAdmin:
		c.setAdmin(v)
	case chat.SetMute:
		c.op("MUTE", idText(v.By), idText(v.Of), flag(v.Muted))
		c.Bump = true
	case chat.SetQuiet:
		c.setQuiet(v)
	case chat.Silence:
		c.silence(v)
	case chat.SilenceTold:
		c.put(v.Member, fieldSilenceTold, "1")
	case chat.SetOptedOut:
		c.setOptedOut(v)
	case chat.SetReachable:
		c.put(v.Member, fieldUnreachable, "", fieldFails, "")
		c.seat(v.Member)
	case chat.SetPlace:
		c.put(v.Member, fieldCity, v.Place.City, fieldState, v.Place.State, fieldCountry, v.Place.Country)
	default:
		c.note(change)
	}
}

// note is what is remembered of a number for a while.
func (c *compiler) note(change chat.Change) {
	switch v := change.(type) {
	case chat.Invited:
		if !v.Unsent {
			c.op("HSET", c.keys.named("invitations"), string(v.Number), decimal(v.At.UnixMilli()))
			c.consent(v.Number, ConsentInvite, "", v.Shown, "by", idText(v.By))
		}
		key := c.keys.of(familyInvite, idText(v.By))
		c.op("ZADD", key, decimal(v.At.UnixMilli()), wordSID)
		c.op("ZREMRANGEBYSCORE", key, "-inf", decimal(v.At.Add(-keepInvite).UnixMilli()))
		c.op("PEXPIRE", key, decimal(keepInvite.Milliseconds()))
	case chat.StrangerTold:
		c.noteNumber(v.Number, "told", v.At)
	case chat.RestTold:
		c.noteNumber(v.Number, "rest", v.At)
	case chat.RestKnown:
		c.op("HSET", c.keys.named("meta"), "rest", v.Day)
		c.Bump = true // of two at once, one decides again
	case chat.RateTold:
		c.noteNumber(v.Number, "rate", v.At)
	case chat.Leave:
		c.leave(v)
	case chat.Ban:
		c.ban(v)
	case chat.Unban:
		c.unban(v)
	case chat.SetTopic:
		c.setTopic(v)
	case chat.React:
		c.react(v)
	default:
		panic(fmt.Sprintf("the store cannot keep a %T", change))
	}
}

func (c *compiler) op(words ...string) { c.Ops = append(c.Ops, words) }

func (c *compiler) set(id chat.MemberID, pairs ...string) {
	c.op(append([]string{"HSET", c.keys.of(familyMember, idText(id))}, pairs...)...)
}

// put sets what says something and takes away what says nothing: a record has no field
// that is empty or 0.
func (c *compiler) put(id chat.MemberID, pairs ...string) {
	var full, empty []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" || pairs[i+1] == "0" {
			empty = append(empty, pairs[i])
		} else {
			full = append(full, pairs[i], pairs[i+1])
		}
	}
	if len(full) > 0 {
		c.set(id, full...)
	}
	if len(empty) > 0 {
		c.op(append([]string{"HDEL", c.keys.of(familyMember, idText(id))}, empty...)...)
	}
}

func (c *compiler) name(id chat.MemberID, nickname chat.Nickname) {
	key := nickname.Key()
	if key == nickname.String() {
		key = ""
	}
	c.put(id, fieldNick, nickname.String(), fieldKey, key)
}

func (c *compiler) seat(id chat.MemberID) { c.Seats = append(c.Seats, idText(id)) }

func (c *compiler) remember(id chat.MemberID) {
	c.op("HSET", c.keys.of(familyLast, decimal(int64(laneOf(id)))), idText(id), wordFields)
}

func (c *compiler) noteNumber(number chat.E164, what string, at time.Time) {
	key := c.keys.of(familyNumber, string(number))
	c.op("HSET", key, what, decimal(at.UnixMilli()))
	c.op("PEXPIRE", key, decimal(keepNumber.Milliseconds()))
}

func (c *compiler) count(counter string, by int) {
	c.op("HINCRBY", c.keys.named("meta"), counter, strconv.Itoa(by))
}

func (c *compiler) join(v chat.Join) {
	id := c.nextID
	c.nextID++
	c.op("HSET", c.keys.named("meta"), "member", idText(id))
	c.count("members", 1)
	if v.Admin {
		c.count("admins", 1)
	}
	c.op("HSET", c.keys.named("numbers"), string(v.Number), idText(id))
	if len(v.Number) > phoneSize {
		c.op("HSET", c.keys.named("addresses"), idText(id), string(v.Number))
	}
	c.op("SETRANGE", c.keys.named("phones"), strconv.FormatUint(uint64(id-1)*phoneSize, 10), padded(v.Number))
	c.findBy(v.Nickname, id)
	c.set(id, fieldJoined, wordNow, fieldActive, "1", fieldPrivate, "1")
	c.name(id, v.Nickname)
	c.put(id, fieldAdmin, flag(v.Admin), fieldOptedOut, flag(c.number(v.Number).OptedOut),
		fieldCity, v.Place.City, fieldState, v.Place.State, fieldCountry, v.Place.Country)
	c.consent(v.Number, ConsentJoin, v.Consent, v.Shown)
	c.remember(id)
	c.seat(id)
	c.Bump = true
}

func (c *compiler) rename(v chat.Rename) {
	if old, ok := c.member(v.Member); ok {
		c.findNoMoreBy(old.Nickname)
	}
	c.findBy(v.Nickname, v.Member)
	c.name(v.Member, v.Nickname)
	c.Bump = true
}

func (c *compiler) setActive(v chat.SetActive) {
	stopped := wordSeq
	if v.Active {
		stopped = ""
	}
	c.put(v.Member, fieldActive, flag(v.Active), fieldStopped, stopped)
	c.seat(v.Member)
	c.Bump = true
}

func (c *compiler) setAdmin(v chat.SetAdmin) {
	old, ok := c.member(v.Member)
	if ok && old.Admin != v.Admin {
		c.count("admins", map[bool]int{true: 1, false: -1}[v.Admin])
	}
	c.put(v.Member, fieldAdmin, flag(v.Admin))
	c.Bump = true
}

func (c *compiler) setOptedOut(v chat.SetOptedOut) {
	verb, how := "SADD", ConsentOptOut
	if !v.OptedOut {
		verb, how = "SREM", ConsentOptIn
	}
	c.op(verb, c.keys.named("optout"), string(v.Number))
	c.consent(v.Number, how, v.Keyword, "")
	if m := c.number(v.Number).Member; m != nil {
		c.put(m.ID, fieldOptedOut, flag(v.OptedOut))
		c.seat(m.ID)
		c.Bump = true
	}
}
