// Package e2e_test proves Smack on a cluster that is real in all its parts: it installs
// the chart in namespaces that enforce the restricted Pod Security profile, has the
// carrier simulator run as a pod, and is people with phones who text a room while pods,
// Redis and the operator are disturbed. `make e2e` runs it.
package e2e_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/runtime/sandbox/cluster"
)

func TestEndToEnd(t *testing.T) {
	if os.Getenv("SMACK_E2E") == "" {
		t.Skip("it needs a cluster: make e2e")
	}
	RegisterFailHandler(Fail)
	RunSpecs(t, "end to end on a cluster")
}

// The namespaces of the operator, of the rooms and of the carrier; they are this test's
// own, and are there again in each run.
const (
	systemNamespace  = "smack-e2e"
	roomsNamespace   = "smack-e2e-rooms"
	carrierNamespace = "smack-e2e-carrier"
)

var (
	repository = filepath.Join("..", "..")
	kubeconfig *rest.Config
	kube       client.Client
	pods       *kubernetes.Clientset
)

var _ = BeforeSuite(func(ctx context.Context) {
	SetDefaultEventuallyTimeout(2 * time.Minute)
	SetDefaultEventuallyPollingInterval(200 * time.Millisecond)
	SetDefaultConsistentlyDuration(time.Second)
	var err error
	kubeconfig, err = clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	Expect(err).NotTo(HaveOccurred())
	kubeconfig.QPS = -1
	kube, err = cluster.Client(kubeconfig)
	Expect(err).NotTo(HaveOccurred())
	pods, err = kubernetes.NewForConfig(kubeconfig)
	Expect(err).NotTo(HaveOccurred())

	By("taking away what a former run left")
	clean(ctx)
	By("packing images and giving them to the nodes")
	load(ctx, packAll(ctx)...)
	By("making namespaces that enforce the restricted profile")
	for _, name := range []string{systemNamespace, roomsNamespace, carrierNamespace} {
		Expect(kube.Create(ctx, restrictedNamespace(name))).To(Succeed())
	}
	By("starting the carrier")
	startCarrier(ctx)
	By("installing the chart")
	installed := time.Now()
	install(ctx)
	AddReportEntry("installed", time.Since(installed).Round(time.Millisecond).String(), ReportEntryVisibilityFailureOrVerbose)
}, NodeTimeout(25*time.Minute))

var _ = AfterSuite(func(ctx context.Context) {
	if os.Getenv("E2E_KEEP") == "" && kube != nil {
		clean(ctx)
	}
}, NodeTimeout(5*time.Minute))
