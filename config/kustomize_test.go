package config_test

import (
	"path/filepath"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/smackdev/smack/api/v1alpha1"
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

// scaledObject is what KEDA documents of its resource and of its Prometheus trigger, as far as
// the sample uses it (https://keda.sh/docs/latest/reference/scaledobject-spec/).
type scaledObject struct {
	APIVersion string            `json:"apiVersion"`
	Kind       string            `json:"kind"`
	Metadata   metav1.ObjectMeta `json:"metadata"`
	Spec       struct {
		ScaleTargetRef  autoscalingv2.CrossVersionObjectReference `json:"scaleTargetRef"`
		MinReplicaCount int32                                     `json:"minReplicaCount"`
		MaxReplicaCount int32                                     `json:"maxReplicaCount"`
		PollingInterval int32                                     `json:"pollingInterval"`
		CooldownPeriod  int32                                     `json:"cooldownPeriod"`
		Fallback        struct {
			FailureThreshold int32 `json:"failureThreshold"`
			Replicas         int32 `json:"replicas"`
		} `json:"fallback"`
		Triggers []struct {
			Type       string                         `json:"type"`
			MetricType autoscalingv2.MetricTargetType `json:"metricType"`
			Metadata   struct {
				ServerAddress string `json:"serverAddress"`
				Query         string `json:"query"`
				Threshold     string `json:"threshold"`
			} `json:"metadata"`
		} `json:"triggers"`
	} `json:"spec"`
}

var _ = Describe("The samples of autoscaling", func() {
	// scalable is a sample room that leaves its replicas to others.
	scalable := func(ctx SpecContext, target autoscalingv2.CrossVersionObjectReference) *v1alpha1.SmackRoom {
		GinkgoHelper()
		Expect(target.APIVersion).To(Equal(v1alpha1.SchemeGroupVersion.String()))
		Expect(target.Kind).To(Equal("SmackRoom"))
		for _, object := range kustomize(ctx, "samples") {
			if object.GetName() == target.Name {
				room := &v1alpha1.SmackRoom{}
				Expect(runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, room)).To(Succeed())
				Expect(room.Spec.Replicas).To(BeNil())
				Expect(room.Spec.Autoscaling).To(BeNil())
				return room
			}
		}
		Fail("no sample room is called " + target.Name)
		return nil
	}

	It("have an autoscaler of Kubernetes", func(ctx SpecContext) {
		object := ofKind(kustomize(ctx, "samples/autoscaling"), "HorizontalPodAutoscaler")[0]
		object.SetNamespace("chats")
		Expect(applyDry(ctx, cluster, object)).To(Succeed())
		hpa := &autoscalingv2.HorizontalPodAutoscaler{}
		Expect(runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, hpa)).To(Succeed())
		scalable(ctx, hpa.Spec.ScaleTargetRef)
	})

	It("have one of KEDA, by one figure for the whole room", func(ctx SpecContext) {
		object := ofKind(kustomize(ctx, "samples/autoscaling"), "ScaledObject")[0]
		so := scaledObject{}
		Expect(runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(object.Object, &so, true)).To(Succeed())
		Expect(so.APIVersion).To(Equal("keda.sh/v1alpha1"))
		room := scalable(ctx, so.Spec.ScaleTargetRef)
		Expect(so.Spec.MinReplicaCount).To(And(BeNumerically(">=", 1), BeNumerically("<=", so.Spec.MaxReplicaCount)))
		Expect(so.Spec.Triggers).To(HaveLen(1))
		trigger := so.Spec.Triggers[0]
		Expect(trigger.Type).To(Equal("prometheus"))
		Expect(trigger.MetricType).To(Equal(autoscalingv2.AverageValueMetricType), "the figure divided by the pods")
		Expect(strconv.ParseFloat(trigger.Metadata.Threshold, 64)).To(BeNumerically(">", 0))

		monitor := ofKind(kustomize(ctx, "prometheus"), "PodMonitor")
		Expect(monitor).To(ContainElement(HaveField("Object", HaveKeyWithValue("spec",
			HaveKeyWithValue("podTargetLabels", ContainElement("app.kubernetes.io/instance"))))))
		Expect(trigger.Metadata.Query).To(Equal(
			`max(smack_backlog_segments{namespace="chats",app_kubernetes_io_instance="` + room.Name + `"})`))
		Expect(spoken("../runtime")).To(HaveKey("smack_backlog_segments"))
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
