package smackroom_test

import (
	"context"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gstruct"
	gomegatypes "github.com/onsi/gomega/types"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// world is a namespace and a carrier of its own.
type world struct {
	namespace string
	sim       *twiliosim.Sim
	url       string
}

func newWorld(ctx context.Context) *world {
	GinkgoHelper()
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "room-"}}
	Expect(k8s.Create(ctx, namespace)).To(Succeed())
	sim := twiliosim.New(twiliosim.Options{})
	url, err := sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(sim.Close)
	w := &world{namespace: namespace.Name, sim: sim, url: url}
	w.secret(ctx, "twilio", map[string]string{
		"accountSid": twiliosim.DefaultAccountSID, "authToken": twiliosim.DefaultAuthToken,
	})
	return w
}

func (w *world) secret(ctx context.Context, name string, data map[string]string) *corev1.Secret {
	GinkgoHelper()
	s := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: name}, StringData: data}
	Expect(k8s.Create(ctx, s)).To(Succeed())
	return s
}

// room is one that buys a number in area code 415 and is reached by a base URL.
func (w *world) room(name string, change ...func(*v1alpha1.SmackRoom)) *v1alpha1.SmackRoom {
	room := &v1alpha1.SmackRoom{
		ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: name},
		Spec: v1alpha1.SmackRoomSpec{
			Carrier:     v1alpha1.Carrier{CredentialsSecretRef: v1alpha1.SecretRef{Name: "twilio"}, BaseURL: w.url},
			PhoneNumber: v1alpha1.PhoneNumber{Purchase: &v1alpha1.Purchase{Country: "US", AreaCode: "415"}},
			Redis:       &v1alpha1.Redis{External: &v1alpha1.ExternalRedis{Addresses: []string{"redis.example.com:6379"}}},
			Exposure:    v1alpha1.Exposure{BaseURL: "https://sms.example.com/" + name},
		},
	}
	for _, f := range change {
		f(room)
	}
	return room
}

// adopting changes how a room gets its number.
func adopting(adopt v1alpha1.Adopt) func(*v1alpha1.SmackRoom) {
	return func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber = v1alpha1.PhoneNumber{Adopt: &adopt} }
}

func external(e164 string) func(*v1alpha1.SmackRoom) {
	return func(r *v1alpha1.SmackRoom) {
		r.Spec.PhoneNumber = v1alpha1.PhoneNumber{External: &v1alpha1.External{E164: e164}}
	}
}

// create makes the room and, at the end, lets it go, so that the manager has no work left.
func (w *world) create(ctx context.Context, room *v1alpha1.SmackRoom) *v1alpha1.SmackRoom {
	GinkgoHelper()
	Expect(k8s.Create(ctx, room)).To(Succeed())
	return w.letGo(room)
}

// apply sends a manifest by server-side apply, with no more in it than the room says.
func (w *world) apply(ctx context.Context, room *v1alpha1.SmackRoom, manager string) error {
	GinkgoHelper()
	room.SetGroupVersionKind(v1alpha1.SchemeGroupVersion.WithKind("SmackRoom"))
	object, err := runtime.DefaultUnstructuredConverter.ToUnstructured(room)
	Expect(err).NotTo(HaveOccurred())
	return k8s.Apply(ctx, client.ApplyConfigurationFromUnstructured(&unstructured.Unstructured{Object: object}), client.FieldOwner(manager))
}

// letGo deletes the room at the end of the spec.
func (w *world) letGo(room *v1alpha1.SmackRoom) *v1alpha1.SmackRoom {
	GinkgoHelper()
	DeferCleanup(func(ctx SpecContext) {
		w.annotate(ctx, room, v1alpha1.OrphanOnDeleteAnnotation, "true")
		Expect(client.IgnoreNotFound(k8s.Delete(ctx, room))).To(Succeed())
		w.eventuallyGone(ctx, room)
	})
	return room
}

func (w *world) annotate(ctx context.Context, room *v1alpha1.SmackRoom, name, value string) {
	GinkgoHelper()
	patch := fmt.Appendf(nil, `{"metadata":{"annotations":{%q:%q}}}`, name, value)
	Expect(client.IgnoreNotFound(k8s.Patch(ctx, room.DeepCopy(), client.RawPatch("application/merge-patch+json", patch)))).To(Succeed())
}

// poll asks for a reconcile that looks at the carrier, and waits for its end.
func (w *world) poll(ctx context.Context, room *v1alpha1.SmackRoom, token string) {
	GinkgoHelper()
	w.annotate(ctx, room, v1alpha1.ReconcileRequestedAtAnnotation, token)
	Eventually(func(g Gomega) {
		g.Expect(w.get(ctx, room).Status.LastHandledReconcileAt).To(Equal(token))
	}).Should(Succeed())
}

func (w *world) change(ctx context.Context, room *v1alpha1.SmackRoom, f func(*v1alpha1.SmackRoom)) {
	GinkgoHelper()
	Eventually(func() error {
		live := w.get(ctx, room)
		f(live)
		return k8s.Update(ctx, live)
	}).Should(Succeed())
}

func (w *world) get(ctx context.Context, room *v1alpha1.SmackRoom) *v1alpha1.SmackRoom {
	GinkgoHelper()
	live := &v1alpha1.SmackRoom{}
	Expect(k8s.Get(ctx, client.ObjectKeyFromObject(room), live)).To(Succeed())
	return live
}

