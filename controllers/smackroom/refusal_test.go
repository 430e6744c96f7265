package smackroom_test

import (
	"context"
	"os"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/smackroom"
)

var _ = Describe("an object that the API server refuses", func() {
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	DescribeTable("is told with its field, and goes through once that is right",
		func(ctx SpecContext, field string, wrong func(*v1alpha1.Template)) {
			room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { wrong(&r.Spec.Template) }))
			w.stalled(ctx, room, v1alpha1.ReasonRefused, field)
			w.stalled(ctx, room, v1alpha1.ReasonRefused, "; correct the field of the room's spec that it comes from")
			w.change(ctx, room, func(r *v1alpha1.SmackRoom) { r.Spec.Template = v1alpha1.Template{} })
			w.up(ctx, room)
		},
		Entry("a label", "spec.template.labels", func(t *v1alpha1.Template) { t.Labels = map[string]string{"not a label!": "x"} }),
		Entry("more asked for than may be taken", "resources.requests", func(t *v1alpha1.Template) {
			t.Resources = &corev1.ResourceRequirements{
				Requests: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("2Gi")},
				Limits:   corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("1Gi")},
			}
		}),
	)

	It("also when it is the namespace's quota that refuses", func(ctx SpecContext) {
		none := corev1.ResourceList{"count/deployments.apps": resource.MustParse("0")}
		quota := &corev1.ResourceQuota{
			ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "none"}, Spec: corev1.ResourceQuotaSpec{Hard: none},
		}
		Expect(k8s.Create(ctx, quota)).To(Succeed())
		quota.Status = corev1.ResourceQuotaStatus{Hard: none, Used: none}
		Expect(k8s.Status().Update(ctx, quota)).To(Succeed())
		room := w.create(ctx, w.room("family"))
		w.stalled(ctx, room, v1alpha1.ReasonRefused, "exceeded quota: none")
		w.stalled(ctx, room, v1alpha1.ReasonRefused, "raise the quota")
		Expect(k8s.Delete(ctx, quota)).To(Succeed())
		w.poll(ctx, room, "raised")
		w.up(ctx, room)
	})

	It("also when what someone made in its place cannot be changed", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		w.annotate(ctx, room, v1alpha1.PausedAnnotation, "true")
		w.eventually(ctx, room, v1alpha1.ConditionPaused, metav1.ConditionTrue, v1alpha1.ReasonPaused)
		d := &appsv1.Deployment{}
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-room"}, d)).To(Succeed())
		Expect(k8s.Delete(ctx, d)).To(Succeed())
		theirs := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{
			Namespace: w.namespace, Name: d.Name, Labels: d.Labels, OwnerReferences: d.OwnerReferences,
		}, Spec: d.Spec}
		theirs.Spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{"app": "restored"}}
		theirs.Spec.Template.Labels["app"] = "restored"
		Expect(k8s.Create(ctx, theirs)).To(Succeed())
		w.annotate(ctx, room, v1alpha1.PausedAnnotation, "false")
		w.stalled(ctx, room, v1alpha1.ReasonRefused, "delete Deployment family-room, and the operator makes it anew")
		Expect(k8s.Delete(ctx, theirs)).To(Succeed())
		w.up(ctx, room)
	})
})

// rightsBut are the operator's rights as they are installed, without a verb on a resource.
func rightsBut(verb, resource string) []rbacv1.PolicyRule {
	GinkgoHelper()
	text, err := os.ReadFile("../../config/rbac/role.yaml")
	Expect(err).NotTo(HaveOccurred())
	role := &rbacv1.ClusterRole{}
	Expect(yaml.Unmarshal(text, role)).To(Succeed())
	var rules []rbacv1.PolicyRule
	taken := false
	for _, rule := range role.Rules {
		for _, one := range rule.Resources {
			some := rule.DeepCopy()
			some.Resources = []string{one}
			if one == resource {
				some.Verbs = slices.DeleteFunc(some.Verbs, func(v string) bool { return v == verb })
				taken = len(some.Verbs) < len(rule.Verbs)
			}
			rules = append(rules, *some)
		}
	}
	Expect(taken).To(Equal(resource != ""))
	return rules
}

// weak runs an operator without a right until it is given back.
func (w *world) weak(ctx context.Context, verb, resource string) (whole func(context.Context)) {
	GinkgoHelper()
	role := &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: w.namespace}, Rules: rightsBut(verb, resource)}
	binding := &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: w.namespace},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: w.namespace},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "User", Name: w.namespace}},
	}
	for _, object := range []client.Object{role, binding} {
		Expect(k8s.Create(ctx, object)).To(Succeed())
		DeferCleanup(k8s.Delete, object)
	}
	as := rest.CopyConfig(cluster)
	as.Impersonate = rest.ImpersonationConfig{UserName: w.namespace}
	DeferCleanup(runOperator(as, smackroom.CacheOptions([]string{w.namespace}), prometheus.NewRegistry(), time.Now, smackroom.Options{RoomImage: roomImage}))
	return func(ctx context.Context) {
		role.Rules = rightsBut("", "") // all
		Expect(k8s.Update(ctx, role)).To(Succeed())
	}
}

