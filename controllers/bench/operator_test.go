package bench

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/sandbox/loopback"
	"github.com/smackdev/smack/runtime/sandbox/process"
)

// operator is the program under test.
type operator struct {
	process *process.Process
	metrics string
	pprof   string
	log     string
}

// startOperator runs the operator with the rights of its ServiceAccount, no more.
func (w *world) startOperator(poll time.Duration) *operator {
	const account = "smack-operator"
	kubeconfig := must(w.plane.WriteKubeconfig("operator", "system:serviceaccount:"+operatorNamespace+":"+account,
		"system:serviceaccounts", "system:serviceaccounts:"+operatorNamespace))
	address, pprof := must(loopback.FreeAddress()), must(loopback.FreeAddress())
	o := &operator{metrics: "http://" + address + "/metrics", pprof: "http://" + pprof, log: filepath.Join(w.dir, "operator.log")}
	o.process = must(process.Start(process.Spec{
		Path: w.program, Env: append(os.Environ(), "KUBECONFIG="+kubeconfig), Log: o.log,
		Args: []string{
			"--room-image=example.com/smack:1", "--no-leader-elect", "--poll-interval=" + poll.String(),
			"--no-metrics-secure", "--metrics-bind-address=" + address, "--health-probe-bind-address=0",
			"--pprof-bind-address=" + pprof,
		},
	}))
	w.Cleanup(o.stop)
	return o
}

func (o *operator) stop() { o.process.Stop(10 * time.Second) }

func (o *operator) ended() bool {
	select {
	case <-o.process.Done():
		return true
	default:
		return false
	}
}

// lastWords is the end of the operator's log.
func (o *operator) lastWords() string {
	text, err := os.ReadFile(o.log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-500):])
}

// settled waits until the operator has nothing to do.
func (w *world) settled() {
	w.quiet(2*time.Second, func(m metrics) float64 {
		if m.gauge("workqueue_depth")+m.gauge("controller_runtime_active_workers") > 0 {
			return math.NaN() // which is never the same
		}
		return m.reconciles()
	})
}

// still waits until nothing that was begun is written any more: an event that could not
// be written is tried again after ten seconds.
func (w *world) still() { w.quiet(12*time.Second, metrics.writes) }

// scrapeEvery is how often an operator is asked whether it is idle: to tell the metrics of a
// thousand rooms is work for it, too.
const scrapeEvery = 500 * time.Millisecond

// quiet waits until a figure of the operator has stayed the same for a while.
func (w *world) quiet(long time.Duration, of func(metrics) float64) {
	last, since, asked := -1.0, time.Now(), time.Time{}
	w.await("an idle operator", 10*time.Minute, func() bool {
		if time.Since(asked) < scrapeEvery {
			return false
		}
		asked = time.Now()
		m, err := scrape(w.ctx, w.operator.metrics)
		if err != nil {
			return false
		}
		if now := of(m); now != last {
			last, since = now, time.Now()
		}
		return time.Since(since) > long
	})
}

func (w *world) scrape() metrics { return must(scrape(w.ctx, w.operator.metrics)) }

// workingSet is what the operator's process has in memory, in MiB, its program included;
// pages that others share are divided.
func (o *operator) workingSet() float64 {
	return kilobytes(fmt.Sprintf("/proc/%d/smaps_rollup", o.process.PID()), "Pss:") / 1024
}

// peak is the most that it ever had, in MiB.
func (o *operator) peak() float64 {
	return kilobytes(fmt.Sprintf("/proc/%d/status", o.process.PID()), "VmHWM:") / 1024
}

// waited is how long the operator's threads were ready to run and had no processor, in
// seconds: what a busy machine adds to each of its times
// (https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat).
func (o *operator) waited() (all float64) {
	for _, file := range must(filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", o.process.PID()))) {
		text, err := os.ReadFile(file)
		if f := strings.Fields(string(text)); err == nil && len(f) > 1 {
			all += must(strconv.ParseFloat(f[1], 64)) / 1e9
		}
	}
	return all
}

func kilobytes(file, key string) float64 {
	for line := range strings.Lines(string(must(os.ReadFile(file)))) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == key {
			return must(strconv.ParseFloat(f[1], 64))
		}
	}
	check(fmt.Errorf("%s has no %s", file, key))
	return 0
}
