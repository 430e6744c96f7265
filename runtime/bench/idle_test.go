package bench

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
)

// idle runs the real program and watches it do nothing.
func idle(r *run) []figures.Row {
	dir := must(os.MkdirTemp("", "bench"))
	r.Cleanup(func() { _ = os.RemoveAll(dir) })
	program := filepath.Join(dir, "smack-room")
	build := exec.CommandContext(r.ctx, "go", "build", "-o", program, "github.com/smackdev/smack/runtime/cmd/smack-room") // #nosec G204
	build.Stderr = os.Stderr
	check(build.Run())
	server := r.redis()
	r.room(server, "bench.idle", r.kept)

	var ready []float64
	var pid int
	for range max(r.rounds/2, 2) {
		var took time.Duration
		pid, took = r.start(program, dir, server.Address())
		ready = append(ready, took.Seconds())
	}
	pods := float64(len(ready))
	time.Sleep(r.idle / 4) // what starting needed is given back
	rate := float64(r.asked(server.Address())) / r.idle.Seconds() / pods
	return []figures.Row{
		figures.Below("idle room, Redis commands of a pod", rate, "commands/s", 1),
		figures.Below("smack-room, idle, resident", resident(pid), "MB", 40),
		figures.Below("smack-room, from start to ready", figures.Median(ready), "s", 1),
	}
}

// start starts a pod and gives its process and the time until it was ready.
func (r *run) start(program, dir, redis string) (pid int, took time.Duration) {
	public, metrics := freeAddress(), freeAddress()
	file := filepath.Join(dir, "room.yaml")
	write(file, fmt.Sprintf("apiVersion: smack.dev/v1alpha1\nkind: RoomFile\nroom: bench.idle\nnumber: {e164: \"%s\"}\n"+
		"webhook: {baseURL: \"http://%s/room\"}\ncarrier: {baseURL: \"http://127.0.0.1:1\"}\n", roomNumber, public))
	command := exec.CommandContext(r.ctx, program, "serve", "--config", file, "--listen", public, "--admin-listen", "127.0.0.1:0", "--metrics-listen", metrics, "--drain-delay", "0s") // #nosec G204
	command.Env = []string{"REDIS_URL=unix://" + redis, "TWILIO_ACCOUNT_SID=" + accountSID, "TWILIO_AUTH_TOKEN=" + authToken}
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	begun := time.Now()
	check(command.Start())
	r.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		_ = command.Wait()
	})
	for time.Since(begun) < 20*time.Second {
		if answers("http://" + metrics + "/readyz") {
			return command.Process.Pid, time.Since(begun)
		}
		time.Sleep(2 * time.Millisecond)
	}
	check(errNotReady)
	return 0, 0
}

func answers(address string) bool {
	res, err := http.Get(address) //nolint:noctx,gosec // loopback
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// asked counts what clients ask of Redis for a while. Its own counters would add what
// scripts do inside.
func (r *run) asked(socket string) (commands int) {
	conn := must(net.Dial("unix", socket)) //nolint:noctx // a socket of our own
	defer func() { _ = conn.Close() }()
	_ = must(conn.Write([]byte("MONITOR\r\n")))
	check(conn.SetReadDeadline(time.Now().Add(r.idle)))
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if text := lines.Text(); strings.Contains(text, "] \"") && !strings.Contains(text, " lua] \"") {
			commands++
		}
	}
	return commands
}

// resident is the memory of a process that is its own or in RAM, in MB.
func resident(pid int) float64 {
	text := string(must(os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))))
	_, rest, _ := strings.Cut(text, "VmRSS:")
	kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	return must(strconv.ParseFloat(kb, 64)) / 1024
}
