// Package terminal tells someone at a terminal what happens, line by line: steps
// with the time they took, and text messages as they come and go.
//
// It promises lines that read well without colours too, where the output is no
// terminal or NO_COLOR is set, and that lines of several goroutines never mix.
//
// It leaves to others what is worth telling.
package terminal

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// Colour of what a line is about.
type Colour string

// The colours of the sixteen that every terminal has.
const (
	Plain  Colour = ""
	Dim    Colour = "2"
	Bold   Colour = "1"
	Red    Colour = "31"
	Green  Colour = "32"
	Yellow Colour = "33"
	Blue   Colour = "34"
	Purple Colour = "35"
	Cyan   Colour = "36"
)

// Writer writes lines.
type Writer struct {
	mu      sync.Mutex
	out     io.Writer
	colours bool
	now     func() time.Time
	began   time.Time
}

// New writes to out; colours are used where out is a terminal that wants them.
func New(out io.Writer, now func() time.Time) *Writer {
	return &Writer{out: out, colours: wantsColours(out), now: now, began: now()}
}

func wantsColours(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Line writes one line.
func (w *Writer) Line(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = fmt.Fprintf(w.out, format+"\n", args...)
}

// Paint gives text a colour.
func (w *Writer) Paint(colour Colour, text string) string {
	if !w.colours || colour == Plain {
		return text
	}
	return "\x1b[" + string(colour) + "m" + text + "\x1b[0m"
}

// Elapsed is the time since the writer was made.
func (w *Writer) Elapsed() time.Duration { return w.now().Sub(w.began) }

// Heading begins a part.
func (w *Writer) Heading(text string) { w.Line("\n%s\n", w.Paint(Bold, text)) }

// Done tells a step that is done: when it was since the start, what it was, and what
// came of it.
func (w *Writer) Done(step, result string) {
	w.Line("  %s  %s %s %s", w.Paint(Dim, w.clock()), w.Paint(Green, "✓"), pad(step, stepWidth), w.Paint(Dim, result))
}

// Failed tells a step that failed.
func (w *Writer) Failed(step, reason string) {
	w.Line("  %s  %s %s %s", w.Paint(Dim, w.clock()), w.Paint(Red, "✗"), pad(step, stepWidth), reason)
}

// stepWidth lines up the results.
const stepWidth = 22

func (w *Writer) clock() string { return fmt.Sprintf("%5.1f s", w.Elapsed().Seconds()) }

// Sent tells a text from a phone to the room.
func (w *Writer) Sent(who string, colour Colour, text string) {
	w.message(who, colour, "→", text)
}

// Received tells a text from the room to a phone.
func (w *Writer) Received(who string, colour Colour, text string) {
	w.message(who, colour, "←", text)
}

// message indents all lines of a text alike.
func (w *Writer) message(who string, colour Colour, arrow, text string) {
	indent := strings.Repeat(" ", 15)
	if arrow == "←" {
		text = w.Paint(Dim, strings.ReplaceAll(text, "\n", "\n"+indent))
	} else {
		text = strings.ReplaceAll(text, "\n", "\n"+indent)
	}
	w.Line("     %s %s  %s", w.Paint(colour, pad(who, 6)), w.Paint(colour, arrow), text)
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-len([]rune(text))))
}
