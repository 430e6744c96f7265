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
	"github.com/smackdev/smack/runtime/carrier"
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

// frozen is a watch that is late: it tells the versions that there were when it froze.
type frozen struct{ client.Reader }

func (b *bystander) freeze(ctx context.Context, names ...string) {
	seen := fake.NewClientBuilder()
	for _, name := range names {
		s := &corev1.Secret{}
		Expect(b.server.Get(ctx, client.ObjectKey{Namespace: "ns", Name: name}, s)).To(Succeed())
		seen.WithObjects(s)
	}
	b.SecretVersions = frozen{seen.Build()}
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

var _ = Describe("what a reconcile knows of a Secret", func() {
	var b *bystander
	var s *scope
	BeforeEach(func() {
		b = newBystander()
		s = scenario(nil)
		s.room.UID = "uid"
		s.room.Spec.Carrier.CredentialsSecretRef.Name = "twilio"
	})

	It("that pods mount is that it has its keys, in this version", func(ctx SpecContext) {
		s.room.Spec.Admin.TokenSecretRef = &v1alpha1.SecretRef{Name: "screen"}
		look := func() string {
			err := b.requireSecrets(ctx, s, extensionSecrets(s.room))
			if err == nil {
				return ""
			}
			return reasonOf(err)
		}
		b.secret(ctx, "screen", map[string]string{"token": "t"})
		Expect(look()).To(BeEmpty())
		Expect(look()).To(BeEmpty())
		Expect(b.reads).To(Equal(1))

		b.secret(ctx, "screen", map[string]string{"other": "t"})
		Expect(look()).To(Equal(v1alpha1.ReasonSecretIncomplete))
		Expect(look()).To(Equal(v1alpha1.ReasonSecretIncomplete), "what is missing is looked for each time")

		b.secret(ctx, "screen", map[string]string{"token": "t"})
		Expect(look()).To(BeEmpty())
		b.secret(ctx, "screen", nil)
		Expect(look()).To(Equal(v1alpha1.ReasonSecretNotFound))

		By("a field that names another Secret")
		b.secret(ctx, "screen", map[string]string{"token": "t"})
		Expect(look()).To(BeEmpty())
		s.room.Spec.Admin.TokenSecretRef.Name = "another"
		Expect(look()).To(Equal(v1alpha1.ReasonSecretNotFound))
	})

	Describe("with the carrier's credentials", func() {
		credentials := func(token string) map[string]string {
			return map[string]string{carrier.FileAccountSID: "AC0123456789abcdef0123456789abcdef", carrier.FileAuthToken: token}
		}
		// look is the credentials phase of a new reconcile.
		look := func(ctx context.Context) string {
			GinkgoHelper()
			s.credentials, s.carrier = nil, nil
			Expect(b.credentials(ctx, s)).To(Succeed())
			Expect(s.carrier).NotTo(BeNil())
			return s.credentials.AuthToken
		}
		BeforeEach(func(ctx SpecContext) {
			b.secret(ctx, "twilio", credentials("first"))
			Expect(look(ctx)).To(Equal("first"))
			b.observations.see(s, numbers.Number{SID: "PN1"}, time.Now())
			b.reads = 0
		})

		It("is not read again while nothing is asked of the carrier", func(ctx SpecContext) {
			Expect(look(ctx)).To(Equal("first"))
			Expect(b.reads).To(BeZero())
		})

		It("is what the watch knows", func(ctx SpecContext) {
			b.secret(ctx, "twilio", credentials("second"))
			Expect(look(ctx)).To(Equal("second"))
			b.secret(ctx, "twilio", nil)
			Expect(reasonOf(b.credentials(ctx, s))).To(Equal(v1alpha1.ReasonSecretNotFound))
		})

		It("is read anew for a poll, though the watch be late", func(ctx SpecContext) {
			b.freeze(ctx, "twilio")
			b.secret(ctx, "twilio", credentials("second"))
			Expect(look(ctx)).To(Equal("first"))
			b.Clock = func() time.Time { return time.Now().Add(2 * time.Hour) }
			Expect(look(ctx)).To(Equal("second"))
		})

		It("is read anew once the carrier refuses it, though the watch be late", func(ctx SpecContext) {
			b.freeze(ctx, "twilio")
			b.secret(ctx, "twilio", credentials("second"))
			Expect(look(ctx)).To(Equal("first"))
			refused := &carrier.Error{Class: carrier.Rejected, Status: 401, Code: 20003}
			Expect(reasonOf(b.carrierError(s, refused))).To(Equal(v1alpha1.ReasonCredentialsRejected))
			Expect(look(ctx)).To(Equal("second"))
		})

		It("is another's when the spec names another", func(ctx SpecContext) {
			b.secret(ctx, "other", credentials("other"))
			s.room.Spec.Carrier.CredentialsSecretRef.Name = "other"
			Expect(look(ctx)).To(Equal("other"))
		})
	})

	Describe("with the login of a managed Redis", func() {
		look := func(ctx context.Context) resources.RedisLogin {
			GinkgoHelper()
			s.rotation, s.aside = "", nil
			login, err := b.redisLogin(ctx, s, s.input(b.Options))
			Expect(err).NotTo(HaveOccurred())
			return login
		}
		live := func(ctx context.Context) resources.RedisLogin {
			GinkgoHelper()
			found := &corev1.Secret{}
			Expect(b.server.Get(ctx, client.ObjectKey{Namespace: "ns", Name: resources.RedisName(s.room)}, found)).To(Succeed())
			return resources.ReadRedisLogin(found)
		}
		rotate := func(token string) {
			s.room.Annotations = map[string]string{v1alpha1.RotateRedisPasswordAnnotation: token}
		}
		BeforeEach(func(ctx SpecContext) {
			s.statefulSet = &appsv1.StatefulSet{}
			look(ctx) // makes it
			look(ctx) // finds it whole
			b.reads = 0
		})

		It("is not read again, and the password not kept", func(ctx SpecContext) {
			login := look(ctx)
			Expect(b.reads).To(BeZero())
			Expect(login.Password).To(BeEmpty())
			Expect(login.Since).To(BeTemporally("==", live(ctx).Since))
			Expect(login.Accepted).To(Equal(live(ctx).Accepted))
		})

		It("is what someone wrote into it", func(ctx SpecContext) {
			found := &corev1.Secret{}
			Expect(b.server.Get(ctx, client.ObjectKey{Namespace: "ns", Name: resources.RedisName(s.room)}, found)).To(Succeed())
			found.Data["password"] = []byte("by hand")
			Expect(b.server.Update(ctx, found)).To(Succeed())
			Expect(look(ctx).Accepted).To(HaveLen(2))
			Expect(live(ctx).Password).To(Equal("by hand"))
		})

		It("is made again when it was deleted", func(ctx SpecContext) {
			b.secret(ctx, resources.RedisName(s.room), nil)
			look(ctx)
			Expect(live(ctx).Password).NotTo(BeEmpty())
		})

		It("moves on from what the API server has, though the watch be late", func(ctx SpecContext) {
			b.freeze(ctx, resources.RedisName(s.room))
			rotate("one")
			look(ctx)
			fresh := live(ctx).Password
			Expect(look(ctx).Accepted).To(HaveLen(2))
			Expect(live(ctx).Password).To(Equal(fresh), "one request makes one password")
			rotate("")
			Expect(look(ctx).Accepted).To(HaveLen(2), "what it was before is forgotten")
		})
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
