package smackroom

import (
	"context"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	clientscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/controllers/resources"
)

// bystander is a reconciler without a manager, whose cache never lags. It counts what it
// asks of the API server past that cache, and what it applies.
type bystander struct {
	*Reconciler
	server         client.WithWatch
	reads, applied int
}

func newBystander() *bystander {
	scheme := runtime.NewScheme()
	Expect(clientscheme.AddToScheme(scheme)).To(Succeed())
	Expect(v1alpha1.AddToScheme(scheme)).To(Succeed())
	b := &bystander{server: fake.NewClientBuilder().WithScheme(scheme).Build()}
	counted := interceptor.NewClient(b.server, interceptor.Funcs{
		Get: func(ctx context.Context, c client.WithWatch, key client.ObjectKey, o client.Object, opts ...client.GetOption) error {
			b.reads++
			return c.Get(ctx, key, o, opts...)
		},
	})
	cached := interceptor.NewClient(b.server, interceptor.Funcs{
		Get: func(ctx context.Context, c client.WithWatch, key client.ObjectKey, o client.Object, opts ...client.GetOption) error {
			err := c.Get(ctx, key, o, opts...)
			for _, transform := range []func(any) (any, error){identity, outline} {
				_, e := transform(o)
				Expect(e).NotTo(HaveOccurred())
			}
			return err
		},
		Apply: func(ctx context.Context, c client.WithWatch, o runtime.ApplyConfiguration, opts ...client.ApplyOption) error {
			b.applied++
			return c.Apply(ctx, o, opts...)
		},
	})
	carriers := &Carriers{Clock: time.Now}
	DeferCleanup(carriers.Close)
	b.Reconciler = &Reconciler{
		Client: cached, APIReader: counted, SecretVersions: b.server, Carriers: carriers,
		Metrics: NewMetrics(prometheus.NewRegistry()), Clock: time.Now, Options: Options{PollInterval: time.Hour},
	}
	return b
}

// secret writes a Secret anew; nil takes it away.
func (b *bystander) secret(ctx context.Context, name string, data map[string]string) {
	GinkgoHelper()
	s := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: name}}
	err := b.server.Get(ctx, client.ObjectKeyFromObject(s), s)
	if data == nil {
		Expect(b.server.Delete(ctx, s)).To(Succeed())
		return
	}
	s.Data = map[string][]byte{}
	for key, value := range data {
		s.Data[key] = []byte(value)
	}
	if err != nil {
		s.ResourceVersion = ""
		Expect(b.server.Create(ctx, s)).To(Succeed())
		return
	}
	Expect(b.server.Update(ctx, s)).To(Succeed())
}

