// Package e2e_test proves the main job from outside: it starts the programs that
// `make run` starts and talks to them as people do, by kubectl's way to the API server
// and by phones.
package e2e_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/runtime/sandbox"
	"github.com/smackdev/smack/runtime/sandbox/cluster"
	"github.com/smackdev/smack/runtime/sandbox/process"
)

func TestEndToEnd(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "end to end")
}

var (
	box   sandbox.About
	kube  client.Client
	up    *process.Process
	upLog string
)

var _ = BeforeSuite(func(ctx context.Context) {
	SetDefaultEventuallyTimeout(time.Minute)
	SetDefaultEventuallyPollingInterval(50 * time.Millisecond)
	SetDefaultConsistentlyDuration(time.Second)
	bin := GinkgoT().TempDir()
	build(ctx, bin)
	start(bin)
	config, err := clientcmd.BuildConfigFromFlags("", box.Kubeconfig)
	Expect(err).NotTo(HaveOccurred())
	kube, err = cluster.Client(config)
	Expect(err).NotTo(HaveOccurred())
}, NodeTimeout(10*time.Minute))

func build(ctx context.Context, bin string) {
	programs := []string{"./runtime/cmd/smack-sandbox", "./runtime/cmd/smack-room", "./controllers/cmd/smack-operator"}
	command := exec.CommandContext(ctx, "go", append([]string{"build", "-o", bin + "/"}, programs...)...)
	command.Dir = filepath.Join("..", "..", "..")
	output, err := command.CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), string(output))
}

func start(bin string) {
	dir := GinkgoT().TempDir()
	ready := filepath.Join(dir, "ready.json")
	upLog = filepath.Join(dir, "up.log")
	config, err := filepath.Abs(filepath.Join("..", "..", "..", "config"))
	Expect(err).NotTo(HaveOccurred())
	up, err = process.Start(process.Spec{
		Path: filepath.Join(bin, "smack-sandbox"), Log: upLog,
		Args: []string{"up", "--quiet", "--listen=127.0.0.1:0", "--ready=" + ready, "--config=" + config},
	})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { up.Stop(time.Minute) })
	Eventually(func(g Gomega) {
		g.Expect(up.Done()).NotTo(BeClosed(), said())
		text, err := os.ReadFile(ready)
		g.Expect(err).NotTo(HaveOccurred())
		g.Expect(json.Unmarshal(text, &box)).To(Succeed())
	}).WithTimeout(3*time.Minute).Should(Succeed(), said)
}

// said is what the sandbox told its terminal.
func said() string {
	text, _ := os.ReadFile(upLog)
	return string(text)
}

// What the programs wrote explains a failure; it is gone when the sandbox is.
var _ = ReportAfterEach(func(report SpecReport) {
	if !report.Failed() {
		return
	}
	for _, pattern := range []string{"logs/operator.log", "logs/sandbox.log", "node/logs/*.log"} {
		files, _ := filepath.Glob(filepath.Join(box.Dir, pattern))
		for _, file := range files {
			text, _ := os.ReadFile(file)
			AddReportEntry(filepath.Base(file), string(text[max(0, len(text)-6000):]))
		}
	}
})
