package smackroom_test

import (
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
	"github.com/smackdev/smack/controllers/smackroom"
)

var _ = Describe("the password of a managed Redis", func() {
	var (
		f     *fleet
		room  *v1alpha1.SmackRoom
		ahead *atomic.Int64
		key   client.ObjectKey
	)
	BeforeEach(func(ctx SpecContext) {
		f = newFleet(ctx, 1, func(r *v1alpha1.SmackRoom) { r.Spec.Redis = nil })
		room = f.rooms[0]
		options := smackroom.Options{RoomImage: roomImage}
		f.settle(ctx, options)
		ahead = &atomic.Int64{}
		f.clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		DeferCleanup(f.operator(options))
		key = client.ObjectKey{Namespace: f.namespace, Name: resources.RedisName(room)}
	})

	secret := func(ctx SpecContext) *corev1.Secret {
		GinkgoHelper()
		s := &corev1.Secret{}
		Expect(k8s.Get(ctx, key, s)).To(Succeed())
		return s
	}
	login := func(ctx SpecContext) resources.RedisLogin {
		GinkgoHelper()
		return resources.ReadRedisLogin(secret(ctx))
	}
	// served waits until the server is told to start with what the Secret says.
	served := func(ctx SpecContext) {
		GinkgoHelper()
		Eventually(func(g Gomega) {
			set := &appsv1.StatefulSet{}
			g.Expect(k8s.Get(ctx, key, set)).To(Succeed())
			g.Expect(resources.RedisServes(set, login(ctx))).To(BeTrue())
		}).Should(Succeed())
	}
	rotating := func(ctx SpecContext) {
		GinkgoHelper()
		f.eventually(ctx, room, v1alpha1.ConditionRedisReady, metav1.ConditionTrue, v1alpha1.ReasonPasswordRotating)
		f.eventually(ctx, room, v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
	}
	// settled lets the time pass until only the newest password is accepted.
	settled := func(ctx SpecContext) {
		GinkgoHelper()
		ahead.Add(int64(4 * time.Minute))
		f.look(ctx)
		Eventually(func() []string { return login(ctx).Accepted }).Should(HaveExactElements(resources.HashRedisPassword(login(ctx).Password)))
		served(ctx)
		f.valkey(ctx, room)
		f.eventually(ctx, room, v1alpha1.ConditionRedisReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
	}

	It("is replaced when someone asks, while the former still works", func(ctx SpecContext) {
		was := login(ctx)
		f.annotate(ctx, room, v1alpha1.RotateRedisPasswordAnnotation, "monday")
		Eventually(func() string { return login(ctx).Password }).ShouldNot(Equal(was.Password))
		Expect(login(ctx).Accepted).To(Equal([]string{resources.HashRedisPassword(login(ctx).Password), was.Accepted[0]}))
		served(ctx)
		f.eventually(ctx, room, v1alpha1.ConditionRedisReady, metav1.ConditionFalse, v1alpha1.ReasonRedisStarting)
		f.valkey(ctx, room)
		rotating(ctx)
		Expect(f.get(ctx, room).Status.Redis.PasswordRotation).To(BeEmpty())
		f.look(ctx)
		Expect(login(ctx).Accepted).To(HaveLen(2), "pods may not have seen it yet")

		settled(ctx)
		Expect(f.get(ctx, room).Status.Redis.PasswordRotation).To(Equal("monday"))
		Eventually(f.events(ctx)).Should(ContainElement(v1alpha1.EventRedisPasswordRotated))
		writes := len(f.writes(room))
		f.look(ctx)
		Expect(f.writes(room)[writes:]).To(HaveExactElements(ContainSubstring("lastHandledReconcileAt")))
	})

	It("is taken over when it was written by hand", func(ctx SpecContext) {
		was := login(ctx)
		s := secret(ctx)
		s.Data["password"] = []byte("from the vault\n")
		Expect(k8s.Update(ctx, s)).To(Succeed())
		Eventually(func() []string { return login(ctx).Accepted }).Should(Equal([]string{resources.HashRedisPassword("from the vault"), was.Accepted[0]}))
		served(ctx)
		f.valkey(ctx, room)
		rotating(ctx)
		settled(ctx)
		Expect(secret(ctx).Data).To(HaveKeyWithValue("password", BeEquivalentTo("from the vault")))
	})

	It("is made anew with its Secret, and the server started with it", func(ctx SpecContext) {
		was := login(ctx)
		Expect(k8s.Delete(ctx, secret(ctx))).To(Succeed())
		Eventually(func() error { return k8s.Get(ctx, key, &corev1.Secret{}) }).Should(Succeed())
		Expect(login(ctx).Password).NotTo(Or(BeEmpty(), Equal(was.Password)))
		served(ctx)
		f.valkey(ctx, room)
		f.eventually(ctx, room, v1alpha1.ConditionRedisReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
	})
})
