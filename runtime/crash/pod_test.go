package crash

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/room/roomtest"
)

// What a pod is told by its environment.
const (
	fileVariable    = "CRASH_POD_FILE"
	listenVariable  = "CRASH_POD_LISTEN"
	metricsVariable = "CRASH_POD_METRICS"
	pointVariable   = "CRASH_POD_POINT"
)

// pace makes a dead pod's work and a doubt a matter of seconds.
var pace = room.Pace{
	CarrierTimeout: time.Second, Lease: 3 * time.Second, SecondLook: time.Second, Tick: 500 * time.Millisecond,
}

// playPod is what smack-room serve does, at the test's pace.
func playPod() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	err := room.Run(ctx, room.Options{
		Path: os.Getenv(fileVariable), Listen: os.Getenv(listenVariable), MetricsListen: os.Getenv(metricsVariable),
		Getenv: os.Getenv, Version: "crash", Pace: pace,
		Redis: deathAt(os.Getenv(pointVariable)),
		Log:   slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// pod is one room in a process of its own, which comes back at the same address.
type pod struct {
	file, listen, metrics string
	environment           []string
	log                   *os.File
	process               *exec.Cmd
	kills, stops          atomic.Int64
}

func newPod(dir, file, redis string) *pod {
	GinkgoHelper()
	p := &pod{file: file, listen: roomtest.FreeAddress(), metrics: roomtest.FreeAddress()}
	p.environment = []string{
		"TZ=UTC", "REDIS_URL=" + redis,
		fileVariable + "=" + file, listenVariable + "=" + p.listen, metricsVariable + "=" + p.metrics,
	}
	var err error
	p.log, err = os.Create(filepath.Join(dir, p.listen+".log")) // #nosec G304 -- the test's own directory
	Expect(err).NotTo(HaveOccurred())
	return p
}

// start starts the pod; one that is told of a point dies when it gets there.
func (p *pod) start(point ...string) error {
	var err error
	if p.process, err = p.command(); err != nil {
		return err
	}
	p.process.Env, p.process.Stderr = p.environment, p.log
	if len(point) > 0 {
		p.process.Env = append(slices.Clone(p.environment), pointVariable+"="+point[0])
	}
	p.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return p.process.Start()
}

// command is the program that was built, or this one in its place, which waits less.
func (p *pod) command() (*exec.Cmd, error) {
	if built() != "" {
		return exec.Command(built(), "serve", "--config", p.file, "--listen", p.listen, // #nosec G204 -- the caller's own
			"--admin-listen", "", "--metrics-listen", p.metrics, "--log-level", "warn"), nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return exec.Command(self), nil // #nosec G204 -- itself
}

// built is the smack-room to kill, at its own pace; without one this program plays it.
func built() string { return os.Getenv("SMACK_CRASH_BINARY") }

// kill is SIGKILL: nothing of the pod's own runs any more.
func (p *pod) kill() error {
	p.kills.Add(1)
	err := p.process.Process.Kill()
	_ = p.process.Wait() // says that it was killed
	return err
}

// stop is SIGTERM, as when a pod moves; it fails if the pod does not end well.
func (p *pod) stop() error {
	p.stops.Add(1)
	if err := p.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := p.process.Wait(); p.process.ProcessState.ExitCode() > 0 { // -1 is a pod too young to know the signal
		return fmt.Errorf("a pod that was told to stop: %w", err)
	}
	return nil
}

func (p *pod) ready() bool {
	return roomtest.Pod{Private: p.metrics}.Status("/readyz") == http.StatusOK
}
