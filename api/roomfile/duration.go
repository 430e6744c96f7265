package roomfile

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"
)

var (
	durationForm = regexp.MustCompile(`^([0-9]+(ms|s|m|h|d))+$`)
	durationPart = regexp.MustCompile(`([0-9]+)(ms|s|m|h|d)`)
)

// Value is the time span. It is 0 for a Duration that ParseDuration refuses; files that
// were loaded hold none of those.
func (d Duration) Value() time.Duration {
	v, err := ParseDuration(string(d))
	if err != nil {
		return 0
	}
	return v
}

// ParseDuration reads a time span as the room file writes it: whole numbers with the
// units ms, s, m, h and d (a day is 24 hours), added up.
func ParseDuration(s string) (time.Duration, error) {
	if !durationForm.MatchString(s) {
		return 0, fmt.Errorf("%q is no duration: write it like 30s, 10m, 12h or 30d", s)
	}
	var total time.Duration
	for _, part := range durationPart.FindAllStringSubmatch(s, -1) {
		n, err := strconv.ParseInt(part[1], 10, 64)
		unit := durationUnit(part[2])
		if err != nil || n > int64((math.MaxInt64-total)/unit) {
			return 0, fmt.Errorf("%q is too long a duration", s)
		}
		total += time.Duration(n) * unit
	}
	return total, nil
}

func durationUnit(name string) time.Duration {
	switch name {
	case "ms":
		return time.Millisecond
	case "s":
		return time.Second
	case "m":
		return time.Minute
	case "h":
		return time.Hour
	default:
		return 24 * time.Hour
	}
}
