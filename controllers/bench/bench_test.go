package bench

import (
	"context"
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
	calm    time.Duration // for which memory stays the same when all garbage is given back
}

var (
	full = size{rooms: 1_000, touches: 2_000, changes: 200, poll: 30 * time.Second, polls: 4,
		latency: 50 * time.Millisecond, calm: forcedCollection + 10*time.Second}
	quick = size{rooms: 50, touches: 100, changes: 10, poll: 10 * time.Second, polls: 1,
		latency: 50 * time.Millisecond, calm: 5 * time.Second}
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

func check(err error) { figures.Check(err) }

func must[T any](value T, err error) T { return figures.Must(value, err) }

// measure measures all, or as much as it can.
func measure(of size, dir string, only *regexp.Regexp, took func(subject string, begun time.Time)) (rows []figures.Row, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	w := &world{size: of, ctx: ctx, dir: dir}
	err = w.Measure(func() {
		defer cancel() // before what was started ends
		w.start()
		for i, s := range subjects {
			if i > 0 && !only.MatchString(s.name) {
				continue
			}
			begun := time.Now()
			rows = append(rows, s.measure(w)...)
			took(s.name, begun)
		}
	})
	return rows, err
}

// report measures all and returns the exit code. The environment says how much: BENCH_QUICK
// is little, BENCH_ROOMS is another number of rooms, BENCH_ONLY an expression for the names
// of the subjects that follow the first, BENCH_PROFILE where profiles go.
func report(path string) int {
	of := full
	if os.Getenv("BENCH_QUICK") != "" {
		of = quick
	}
	if rooms := os.Getenv("BENCH_ROOMS"); rooms != "" {
		of.rooms = must(strconv.Atoi(rooms))
	}
	dir := must(os.MkdirTemp("", "bench-operator-"))
	defer func() { _ = os.RemoveAll(dir) }()
	all := figures.Report{Program: "bench-operator", Progress: os.Stderr}
	all.Add(measure(of, dir, regexp.MustCompile(os.Getenv("BENCH_ONLY")), all.Took))
	return all.Write(os.Stdout, path)
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
	rows, err := measure(quick, t.TempDir(), regexp.MustCompile(""), func(string, time.Time) {})
	if err != nil {
		t.Fatal(len(rows), "rows, error:", err)
	}
	for _, complaint := range figures.Complaints(rows) {
		t.Error(complaint)
	}
	for _, r := range rows {
		if r.Target == "<= 0" && !r.OK {
			t.Errorf("%s: %v", r.Name, r.Value)
		}
	}
}
