package resources_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"pgregory.net/rapid"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// backend is where a public route leads: a Service and one of its ports, by name or number.
type backend struct {
	service, port string
	number        int64
}

// backends are all that a room makes public.
func backends(in resources.Input) []backend {
	var all []backend
	if configuration := resources.Ingress(in); configuration != nil {
		ingress := typed[networkingv1.Ingress](configuration)
		add := func(to *networkingv1.IngressBackend) {
			if to != nil {
				all = append(all, backend{to.Service.Name, to.Service.Port.Name, int64(to.Service.Port.Number)})
			}
		}
		add(ingress.Spec.DefaultBackend)
		for _, rule := range ingress.Spec.Rules {
			for _, path := range rule.HTTP.Paths {
				add(&path.Backend)
			}
		}
	}
	if route := resources.HTTPRoute(in); route != nil {
		rules, _, err := unstructured.NestedSlice(route.Object, "spec", "rules")
		Expect(err).NotTo(HaveOccurred())
		for _, rule := range rules {
			for _, ref := range rule.(map[string]any)["backendRefs"].([]any) {
				to := ref.(map[string]any)
				all = append(all, backend{service: to["name"].(string), number: to["port"].(int64)})
			}
		}
	}
	return all
}

// anyRoom draws what may matter for where routes lead.
func anyRoom(t *rapid.T) *v1alpha1.SmackRoom {
	label := rapid.StringMatching(`[a-z]([a-z0-9-]{0,8}[a-z0-9])?`)
	host := rapid.StringMatching(`[a-z0-9]{1,8}\.example\.com`)
	path := rapid.StringMatching(`(/[A-Za-z0-9._~-]{0,8}){0,3}`)
	room := family(func(r *v1alpha1.SmackRoom) { r.Name, r.Namespace = label.Draw(t, "name"), label.Draw(t, "namespace") })
	room.Spec.Admin = roomfile.Admin{
		Enabled:  rapid.SampledFrom([]*bool{nil, ptr(true), ptr(false)}).Draw(t, "admin"),
		ReadOnly: rapid.Bool().Draw(t, "readOnly"),
	}
	room.Spec.Template.Labels = rapid.MapOfN(label, label, 0, 3).Draw(t, "labels")
	room.Spec.Exposure = rapid.SampledFrom([]v1alpha1.Exposure{
		{Ingress: &v1alpha1.IngressExposure{
			Host: host.Draw(t, "host"), Path: path.Draw(t, "path"), TLSSecretName: rapid.SampledFrom([]string{"", "tls"}).Draw(t, "tls"),
			Annotations: rapid.MapOfN(label, label, 0, 3).Draw(t, "annotations"),
		}},
		{Gateway: &v1alpha1.GatewayExposure{
			Hostname: host.Draw(t, "hostname"), Path: path.Draw(t, "path behind a Gateway"), ParentRefs: []v1alpha1.ParentRef{{Name: "public"}},
		}},
		{BaseURL: "https://" + host.Draw(t, "address") + path.Draw(t, "path of others")},
	}).Draw(t, "exposure")
	return room
}

var _ = It("never makes the admin screen or the metrics public", func() {
	rapid.Check(GinkgoT(), func(t *rapid.T) {
		in := inputOf(anyRoom(t))
		service := typed[corev1.Service](resources.Service(in))
		exposure := in.Room.Spec.Exposure
		public := backends(in)
		if want := exposure.BaseURL == ""; len(public) != map[bool]int{true: 1, false: 0}[want] {
			t.Fatalf("an exposure %+v leads to %v", exposure, public)
		}
		for _, to := range public {
			if to.service != service.Name || to.port != "" && to.port != "http" || to.port == "" && to.number != 80 {
				t.Fatalf("a public route leads to %+v", to)
			}
		}

		// Behind the only public Service is the only public port.
		deployment, err := resources.Deployment(in, &appsv1.Deployment{})
		Expect(err).NotTo(HaveOccurred())
		container := typed[appsv1.Deployment](deployment).Spec.Template.Spec.Containers[0]
		for _, port := range service.Spec.Ports {
			for _, open := range container.Ports {
				if open.Name == port.TargetPort.StrVal && open.ContainerPort != 8080 || port.TargetPort.StrVal == "" {
					t.Fatalf("the public Service leads to port %s (%d)", open.Name, open.ContainerPort)
				}
			}
		}
		Expect(service.Spec.Type).To(Equal(corev1.ServiceTypeClusterIP))
		if admin := resources.AdminService(in); admin != nil {
			Expect(typed[corev1.Service](admin).Spec.Type).To(Equal(corev1.ServiceTypeClusterIP))
			Expect(typed[corev1.Service](admin).Name).NotTo(Equal(service.Name))
		}
	})
})
