package config_test

import (
	"context"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/smackdev/smack/api/v1alpha1"
)

var _ = Describe("The operator with a Role in one namespace", Serial, Ordered, func() {
	const namespace = "chats"
	var (
		operator *installed
		account  *account
	)

	BeforeAll(func(ctx SpecContext) {
		account = newAccount(ctx, namespace, "teams")
		operator = run(ctx, chart(ctx, "--set", "watchNamespaces={chats}", "--set", "ownerID=blue", "--set", "allowPurchase=true"))
	})

	It("does all that a room needs, from its number to its end", func(ctx SpecContext) {
		elsewhere := account.room("teams", "others")
		Expect(cluster.Create(ctx, elsewhere)).To(Succeed())
		DeferCleanup(func(ctx SpecContext) { Expect(cluster.Delete(ctx, elsewhere)).To(Succeed()) })
		room := account.room(namespace, "family")
		live(ctx, account, room)
		gone(ctx, room)
		Expect(read(ctx, elsewhere)).To(And(HaveField("Finalizers", BeEmpty()), HaveField("Status.Conditions", BeEmpty())))
	})

	It("was refused nothing", func(ctx SpecContext) {
		refused, ok := forbidden(operator.scrape(ctx, "http", ""))
		Expect(refused).To(BeEmpty())
		Expect(ok).To(BeNumerically(">", 20))
	})

	It("hands the lead back when it ends", func(ctx SpecContext) {
		operator.end()
		Expect(leader(ctx)()).To(BeEmpty())
	})
})

var _ = Describe("The operator with a ClusterRole", Serial, Ordered, func() {
	const namespace = "teams"
	var (
		operator *installed
		account  *account
		reader   string
		all      []*unstructured.Unstructured
	)

	BeforeAll(func(ctx SpecContext) {
		account = newAccount(ctx, namespace)
		all = chart(ctx, "--set", "allowPurchase=true")
		operator = run(ctx, all)
		reader = mayScrape(ctx, all)
	})

	It("shows its metrics to those whom the cluster lets read them, and to nobody else", func(ctx SpecContext) {
		nobody := newServiceAccount(ctx, "nobody")
		for token, want := range map[string]int{"": http.StatusUnauthorized, nobody: http.StatusForbidden, reader: http.StatusOK} {
			status, _, err := operator.ask(ctx, "https", token)
			Expect(err).NotTo(HaveOccurred())
			Expect(status).To(Equal(want))
		}
		plain, _, _ := operator.ask(ctx, "http", reader)
		Expect(plain).NotTo(Equal(http.StatusOK))
	})

	It("counts what it does for a room, and forgets the room with its end", func(ctx SpecContext) {
		room := account.room(namespace, "family")
		live(ctx, account, room)
		series := operator.scrape(ctx, "https", reader)
		const prefix = "smackroom_operator_"
		Expect(series).To(And(
			HaveKeyWithValue(prefix+`number_purchases_total{result="bought"}`, 1.0),
			HaveKeyWithValue(prefix+`numbers{origin="Purchased",state="Ready"}`, 1.0),
			HaveKeyWithValue(prefix+`room_condition{name="family",namespace="teams",status="true",type="Ready"}`, 1.0),
			HaveKeyWithValue(prefix+`drift_corrected_total{kind="Service"}`, BeNumerically(">=", 1)),
			HaveKeyWithValue(prefix+`drift_corrected_total{kind="Webhook"}`, 1.0),
			HaveKeyWithValue(prefix+`first_ready_seconds_count`, 1.0),
		))
		Expect(sum(series, prefix+"twilio_requests_total{")).To(And(
			BeNumerically(">", 3), Equal(sum(series, prefix+"twilio_request_duration_seconds_count{"))))
		gone(ctx, room)
		Eventually(func() map[string]float64 { return operator.scrape(ctx, "https", reader) }).Should(And(
			Not(HaveKey(ContainSubstring(`name="family"`))), Not(HaveKey(HavePrefix(prefix+"numbers{"))),
			HaveKeyWithValue(prefix+`number_purchases_total{result="bought"}`, 1.0)))
	})

	It("makes and watches routes once the Gateway API is there, without a restart", func(ctx SpecContext) {
		room := account.room(namespace, "routed")
		room.Spec.Redis = &v1alpha1.Redis{External: &v1alpha1.ExternalRedis{Addresses: []string{"redis.example.com:6379"}}}
		room.Spec.Exposure = v1alpha1.Exposure{Gateway: &v1alpha1.GatewayExposure{
			Hostname: "sms.example.com", ParentRefs: []v1alpha1.ParentRef{{Name: "public"}},
		}}
		Expect(cluster.Create(ctx, room)).To(Succeed())
		Eventually(condition(ctx, room, v1alpha1.ConditionStalled)).WithTimeout(time.Minute).Should(And(
			HaveField("Reason", v1alpha1.ReasonGatewayAPIMissing), HaveField("Message", ContainSubstring("spec.exposure.gateway"))))

		installGatewayAPI(ctx)
		annotate(ctx, room, v1alpha1.ReconcileRequestedAtAnnotation, "installed")
		Eventually(func() error { return takeRoute(ctx, room) }).WithTimeout(time.Minute).Should(Succeed())
		up(ctx, room)

		By("someone else's change of the route, which nothing but a watch tells of now")
		route := theRoute(ctx, room)
		Expect(unstructured.SetNestedStringSlice(route.Object, []string{"elsewhere.example.com"}, "spec", "hostnames")).To(Succeed())
		Expect(cluster.Update(ctx, route)).To(Succeed())
		Eventually(func() []string {
			hosts, _, _ := unstructured.NestedStringSlice(theRoute(ctx, room).Object, "spec", "hostnames")
			return hosts
		}).WithTimeout(30 * time.Second).Should(HaveExactElements("sms.example.com"))

		change(ctx, room, func(r *v1alpha1.SmackRoom) {
			r.Spec.Exposure = v1alpha1.Exposure{BaseURL: "https://sms.example.com/routed"}
		})
		Eventually(func() bool {
			return apierrors.IsNotFound(cluster.Get(ctx, keyOf(room), emptyRoute()))
		}).WithTimeout(30 * time.Second).Should(BeTrue())
		gone(ctx, room)
	})

	It("was refused nothing", func(ctx SpecContext) {
		refused, ok := forbidden(operator.scrape(ctx, "https", reader))
		Expect(refused).To(BeEmpty())
		Expect(ok).To(BeNumerically(">", 20))
	})
})

// newServiceAccount makes one, and gives its token.
func newServiceAccount(ctx context.Context, name string) string {
	GinkgoHelper()
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: "smack-system", Name: name}}
	Expect(cluster.Create(ctx, account)).To(Succeed())
	DeferCleanup(cluster.Delete, account)
	return bearer(ctx, account.Namespace, account.Name)
}

// mayScrape is the token of someone bound to the role that the chart has for Prometheus.
func mayScrape(ctx context.Context, all []*unstructured.Unstructured) string {
	GinkgoHelper()
	var role string
	for _, object := range ofKind(all, "ClusterRole") {
		if strings.HasSuffix(object.GetName(), "-metrics-reader") {
			role = object.GetName()
		}
	}
	binding := &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "prometheus"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: "smack-system", Name: "prometheus"}},
	}
	Expect(cluster.Create(ctx, binding)).To(Succeed())
	DeferCleanup(cluster.Delete, binding)
	return newServiceAccount(ctx, "prometheus")
}

func sum(series map[string]float64, prefix string) (total float64) {
	for name, value := range series {
		if strings.HasPrefix(name, prefix) {
			total += value
		}
	}
	return total
}
