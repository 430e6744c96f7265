package config_test

import (
	"context"
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

var _ = Describe("A namespace that enforces the restricted profile", Ordered, func() {
	BeforeAll(func(ctx SpecContext) {
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
			Name: "restricted", Labels: map[string]string{"pod-security.kubernetes.io/enforce": "restricted"},
		}}
		Expect(cluster.Create(ctx, namespace)).To(Succeed())
	})

	It("admits the pods of rooms and of their Redis", func(ctx SpecContext) {
		workloads := append(ofKind(owned(), "Deployment"), ofKind(owned(), "StatefulSet")...)
		Expect(workloads).To(HaveLen(2))
		for _, workload := range workloads {
			Expect(admit(ctx, podOf(workload))).To(Succeed(), workload.GetName())
		}
	})

	It("admits the operator, however it is installed", func(ctx SpecContext) {
		for how, all := range map[string][]*unstructured.Unstructured{
			"chart": chart(ctx), "kustomize": kustomize(ctx, "default"),
		} {
			Expect(admit(ctx, podOf(ofKind(all, "Deployment")[0]))).To(Succeed(), how)
		}
	})

	It("admits nothing less", func(ctx SpecContext) {
		loose := podOf(ofKind(owned(), "Deployment")[0])
		loose.Spec.Containers[0].SecurityContext.AllowPrivilegeEscalation = new(true)
		Expect(admit(ctx, loose)).To(And(Satisfy(apierrors.IsForbidden), MatchError(ContainSubstring("restricted"))))
	})
})

// podOf is a pod as a workload's controller makes it.
func podOf(workload *unstructured.Unstructured) *corev1.Pod {
	GinkgoHelper()
	template, found, err := unstructured.NestedMap(workload.Object, "spec", "template")
	Expect(err).NotTo(HaveOccurred())
	Expect(found).To(BeTrue())
	text, err := json.Marshal(template)
	Expect(err).NotTo(HaveOccurred())
	pod := &corev1.Pod{}
	Expect(json.Unmarshal(text, pod)).To(Succeed())
	pod.Name, pod.Namespace = workload.GetName(), "restricted"
	claims, _, err := unstructured.NestedSlice(workload.Object, "spec", "volumeClaimTemplates")
	Expect(err).NotTo(HaveOccurred())
	for _, claim := range claims {
		name, _, err := unstructured.NestedString(claim.(map[string]any), "metadata", "name")
		Expect(err).NotTo(HaveOccurred())
		pod.Spec.Volumes = append(pod.Spec.Volumes, corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: name},
		}})
	}
	return pod
}

func admit(ctx context.Context, pod *corev1.Pod) error {
	return cluster.Create(ctx, pod, client.DryRunAll)
}
