package admin

import (
	"fmt"
	"strings"
	"time"
)

// plot is a picture of figures over time, drawn by the server: bars that stand on each other,
// one stack for each stretch of time.
type plot struct {
	// ID names it in the page.
	ID, Title string
	// Summary says in words what the picture shows.
	Summary string
	Series  []series
	Bars    []bar
	// Lines are the marks of the scale, Ticks those of time.
	Lines []mark
	Ticks []mark
	Rows  []plotRow
	// Empty says that all figures are 0.
	Empty bool
}

// series is one of the figures; Class colours it.
type series struct {
	Name, Class string
	of          func(Bucket) int64
}

// bar is one figure of one stretch, in the picture's units.
type bar struct {
	Class               string
	X, Y, Width, Height string
	// Label says what it is, for who points at it.
	Label string
}

// mark is a line with its label.
type mark struct {
	At    string
	Label string
	// Anchor keeps the labels at the edges within the picture.
	Anchor string
}

// plotRow is a line of the table that says the same as the picture.
type plotRow struct {
	At     string
	Values []string
}

// The picture's size in its own units; the page scales it.
const (
	plotWidth  = 640.0
	plotHeight = 180.0
	plotLeft   = 44.0
	plotTop    = 8.0
	plotBottom = 24.0
	plotGap    = 1.0
)

// plots are those of the overview.
func plots(span Span, buckets []Bucket, zone *time.Location) []plot {
	if zone == nil {
		zone = time.UTC
	}
	return []plot{
		newPlot("texts", "Texts to phones", span, zone, buckets, []series{
			{"delivered", "s1", func(b Bucket) int64 { return b.Delivered }},
			{"on the way", "s2", func(b Bucket) int64 { return max(b.Sent-b.Delivered, 0) }},
			{"failed", "s3", func(b Bucket) int64 { return b.Failed }},
		}),
		newPlot("messages", "Messages of the room", span, zone, buckets, []series{
			{"messages", "s1", func(b Bucket) int64 { return b.Messages }},
		}),
	}
}

func newPlot(id, title string, span Span, zone *time.Location, buckets []Bucket, list []series) plot {
	p := plot{ID: id, Title: title, Series: list}
	top, totals := int64(0), make([]int64, len(list))
	for _, b := range buckets {
		sum := int64(0)
		for i, s := range list {
			sum += s.of(b)
			totals[i] += s.of(b)
		}
		top = max(top, sum)
	}
	p.Empty = top == 0
	p.Summary = summary(span, list, totals)
	scale := niceTop(top)
	p.draw(buckets, scale, span, zone)
	for _, part := range []int64{0, scale / 2, scale} {
		p.Lines = append(p.Lines, mark{At: units(plotY(part, scale)), Label: grouped(part)})
	}
	return p
}

func summary(span Span, list []series, totals []int64) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = grouped(totals[i]) + " " + s.Name
	}
	return fmt.Sprintf("In the last %s: %s.", map[Span]string{Day: "24 hours", Month: "30 days"}[span], strings.Join(words, ", "))
}

// niceTop is the end of the scale: 2, 4, 10, 20, 40, 100 …, so that half of it is whole.
func niceTop(top int64) int64 {
	for scale := int64(1); ; scale *= 10 {
		for _, step := range []int64{2, 4, 10} {
			if scale*step >= top {
				return scale * step
			}
		}
	}
}

func plotY(value, scale int64) float64 {
	return plotHeight - plotBottom - float64(value)/float64(scale)*(plotHeight-plotTop-plotBottom)
}

func units(x float64) string { return fmt.Sprintf("%.1f", x) }

func (p *plot) draw(buckets []Bucket, scale int64, span Span, zone *time.Location) {
	step := (plotWidth - plotLeft) / float64(max(len(buckets), 1))
	for i, b := range buckets {
		at := timeLabel(span, b.At, zone)
		x, stacked, row := plotLeft+float64(i)*step, int64(0), plotRow{At: at}
		for _, s := range p.Series {
			value := s.of(b)
			row.Values = append(row.Values, grouped(value))
			if value == 0 {
				continue
			}
			y := plotY(stacked+value, scale)
			p.Bars = append(p.Bars, bar{
				Class: s.Class, X: units(x + plotGap/2), Width: units(max(step-plotGap, 1)), Y: units(y),
				Height: units(plotY(stacked, scale) - y), Label: fmt.Sprintf("%s: %s %s", at, grouped(value), s.Name),
			})
			stacked += value
		}
		p.Rows = append(p.Rows, row)
	}
	p.tick(buckets, step, span, zone)
}

// tick labels the first, the middle and the last stretch.
func (p *plot) tick(buckets []Bucket, step float64, span Span, zone *time.Location) {
	if len(buckets) < 2 {
		return
	}
	last := len(buckets) - 1
	for i, anchor := range map[int]string{0: "start", last / 2: "middle", last: "end"} {
		x := plotLeft + (float64(i)+0.5)*step
		switch anchor {
		case "start":
			x = plotLeft
		case "end":
			x = plotWidth
		}
		p.Ticks = append(p.Ticks, mark{At: units(x), Label: timeLabel(span, buckets[i].At, zone), Anchor: anchor})
	}
}

func timeLabel(span Span, at time.Time, zone *time.Location) string {
	if span == Month {
		return at.In(zone).Format("2 Jan 15:04")
	}
	return at.In(zone).Format("15:04")
}