func (w *world) eventuallyGone(ctx context.Context, room *v1alpha1.SmackRoom) {
	GinkgoHelper()
	Eventually(func() error {
		return k8s.Get(ctx, client.ObjectKeyFromObject(room), &v1alpha1.SmackRoom{})
	}).Should(MatchError(ContainSubstring("not found")))
}

// kubelet plays the part of the cluster: all pods that the Deployment wants are ready.
func (w *world) kubelet(ctx context.Context, room *v1alpha1.SmackRoom) {
	GinkgoHelper()
	Eventually(func(g Gomega) {
		d := &appsv1.Deployment{}
		g.Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: room.Name + "-room"}, d)).To(Succeed())
		n := *d.Spec.Replicas
		d.Status = appsv1.DeploymentStatus{
			ObservedGeneration: d.Generation, Replicas: n, UpdatedReplicas: n, ReadyReplicas: n, AvailableReplicas: n,
		}
		g.Expect(k8s.Status().Update(ctx, d)).To(Succeed())
	}).Should(Succeed())
}

// up waits until the room is ready, playing the cluster's part; tools that wait for
// objects must agree.
func (w *world) up(ctx context.Context, room *v1alpha1.SmackRoom) *v1alpha1.SmackRoom {
	GinkgoHelper()
	w.kubelet(ctx, room)
	live := w.eventually(ctx, room, v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
	Eventually(func() status.Status {
		live = w.get(ctx, room)
		return kstatus(live)
	}).Should(Equal(status.CurrentStatus))
	return live
}

// eventually waits for a condition and checks that the whole status conforms to kstatus.
func (w *world) eventually(ctx context.Context, room *v1alpha1.SmackRoom, kind string, want metav1.ConditionStatus, reason string) *v1alpha1.SmackRoom {
	GinkgoHelper()
	var live *v1alpha1.SmackRoom
	Eventually(func(g Gomega) {
		live = w.get(ctx, room)
		g.Expect(live.Status.Conditions).To(ContainElement(gstruct.MatchFields(gstruct.IgnoreExtras, gstruct.Fields{
			"Type": Equal(kind), "Status": Equal(want), "Reason": Equal(reason),
		})))
	}).Should(Succeed())
	return live
}

// stalled waits until the room says that someone must act, and how; kstatus calls it failed.
func (w *world) stalled(ctx context.Context, room *v1alpha1.SmackRoom, reason string, advice string) {
	GinkgoHelper()
	live := w.eventually(ctx, room, v1alpha1.ConditionStalled, metav1.ConditionTrue, reason)
	ready := meta.FindStatusCondition(live.Status.Conditions, v1alpha1.ConditionReady)
	Expect(ready.Status).To(Equal(metav1.ConditionFalse))
	Expect(ready.Message).To(ContainSubstring(advice))
	Expect(kstatus(live)).To(Equal(status.FailedStatus))
}

// kstatus is what tools that wait for objects make of the room.
func kstatus(room *v1alpha1.SmackRoom) status.Status {
	GinkgoHelper()
	room = room.DeepCopy()
	room.SetGroupVersionKind(v1alpha1.SchemeGroupVersion.WithKind("SmackRoom"))
	u := &unstructured.Unstructured{}
	Expect(k8s.Scheme().Convert(room, u, nil)).To(Succeed())
	result, err := status.Compute(u)
	Expect(err).NotTo(HaveOccurred())
	return result.Status
}

// events are the reasons that were told of a room.
func (w *world) events(ctx context.Context) func(Gomega) []string {
	return func(g Gomega) []string {
		list := &eventsv1.EventList{}
		g.Expect(k8s.List(ctx, list, client.InNamespace(w.namespace))).To(Succeed())
		var reasons []string
		for _, e := range list.Items {
			reasons = append(reasons, e.Reason)
		}
		return reasons
	}
}

// bought are the numbers that the account pays for.
func (w *world) bought() []*twiliosim.Number { return w.sim.Account().Numbers() }

func haveCondition(kind string, want metav1.ConditionStatus, reason, message string) gomegatypes.GomegaMatcher {
	return WithTransform(func(r *v1alpha1.SmackRoom) []metav1.Condition { return r.Status.Conditions },
		ContainElement(gstruct.MatchFields(gstruct.IgnoreExtras, gstruct.Fields{
			"Type": Equal(kind), "Status": Equal(want), "Reason": Equal(reason), "Message": ContainSubstring(message),
		})))
}

// writes are the operator's writes to the room's namespace.
func (w *world) writes(*v1alpha1.SmackRoom) []string { return wire.of(w.namespace) }

// told are the types and reasons of the operator's events in the room's namespace, in order.
func (w *world) told() []string { return wire.told(w.namespace) }

// valkey plays the cluster's part for a managed Redis.
func (w *world) valkey(ctx context.Context, room *v1alpha1.SmackRoom) {
	GinkgoHelper()
	Eventually(func(g Gomega) {
		s := &appsv1.StatefulSet{}
		g.Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: room.Name + "-redis"}, s)).To(Succeed())
		s.Status = appsv1.StatefulSetStatus{ObservedGeneration: s.Generation, Replicas: 1, UpdatedReplicas: 1, ReadyReplicas: 1}
		g.Expect(k8s.Status().Update(ctx, s)).To(Succeed())
	}).Should(Succeed())
}

// touch changes a Deployment in a way that is no business of the operator's.
func (w *world) touch(ctx context.Context, name string) {
	GinkgoHelper()
	d := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: name}}
	patch := client.RawPatch("application/merge-patch+json", []byte(`{"metadata":{"labels":{"someone":"else"}}}`))
	Expect(k8s.Patch(ctx, d, patch)).To(Succeed())
}
