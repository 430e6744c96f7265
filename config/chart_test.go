package config_test

import (
	"os"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

var _ = Describe("The chart", func() {
	DescribeTable("makes objects that the API server takes",
		func(ctx SpecContext, arguments ...string) {
			for _, object := range chart(ctx, arguments...) {
				if object.GetKind() == "PodMonitor" { // of a CRD that is not here
					continue
				}
				Expect(applyDry(ctx, cluster, object)).To(Succeed(), object.GetKind()+" "+object.GetName())
			}
		},
		Entry("as it comes"),
		Entry("for two namespaces", "--set", "watchNamespaces={chats,teams}", "--set", "ownerID=blue"),
		Entry("with everything set",
			"--set", "replicas=2", "--set", "allowPurchase=true", "--set", "maxPurchasesPerHour=3",
			"--set", "twilioBaseURL=https://carrier.example.com", "--set", "roomImage=example.com/room:1",
			"--set", "image.digest=sha256:0000000000000000000000000000000000000000000000000000000000000000",
			"--set", "imagePullSecrets[0].name=registry", "--set", "priorityClassName=high",
			"--set", "nodeSelector.pool=ops", "--set", "tolerations[0].operator=Exists",
			"--set", "podLabels.team=ops", "--set", "podAnnotations.sidecar=none", "--set", "extraArgs={--poll-interval=5m}",
			"--set", "serviceAccount.annotations.role=x", "--set", "metrics.podMonitor.enabled=true",
			"--set", "networkPolicy.enabled=true", "--set", "topologySpreadConstraints[0].maxSkew=1",
			"--set", "topologySpreadConstraints[0].topologyKey=zone", "--set", "topologySpreadConstraints[0].whenUnsatisfiable=ScheduleAnyway"),
		Entry("with everything off",
			"--set", "crds.enabled=false", "--set", "rbac.create=false", "--set", "metrics.enabled=false",
			"--set", "serviceAccount.create=false", "--set", "resources=null"),
	)

	DescribeTable("refuses values that are wrong, and names them",
		func(ctx SpecContext, value, named string) {
			_, err := template(ctx, "--set", value)
			Expect(err).To(MatchError(ContainSubstring(named)))
		},
		Entry("a name that no value has", "alowPurchase=true", "alowPurchase"),
		Entry("a word for a yes", "allowPurchase=maybe", "allowPurchase"),
		Entry("purchases without end", "maxPurchasesPerHour=-1", "maxPurchasesPerHour"),
		Entry("a carrier that is no URL", "twilioBaseURL=api.twilio.com", "twilioBaseURL"),
		Entry("a digest that is none", "image.digest=latest", "digest"),
		Entry("a log level that is none", "log.level=loud", "level"),
		Entry("a namespace that is no name", "watchNamespaces={Chats}", "watchNamespaces"),
		Entry("namespaces without what marks their numbers", "watchNamespaces={chats}", "ownerID"),
		Entry("more operators than make sense", "replicas=50", "replicas"),
		Entry("a port that is none", "networkPolicy.egressPorts={0}", "egressPorts"),
		Entry("a nested name that no value has", "metrics.podMonitors.enabled=true", "podMonitors"),
	)

	It("does not let rooms buy numbers unless told to", func(ctx SpecContext) {
		Expect(arguments(chart(ctx))).To(ContainElement("--allow-purchase=false"))
		Expect(arguments(chart(ctx, "--set", "allowPurchase=true"))).To(ContainElement("--allow-purchase=true"))
	})

	It("has the CRD as it was generated, kept on uninstall", func(ctx SpecContext) {
		crd := ofKind(chart(ctx), "CustomResourceDefinition")
		Expect(crd).To(HaveLen(1))
		Expect(crd[0].GetAnnotations()).To(HaveKeyWithValue("helm.sh/resource-policy", "keep"))
		text, err := os.ReadFile("crd/bases/smack.dev_smackrooms.yaml")
		Expect(err).NotTo(HaveOccurred())
		Expect(crd[0].Object["spec"]).To(BeComparableTo(objects(text)[0].Object["spec"]))
	})

	It("lets the CRD go when told to", func(ctx SpecContext) {
		crd := ofKind(chart(ctx, "--set", "crds.keep=false"), "CustomResourceDefinition")
		Expect(crd[0].GetAnnotations()).NotTo(HaveKey("helm.sh/resource-policy"))
	})

	It("gives a watched namespace's Role and nothing of the cluster's", func(ctx SpecContext) {
		all := chart(ctx, "--set", "watchNamespaces={chats,teams}", "--set", "ownerID=blue")
		Expect(ofKind(all, "ClusterRole")).To(BeEmpty())
		Expect(ofKind(all, "ClusterRoleBinding")).To(BeEmpty())
		var where []string
		for _, role := range ofKind(all, "Role") {
			where = append(where, role.GetNamespace())
		}
		Expect(where).To(ConsistOf("chats", "teams", "smack-system"))
		Expect(arguments(all)).To(ContainElements("--watch-namespaces=chats,teams", "--owner-id=blue", "--metrics-secure=false"))
	})

	It("grants what kustomize grants", func(ctx SpecContext) {
		Expect(rules(chart(ctx), "smack-system-smack")).To(Equal(rules(kustomize(ctx, "default"), "smack-operator")))
		Expect(rules(chart(ctx), "smack-system-smack-view")).To(Equal(rules(kustomize(ctx, "default"), "smack-view")))
		Expect(rules(chart(ctx), "smack-system-smack-edit")).To(Equal(rules(kustomize(ctx, "default"), "smack-edit")))
	})

	It("monitors the operator and all rooms when asked to", func(ctx SpecContext) {
		Expect(ofKind(chart(ctx), "PodMonitor")).To(BeEmpty())
		Expect(ofKind(chart(ctx, "--set", "metrics.podMonitor.enabled=true"), "PodMonitor")).To(HaveLen(2))
	})
})

// applyDry asks the API server to check an object whole, and to keep nothing.
func applyDry(ctx SpecContext, as client.Client, object *unstructured.Unstructured) error {
	return as.Apply(ctx, client.ApplyConfigurationFromUnstructured(object),
		client.DryRunAll, client.ForceOwnership, client.FieldOwner("test"))
}

// arguments are those of the operator.
func arguments(all []*unstructured.Unstructured) []string {
	GinkgoHelper()
	deployment := ofKind(all, "Deployment")
	Expect(deployment).To(HaveLen(1))
	containers, _, err := unstructured.NestedSlice(deployment[0].Object, "spec", "template", "spec", "containers")
	Expect(err).NotTo(HaveOccurred())
	arguments, _, err := unstructured.NestedStringSlice(containers[0].(map[string]any), "args")
	Expect(err).NotTo(HaveOccurred())
	return arguments
}

func rules(all []*unstructured.Unstructured, name string) []rbacv1.PolicyRule {
	GinkgoHelper()
	for _, object := range ofKind(all, "ClusterRole") {
		if object.GetName() == name {
			role := &rbacv1.ClusterRole{}
			Expect(runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, role)).To(Succeed())
			Expect(role.Rules).NotTo(BeEmpty())
			return role.Rules
		}
	}
	Fail("no ClusterRole " + name)
	return nil
}
