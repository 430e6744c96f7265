package bench

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
)

// size says how much is measured.
type size struct {
	rooms   int
	touches int           // reconciles that find nothing to do
	changes int           // of a spec, timed
	poll    time.Duration // stands for the 15 minutes between two looks at a number
	polls   int           // of these make an hour
	latency time.Duration // of the carrier while the operator restarts
}

var (
	full  = size{rooms: 1_000, touches: 2_000, changes: 200, poll: 30 * time.Second, polls: 4, latency: 50 * time.Millisecond}
	quick = size{rooms: 50, touches: 100, changes: 10, poll: 10 * time.Second, polls: 1, latency: 50 * time.Millisecond}
)

// subjects follow each other on the same rooms.
var subjects = []struct {
	name    string
	measure func(*world) []figures.Row
}{
	{"from apply to Ready", ready},
	{"idle reconciles", idleReconciles},
	{"changes of a spec", changes},
	{"restart", restart},
	{"idle hour", idleHour},
}

// failure carries an error out of a measurement that cannot go on.
type failure struct{ err error }

func check(err error) {
	if err != nil {
		panic(failure{err})
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

// measure measures all, or as much as it can.
func measure(of size, dir string) (rows []figures.Row, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	w := &world{size: of, ctx: ctx, dir: dir}
	only := regexp.MustCompile(os.Getenv("BENCH_ONLY"))
	defer func() {
		cancel()
		for i := len(w.cleanups) - 1; i >= 0; i-- {
			w.cleanups[i]()
		}
		if p := recover(); p != nil {
			f, ours := p.(failure)
			if !ours {
				panic(p)
			}
			err = f.err
		}
	}()
	w.start()
	for i, s := range subjects {
		if i > 0 && !only.MatchString(s.name) {
			continue
		}
		begun := time.Now()
		rows = append(rows, s.measure(w)...)
		fmt.Fprintf(os.Stderr, "bench-operator: %s took %s\n", s.name, time.Since(begun).Round(time.Millisecond))
	}
	return rows, nil
}

// report measures all and returns the exit code: missed targets are figures, not failures.
func report(path string) (code int) {
	of := full
	if os.Getenv("BENCH_QUICK") != "" {
		of = quick
	}
	if rooms := os.Getenv("BENCH_ROOMS"); rooms != "" {
		of.rooms = must(strconv.Atoi(rooms))
	}
	dir := must(os.MkdirTemp("", "bench-operator-"))
	defer func() { _ = os.RemoveAll(dir) }()
	rows, err := measure(of, dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-operator:", err)
		code = 1
	}
	if err := figures.WriteJSON(path, rows); err != nil {
		fmt.Fprintln(os.Stderr, "bench-operator:", err)
		code = 1
	}
	_ = figures.Print(os.Stdout, rows)
	return code
}

func TestMain(m *testing.M) {
	if path := os.Getenv("BENCH_OUT"); path != "" {
		os.Exit(report(path))
	}
	os.Exit(m.Run())
}

// TestEveryRow proves that all can be measured. Times of so little are worth nothing;
// what must be zero is zero of any number of rooms.
func TestEveryRow(t *testing.T) {
	rows, err := measure(quick, t.TempDir())
	if err != nil {
		t.Fatal(len(rows), "rows, error:", err)
	}
	seen := map[string]bool{}
	for _, r := range rows {
		if seen[r.Name] || !(r.Value >= 0) {
			t.Errorf("row %+v is no figure, or measured twice", r)
		}
		if r.Target == "<= 0" && !r.OK {
			t.Errorf("%s: %v", r.Name, r.Value)
		}
		seen[r.Name] = true
	}
}
