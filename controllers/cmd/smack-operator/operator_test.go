package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	coordinationv1 "k8s.io/api/coordination/v1"
)

func TestOperator(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "controllers/cmd/smack-operator")
}

func parsed(args ...string) (options, error) {
	o := options{}
	parser, err := kong.New(&o, kong.Writers(io.Discard, io.Discard))
	Expect(err).NotTo(HaveOccurred())
	_, err = parser.Parse(append([]string{"--room-image=example.com/smack:1"}, args...))
	return o, err
}

var _ = Describe("the flags", func() {
	It("spend nothing and serve nothing openly by default", func() {
		o, err := parsed()
		Expect(err).NotTo(HaveOccurred())
		Expect(o.AllowPurchase).To(BeFalse())
		Expect(o.LeaderElect).To(BeTrue())
		Expect(o.PollInterval).To(Equal(15 * time.Minute))
		served := managerOptions(o)
		Expect(served.Metrics.SecureServing).To(BeTrue())
		Expect(served.Metrics.FilterProvider).NotTo(BeNil())
		Expect(served.LeaderElectionReleaseOnCancel).To(BeTrue())
		Expect(served.Cache.ReaderFailOnMissingInformer).To(BeTrue())
	})

	It("narrow the view to single namespaces", func() {
		o, err := parsed("--watch-namespaces=chats,teams", "--owner-id=here")
		Expect(err).NotTo(HaveOccurred())
		Expect(managerOptions(o).Cache.DefaultNamespaces).To(And(HaveLen(2), HaveKey("chats"), HaveKey("teams")))
	})

	DescribeTable("refuse what makes no sense",
		func(arg, message string) {
			_, err := parsed(arg)
			Expect(err).To(MatchError(ContainSubstring(message)))
		},
		Entry(nil, "--poll-interval=1s", "asked too often"),
		Entry(nil, "--max-purchases-per-hour=-1", "negative"),
		Entry(nil, "--concurrency=0", "less than 1"),
		Entry(nil, "--log-level=LOUD", "LOUD"),
	)

	It("need an image", func() {
		parser, err := kong.New(&options{}, kong.Writers(io.Discard, io.Discard))
		Expect(err).NotTo(HaveOccurred())
		_, err = parser.Parse(nil)
		Expect(err).To(MatchError(ContainSubstring("--room-image")))
	})
})

var _ = Describe("the owner id", func() {
	It("is the cluster's, unless one is given", func(ctx SpecContext) {
		system := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "kube-system", UID: types.UID("a-uid")}}
		reader := fake.NewClientBuilder().WithObjects(system).Build()
		Expect(ownerID(ctx, reader, options{})).To(Equal("a-uid"))
		Expect(ownerID(ctx, reader, options{OwnerID: "mine"})).To(Equal("mine"))
		_, err := ownerID(ctx, fake.NewClientBuilder().Build(), options{})
		Expect(err).To(MatchError(ContainSubstring("--owner-id")))
	})
})

var _ = It("starts, leads, and hands the lead back when it ends", func(ctx SpecContext) {
	environment := &envtest.Environment{
		BinaryAssetsDirectory: assets(ctx), CRDDirectoryPaths: []string{"../../../config/crd/bases"}, ErrorIfCRDPathMissing: true,
	}
	config, err := environment.Start()
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Eventually(environment.Stop).WithTimeout(time.Minute).Should(Succeed()) })

	o, err := parsed("--leader-election-namespace=default", "--metrics-bind-address=0", "--health-probe-bind-address=0")
	Expect(err).NotTo(HaveOccurred())
	running, cancel := context.WithCancel(context.Background())
	mgr, stop, err := newManager(running, config, o)
	Expect(err).NotTo(HaveOccurred())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(running) }()

	reader, err := client.New(config, client.Options{})
	Expect(err).NotTo(HaveOccurred())
	holder := func() string {
		lease := &coordinationv1.Lease{}
		if err := reader.Get(ctx, client.ObjectKey{Namespace: "default", Name: leaseName}, lease); err != nil || lease.Spec.HolderIdentity == nil {
			return ""
		}
		return *lease.Spec.HolderIdentity
	}
	Eventually(mgr.Elected()).WithTimeout(30 * time.Second).Should(BeClosed())
	Expect(holder()).NotTo(BeEmpty())
	cancel()
	Eventually(ended).WithTimeout(30 * time.Second).Should(Receive(BeNil()))
	Expect(holder()).To(BeEmpty())
})

func assets(ctx context.Context) string {
	if dir := os.Getenv("KUBEBUILDER_ASSETS"); dir != "" {
		return dir
	}
	dir, err := exec.CommandContext(ctx, "../../../config/envtest/assets", "--path").Output()
	Expect(err).NotTo(HaveOccurred())
	return strings.TrimSpace(string(dir))
}
