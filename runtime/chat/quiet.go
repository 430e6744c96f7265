package chat

import (
	"errors"
	"fmt"
	"time"
)

// Quiet is a daily stretch of hours in which a member gets no chat. The zero Quiet is
// none. NewQuiet is its constructor for what people type.
type Quiet struct {
	from, to int
	zone     string
}

const (
	minutesOfDay  = 24 * 60
	secondsOfDay  = minutesOfDay * 60
	furthestNoon  = 26 * 60 * 60 // no zone is further from UTC, in seconds
	daysLookedFor = 2            // before a moment, for hours that began before it
)

// Why quiet hours are refused.
var (
	// ErrQuietHours says that the hours are none of a day, or all of it.
	ErrQuietHours = errors.New("quiet hours begin and end at two different times of the day")
	// ErrQuietZone says that no such time zone is known.
	ErrQuietZone = errors.New("no such time zone")
)

// NewQuiet makes quiet hours from one minute of the day to another, over midnight where
// the second is the earlier one, by the clocks of an IANA time zone.
func NewQuiet(from, to int, zone string) (Quiet, error) {
	if from < 0 || from >= minutesOfDay || to < 0 || to >= minutesOfDay || from == to {
		return Quiet{}, ErrQuietHours
	}
	name, ok := zoneNamed(zone)
	if !ok {
		return Quiet{}, fmt.Errorf("%w: %q", ErrQuietZone, zone)
	}
	return Quiet{from: from, to: to, zone: name}, nil
}

// StoredQuiet restores quiet hours that NewQuiet once accepted; the store uses it.
func StoredQuiet(from, to int, zone string) Quiet { return Quiet{from: from, to: to, zone: zone} }

// From is the minute of the day at which the hours begin.
func (q Quiet) From() int { return q.from }

// To is the minute of the day at which they end.
func (q Quiet) To() int { return q.to }

// Zone is the IANA name of the time zone by whose clocks they are meant.
func (q Quiet) Zone() string { return q.zone }

// IsZero reports whether there are no quiet hours.
func (q Quiet) IsZero() bool { return q == Quiet{} }

// location refuses the machine's own zone, which is not the member's.
func (q Quiet) location() (*time.Location, error) {
	if q.zone == "" || q.zone == "Local" {
		return nil, fmt.Errorf("%w: %q", ErrQuietZone, q.zone)
	}
	location, err := time.LoadLocation(q.zone)
	if err != nil {
		return nil, fmt.Errorf("%w: %q", ErrQuietZone, q.zone)
	}
	return location, nil
}

// Window is one night: from Start on, and at End no longer.
type Window struct{ Start, End time.Time }

// Windows are the quiet hours that end after since and begin before until, in order and
// apart from each other.
//
// Where clocks are changed, a night is never cut short: hours that exist twice begin when
// the clocks show them first and end when they show them last. A time that does not exist
// is the moment at which it is skipped; hours that are skipped whole are none that day.
func (q Quiet) Windows(since, until time.Time) ([]Window, error) {
	location, err := q.location()
	if err != nil {
		return nil, err
	}
	var list []Window
	_, offset := since.In(location).Zone()
	for day := floorDiv(since.Unix()+int64(offset), secondsOfDay) - daysLookedFor; ; day++ {
		w := q.night(day, location)
		switch n := len(list); {
		case !w.Start.Before(until):
			return list, nil
		case !w.End.After(w.Start), !w.End.After(since):
		case n > 0 && !w.Start.After(list[n-1].End):
			list[n-1].End = w.End
		default:
			list = append(list, w)
		}
	}
}

// night is the window that begins on a day, counted from 1970 by the zone's clocks.
func (q Quiet) night(day int64, location *time.Location) Window {
	morning := day
	if q.to < q.from {
		morning++
	}
	start, _ := shown(day*secondsOfDay+int64(q.from)*60, location)
	_, end := shown(morning*secondsOfDay+int64(q.to)*60, location)
	return Window{Start: start, End: end}
}

// shown says when the zone's clocks show a time first and last; wall is what Unix time
// would be if they were those of UTC. It goes through the stretches of one offset each.
func shown(wall int64, location *time.Location) (first, last time.Time) {
	at := time.Unix(wall-furthestNoon, 0).In(location)
	for {
		_, offset := at.Zone()
		_, end := at.ZoneBounds()
		t := time.Unix(wall-int64(offset), 0).In(location)
		if !t.Before(at) && (end.IsZero() || t.Before(end)) {
			if first.IsZero() {
				first = t
			}
			last = t
		}
		if end.IsZero() || end.Unix() > wall+furthestNoon {
			return first, last
		}
		if _, next := end.Zone(); first.IsZero() && end.Unix()+int64(next) > wall {
			first, last = end, end
		}
		at = end
	}
}

func floorDiv(a, b int64) int64 {
	n := a / b
	if a%b < 0 {
		n--
	}
	return n
}
