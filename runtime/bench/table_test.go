package bench

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

// row is one figure. A row without a target tells what the others rest on.
type row struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Target string  `json:"target"`
	OK     bool    `json:"ok"`
}

func info(name string, value float64, unit string) row {
	return row{Name: name, Value: rounded(value), Unit: unit, OK: true}
}

func atLeast(name string, value float64, unit string, target float64) row {
	return row{Name: name, Value: rounded(value), Unit: unit, Target: ">= " + short(target), OK: value >= target}
}

func below(name string, value float64, unit string, target float64) row {
	return row{Name: name, Value: rounded(value), Unit: unit, Target: "< " + short(target), OK: value < target}
}

func rounded(v float64) float64 {
	digits := math.Pow(10, math.Max(0, 2-math.Floor(math.Log10(math.Max(math.Abs(v), 1)))))
	return math.Round(v*digits) / digits
}

func short(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func printTable(w io.Writer, rows []row) error {
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

func writeJSON(path string, rows []row) error {
	text, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		return fmt.Errorf("writing rows: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o600)
}

// median of the values, which it sorts.
func median(values []float64) float64 { return quantile(values, 0.5) }

// quantile gives the value below which the share q lies.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	slices.Sort(values)
	at := q * float64(len(values)-1)
	low := int(at)
	high := min(low+1, len(values)-1)
	return values[low] + (at-float64(low))*(values[high]-values[low])
}

// ratio is the median of a[i] / b[i]: what was measured in the same round is compared.
func ratio(a, b []float64) float64 {
	each := make([]float64, min(len(a), len(b)))
	for i := range each {
		each[i] = a[i] / b[i]
	}
	return median(each)
}
