package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/smackdev/smack/runtime/sandbox/process"
	"github.com/smackdev/smack/runtime/sandbox/terminal"
)

// failures carries the first part's end that nobody asked for.
type failures struct {
	once sync.Once
	ch   chan error
}

func (f *failures) channel() chan error {
	f.once.Do(func() { f.ch = make(chan error, 1) })
	return f.ch
}

func (f *failures) report(err error) {
	select {
	case f.channel() <- err:
	default:
	}
}

// run starts a program that must live as long as the sandbox.
func (s *Sandbox) run(name string, spec process.Spec) error {
	spec.Log = s.path("logs", name+".log")
	spec.Dir = s.dir
	p, err := process.Start(spec)
	if err != nil {
		return err
	}
	stopping := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		<-p.Done()
		select {
		case <-stopping: // it was asked to
		default:
			s.failed.report(fmt.Errorf("%s ended with code %d%s", name, p.ExitCode(), lastLines(spec.Log, 3)))
		}
	})
	s.onDown(func() {
		close(stopping)
		p.Stop(stopGrace)
		watching.Wait()
	})
	return nil
}

// Explain tells a failure, with the ends of the logs that may say why: the logs
// themselves are gone with the sandbox.
func (s *Sandbox) Explain(failure error) {
	s.tell.Failed("stopped", failure.Error())
	files, _ := filepath.Glob(s.path("logs", "*.log"))
	pods, _ := filepath.Glob(s.path("node", "logs", "*.log"))
	for _, file := range append(files, pods...) {
		if tail := lastLines(file, 8); tail != "" {
			s.tell.Line("\n%s%s", s.tell.Paint(terminal.Bold, filepath.Base(file)), tail)
		}
	}
}

// lastLines are the last lines of a log, each indented on a line of its own.
func lastLines(file string, count int) string {
	content, _ := os.ReadFile(file)
	text := strings.TrimSpace(string(content))
	if text == "" {
		return ""
	}
	lines := strings.Split(text, "\n")
	lines = lines[max(0, len(lines)-count):]
	return "\n    " + strings.Join(lines, "\n    ")
}
