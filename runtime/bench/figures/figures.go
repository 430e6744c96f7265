// Package figures is what was measured and what was promised, side by side: rows of a
// table for people and of a file for programs; and the frame of programs that measure.
//
// It promises that a figure that misses its target says so, that both say the same, and
// that a measurement ends what it started, also when it fails. It leaves to others what is
// measured, and whether a missed target is a failure.
package figures

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"text/tabwriter"
)

// Row is one figure. A row without a target tells what the others rest on.
type Row struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Target string  `json:"target"`
	OK     bool    `json:"ok"`
}

// Info is a figure without a target.
func Info(name string, value float64, unit string) Row {
	return Row{Name: name, Value: rounded(value), Unit: unit, OK: true}
}

// AtLeast is a figure whose target is a floor.
func AtLeast(name string, value float64, unit string, target float64) Row {
	return Row{Name: name, Value: rounded(value), Unit: unit, Target: ">= " + short(target), OK: value >= target}
}

// Below is a figure that must stay under its target.
func Below(name string, value float64, unit string, target float64) Row {
	return Row{Name: name, Value: rounded(value), Unit: unit, Target: "< " + short(target), OK: value < target}
}

// AtMost is a figure that may reach its target.
func AtMost(name string, value float64, unit string, target float64) Row {
	return Row{Name: name, Value: rounded(value), Unit: unit, Target: "<= " + short(target), OK: value <= target}
}

func rounded(v float64) float64 {
	digits := math.Pow(10, math.Max(0, 2-math.Floor(math.Log10(math.Max(math.Abs(v), 1)))))
	return math.Round(v*digits) / digits
}

func short(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Print writes a table for people.
func Print(w io.Writer, rows []Row) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "name\tvalue\tunit\ttarget\tok")
	for _, r := range rows {
		verdict := ""
		if r.Target != "" {
			verdict = map[bool]string{true: "yes", false: "NO"}[r.OK]
		}
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", r.Name, short(r.Value), r.Unit, r.Target, verdict)
	}
	return t.Flush()
}

// WriteJSON writes a file for programs.
func WriteJSON(path string, rows []Row) error {
	text, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		return fmt.Errorf("writing rows: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o600)
}

// Median of the values, which it sorts.
func Median(values []float64) float64 { return Quantile(values, 0.5) }

// Quantile gives the value below which the share q lies.
func Quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	slices.Sort(values)
	at := q * float64(len(values)-1)
	low := int(at)
	high := min(low+1, len(values)-1)
	return values[low] + (at-float64(low))*(values[high]-values[low])
}

// Ratio is the median of a[i] / b[i]: what was measured in the same round is compared.
func Ratio(a, b []float64) float64 {
	each := make([]float64, min(len(a), len(b)))
	for i := range each {
		each[i] = a[i] / b[i]
	}
	return Median(each)
}
