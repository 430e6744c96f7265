package e2e_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// release is the name of the chart's release.
const release = "smack"

// chart is the chart of this checkout.
var chart = filepath.Join(repository, "charts", "smack")

// helm runs helm as its users do.
func helm(ctx context.Context, arguments ...string) {
	GinkgoHelper()
	program := os.Getenv("HELM")
	if program == "" {
		program = filepath.Join(repository, "bin", "tools", "helm")
	}
	said, err := exec.CommandContext(ctx, program, append(arguments, "--namespace", systemNamespace)...).CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), string(said))
}

// install installs the chart as it is, but for what this test's cluster is.
func install(ctx context.Context) {
	GinkgoHelper()
	helm(ctx, "install", release, chart, "--wait", "--timeout", "3m",
		"--set", "image.repository="+smackImage, "--set-string", "image.tag="+smackTag,
		"--set", "allowPurchase=true", "--set", "twilioBaseURL="+carrierURL)
}

func restrictedNamespace(name string) *corev1.Namespace {
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		Name: name, Labels: map[string]string{"pod-security.kubernetes.io/enforce": "restricted"},
	}}
}

// clean takes everything of this test off the cluster, whatever state it is in. It stops
// where the cluster has rooms that are not this test's.
func clean(ctx context.Context) {
	GinkgoHelper()
	crd := &apiextensionsv1.CustomResourceDefinition{ObjectMeta: metav1.ObjectMeta{Name: "smackrooms.smack.dev"}}
	installed := !missing(ctx, crd)()
	if installed {
		Expect(crd.Annotations).To(HaveKeyWithValue("meta.helm.sh/release-namespace", systemNamespace),
			"Smack is installed on this cluster already: this test takes one without")
		Eventually(roomsLetGo(ctx)).Should(BeTrue(), "rooms of a former run stay")
	}
	helm(ctx, "uninstall", release, "--ignore-not-found", "--wait")
	for _, name := range []string{roomsNamespace, carrierNamespace, systemNamespace} {
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
		Expect(client.IgnoreNotFound(kube.Delete(ctx, namespace))).To(Succeed())
		Eventually(missing(ctx, namespace)).Should(BeTrue(), "namespace "+name)
	}
	if installed {
		Expect(client.IgnoreNotFound(kube.Delete(ctx, crd))).To(Succeed())
		Eventually(missing(ctx, crd)).Should(BeTrue(), "the CRD")
	}
}

// roomsLetGo deletes this test's rooms without their finalizers and says whether none is left.
func roomsLetGo(ctx context.Context) func() bool {
	return func() bool {
		var rooms v1alpha1.SmackRoomList
		Expect(kube.List(ctx, &rooms, client.InNamespace(roomsNamespace))).To(Succeed())
		for i := range rooms.Items {
			room := &rooms.Items[i]
			_ = kube.Delete(ctx, room)
			_ = kube.Patch(ctx, room, client.RawPatch("application/merge-patch+json", []byte(`{"metadata":{"finalizers":null}}`)))
		}
		return len(rooms.Items) == 0
	}
}

// missing says whether an object is gone.
func missing(ctx context.Context, object client.Object) func() bool {
	return func() bool {
		return apierrors.IsNotFound(kube.Get(ctx, client.ObjectKeyFromObject(object), object))
	}
}
