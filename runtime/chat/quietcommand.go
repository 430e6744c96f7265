package chat

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quietCommand sets the hours in which the sender gets no chat.
type quietCommand struct{}

func (quietCommand) about() about {
	return about{name: "quiet", usage: useQuiet, summary: sumQuiet, max: -1}
}

func (quietCommand) read(*Room, *Text, *Reading) {}

func (c quietCommand) run(t *turn) {
	on, isSwitch := t.room.onOff(t.reading.rest)
	switch {
	case t.reading.rest == "":
		t.showQuiet()
	case isSwitch && !on:
		t.quietOff()
	default:
		t.setQuiet(c.about())
	}
}

func (t *turn) showQuiet() {
	if t.facts.Sender.Quiet.IsZero() {
		t.reply(t.say(msgQuietNone))
		return
	}
	t.replyQuiet(msgQuietShow, t.facts.Sender.Quiet)
}

func (t *turn) replyQuiet(m message, q Quiet) {
	t.reply(t.say(m, "from", clockText(q.From()), "to", clockText(q.To()), "zone", q.Zone()))
}

func (t *turn) quietOff() {
	if t.facts.Sender.Quiet.IsZero() {
		t.reply(t.say(msgQuietNone))
		return
	}
	t.change(SetQuiet{Member: t.facts.Sender.ID})
	t.reply(t.say(msgQuietOff))
}

func (t *turn) setQuiet(a about) {
	from, to, zone, ok := readHours(t.reading.rest)
	if !ok || from == to {
		t.usage(a)
		return
	}
	if zone == "" {
		zone = t.room.TimeZone.String()
	}
	q, err := NewQuiet(from, to, zone)
	if err != nil {
		t.unknownZone(zone)
		return
	}
	if q != t.facts.Sender.Quiet {
		t.change(SetQuiet{Member: t.facts.Sender.ID, Quiet: q})
	}
	t.replyQuiet(msgQuiet, q)
}

func (t *turn) unknownZone(typed string) {
	if near := zoneNear(typed); near != "" {
		t.reply(t.say(msgQuietZoneNear, "zone", clip(typed), "near", near))
		return
	}
	t.reply(t.say(msgQuietZone, "zone", clip(typed)))
}

// readHours reads "22:00-07:00", "10pm - 7am" and the like, in minutes of the day, and what
// follows: a time zone, in which a space stands for the underscore.
func readHours(s string) (from, to int, zone string, ok bool) {
	from, s, ok = cutClock(s)
	if !ok {
		return 0, 0, "", false
	}
	s = strings.TrimSpace(s)
	dash, size := utf8.DecodeRuneInString(s)
	if !unicode.Is(unicode.Pd, dash) {
		return 0, 0, "", false
	}
	to, s, ok = cutClock(strings.TrimSpace(s[size:]))
	zone = strings.Join(strings.Fields(s), "_")
	if !ok || zone != "" && len(strings.TrimSpace(s)) == len(s) {
		return 0, 0, "", false
	}
	return from, to, zone, true
}

// cutClock takes a time of day from the beginning of s: 7, 07, 7:30, 07:30, 0730, 7.30,
// each with am or pm or without.
func cutClock(s string) (minute int, rest string, ok bool) {
	digits := leadingDigits(s, 4)
	hours, minutes := digits, ""
	rest = s[len(digits):]
	switch {
	case len(digits) > 2:
		hours, minutes = digits[:len(digits)-2], digits[len(digits)-2:]
	case rest != "" && (rest[0] == ':' || rest[0] == '.'):
		minutes = leadingDigits(rest[1:], 2)
		rest = rest[1+len(minutes):]
		if len(minutes) != 2 {
			return 0, "", false
		}
	}
	half, rest := cutHalf(rest)
	h, m, ok := clockNumbers(hours, minutes)
	if !ok {
		return 0, "", false
	}
	minute, ok = minuteOfDay(h, m, half)
	return minute, rest, ok
}

func leadingDigits(s string, most int) string {
	n := 0
	for n < len(s) && n < most && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return s[:n]
}

// cutHalf takes am or pm.
func cutHalf(s string) (half, rest string) {
	trimmed := strings.TrimSpace(s)
	if len(trimmed) < 2 {
		return "", s
	}
	half, rest = strings.ToLower(trimmed[:2]), trimmed[2:]
	next, _ := utf8.DecodeRuneInString(rest)
	if half != "am" && half != "pm" || unicode.IsLetter(next) {
		return "", s // Amsterdam is no time of day
	}
	return half, rest
}

func clockNumbers(hours, minutes string) (h, m int, ok bool) {
	h, err := strconv.Atoi(hours)
	if err != nil {
		return 0, 0, false
	}
	if minutes == "" {
		return h, 0, true
	}
	m, err = strconv.Atoi(minutes)
	return h, m, err == nil && m < 60
}

// minuteOfDay takes 24:00 for the midnight that it is.
func minuteOfDay(h, m int, half string) (minute int, ok bool) {
	switch {
	case half != "" && (h < 1 || h > 12):
		return 0, false
	case half != "":
		h %= 12
		if half == "pm" {
			h += 12
		}
	case h == 24 && m == 0:
		h = 0
	}
	return h*60 + m, h < 24
}

func clockText(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
