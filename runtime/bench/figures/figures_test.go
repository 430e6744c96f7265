package figures_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/smackdev/smack/runtime/bench/figures"
)

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		row    figures.Row
		target string
		ok     bool
	}{
		"a floor that is reached":   {figures.AtLeast("a", 2, "x", 2), ">= 2", true},
		"a floor that is missed":    {figures.AtLeast("a", 1.9, "x", 2), ">= 2", false},
		"a bound that is kept":      {figures.Below("a", 1.9, "x", 2), "< 2", true},
		"a bound that is touched":   {figures.Below("a", 2, "x", 2), "< 2", false},
		"a ceiling that is touched": {figures.AtMost("a", 0, "x", 0), "<= 0", true},
		"a ceiling that is passed":  {figures.AtMost("a", 1, "x", 0), "<= 0", false},
		"no target":                 {figures.Info("a", 1, "x"), "", true},
		"a miss that rounds to it":  {figures.Below("a", 1.99999, "x", 1.99998), "< 1.99998", false},
	} {
		if c.row.OK != c.ok || c.row.Target != c.target {
			t.Errorf("%s: %+v", name, c.row)
		}
	}
}

func TestBothTell(t *testing.T) {
	rows := []figures.Row{figures.Below("slow", 12.3456, "ms", 5), figures.Info("many", 7, "rooms")}
	var table strings.Builder
	if err := figures.Print(&table, rows); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(table.String()), "\n")
	if len(lines) != 3 || strings.Join(strings.Fields(lines[1]), " ") != "slow 12.3 ms < 5 NO" || strings.Join(strings.Fields(lines[2]), " ") != "many 7 rooms" {
		t.Errorf("table:\n%s", table.String())
	}

	path := filepath.Join(t.TempDir(), "bin", "bench.json")
	if err := figures.WriteJSON(path, rows); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var read []figures.Row
	if err := json.Unmarshal(text, &read); err != nil || len(read) != 2 || read[0] != rows[0] || read[1] != rows[1] {
		t.Errorf("%s, error: %v", text, err)
	}
}

func TestOfMany(t *testing.T) {
	if m := figures.Median([]float64{3, 1, 2}); m != 2 {
		t.Error("median", m)
	}
	if q := figures.Quantile([]float64{10, 0}, 0.25); q != 2.5 {
		t.Error("quantile", q)
	}
	if r := figures.Ratio([]float64{2, 9, 4}, []float64{1, 3, 1}); r != 3 {
		t.Error("ratio", r)
	}
}
