package chat

import (
	"strconv"
	"time"
)

// span says how long something takes, rounded up: minutes to two hours, then hours.
func (t *turn) span(d time.Duration) string {
	switch {
	case d <= time.Minute:
		return t.say(msgMinute)
	case d <= 2*time.Hour:
		return t.say(msgMinutes, "count", strconv.FormatInt(roundUp(d, time.Minute), 10))
	}
	return t.say(msgHours, "count", strconv.FormatInt(roundUp(d, time.Hour), 10))
}

func roundUp(d, unit time.Duration) int64 { return int64((d + unit - 1) / unit) }
