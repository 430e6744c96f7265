package admin

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"
)

// functions are what templates may call.
var functions = template.FuncMap{
	"static":   staticPath,
	"count":    grouped,
	"when":     when,
	"day":      day,
	"isOff":    func(enabled *bool) bool { return enabled != nil && !*enabled },
	"machine":  func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"span":     spanText,
	"seconds":  func(s float64) string { return spanText(time.Duration(s * float64(time.Second))) },
	"one":      func(n int64, one, many string) string { return plural(n, one, many) },
	"int64":    func(n int) int64 { return int64(n) },
	"join":     strings.Join,
	"wrongs":   func(no *Refusal, field string) bool { return no != nil && no.Field == field },
	"fresh":    newSecret,
	"isActive": func(path, tab string) bool { return path == tab },
	"millis":   func(ms float64) string { return strconv.FormatFloat(ms, 'f', 0, 64) + " ms" },
}

// grouped is a number with its thousands apart, as people read it.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, text = "-", text[1:]
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return sign + text
}

// when is a time in the room's zone.
func when(zone *time.Location, t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone).Format("2 Jan 2006, 15:04:05")
}

// day is a date in the room's zone.
func day(zone *time.Location, t time.Time) string {
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone).Format("2 Jan 2006")
}

// spanText is a time span in its two largest units.
func spanText(d time.Duration) string {
	switch {
	case d < time.Second:
		return "a moment"
	case d < time.Minute:
		return plural(int64(d/time.Second), "second", "seconds")
	case d < time.Hour:
		return plural(int64(d/time.Minute), "minute", "minutes")
	case d < 48*time.Hour:
		hours, minutes := int64(d/time.Hour), int64(d%time.Hour/time.Minute)
		if minutes == 0 {
			return plural(hours, "hour", "hours")
		}
		return fmt.Sprintf("%d h %d min", hours, minutes)
	}
	return plural(int64(d/(24*time.Hour)), "day", "days")
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}