var _ = Describe("an operator without a right", func() {
	DescribeTable("says which one, and goes on when it has it",
		func(ctx SpecContext, verb, resource, says string, cause func(context.Context, *world, *v1alpha1.SmackRoom)) {
			w := newWorld(ctx)
			whole := w.weak(ctx, verb, resource)
			room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
				r.Labels = map[string]string{ownOperator: "true"}
				r.Spec.Exposure = v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{Host: "sms.example.com"}}
			}))
			if cause != nil {
				cause(ctx, w, room)
			}
			w.stalled(ctx, room, v1alpha1.ReasonRefused, `User "`+w.namespace+`" cannot `+verb+` resource "`+resource+`"`)
			w.stalled(ctx, room, v1alpha1.ReasonRefused, says)
			whole(ctx)
			Eventually(func(g Gomega) {
				// Rights take a moment to be known to the API server.
				w.poll(ctx, room, time.Now().String())
				g.Expect(w.get(ctx, room).Status.Conditions).NotTo(ContainElement(HaveField("Type", v1alpha1.ConditionStalled)))
			}).Should(Succeed())
			w.up(ctx, room)
		},
		Entry("to make", "patch", "poddisruptionbudgets", "give the operator the right that is lacking", nil),
		Entry("to read", "get", "secrets", "give its ServiceAccount the right that is lacking", nil),
		Entry("to take away", "delete", "ingresses", "give its ServiceAccount the right that is lacking",
			func(ctx context.Context, w *world, room *v1alpha1.SmackRoom) {
				w.up(ctx, room)
				w.change(ctx, room, func(r *v1alpha1.SmackRoom) { r.Spec.Exposure = v1alpha1.Exposure{BaseURL: "https://other.example.com"} })
			}),
	)
})

var _ = Describe("two rooms at one address", func() {
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	behind := func(host, path string) func(*v1alpha1.SmackRoom) {
		return func(r *v1alpha1.SmackRoom) {
			r.Spec.Exposure = v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{Host: host, Path: path}}
		}
	}
	ingressOf := func(ctx context.Context, name string) error {
		return k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: name + "-room"}, &networkingv1.Ingress{})
	}

	It("stay apart: the one that has it keeps it, the other says who, and gets it afterwards", func(ctx SpecContext) {
		first := w.create(ctx, w.room("first", behind("shared.example.com", "/chat")))
		w.up(ctx, first)
		second := w.create(ctx, w.room("second", func(r *v1alpha1.SmackRoom) { r.Spec.Exposure.BaseURL = "https://Shared.example.com:443/chat/" }))
		w.kubelet(ctx, second)
		w.stalled(ctx, second, v1alpha1.ReasonAddressInUse, w.namespace+"/first is reached at shared.example.com/chat")
		Expect(w.get(ctx, second)).To(haveCondition(v1alpha1.ConditionExposed, metav1.ConditionFalse, v1alpha1.ReasonAddressInUse, "spec.exposure"))
		for _, n := range w.bought() {
			if n.Address() == w.get(ctx, second).Status.PhoneNumber.E164 {
				Expect(n.SmsURL()).To(BeEmpty(), "its texts would arrive in the other room")
			}
		}

		By("the winner going elsewhere")
		w.change(ctx, first, behind("shared.example.com", "/elsewhere"))
		w.up(ctx, second)
		w.up(ctx, first)
	})

	It("are told apart by who was there first, not by age", func(ctx SpecContext) {
		older := w.create(ctx, w.room("older", behind("shared.example.com", "/a")))
		w.up(ctx, older)
		younger := w.create(ctx, w.room("younger", behind("shared.example.com", "/b")))
		w.up(ctx, younger)
		w.change(ctx, older, behind("shared.example.com", "/b"))
		w.stalled(ctx, older, v1alpha1.ReasonAddressInUse, w.namespace+"/younger")
		Expect(w.get(ctx, younger)).To(haveCondition(v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonReady, ""))

		By("the younger one going for good")
		Expect(k8s.Delete(ctx, younger)).To(Succeed())
		w.up(ctx, older)
		Expect(ingressOf(ctx, "older")).To(Succeed())
	})

	It("are told apart across namespaces", func(ctx SpecContext) {
		first := w.create(ctx, w.room("first", behind("shared.example.com", "/chat")))
		w.up(ctx, first)
		elsewhere := newWorld(ctx)
		second := elsewhere.create(ctx, elsewhere.room("second", behind("shared.example.com", "/chat"), func(r *v1alpha1.SmackRoom) { r.Spec.Carrier.BaseURL = w.url }))
		elsewhere.stalled(ctx, second, v1alpha1.ReasonAddressInUse, w.namespace+"/first")
		Expect(k8s.Delete(ctx, first)).To(Succeed())
		elsewhere.up(ctx, second)
	})

	It("may share the host", func(ctx SpecContext) {
		first := w.create(ctx, w.room("first", behind("shared.example.com", "/")))
		second := w.create(ctx, w.room("second", behind("shared.example.com", "/second")))
		w.up(ctx, first)
		w.up(ctx, second)
	})
})

var _ = Describe("two rooms of two namespaces with one number", func() {
	It("the first has it, the other says who, and gets it afterwards", func(ctx SpecContext) {
		w, elsewhere := newWorld(ctx), newWorld(ctx)
		w.sim.Account().Own("+14155550123")
		same := func(r *v1alpha1.SmackRoom) { r.Spec.Carrier.BaseURL = w.url }
		first := w.create(ctx, w.room("first", adopting(v1alpha1.Adopt{E164: "+14155550123"})))
		w.up(ctx, first)
		second := elsewhere.create(ctx, elsewhere.room("second", adopting(v1alpha1.Adopt{E164: "+14155550123"}), same))
		elsewhere.stalled(ctx, second, v1alpha1.ReasonNumberInUse, w.namespace+"/first")
		Expect(w.sim.Number("+14155550123").SmsURL()).To(HavePrefix("https://sms.example.com/first/sms"))
		Expect(k8s.Delete(ctx, first)).To(Succeed())
		elsewhere.up(ctx, second)
		Expect(w.sim.Number("+14155550123").SmsURL()).To(HavePrefix("https://sms.example.com/second/sms"))
	})
})