var _ = Describe("what a reconcile knows of an owned object", func() {
	var b *bystander
	var s *scope
	BeforeEach(func() {
		b = newBystander()
		s = scenario(nil)
		s.room.UID = "uid"
	})
	ensured := func(ctx context.Context) {
		GinkgoHelper()
		Expect(ensure(ctx, b.Reconciler, s, &corev1.Service{}, resources.Service(s.input(b.Options)))).To(Succeed())
	}
	live := func(ctx context.Context) *corev1.Service {
		GinkgoHelper()
		found := &corev1.Service{}
		Expect(b.server.Get(ctx, client.ObjectKey{Namespace: "ns", Name: resources.Name(s.room)}, found)).To(Succeed())
		return found
	}
	edit := func(ctx context.Context, change func(*corev1.Service)) {
		GinkgoHelper()
		edited := live(ctx)
		change(edited)
		Expect(b.server.Update(ctx, edited)).To(Succeed())
	}

	It("holds until someone changes the object", func(ctx SpecContext) {
		ensured(ctx)
		before := b.reads
		ensured(ctx)
		Expect(b.reads).To(Equal(before), "what was applied is known")
		Expect(b.applied).To(Equal(1))

		edit(ctx, func(edited *corev1.Service) { edited.Spec.Selector["app.kubernetes.io/name"] = "another" })
		ensured(ctx)
		Expect(b.applied).To(Equal(2))
		Expect(live(ctx).Spec.Selector).To(HaveKeyWithValue("app.kubernetes.io/name", resources.RoomApp))

		By("a change that is no business of the operator's")
		edit(ctx, func(edited *corev1.Service) { edited.Labels["someone"] = "else" })
		ensured(ctx)
		Expect(b.applied).To(Equal(2))
		before = b.reads
		ensured(ctx)
		Expect(b.reads).To(Equal(before), "what was found is known")
	})

	It("does not hold by the generation of a kind that has none", func(ctx SpecContext) {
		s.room.Spec.Autoscaling = &v1alpha1.Autoscaling{MaxReplicas: 3}
		live := &autoscalingv2.HorizontalPodAutoscaler{}
		Expect(ensure(ctx, b.Reconciler, s, live, resources.HorizontalPodAutoscaler(s.input(b.Options)))).To(Succeed())
		live.Spec.MaxReplicas = 30
		Expect(b.server.Update(ctx, live)).To(Succeed())
		Expect(ensure(ctx, b.Reconciler, s, live, resources.HorizontalPodAutoscaler(s.input(b.Options)))).To(Succeed())
		Expect(live.Spec.MaxReplicas).To(BeEquivalentTo(3))
	})

	It("is found out again by another operator", func(ctx SpecContext) {
		ensured(ctx)
		s.memory = &memory{}
		ensured(ctx)
		Expect(b.applied).To(Equal(1))
	})

	It("does not outlive the object", func(ctx SpecContext) {
		ensured(ctx)
		Expect(b.server.Delete(ctx, live(ctx))).To(Succeed())
		ensured(ctx)
		Expect(b.applied).To(Equal(2))

		By("another in its place, which is not the room's")
		edit(ctx, func(edited *corev1.Service) { edited.OwnerReferences = nil })
		err := ensure(ctx, b.Reconciler, s, &corev1.Service{}, resources.Service(s.input(b.Options)))
		Expect(reasonOf(err)).To(Equal(v1alpha1.ReasonRefused))
	})

	It("does not hold for another wish", func(ctx SpecContext) {
		ensured(ctx)
		ensured(ctx)
		wanted := resources.Service(s.input(b.Options)).WithLabels(map[string]string{"new": "wish"})
		Expect(ensure(ctx, b.Reconciler, s, &corev1.Service{}, wanted)).To(Succeed())
		Expect(b.applied).To(Equal(2))
		Expect(live(ctx).Labels).To(HaveKey("new"))
	})
})

var _ = Describe("what a reconcile knows of a workload", func() {
	var b *bystander
	var s *scope
	ensured := func(ctx context.Context) *appsv1.Deployment {
		GinkgoHelper()
		live := &appsv1.Deployment{}
		found, err := b.read(ctx, s.room, live, resources.Name(s.room))
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(Equal(b.applied > 0))
		wanted, err := resources.Deployment(s.input(b.Options), live)
		Expect(err).NotTo(HaveOccurred())
		Expect(ensure(ctx, b.Reconciler, s, live, wanted)).To(Succeed())
		return live
	}
	edit := func(ctx context.Context, change func(*appsv1.Deployment)) {
		GinkgoHelper()
		edited := &appsv1.Deployment{}
		Expect(b.server.Get(ctx, client.ObjectKey{Namespace: "ns", Name: resources.Name(s.room)}, edited)).To(Succeed())
		change(edited)
		status := edited.Status
		Expect(b.server.Update(ctx, edited)).To(Succeed())
		edited.Status = status
		Expect(b.server.Status().Update(ctx, edited)).To(Succeed())
	}
	BeforeEach(func(ctx SpecContext) {
		b = newBystander()
		b.Options.RoomImage = "example.com/smack:1"
		s = scenario(nil)
		s.room.UID, s.room.Spec.Carrier.CredentialsSecretRef.Name = "uid", "twilio"
		ensured(ctx)
		edit(ctx, func(d *appsv1.Deployment) { d.UID, d.Generation = "d", 1 })
		ensured(ctx)
		Expect(b.applied).To(Equal(1))
		b.reads = 0
	})

	DescribeTable("holds while the spec is the same and the metadata as wanted",
		func(ctx SpecContext, change func(*appsv1.Deployment), reads, applied int) {
			edit(ctx, change)
			live := ensured(ctx)
			Expect(b.reads).To(Equal(reads))
			Expect(b.applied).To(Equal(1 + applied))
			Expect(live.Status.ReadyReplicas).To(BeEquivalentTo(map[bool]int{true: 1, false: 0}[reads+applied == 0]))
			ensured(ctx)
			Expect(b.applied).To(Equal(1+applied), "and is as wanted now")
		},
		Entry("news of pods", func(d *appsv1.Deployment) { d.Status.ReadyReplicas = 1 }, 0, 0),
		Entry("and a label of someone else", func(d *appsv1.Deployment) { d.Labels["someone"], d.Status.ReadyReplicas = "else", 1 }, 0, 0),
		Entry("not a spec that was read again, and is right", func(d *appsv1.Deployment) { d.Generation++ }, 1, 0),
		Entry("not a spec that someone changed",
			func(d *appsv1.Deployment) { d.Generation++; d.Spec.Template.Spec.Containers[0].Image = "theirs" }, 1, 1),
		Entry("not labels that someone changed", func(d *appsv1.Deployment) { d.Labels["app.kubernetes.io/name"] = "theirs" }, 1, 1),
		Entry("not the mark of what was applied", func(d *appsv1.Deployment) { delete(d.Annotations, appliedAnnotation) }, 1, 1),
		Entry("not another Deployment of that name", func(d *appsv1.Deployment) { d.UID = "another" }, 1, 0),
	)

	It("holds for what is cached of it", func(ctx SpecContext) {
		s.room.Spec.Replicas = new(int32(3))
		Expect(ensured(ctx).Spec.Replicas).To(HaveValue(BeEquivalentTo(3)))
		Expect(b.applied).To(Equal(2))
	})
})

