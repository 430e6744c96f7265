package resources_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

var _ = Describe("Services", func() {
	It("lead to the public port, by name", func() {
		service := typed[corev1.Service](resources.Service(inputOf(family())))
		Expect(service.Name).To(Equal("family-room"))
		Expect(service.Spec.Selector).To(Equal(map[string]string{
			"app.kubernetes.io/name": "smack-room", "app.kubernetes.io/instance": "family",
		}))
		Expect(service.Spec.Ports).To(ConsistOf(And(
			HaveField("Port", int32(80)), HaveField("TargetPort.StrVal", "http"))))
	})

	It("keep the admin screen apart", func() {
		service := typed[corev1.Service](resources.AdminService(inputOf(family())))
		Expect(service.Name).To(Equal("family-admin"))
		Expect(service.Spec.Ports).To(ConsistOf(HaveField("TargetPort.StrVal", "admin")))
		Expect(resources.AdminURL(family())).To(Equal("http://family-admin.chats.svc"))
	})

	It("have no admin screen that is off", func() {
		room := family(func(r *v1alpha1.SmackRoom) { r.Spec.Admin.Enabled = ptr(false) })
		Expect(resources.AdminService(inputOf(room))).To(BeNil())
		Expect(resources.AdminURL(room)).To(BeEmpty())
	})
})

var _ = Describe("PodDisruptionBudget", func() {
	It("lets one pod go at a time, and a broken one at any time", func() {
		budget := typed[policyv1.PodDisruptionBudget](resources.PodDisruptionBudget(inputOf(family())))
		Expect(budget.Spec.MaxUnavailable.IntValue()).To(Equal(1))
		Expect(budget.Spec.UnhealthyPodEvictionPolicy).To(HaveValue(Equal(policyv1.AlwaysAllow)))
		Expect(budget.Spec.Selector.MatchLabels).To(HaveKeyWithValue("app.kubernetes.io/instance", "family"))
	})
})

var _ = Describe("HorizontalPodAutoscaler", func() {
	It("is there only when asked for", func() {
		Expect(resources.HorizontalPodAutoscaler(inputOf(family()))).To(BeNil())
	})

	DescribeTable("scales the SmackRoom",
		func(wanted v1alpha1.Autoscaling, least, most, percent int32) {
			room := family(func(r *v1alpha1.SmackRoom) { r.Spec.Autoscaling = &wanted })
			hpa := typed[autoscalingv2.HorizontalPodAutoscaler](resources.HorizontalPodAutoscaler(inputOf(room)))
			Expect(hpa.Spec.ScaleTargetRef).To(Equal(autoscalingv2.CrossVersionObjectReference{
				APIVersion: "smack.dev/v1alpha1", Kind: "SmackRoom", Name: "family",
			}))
			Expect(hpa.Spec.MinReplicas).To(HaveValue(Equal(least)))
			Expect(hpa.Spec.MaxReplicas).To(Equal(most))
			Expect(hpa.Spec.Metrics[0].Resource.Target.AverageUtilization).To(HaveValue(Equal(percent)))
		},
		Entry("by default between two and the maximum", v1alpha1.Autoscaling{MaxReplicas: 10}, int32(2), int32(10), int32(70)),
		Entry("never below a maximum of one", v1alpha1.Autoscaling{MaxReplicas: 1}, int32(1), int32(1), int32(70)),
		Entry("as the spec says",
			v1alpha1.Autoscaling{MinReplicas: ptr(int32(3)), MaxReplicas: 5, TargetCPUUtilization: ptr(int32(50))}, int32(3), int32(5), int32(50)),
	)
})

var _ = Describe("Exposure", func() {
	It("makes nothing for an address that others route", func() {
		Expect(resources.Ingress(inputOf(family()))).To(BeNil())
		Expect(resources.HTTPRoute(inputOf(family()))).To(BeNil())
	})

	It("makes an Ingress for the room's path", func() {
		room := family(func(r *v1alpha1.SmackRoom) {
			r.Spec.Exposure = v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{
				ClassName: ptr("nginx"), Host: "sms.example.com", TLSSecretName: "cert",
				Annotations: map[string]string{"cert-manager.io/cluster-issuer": "main"},
			}}
		})
		ingress := typed[networkingv1.Ingress](resources.Ingress(inputOf(room)))
		Expect(ingress.Annotations).To(HaveKeyWithValue("cert-manager.io/cluster-issuer", "main"))
		Expect(ingress.Spec.IngressClassName).To(HaveValue(Equal("nginx")))
		Expect(ingress.Spec.TLS).To(Equal([]networkingv1.IngressTLS{{Hosts: []string{"sms.example.com"}, SecretName: "cert"}}))
		rule := ingress.Spec.Rules[0]
		Expect(rule.Host).To(Equal("sms.example.com"))
		Expect(rule.HTTP.Paths).To(ConsistOf(And(
			HaveField("Path", "/chats/family"),
			HaveField("PathType", HaveValue(Equal(networkingv1.PathTypePrefix))),
			HaveField("Backend.Service.Name", "family-room"),
			HaveField("Backend.Service.Port.Name", "http"))))
		Expect(resources.HTTPRoute(inputOf(room))).To(BeNil())
	})

	It("leaves class and certificate to the cluster when the spec is silent, and may take the whole host", func() {
		room := family(func(r *v1alpha1.SmackRoom) {
			r.Spec.Exposure = v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{Host: "sms.example.com", Path: "/"}}
		})
		ingress := typed[networkingv1.Ingress](resources.Ingress(inputOf(room)))
		Expect(ingress.Spec.IngressClassName).To(BeNil())
		Expect(ingress.Spec.TLS).To(BeEmpty())
		Expect(ingress.Spec.Rules[0].HTTP.Paths[0].Path).To(Equal("/"))
	})

	It("makes an HTTPRoute for the room's path", func() {
		room := family(func(r *v1alpha1.SmackRoom) {
			r.Spec.Exposure = v1alpha1.Exposure{Gateway: &v1alpha1.GatewayExposure{
				Hostname:   "sms.example.com",
				ParentRefs: []v1alpha1.ParentRef{{Name: "public", Namespace: "edge", SectionName: "https"}, {Name: "own"}},
			}}
		})
		route := resources.HTTPRoute(inputOf(room))
		Expect(route.GroupVersionKind()).To(Equal(resources.HTTPRouteKind))
		Expect(route.GetOwnerReferences()).To(ConsistOf(And(HaveField("Name", "family"), HaveField("Controller", HaveValue(BeTrue())))))
		Expect(route.Object["spec"]).To(Equal(map[string]any{
			"parentRefs": []any{
				map[string]any{"name": "public", "namespace": "edge", "sectionName": "https"},
				map[string]any{"name": "own"},
			},
			"hostnames": []any{"sms.example.com"},
			"rules": []any{map[string]any{
				"matches":     []any{map[string]any{"path": map[string]any{"type": "PathPrefix", "value": "/chats/family"}}},
				"backendRefs": []any{map[string]any{"name": "family-room", "port": int64(80)}},
			}},
		}))
		Expect(route.DeepCopy()).To(Equal(route), "all values are of kinds that a DeepCopy takes")
		Expect(resources.Ingress(inputOf(room))).To(BeNil())
	})
})
