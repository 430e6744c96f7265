package smackroom_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/retry"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

var _ = Describe("the life of a room", func() {
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	It("buys one number, starts pods, and only then points the number at them", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		live := w.eventually(ctx, room, v1alpha1.ConditionPhoneNumberReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
		Expect(kstatus(live)).To(Equal(status.InProgressStatus))
		Expect(w.bought()).To(HaveLen(1))
		number := w.bought()[0]
		Expect(number.FriendlyName()).To(Equal(numbers.OwnerToken(ownerID, w.namespace, "family")))
		Expect(number.SmsURL()).To(BeEmpty(), "before a pod is ready")

		live = w.up(ctx, room)
		Expect(number.SmsURL()).To(Equal("https://sms.example.com/family/sms#rc=3&rp=5xx,ct,rt&rt=4000&ct=2000"))
		Expect(number.SmsFallbackURL()).To(Equal("https://sms.example.com/family/sms"))
		Expect(kstatus(live)).To(Equal(status.CurrentStatus))
		Expect(live.Status.ObservedGeneration).To(Equal(live.Generation))
		Expect(live.Status.PhoneNumber).To(HaveValue(Equal(v1alpha1.PhoneNumberStatus{
			E164: number.Address(), SID: number.SID(), Origin: v1alpha1.OriginPurchased, Type: roomfile.LongCode,
			Capabilities: []string{"SMS", "MMS"}, WebhookURL: number.SmsURL(),
		})))
		Expect(live.Status.Selector).To(ContainSubstring("app.kubernetes.io/instance=family"))
		Expect(live.Status.ReadyReplicas).To(BeEquivalentTo(2))
		Expect(live.Status.Redis).To(HaveValue(Equal(v1alpha1.RedisStatus{Address: "redis.example.com:6379", Mode: "Standalone"})))
		Expect(live.Annotations).To(And(
			HaveKeyWithValue(v1alpha1.PhoneNumberSIDAnnotation, number.SID()),
			Not(HaveKey(v1alpha1.PurchaseCandidateAnnotation)),
		))
		Eventually(w.events(ctx)).Should(ContainElements(v1alpha1.EventNumberPurchased, v1alpha1.ReasonReady))
	})

	It("gives pods the room file, an account without a token, a budget", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		key := client.ObjectKey{Namespace: w.namespace, Name: "family-room"}
		config := &corev1.ConfigMap{}
		Expect(k8s.Get(ctx, key, config)).To(Succeed())
		file, err := roomfile.Parse([]byte(config.Data["room.yaml"]))
		Expect(err).NotTo(HaveOccurred())
		Expect(file.Number.E164).To(Equal(w.bought()[0].Address()))
		Expect(file.Webhook.BaseURL).To(Equal("https://sms.example.com/family"))
		account := &corev1.ServiceAccount{}
		Expect(k8s.Get(ctx, key, account)).To(Succeed())
		Expect(account.AutomountServiceAccountToken).To(HaveValue(BeFalse()))
		Expect(k8s.Get(ctx, key, &policyv1.PodDisruptionBudget{})).To(Succeed())
		Expect(k8s.Get(ctx, key, &corev1.Service{})).To(Succeed())
		deployment := &appsv1.Deployment{}
		Expect(k8s.Get(ctx, key, deployment)).To(Succeed())
		Expect(deployment.Spec.Template.Spec.Containers[0].Image).To(Equal(roomImage))
	})

	It("writes nothing and asks the carrier nothing while all is well", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.Redis = nil
			r.Spec.Exposure = v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{Host: "sms.example.com"}}
			r.Spec.Autoscaling = &v1alpha1.Autoscaling{MaxReplicas: 5}
		}))
		w.valkey(ctx, room)
		w.up(ctx, room)
		w.poll(ctx, room, "first")
		writes, reads := len(w.writes(room)), w.sim.Counters().Requests
		w.poll(ctx, room, "second")
		Expect(w.writes(room)[writes:]).To(HaveExactElements(ContainSubstring("lastHandledReconcileAt")))
		Expect(w.sim.Counters().Requests-reads).To(BeEquivalentTo(2), "the number, and, since a person asked, the account's Messaging Services")

		By("a change that is none of its business")
		writes, reads = len(w.writes(room)), w.sim.Counters().Requests
		w.kubelet(ctx, room)
		w.touch(ctx, "family-room")
		Consistently(func() []string { return w.writes(room)[writes:] }).WithTimeout(500 * 1e6).Should(BeEmpty())
		Expect(w.sim.Counters().Requests).To(Equal(reads))
	})

	It("runs a Redis of its own, with a password that stays", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { r.Spec.Redis = nil }))
		live := w.eventually(ctx, room, v1alpha1.ConditionRedisReady, metav1.ConditionFalse, v1alpha1.ReasonRedisStarting)
		Expect(live.Status.Redis.Mode).To(Equal(v1alpha1.RedisModeManaged))
		key := client.ObjectKey{Namespace: w.namespace, Name: "family-redis"}
		secret := &corev1.Secret{}
		Expect(k8s.Get(ctx, key, secret)).To(Succeed())
		password := string(secret.Data["password"])
		Expect(len(password)).To(BeNumerically(">=", 20))
		Expect(k8s.Get(ctx, key, &networkingv1.NetworkPolicy{})).To(Succeed())
		w.valkey(ctx, room)
		w.up(ctx, room)
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-room"}, &networkingv1.NetworkPolicy{})).To(Succeed())
		Expect(k8s.Get(ctx, key, secret)).To(Succeed())
		Expect(string(secret.Data["password"])).To(Equal(password))

		By("moving to another Redis")
		w.change(ctx, room, func(r *v1alpha1.SmackRoom) {
			r.Spec.Redis = &v1alpha1.Redis{External: &v1alpha1.ExternalRedis{Addresses: []string{"redis.example.com:6379"}}}
		})
		deployment := &appsv1.Deployment{}
		Eventually(func(g Gomega) {
			g.Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-room"}, deployment)).To(Succeed())
			g.Expect(deployment.Spec.Strategy).To(Equal(appsv1.DeploymentStrategy{Type: appsv1.RecreateDeploymentStrategyType}))
		}).Should(Succeed())
		w.eventually(ctx, room, v1alpha1.ConditionWorkloadAvailable, metav1.ConditionFalse, v1alpha1.ReasonPodsStarting)
		Expect(k8s.Get(ctx, key, &appsv1.StatefulSet{})).To(Succeed(), "pods still stand on it")

		By("the pods have moved")
		w.kubelet(ctx, room)
		Eventually(func(g Gomega) {
			g.Expect(k8s.Get(ctx, client.ObjectKeyFromObject(deployment), deployment)).To(Succeed())
			g.Expect(deployment.Spec.Strategy.Type).To(Equal(appsv1.RollingUpdateDeploymentStrategyType))
		}).Should(Succeed())
		w.up(ctx, room)
		Eventually(func() error { return k8s.Get(ctx, key, &appsv1.StatefulSet{}) }).Should(MatchError(ContainSubstring("not found")))
	})

	It("is scaled through its own scale", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		Expect(k8s.SubResource("scale").Patch(ctx, w.get(ctx, room), client.RawPatch("application/merge-patch+json", []byte(`{"spec":{"replicas":3}}`)))).To(Succeed())
		Eventually(func(g Gomega) {
			d := &appsv1.Deployment{}
			g.Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-room"}, d)).To(Succeed())
			g.Expect(d.Spec.Replicas).To(HaveValue(BeEquivalentTo(3)))
		}).Should(Succeed())
		w.eventually(ctx, room, v1alpha1.ConditionWorkloadAvailable, metav1.ConditionFalse, v1alpha1.ReasonPodsStarting)
		w.up(ctx, room)
		scale := &autoscalingv1.Scale{}
		Expect(k8s.SubResource("scale").Get(ctx, w.get(ctx, room), scale)).To(Succeed())
		Expect(scale.Status.Replicas).To(BeEquivalentTo(3))
		Expect(scale.Status.Selector).To(ContainSubstring("family"))
	})

	It("puts right what others change of its objects", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		service := &corev1.Service{}
		key := client.ObjectKey{Namespace: w.namespace, Name: "family-room"}
		Expect(k8s.Get(ctx, key, service)).To(Succeed())
		service.Spec.Ports[0].Port = 81
		Expect(k8s.Update(ctx, service)).To(Succeed())
		Eventually(func(g Gomega) {
			g.Expect(k8s.Get(ctx, key, service)).To(Succeed())
			g.Expect(service.Spec.Ports).To(HaveExactElements(HaveField("Port", BeEquivalentTo(80))), "%v", w.get(ctx, room).Status.Conditions)
		}).Should(Succeed())
	})

	It("makes and removes the Ingress, and tells the carrier its address", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.Exposure = v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{Host: "sms.example.com", Path: "/family"}}
		}))
		w.up(ctx, room)
		key := client.ObjectKey{Namespace: w.namespace, Name: "family-room"}
		Expect(k8s.Get(ctx, key, &networkingv1.Ingress{})).To(Succeed())
		Expect(w.bought()[0].SmsURL()).To(HavePrefix("https://sms.example.com/family/sms#"))
		w.change(ctx, room, func(r *v1alpha1.SmackRoom) { r.Spec.Exposure = v1alpha1.Exposure{BaseURL: "https://other.example.com"} })
		Eventually(func() error { return k8s.Get(ctx, key, &networkingv1.Ingress{}) }).Should(MatchError(ContainSubstring("not found")))
		Eventually(func() string { return w.bought()[0].SmsURL() }).Should(HavePrefix("https://other.example.com/sms#"))
	})

	It("holds still while paused, and goes on afterwards", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Annotations = map[string]string{v1alpha1.PausedAnnotation: "true"}
		}))
		live := w.eventually(ctx, room, v1alpha1.ConditionPaused, metav1.ConditionTrue, v1alpha1.ReasonPaused)
		Expect(w.bought()).To(BeEmpty())
		Expect(kstatus(live)).NotTo(Equal(status.CurrentStatus))
		w.annotate(ctx, room, v1alpha1.PausedAnnotation, "false")
		live = w.up(ctx, room)
		Expect(live.Status.Conditions).NotTo(ContainElement(HaveField("Type", v1alpha1.ConditionPaused)))
	})

	It("notices a rotated credential without anyone's help", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		w.sim.Account().SetAuthToken(strings.Repeat("8", 32))
		w.poll(ctx, room, "after-rotation")
		w.stalled(ctx, room, v1alpha1.ReasonCredentialsRejected, `Secret "twilio"`)
		Expect(retry.RetryOnConflict(retry.DefaultRetry, func() error {
			secret := &corev1.Secret{}
			if err := k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "twilio"}, secret); err != nil {
				return err
			}
			secret.StringData = map[string]string{"authToken": strings.Repeat("8", 32)}
			return k8s.Update(ctx, secret)
		})).To(Succeed())
		w.eventually(ctx, room, v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
	})
})
