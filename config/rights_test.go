package config_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

var _ = Describe("The operator's rights", Ordered, func() {
	var operator client.Client

	BeforeAll(func(ctx SpecContext) {
		all := chart(ctx, "--set", "watchNamespaces={chats}", "--set", "ownerID=blue", "--set", "crds.enabled=false")
		for _, object := range append(ofKind(all, "Role"), ofKind(all, "RoleBinding")...) {
			Expect(cluster.Apply(ctx, client.ApplyConfigurationFromUnstructured(object), client.FieldOwner("test"))).To(Succeed())
			DeferCleanup(cluster.Delete, object)
		}
		as := rest.CopyConfig(server)
		as.Impersonate.UserName = "system:serviceaccount:smack-system:smack"
		var err error
		operator, err = client.New(as, client.Options{})
		Expect(err).NotTo(HaveOccurred())
	})

	It("cover everything that a room owns", func(ctx SpecContext) {
		for _, object := range owned() {
			object.SetNamespace("chats")
			Expect(applyDry(ctx, operator, object)).To(Succeed(), object.GetKind())
		}
	})

	It("end at the namespaces that are watched", func(ctx SpecContext) {
		for _, object := range owned() {
			object.SetNamespace("teams")
			Expect(applyDry(ctx, operator, object)).To(Satisfy(apierrors.IsForbidden), object.GetKind())
		}
	})

	DescribeTable("let it read",
		func(ctx SpecContext, gvk schema.GroupVersionKind) {
			list := &unstructured.UnstructuredList{}
			list.SetGroupVersionKind(gvk)
			Expect(operator.List(ctx, list, client.InNamespace("chats"))).To(Succeed())
			Expect(operator.List(ctx, list)).To(Satisfy(apierrors.IsForbidden))
		},
		Entry("rooms", v1alpha1.SchemeGroupVersion.WithKind("SmackRoomList")),
		Entry("Deployments", schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: "DeploymentList"}),
		Entry("pods", schema.GroupVersionKind{Version: "v1", Kind: "PodList"}),
		Entry("Secrets", schema.GroupVersionKind{Version: "v1", Kind: "SecretList"}),
	)

	DescribeTable("do not let it",
		func(ctx SpecContext, object map[string]any) {
			Expect(applyDry(ctx, operator, &unstructured.Unstructured{Object: object})).To(Satisfy(apierrors.IsForbidden))
		},
		Entry("run pods itself", map[string]any{
			"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "p", "namespace": "chats"},
		}),
		Entry("give rights", map[string]any{
			"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": map[string]any{"name": "r", "namespace": "chats"},
		}),
	)
})

// owned are the objects of a room in their widest variety.
func owned() []*unstructured.Unstructured {
	GinkgoHelper()
	in := resources.Input{
		Room:   &v1alpha1.SmackRoom{},
		Number: roomfile.Number{E164: "+14155550100"},
		Image:  "smack",
	}
	in.Room.Name, in.Room.Namespace, in.Room.UID = "owned", "chats", "7d1f"
	in.Room.Spec.Carrier.CredentialsSecretRef.Name = "twilio"
	in.Room.Spec.Autoscaling = &v1alpha1.Autoscaling{MaxReplicas: 3}
	in.Room.Spec.Exposure.Ingress = &v1alpha1.IngressExposure{Host: "a.example.com"}
	config, err := resources.ConfigMap(in)
	Expect(err).NotTo(HaveOccurred())
	deployment, err := resources.Deployment(in, &appsv1.Deployment{})
	Expect(err).NotTo(HaveOccurred())
	var all []*unstructured.Unstructured
	for _, configuration := range []any{
		resources.ServiceAccount(in), config, deployment, resources.Service(in), resources.AdminService(in),
		resources.PodDisruptionBudget(in), resources.HorizontalPodAutoscaler(in), resources.Ingress(in),
		resources.RedisSecret(in), resources.RedisServiceAccount(in), resources.RedisStatefulSet(in), resources.RedisService(in), resources.RedisNetworkPolicy(in), resources.NetworkPolicy(in),
	} {
		object, err := runtime.DefaultUnstructuredConverter.ToUnstructured(configuration)
		Expect(err).NotTo(HaveOccurred())
		all = append(all, &unstructured.Unstructured{Object: object})
	}
	return all
}
