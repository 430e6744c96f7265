package config_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
	"github.com/smackdev/smack/runtime/twiliosim"
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

// account is one at a carrier of its own.
type account struct {
	sim *twiliosim.Sim
	url string
}

// newAccount has its credentials in the namespaces.
func newAccount(ctx context.Context, namespaces ...string) *account {
	GinkgoHelper()
	sim := twiliosim.New(twiliosim.Options{})
	url, err := sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(sim.Close)
	for _, namespace := range namespaces {
		secret := &corev1.Secret{
			ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "twilio"},
			StringData: map[string]string{"accountSid": twiliosim.DefaultAccountSID, "authToken": twiliosim.DefaultAuthToken},
		}
		Expect(cluster.Create(ctx, secret)).To(Succeed())
		DeferCleanup(cluster.Delete, secret)
	}
	return &account{sim: sim, url: url}
}

// room owns one of every kind.
func (a *account) room(namespace, name string) *v1alpha1.SmackRoom {
	return &v1alpha1.SmackRoom{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name},
		Spec: v1alpha1.SmackRoomSpec{
			Carrier:     v1alpha1.Carrier{CredentialsSecretRef: v1alpha1.SecretRef{Name: "twilio"}, BaseURL: a.url},
			PhoneNumber: v1alpha1.PhoneNumber{Purchase: &v1alpha1.Purchase{Country: "US", AreaCode: "415"}},
			Exposure:    v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{Host: "sms.example.com"}},
			Autoscaling: &v1alpha1.Autoscaling{MaxReplicas: 3},
		},
	}
}

// live takes a room through everything that makes the operator read, write and delete:
// it comes up, others change what is its own, it wants other things.
func live(ctx context.Context, account *account, room *v1alpha1.SmackRoom) {
	GinkgoHelper()
	Expect(cluster.Create(ctx, room)).To(Succeed())
	up(ctx, room)
	Expect(cluster.Get(ctx, keyOf(room), &networkingv1.Ingress{})).To(Succeed())
	Expect(cluster.Get(ctx, keyOf(room), &autoscalingv2.HorizontalPodAutoscaler{})).To(Succeed())
	Eventually(func() []string { return told(ctx, room) }).Should(ContainElements(v1alpha1.EventNumberPurchased, v1alpha1.ReasonReady))

	By("drift")
	number := account.sim.Account().Numbers()[0]
	number.SetSmsURL("https://elsewhere.example.com/sms")
	service := &corev1.Service{}
	Expect(cluster.Get(ctx, keyOf(room), service)).To(Succeed())
	service.Spec.Ports[0].Port = 81
	Expect(cluster.Update(ctx, service)).To(Succeed())
	Eventually(func(g Gomega) {
		g.Expect(cluster.Get(ctx, keyOf(room), service)).To(Succeed())
		g.Expect(service.Spec.Ports[0].Port).To(BeEquivalentTo(80))
	}).WithTimeout(30 * time.Second).Should(Succeed())
	annotate(ctx, room, v1alpha1.ReconcileRequestedAtAnnotation, "drifted")
	Eventually(number.SmsURL).WithTimeout(30 * time.Second).Should(HavePrefix("https://sms.example.com/"))

	By("another spec")
	change(ctx, room, func(r *v1alpha1.SmackRoom) {
		r.Spec.Redis = &v1alpha1.Redis{External: &v1alpha1.ExternalRedis{Addresses: []string{"redis.example.com:6379"}}}
		r.Spec.Exposure = v1alpha1.Exposure{BaseURL: "https://sms.example.com/family"}
		r.Spec.Autoscaling = nil
	})
	up(ctx, room)
	for _, object := range []client.Object{
		&appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: resources.RedisName(room)}},
		&networkingv1.Ingress{ObjectMeta: metav1.ObjectMeta{Name: resources.Name(room)}},
		&autoscalingv2.HorizontalPodAutoscaler{ObjectMeta: metav1.ObjectMeta{Name: resources.Name(room)}},
	} {
		key := client.ObjectKey{Namespace: room.Namespace, Name: object.GetName()}
		Eventually(func() bool { return apierrors.IsNotFound(cluster.Get(ctx, key, object)) }).
			WithTimeout(30*time.Second).Should(BeTrue(), "%T", object)
	}
}

// up plays the cluster's part until the room is ready.
func up(ctx context.Context, room *v1alpha1.SmackRoom) {
	GinkgoHelper()
	Eventually(func(g Gomega) {
		g.Expect(playWorkloads(ctx, room)).To(Succeed())
		now := read(ctx, room)
		g.Expect(now.Status.ObservedGeneration).To(Equal(now.Generation))
		g.Expect(meta.IsStatusConditionTrue(now.Status.Conditions, v1alpha1.ConditionReady)).To(BeTrue(), "%v", now.Status.Conditions)
	}).WithTimeout(time.Minute).WithPolling(200 * time.Millisecond).Should(Succeed())
}

