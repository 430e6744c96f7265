package smackroom_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

var _ = Describe("the volume of a managed Redis", func() {
	var (
		w    *world
		room *v1alpha1.SmackRoom
	)
	size := func(text string) func(*v1alpha1.SmackRoom) {
		q := resource.MustParse(text)
		return func(r *v1alpha1.SmackRoom) { r.Spec.Redis.Managed.Storage.Size = &q }
	}
	claim := func(ctx SpecContext) *corev1.PersistentVolumeClaim {
		GinkgoHelper()
		c := &corev1.PersistentVolumeClaim{}
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "data-family-redis-0"}, c)).To(Succeed())
		return c
	}
	has := func(ctx SpecContext, capacity string) {
		GinkgoHelper()
		c := claim(ctx)
		c.Status.Phase = corev1.ClaimBound
		c.Status.Capacity = corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(capacity)}
		Expect(k8s.Status().Update(ctx, c)).To(Succeed())
	}
	// begin is a room that is up on a volume of 1Gi, of a class that may let it grow.
	begin := func(ctx SpecContext, expandable bool) {
		GinkgoHelper()
		w = newWorld(ctx)
		class := &storagev1.StorageClass{
			ObjectMeta: metav1.ObjectMeta{Name: w.namespace}, Provisioner: "example.com/disks", AllowVolumeExpansion: &expandable,
		}
		Expect(k8s.Create(ctx, class)).To(Succeed())
		DeferCleanup(func(ctx SpecContext) { Expect(k8s.Delete(ctx, class)).To(Succeed()) })
		room = w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.Redis = &v1alpha1.Redis{Managed: &v1alpha1.ManagedRedis{Storage: v1alpha1.RedisStorage{ClassName: &class.Name}}}
		}))
		w.valkey(ctx, room)
		set := &appsv1.StatefulSet{}
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-redis"}, set)).To(Succeed())
		made := set.Spec.VolumeClaimTemplates[0]
		Expect(k8s.Create(ctx, &corev1.PersistentVolumeClaim{
			ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "data-family-redis-0"}, Spec: made.Spec,
		})).To(Succeed())
		has(ctx, "1Gi")
		w.up(ctx, room)
	}

	It("grows while the room serves", func(ctx SpecContext) {
		begin(ctx, true)
		w.change(ctx, room, size("2Gi"))
		w.eventually(ctx, room, v1alpha1.ConditionRedisReady, metav1.ConditionTrue, v1alpha1.ReasonVolumeGrowing)
		Expect(claim(ctx).Spec.Resources.Requests.Storage().String()).To(Equal("2Gi"))
		w.eventually(ctx, room, v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
		has(ctx, "2Gi")
		w.poll(ctx, room, "grown")
		w.eventually(ctx, room, v1alpha1.ConditionRedisReady, metav1.ConditionTrue, v1alpha1.ReasonReady)

		By("idle again")
		writes := len(w.writes(room))
		w.poll(ctx, room, "idle")
		Expect(w.writes(room)[writes:]).To(HaveExactElements(ContainSubstring("lastHandledReconcileAt")))
	})

	It("says so when it may not, and how to go on", func(ctx SpecContext) {
		begin(ctx, false)
		w.change(ctx, room, size("2Gi"))
		w.stalled(ctx, room, v1alpha1.ReasonVolumeNotExpandable, "take spec.redis.managed.storage.size back to 1Gi")
		w.change(ctx, room, size("1Gi"))
		w.eventually(ctx, room, v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
	})

	It("is there before the number is, with an account for its pod", func(ctx SpecContext) {
		w = newWorld(ctx)
		room = w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.Redis, r.Spec.Carrier.CredentialsSecretRef.Name = nil, "none"
		}))
		key := client.ObjectKey{Namespace: w.namespace, Name: "family-redis"}
		Eventually(func() error { return k8s.Get(ctx, key, &appsv1.StatefulSet{}) }).Should(Succeed())
		Expect(k8s.Get(ctx, key, &corev1.ServiceAccount{})).To(Succeed())
	})
})
