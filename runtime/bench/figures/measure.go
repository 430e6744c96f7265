package figures

import (
	"fmt"
	"io"
	"time"
)

// failure carries an error out of a measurement that cannot go on.
type failure struct{ err error }

// Check ends the measurement in which it is called if there is an error. It is called by
// the goroutine that called Measure.
func Check(err error) {
	if err != nil {
		panic(failure{err})
	}
}

// Must is a value whose error, if there is one, ends the measurement.
func Must[T any](value T, err error) T {
	Check(err)
	return value
}

// Measurement is one that starts things, which end with it. The zero value has none.
type Measurement struct{ ends []func() }

// Cleanup ends something when the measurement is over.
func (m *Measurement) Cleanup(end func()) { m.ends = append(m.ends, end) }

// Measure does it, ends what it started, the last first, and returns the error by which
// Check ended it.
func (m *Measurement) Measure(do func()) (err error) {
	defer func() {
		p := recover()
		for ; len(m.ends) > 0; m.ends = m.ends[:len(m.ends)-1] {
			m.ends[len(m.ends)-1]()
		}
		if p == nil {
			return
		}
		f, ours := p.(failure)
		if !ours {
			panic(p)
		}
		err = f.err
	}()
	do()
	return nil
}

// Report is what a program that measures tells, each under its name: how it gets on and
// what went wrong on Progress, which is for people alone.
type Report struct {
	Program  string
	Progress io.Writer

	rows []Row
	code int
}

// Took notes how long a subject took.
func (r *Report) Took(subject string, begun time.Time) {
	_, _ = fmt.Fprintf(r.Progress, "%s: %s took %s\n", r.Program, subject, time.Since(begun).Round(time.Millisecond))
}

// Add rows, and what kept others from being measured.
func (r *Report) Add(rows []Row, err error) {
	r.rows = append(r.rows, rows...)
	if err != nil {
		_, _ = fmt.Fprintf(r.Progress, "%s: %v\n", r.Program, err)
		r.code = 1
	}
}

// Write the rows, as a table to out and as a file. It returns the program's exit code:
// missed targets are figures, not failures.
func (r *Report) Write(out io.Writer, path string) (code int) {
	r.Add(nil, WriteJSON(path, r.rows))
	_ = Print(out, r.rows)
	return r.code
}

// Complaints are what is wrong with rows whose figures are worth nothing, as so little was
// measured: a row that is no figure, or two of one name.
func Complaints(rows []Row) (all []string) {
	seen := map[string]bool{}
	for _, r := range rows {
		if seen[r.Name] || !(r.Value >= 0) {
			all = append(all, fmt.Sprintf("row %+v is no figure, or measured twice", r))
		}
		seen[r.Name] = true
	}
	return all
}
