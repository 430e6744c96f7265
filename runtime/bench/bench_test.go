package bench

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
)

// workers is how many requests of any client are on their way at once: the room's default.
const workers = 64

// size says how much is measured.
type size struct {
	rounds       int           // how often things that are compared take turns
	members      int           // of the room whose fan-out is held against bare loops
	growth       []int         // rooms whose cost per recipient is compared
	window       time.Duration // how long requests come in, each round
	kept         int           // members of the room whose memory is weighed
	texts        int           // broadcasts to them
	inboundTexts int           // texts of a round of inbound
	timed        int           // texts that are timed from webhook to first POST
	idle         time.Duration // how long an idle room is watched
}

var (
	full = size{rounds: 9, members: 10_000, growth: []int{10, 100, 1_000, 10_000, 100_000}, window: 2 * time.Second,
		kept: 10_000, texts: 10, inboundTexts: 10_000, timed: 100, idle: 10 * time.Second}
	quick = size{rounds: 1, members: 1_000, growth: []int{10, 100, 1_000}, window: 300 * time.Millisecond,
		kept: 1_000, texts: 3, inboundTexts: 1_000, timed: 10, idle: 2 * time.Second}
)

// subject is one thing that is measured, in some rows.
type subject struct {
	name    string
	measure func(*run) []figures.Row
}

var subjects = []subject{
	{"fan-out", fanOut}, {"growth", growth}, {"pods", pods},
	{"inbound", inbound}, {"status", status}, {"latency", latency},
	{"scripts", scripts}, {"memory", memory}, {"idle", idle}, {"decide", decide}, {"tapback", tapback},
	{"rules", ruled}, {"desk", desk},
}

// run is one measuring of one subject. What it starts ends with it.
type run struct {
	size
	figures.Measurement
	ctx context.Context
}

func check(err error) { figures.Check(err) }

func must[T any](value T, err error) T { return figures.Must(value, err) }

func measure(s subject, of size) (rows []figures.Row, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	r := &run{size: of, ctx: ctx}
	err = r.Measure(func() { rows = s.measure(r) })
	return rows, err
}

// report measures all and returns the exit code.
func report(path string) int {
	of := full
	if os.Getenv("BENCH_QUICK") != "" {
		of = quick
	}
	only := regexp.MustCompile(os.Getenv("BENCH_ONLY"))
	all := figures.Report{Program: "bench", Progress: os.Stderr}
	for _, s := range subjects {
		if !only.MatchString(s.name) {
			continue
		}
		begun := time.Now()
		rows, err := measure(s, of)
		if err != nil {
			err = fmt.Errorf("%s: %w", s.name, err)
		}
		all.Add(rows, err)
		all.Took(s.name, begun)
	}
	return all.Write(os.Stdout, path)
}

func TestMain(m *testing.M) {
	stop := profile()
	var code int
	if role := os.Getenv(roleVariable); role != "" {
		code = play(role)
	} else if path := os.Getenv("BENCH_OUT"); path != "" {
		code = report(path)
	} else {
		code = m.Run()
	}
	stop()
	os.Exit(code)
}

// TestEveryRow proves that all can be measured; the figures of so little are worth nothing.
func TestEveryRow(t *testing.T) {
	var all []figures.Row
	for _, s := range subjects {
		t.Run(s.name, func(t *testing.T) {
			rows, err := measure(s, quick)
			if err != nil || len(rows) == 0 {
				t.Fatal(len(rows), "rows, error:", err)
			}
			all = append(all, rows...)
		})
	}
	for _, complaint := range figures.Complaints(all) {
		t.Error(complaint)
	}
}