// playWorkloads makes all pods ready that are wanted.
func playWorkloads(ctx context.Context, room *v1alpha1.SmackRoom) error {
	deployment := &appsv1.Deployment{}
	if err := cluster.Get(ctx, keyOf(room), deployment); err == nil {
		n := *deployment.Spec.Replicas
		deployment.Status = appsv1.DeploymentStatus{
			ObservedGeneration: deployment.Generation, Replicas: n, UpdatedReplicas: n, ReadyReplicas: n, AvailableReplicas: n,
		}
		if err := cluster.Status().Update(ctx, deployment); err != nil {
			return err
		}
	}
	redis := &appsv1.StatefulSet{}
	err := cluster.Get(ctx, client.ObjectKey{Namespace: room.Namespace, Name: resources.RedisName(room)}, redis)
	if err != nil {
		return client.IgnoreNotFound(err)
	}
	redis.Status = appsv1.StatefulSetStatus{ObservedGeneration: redis.Generation, Replicas: 1, UpdatedReplicas: 1, ReadyReplicas: 1, AvailableReplicas: 1}
	return cluster.Status().Update(ctx, redis)
}

// gone deletes the room and waits for its end, which only the operator can bring.
func gone(ctx context.Context, room *v1alpha1.SmackRoom) {
	GinkgoHelper()
	Expect(cluster.Delete(ctx, room)).To(Succeed())
	Eventually(func() bool {
		return apierrors.IsNotFound(cluster.Get(ctx, client.ObjectKeyFromObject(room), &v1alpha1.SmackRoom{}))
	}).WithTimeout(time.Minute).Should(BeTrue())
	Eventually(func() []string { return told(ctx, room) }).Should(ContainElement(v1alpha1.EventNumberRetained))
}

func read(ctx context.Context, room *v1alpha1.SmackRoom) *v1alpha1.SmackRoom {
	GinkgoHelper()
	now := &v1alpha1.SmackRoom{}
	Expect(cluster.Get(ctx, client.ObjectKeyFromObject(room), now)).To(Succeed())
	return now
}

func change(ctx context.Context, room *v1alpha1.SmackRoom, f func(*v1alpha1.SmackRoom)) {
	GinkgoHelper()
	Eventually(func() error {
		now := read(ctx, room)
		f(now)
		return cluster.Update(ctx, now)
	}).Should(Succeed())
}

func annotate(ctx context.Context, room *v1alpha1.SmackRoom, name, value string) {
	GinkgoHelper()
	patch := fmt.Appendf(nil, `{"metadata":{"annotations":{%q:%q}}}`, name, value)
	Expect(cluster.Patch(ctx, room.DeepCopy(), client.RawPatch("application/merge-patch+json", patch))).To(Succeed())
}

func condition(ctx context.Context, room *v1alpha1.SmackRoom, kind string) func() *metav1.Condition {
	return func() *metav1.Condition { return meta.FindStatusCondition(read(ctx, room).Status.Conditions, kind) }
}

// told are the reasons of the events about a room.
func told(ctx context.Context, room *v1alpha1.SmackRoom) []string {
	GinkgoHelper()
	list := &eventsv1.EventList{}
	Expect(cluster.List(ctx, list, client.InNamespace(room.Namespace))).To(Succeed())
	var reasons []string
	for _, e := range list.Items {
		if e.Regarding.Name == room.Name {
			reasons = append(reasons, e.Reason)
		}
	}
	return reasons
}

func keyOf(room *v1alpha1.SmackRoom) client.ObjectKey {
	return client.ObjectKey{Namespace: room.Namespace, Name: resources.Name(room)}
}

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

// installGatewayAPI takes the CRDs from the release that config/envtest/gateway names.
func installGatewayAPI(ctx context.Context) {
	GinkgoHelper()
	// go list names no directory of a module that has not been downloaded yet.
	download := exec.CommandContext(ctx, "go", "mod", "download", "-json", "sigs.k8s.io/gateway-api")
	download.Dir = "envtest/gateway"
	answer, err := output(download)
	Expect(err).NotTo(HaveOccurred())
	var module struct{ Dir string }
	Expect(json.Unmarshal(answer, &module)).To(Succeed())
	options := envtest.CRDInstallOptions{ErrorIfPathMissing: true, Paths: []string{
		filepath.Join(module.Dir, "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml"),
	}}
	_, err = envtest.InstallCRDs(server, options)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Expect(envtest.UninstallCRDs(server, options)).To(Succeed()) })
}

func emptyRoute() *unstructured.Unstructured {
	route := &unstructured.Unstructured{}
	route.SetGroupVersionKind(resources.HTTPRouteKind)
	return route
}

func theRoute(ctx context.Context, room *v1alpha1.SmackRoom) *unstructured.Unstructured {
	GinkgoHelper()
	route := emptyRoute()
	Expect(cluster.Get(ctx, keyOf(room), route)).To(Succeed())
	return route
}

// takeRoute plays the Gateway's part.
func takeRoute(ctx context.Context, room *v1alpha1.SmackRoom) error {
	route := emptyRoute()
	if err := cluster.Get(ctx, keyOf(room), route); err != nil {
		return err
	}
	taken := func(kind string) map[string]any {
		return map[string]any{
			"type": kind, "status": "True", "reason": kind, "message": "",
			"observedGeneration": route.GetGeneration(), "lastTransitionTime": metav1.Now().UTC().Format(time.RFC3339),
		}
	}
	route.Object["status"] = map[string]any{"parents": []any{map[string]any{
		"controllerName": "example.com/gateway", "parentRef": map[string]any{"name": "public"},
		"conditions": []any{taken("Accepted"), taken("ResolvedRefs")},
	}}}
	return cluster.Status().Update(ctx, route)
}
