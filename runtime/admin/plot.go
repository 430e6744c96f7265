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
			{"on the way", "s2", func(b Bucket) int64 { return max(b.Sent-b.Delivered-b.Failed, 0) }},
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

// draw puts every stretch where it was in time: where no figures were kept the picture stays
// empty.
func (p *plot) draw(buckets []Bucket, scale int64, span Span, zone *time.Location) {
	if len(buckets) == 0 {
		return
	}
	step, end := stretches[span].width, buckets[len(buckets)-1].At
	count := int(stretches[span].back / step)
	width := (plotWidth - plotLeft) / float64(count)
	for _, b := range buckets {
		place := count - 1 - int(end.Sub(b.At)/step)
		if place < 0 {
			continue
		}
		p.stack(b, plotLeft+float64(place)*width, width, scale, timeLabel(span, b.At, zone))
	}
	for _, one := range []struct {
		at     float64
		back   int
		anchor string
	}{{plotLeft, count, "start"}, {(plotLeft + plotWidth) / 2, count / 2, "middle"}, {plotWidth, 0, "end"}} {
		at := end.Add(-time.Duration(one.back) * step)
		p.Ticks = append(p.Ticks, mark{At: units(one.at), Label: timeLabel(span, at, zone), Anchor: one.anchor})
	}
}

// stack draws the figures of one stretch on each other.
func (p *plot) stack(b Bucket, x, width float64, scale int64, at string) {
	stacked, row := int64(0), plotRow{At: at}
	for _, s := range p.Series {
		value := s.of(b)
		row.Values = append(row.Values, grouped(value))
		if value == 0 {
			continue
		}
		y := plotY(stacked+value, scale)
		p.Bars = append(p.Bars, bar{
			Class: s.Class, X: units(x + plotGap/2), Width: units(max(width-plotGap, 1)), Y: units(y),
			Height: units(plotY(stacked, scale) - y), Label: fmt.Sprintf("%s: %s %s", at, grouped(value), s.Name),
		})
		stacked += value
	}
	p.Rows = append(p.Rows, row)
}

func timeLabel(span Span, at time.Time, zone *time.Location) string {
	if span == Month {
		return at.In(zone).Format("2 Jan 15:04")
	}
	return at.In(zone).Format("15:04")
}
