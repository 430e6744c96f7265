package config_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

var _ = Describe("What a room owns", func() {
	It("is written once: applied again, nothing changes", func(ctx SpecContext) {
		for _, object := range owned() {
			object.SetNamespace("teams")
			apply := func() string {
				result := object.DeepCopy()
				Expect(cluster.Apply(ctx, client.ApplyConfigurationFromUnstructured(result),
					client.ForceOwnership, client.FieldOwner("smack-operator"))).To(Succeed())
				Expect(cluster.Get(ctx, client.ObjectKeyFromObject(object), result)).To(Succeed())
				return result.GetResourceVersion()
			}
			first := apply()
			Expect(apply()).To(Equal(first), object.GetKind())
			DeferCleanup(cluster.Delete, object)
		}
	})
})
