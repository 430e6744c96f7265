package smackroom_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"
	ctrlconfig "sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	logf "sigs.k8s.io/controller-runtime/pkg/log"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/controllers/smackroom"
)

func TestSmackroom(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second)
	SetDefaultEventuallyPollingInterval(50 * time.Millisecond)
	RunSpecs(t, "controllers/smackroom")
}

const (
	ownerID   = "a-cluster"
	roomImage = "example.com/smack:1"
)

var (
	// k8s reads and writes as a person would, without any cache.
	k8s client.WithWatch
	// cluster is how to reach the API server.
	cluster *rest.Config
	// wire sees every write of the operator, and can make it fail.
	wire = &tap{}
	// registry has the operator's metrics.
	registry = prometheus.NewRegistry()
)

var _ = BeforeSuite(func(ctx SpecContext) {
	logf.SetLogger(GinkgoLogr)
	Expect(v1alpha1.AddToScheme(scheme.Scheme)).To(Succeed())
	environment := &envtest.Environment{
		BinaryAssetsDirectory: assets(ctx),
		CRDDirectoryPaths:     []string{"../../config/crd/bases"},
		ErrorIfCRDPathMissing: true,
		CRDInstallOptions:     envtest.CRDInstallOptions{MaxTime: time.Minute}, // machines do much else
	}
	// Nobody collects what deleted rooms owned, and every room keeps two addresses.
	environment.ControlPlane.GetAPIServer().Configure().Set("service-cluster-ip-range", "10.0.0.0/16")
	config, err := environment.Start()
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Eventually(environment.Stop).WithTimeout(time.Minute).Should(Succeed()) })
	k8s, err = client.NewWithWatch(config, client.Options{Scheme: scheme.Scheme})
	Expect(err).NotTo(HaveOccurred())
	cluster = config
	startOperator(config)
})

func assets(ctx context.Context) string {
	if dir := os.Getenv("KUBEBUILDER_ASSETS"); dir != "" {
		return dir
	}
	dir, err := exec.CommandContext(ctx, "../../config/envtest/assets", "--path").Output()
	Expect(err).NotTo(HaveOccurred())
	return strings.TrimSpace(string(dir))
}

// ownOperator is the label of rooms that the suite's operator does not see: their test
// runs its own.
const ownOperator = "test.smack.dev/own-operator"

// startOperator runs one operator for the whole suite; it ends before the API server.
func startOperator(config *rest.Config) {
	visible := smackroom.CacheOptions(nil)
	others, err := labels.Parse("!" + ownOperator)
	Expect(err).NotTo(HaveOccurred())
	visible.ByObject[&v1alpha1.SmackRoom{}] = cache.ByObject{Label: others}
	DeferCleanup(runOperator(config, visible, registry, time.Now, smackroom.Options{RoomImage: roomImage}))
}

// runOperator runs an operator until stop is called.
func runOperator(config *rest.Config, visible cache.Options, registry *prometheus.Registry, clock func() time.Time, options smackroom.Options) (stop func()) {
	GinkgoHelper()
	options.OwnerID, options.PollInterval = ownerID, time.Hour
	mgr, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:     scheme.Scheme,
		Cache:      visible,
		Client:     smackroom.ClientOptions(),
		NewClient:  tappedClient,
		Metrics:    metricsserver.Options{BindAddress: "0"},
		Controller: ctrlconfig.Controller{SkipNameValidation: new(true)},
	})
	Expect(err).NotTo(HaveOccurred())
	metrics := smackroom.NewMetrics(registry)
	carriers := &smackroom.Carriers{Observe: metrics.Request, Clock: time.Now}
	reconciler := &smackroom.Reconciler{
		Client:         mgr.GetClient(),
		APIReader:      mgr.GetAPIReader(),
		SecretVersions: mgr.GetCache(),
		Recorder:       &diary{EventRecorder: mgr.GetEventRecorder("smack-operator"), tap: wire},
		Carriers:       carriers,
		Guard:          numbers.NewGuard(true, 0, func() time.Time { return time.Now().Add(wire.hours()) }),
		Metrics:        metrics,
		Clock:          clock,
		Options:        options,
	}
	ctx, cancel := context.WithCancel(context.Background())
	Expect(reconciler.SetupWithManager(ctx, mgr, 4)).To(Succeed())
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(ctx) }()
	return func() {
		cancel()
		Eventually(ended).WithTimeout(time.Minute).Should(Receive(BeNil()))
		carriers.Close()
	}
}

func tappedClient(config *rest.Config, options client.Options) (client.Client, error) {
	c, err := client.NewWithWatch(config, options)
	if err != nil {
		return nil, err
	}
	return interceptor.NewClient(c, wire.funcs()), nil
}
