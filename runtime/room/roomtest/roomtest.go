// Package roomtest is what stands around a whole room in a spec: a carrier with phones, the
// ports of its pods, asked as probes and Prometheus ask them, and its store seen from beside.
//
// It promises addresses that nobody else draws, and that all it starts ends with the spec. It
// leaves to others what the room file says, which Redis there is, and what people text.
package roomtest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/sandbox/loopback"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// Patience is how long a room may take for what it does at once: machines do much else.
const Patience = 20 * time.Second

// Carrier starts a simulated carrier that takes texts as fast as they come.
func Carrier() *twiliosim.Sim {
	GinkgoHelper()
	sim := twiliosim.New(twiliosim.Options{Unpaced: true})
	_, err := sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(sim.Close)
	return sim
}

// Account gives the credentials of the carrier's account as the environment does.
func Account(sim *twiliosim.Sim) map[string]string {
	return map[string]string{carrier.EnvAccountSID: sim.Account().SID(), carrier.EnvAuthToken: sim.Account().AuthToken()}
}

// FreeAddress is a loopback address that nobody listens on.
func FreeAddress() string {
	GinkgoHelper()
	address, err := loopback.FreeAddress()
	Expect(err).NotTo(HaveOccurred())
	return address
}

// Pod is where a pod listens: for the carrier, for admins, and for probes and Prometheus.
type Pod struct{ Public, Screen, Private string }

// Run runs a room in this process until the spec ends. What the options say of addresses, the
// environment and the log is replaced.
func (p Pod) Run(options room.Options, environment map[string]string) {
	options.Listen, options.AdminListen, options.MetricsListen, options.Version = p.Public, p.Screen, p.Private, "test"
	options.Getenv = func(name string) string { return environment[name] }
	options.Log = slog.New(slog.NewJSONHandler(GinkgoWriter, nil))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- room.Run(ctx, options) }()
	DeferCleanup(func() {
		stop()
		Eventually(ended).WithTimeout(Patience).Should(Receive(BeNil()))
		http.DefaultClient.CloseIdleConnections()
	})
}

// Status is what a path of the private port answers; 0 while nobody does.
func (p Pod) Status(path string) int {
	status, _ := p.get(path)
	return status
}

// Becomes waits until readiness answers so.
func (p Pod) Becomes(status int) {
	GinkgoHelper()
	Eventually(p.Status).WithArguments("/readyz").WithTimeout(Patience).WithPolling(20 * time.Millisecond).Should(Equal(status))
}

// Metric is the first line of the metrics that begins so, with its value; empty where there is none.
func (p Pod) Metric(prefix string) string {
	_, text := p.get("/metrics")
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, prefix) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

func (p Pod) get(path string) (status int, body string) {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+p.Private+path, nil)
	if err != nil {
		return 0, ""
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = response.Body.Close() }()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text)
}

// Store is a room's, seen from beside its program.
func Store(ctx context.Context, redis store.Config, name string) *store.Store {
	GinkgoHelper()
	client := store.Connect(redis)
	DeferCleanup(client.Close)
	st, err := store.Open(ctx, client, name, store.Options{})
	Expect(err).NotTo(HaveOccurred())
	return st
}
