package kubelet_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/client-go/kubernetes"

	"github.com/smackdev/smack/runtime/sandbox/controlplane"
	"github.com/smackdev/smack/runtime/sandbox/kubelet"
)

// actAs makes the test binary a container's program.
const actAs = "KUBELET_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(actAs) == "web" {
		os.Exit(web(os.Args[1:]))
	}
	os.Exit(m.Run())
}

func TestKubelet(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "kubelet")
}

// web serves its file, its environment, and a health that a file decides.
func web(args []string) int {
	flags := map[string]string{}
	for _, arg := range args {
		name, value, _ := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		flags[name] = value
	}
	http.HandleFunc("/file", func(w http.ResponseWriter, _ *http.Request) {
		content, _ := os.ReadFile(flags["file"])
		_, _ = w.Write(content)
	})
	http.HandleFunc("/env", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Join(os.Environ(), "\n"))
	})
	http.HandleFunc("/exit", func(http.ResponseWriter, *http.Request) { os.Exit(3) })
	http.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		if content, _ := os.ReadFile(flags["file"]); string(content) == "sick" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	server := &http.Server{Addr: flags["listen"], ReadHeaderTimeout: time.Second}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM)
	go func() {
		<-ended
		fmt.Println("goodbye")
		_ = server.Close()
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		fmt.Println(err)
		return 1
	}
	return 0
}

var (
	client *kubernetes.Clientset
	node   *kubelet.Kubelet
)

var _ = BeforeSuite(func(ctx context.Context) {
	SetDefaultEventuallyTimeout(30 * time.Second)
	SetDefaultEventuallyPollingInterval(20 * time.Millisecond)
	assets, err := controlplane.FindAssets("")
	Expect(err).NotTo(HaveOccurred())
	plane, err := controlplane.New(GinkgoT().TempDir(), assets)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(plane.Stop)
	Expect(plane.StartEtcd()).To(Succeed())
	Expect(plane.StartAPIServer(ctx)).To(Succeed())
	Expect(plane.StartControllers()).To(Succeed())
	config, err := plane.RESTConfig("kubelet", "system:masters")
	Expect(err).NotTo(HaveOccurred())
	client, err = kubernetes.NewForConfig(config)
	Expect(err).NotTo(HaveOccurred())
	startNode()
}, NodeTimeout(3*time.Minute))

func startNode() {
	self, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	node = kubelet.New(kubelet.Config{
		Client: client, Node: "here", Dir: GinkgoT().TempDir(), Subnet: 77,
		Programs: map[string]string{"/web": self},
		Log:      slog.New(slog.NewTextHandler(GinkgoWriter, nil)),
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- node.Run(ctx) }()
	DeferCleanup(func() {
		cancel()
		Eventually(ended).WithTimeout(30 * time.Second).Should(Receive(BeNil()))
	})
}
