package bench

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// roleVariable makes this program play another part: a carrier, a pod, an edge.
const roleVariable = "BENCH_ROLE"

// profile writes a CPU profile of every process into BENCH_PROFILE, if that is set.
func profile() (stop func()) {
	dir := os.Getenv("BENCH_PROFILE")
	if dir == "" {
		return func() {}
	}
	name := fmt.Sprintf("%s%d.prof", os.Getenv(roleVariable), os.Getpid())
	f, err := os.Create(filepath.Join(dir, name)) // #nosec G304,G703 -- the caller's own directory
	if err != nil || pprof.StartCPUProfile(f) != nil {
		return func() {}
	}
	return pprof.StopCPUProfile
}

// play plays a part until standard input ends; what others call comes on the first line.
func play(role string) int {
	start := map[string]func(env func(string) string) (string, func(), error){
		"carrier": playCarrier, "pod": playPod, "edge": playEdge, "floor": playFloor,
	}[role]
	address, stop, err := start(os.Getenv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", role, err)
		return 1
	}
	fmt.Println(address)
	_, _ = io.Copy(io.Discard, os.Stdin)
	stop()
	return 0
}

// child is another process of this program.
type child struct {
	address string
	command *exec.Cmd
}

func (r *run) child(role string, env ...string) *child {
	c := &child{command: exec.CommandContext(r.ctx, must(os.Executable()))} // #nosec G204 -- itself
	c.command.Env = append(append(os.Environ(), roleVariable+"="+role), env...)
	c.command.Stderr = os.Stderr
	c.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	stdin, stdout := must(c.command.StdinPipe()), must(c.command.StdoutPipe())
	check(c.command.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	check(err)
	c.address = strings.TrimSpace(line)
	r.Cleanup(func() {
		_ = stdin.Close()
		_ = c.command.Wait()
	})
	return c
}

func (c *child) pid() int { return c.command.Process.Pid }

// cpu is the processor time that a process has used, to 10 ms.
func cpu(pid int) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	f := strings.Fields(rest)
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// share is what a process has of the processor time of some requests.
type share struct {
	pid      int
	used     time.Duration
	requests int
}

func (s *share) begin() { s.used -= cpu(s.pid) }

func (s *share) end(requests int) {
	s.used += cpu(s.pid)
	s.requests += requests
}

// each is what one request took, in µs.
func (s *share) each() float64 { return float64(s.used.Microseconds()) / float64(max(s.requests, 1)) }

// ownCPU is the processor time of this process.
func ownCPU() time.Duration {
	var u syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
