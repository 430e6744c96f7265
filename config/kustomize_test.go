package config_test

import (
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

var _ = Describe("kustomize", func() {
	It("makes objects that the API server takes", func(ctx SpecContext) {
		for _, object := range kustomize(ctx, "default") {
			Expect(applyDry(ctx, cluster, object)).To(Succeed(), object.GetKind()+" "+object.GetName())
		}
	})

	It("makes an operator that its own namespace's restricted profile admits", func(ctx SpecContext) {
		all := kustomize(ctx, "default")
		for _, namespace := range ofKind(all, "Namespace") {
			Expect(namespace.GetLabels()).To(HaveKeyWithValue("pod-security.kubernetes.io/enforce", "restricted"))
		}
		Expect(arguments(all)).NotTo(BeEmpty())
	})

	It("runs rooms and operator from one image", func(ctx SpecContext) {
		containers, _, err := unstructured.NestedSlice(ofKind(kustomize(ctx, "default"), "Deployment")[0].Object, "spec", "template", "spec", "containers")
		Expect(err).NotTo(HaveOccurred())
		operator := containers[0].(map[string]any)
		Expect(operator["env"]).To(ContainElement(map[string]any{"name": "ROOM_IMAGE", "value": operator["image"]}))
	})

	It("has monitors for the operator and the rooms", func(ctx SpecContext) {
		Expect(ofKind(kustomize(ctx, "prometheus"), "PodMonitor")).To(HaveLen(2))
	})
})

var _ = Describe("The samples", func() {
	It("are all listed", func(ctx SpecContext) {
		files, err := filepath.Glob("samples/*.yaml")
		Expect(err).NotTo(HaveOccurred())
		Expect(kustomize(ctx, "samples")).To(HaveLen(len(files) - 1))
	})

	It("are rooms that the API server takes", func(ctx SpecContext) {
		for _, room := range kustomize(ctx, "samples") {
			room.SetNamespace("chats")
			Expect(applyDry(ctx, cluster, room)).To(Succeed(), room.GetName())
		}
	})
})
