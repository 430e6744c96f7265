package cluster_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/cluster"
	"github.com/smackdev/smack/runtime/sandbox/controlplane"
)

func TestCluster(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "cluster")
}

var _ = Describe("manifests", func() {
	It("are read from files and directories, without their kustomization", func() {
		dir := GinkgoT().TempDir()
		write := func(name, text string) {
			Expect(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600)).To(Succeed())
		}
		write("kustomization.yaml", "resources: [a.yaml]")
		write("a.yaml", "kind: A\n---\n# nothing\n---\nkind: B\n")
		write("notes.txt", "kind: C")
		objects, err := cluster.ReadManifests(dir)
		Expect(err).NotTo(HaveOccurred())
		Expect(kinds(objects)).To(Equal([]string{"A", "B"}))
	})

	It("that can't be read are named", func() {
		_, err := cluster.ReadManifests("/nowhere")
		Expect(err).To(MatchError(ContainSubstring("/nowhere")))
		_, err = cluster.Parse([]byte("kind: [\n"))
		Expect(err).To(MatchError(ContainSubstring("decoding a manifest")))
	})
})

var _ = Describe("an API server", func() {
	It("serves SmackRooms when their definition is applied, and the cache sees them", func(ctx SpecContext) {
		assets, err := controlplane.FindAssets("")
		Expect(err).NotTo(HaveOccurred())
		plane, err := controlplane.New(GinkgoT().TempDir(), assets)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(plane.Stop)
		Expect(plane.StartEtcd()).To(Succeed())
		Expect(plane.StartAPIServer(ctx)).To(Succeed())
		config, err := plane.RESTConfig("test", "system:masters")
		Expect(err).NotTo(HaveOccurred())
		c, err := cluster.Client(config)
		Expect(err).NotTo(HaveOccurred())

		definitions, err := cluster.ReadManifests("../../../config/crd/bases")
		Expect(err).NotTo(HaveOccurred())
		namespace, err := cluster.Parse([]byte("{apiVersion: v1, kind: Namespace, metadata: {name: demo}}"))
		Expect(err).NotTo(HaveOccurred())
		account, err := cluster.Parse([]byte("{apiVersion: v1, kind: ServiceAccount, metadata: {name: a, namespace: demo}}"))
		Expect(err).NotTo(HaveOccurred())
		By("applying what needs the namespace before it, and all of it twice")
		all := append(append(account, definitions...), namespace...)
		Expect(cluster.Apply(ctx, c, all...)).To(Succeed())
		Expect(cluster.Apply(ctx, c, all...)).To(Succeed())

		room := &v1alpha1.SmackRoom{
			ObjectMeta: metav1.ObjectMeta{Name: "family", Namespace: "demo"},
			Spec: v1alpha1.SmackRoomSpec{
				Carrier:     v1alpha1.Carrier{CredentialsSecretRef: v1alpha1.SecretRef{Name: "twilio"}},
				PhoneNumber: v1alpha1.PhoneNumber{External: &v1alpha1.External{E164: "+14155550100"}},
				Exposure:    v1alpha1.Exposure{BaseURL: "https://example.com"},
			},
		}
		Expect(c.Create(ctx, room)).To(Succeed())

		view, err := cluster.Cache(config)
		Expect(err).NotTo(HaveOccurred())
		following, cancel := context.WithCancel(ctx)
		wait, err := cluster.Start(following, view, &v1alpha1.SmackRoom{})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(wait)
		DeferCleanup(cancel)
		var seen v1alpha1.SmackRoom
		Expect(view.Get(ctx, client.ObjectKeyFromObject(room), &seen)).To(Succeed())
		Expect(seen.Replicas()).To(BeEquivalentTo(2))
	}, SpecTimeout(3*time.Minute))
})

func kinds(objects []*unstructured.Unstructured) []string {
	all := make([]string, 0, len(objects))
	for _, object := range objects {
		all = append(all, object.GetKind())
	}
	return all
}