var _ = Describe("what a reconcile knows of the room file", func() {
	It("is what it knows of this content", func() {
		s := scenario(nil)
		s.number = &numbers.Number{E164: "+14155550100"}
		s.room.Spec.Carrier.CredentialsSecretRef.Name = "twilio"
		look := func() []string {
			file, err := s.memory.judge(resources.RoomFile(s.input(Options{})))
			Expect(err).NotTo(HaveOccurred())
			Expect(file.text).To(ContainSubstring(s.room.DisplayName()))
			var all []string
			for _, p := range slices.Concat(nameRules(s.room, file.rules), file.rest) {
				all = append(all, p.Path)
			}
			return all
		}
		Expect(look()).To(BeEmpty())
		s.room.Spec.DisplayName = "Another"
		Expect(look()).To(BeEmpty())

		s.room.Spec.Rules = []roomfile.Rule{{Name: "loud", When: "nonsense(", Reply: "no"}}
		first := look()
		Expect(first).To(ContainElement(HavePrefix("rule loud")))
		Expect(look()).To(Equal(first), "what was found is not changed by who reads it")
		s.room.Spec.Rules[0].Name = "quiet"
		Expect(look()).To(ContainElement(HavePrefix("rule quiet")))
		s.room.Spec.Rules = nil
		Expect(look()).To(BeEmpty())
	})
})

var _ = Describe("the memory of a room", func() {
	room := func(name string, uid types.UID, generation int64) *v1alpha1.SmackRoom {
		return &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Namespace: "chats", Name: name, UID: uid, Generation: generation}}
	}

	It("is the room's alone, and goes with it", func() {
		all := &memories{}
		first := all.of(room("family", "one", 1))
		Expect(all.of(room("family", "one", 1))).To(BeIdenticalTo(first))
		Expect(all.of(room("work", "two", 1))).NotTo(BeIdenticalTo(first))
		Expect(all.of(room("family", "three", 1))).NotTo(BeIdenticalTo(first), "another room of that name")
		Expect(all.all).To(HaveLen(2))
		all.forget(types.NamespacedName{Namespace: "chats", Name: "family"})
		Expect(all.all).To(HaveLen(1))
	})

	It("goes when the room went without the operator", func(ctx SpecContext) {
		b := newBystander()
		b.memories.of(room("family", "one", 1))
		_, err := b.Reconcile(ctx, reconcile.Request{NamespacedName: types.NamespacedName{Namespace: "chats", Name: "family"}})
		Expect(err).NotTo(HaveOccurred())
		Expect(b.memories.all).To(BeEmpty())
	})

	It("does not keep what fields of an earlier spec named", func() {
		all := &memories{}
		all.of(room("family", "one", 1)).isUsable("spec.commands[dinner].secretRef", secretVersion{name: "dinner"})
		Expect(all.of(room("family", "one", 1)).secrets).To(HaveLen(1))
		Expect(all.of(room("family", "one", 2)).secrets).To(BeEmpty())
	})
})
