package figures_test

import (
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
)

func TestAMeasurementEndsWhatItStarted(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		ends error
		want error
	}{
		"that goes well": {nil, nil},
		"that fails":     {broken, broken},
	} {
		var order []string
		m := &figures.Measurement{}
		err := m.Measure(func() {
			m.Cleanup(func() { order = append(order, "first") })
			m.Cleanup(func() { order = append(order, "second") })
			if got := figures.Must("value", c.ends); got != "value" {
				t.Error(got)
			}
			order = append(order, "done")
		})
		want := []string{"done", "second", "first"}
		if c.ends != nil {
			want = want[1:]
		}
		if !errors.Is(err, c.want) || !slices.Equal(order, want) {
			t.Errorf("one %s: %v, %v", name, err, order)
		}
	}
}

func TestAMistakeIsNoFailedMeasurement(t *testing.T) {
	ended, m := false, &figures.Measurement{}
	defer func() {
		if recover() == nil || !ended {
			t.Error("the panic was swallowed, or nothing ended:", ended)
		}
	}()
	_ = m.Measure(func() {
		m.Cleanup(func() { ended = true })
		panic("a mistake")
	})
}

func TestAReportTellsWhatIsMissing(t *testing.T) {
	var progress, table strings.Builder
	path := filepath.Join(t.TempDir(), "rows.json")
	r := &figures.Report{Program: "bench", Progress: &progress}
	r.Took("sleep", time.Now())
	r.Add([]figures.Row{figures.Below("missed", 2, "x", 1)}, nil)
	if code := r.Write(&table, path); code != 0 {
		t.Error("a missed target fails the program:", code)
	}
	r.Add(nil, errors.New("broken"))
	if code := r.Write(&table, path); code != 1 {
		t.Error("a failed measurement does not:", code)
	}
	if !strings.Contains(progress.String(), "bench: sleep took") || !strings.Contains(progress.String(), "bench: broken") {
		t.Error(progress.String())
	}
	if !strings.Contains(table.String(), "missed") {
		t.Error(table.String())
	}
}

func TestComplaints(t *testing.T) {
	good := figures.Info("a", 0, "x")
	for name, c := range map[string]struct {
		rows []figures.Row
		want int
	}{
		"none":              {[]figures.Row{good, figures.Info("b", 1, "x")}, 0},
		"twice":             {[]figures.Row{good, good}, 1},
		"none at all":       {[]figures.Row{{Name: "c", Value: math.NaN()}}, 1},
		"less than nothing": {[]figures.Row{figures.Info("d", -1, "x")}, 1},
	} {
		if got := figures.Complaints(c.rows); len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
