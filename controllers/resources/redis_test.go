package resources_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

func withRedis(managed v1alpha1.ManagedRedis) *v1alpha1.SmackRoom {
	return family(func(r *v1alpha1.SmackRoom) { r.Spec.Redis = &v1alpha1.Redis{Managed: &managed} })
}

// loginOf is a login whose server accepts these passwords, the newest first.
func loginOf(passwords ...string) resources.RedisLogin {
	login := resources.RedisLogin{Password: passwords[0], Rotation: "monday", Since: time.Unix(1_000_000, 5).UTC()}
	for _, password := range passwords {
		login.Accepted = append(login.Accepted, resources.HashRedisPassword(password))
	}
	return login
}

func redisOf(room *v1alpha1.SmackRoom) *appsv1.StatefulSet {
	GinkgoHelper()
	return typed[appsv1.StatefulSet](resources.RedisStatefulSet(inputOf(room)))
}

var _ = Describe("A managed Redis", func() {
	It("is what a room gets that says nothing", func() {
		set := redisOf(family())
		Expect(set.Name).To(Equal("family-redis"))
		Expect(set.Spec.ServiceName).To(Equal("family-redis"))
		Expect(set.Spec.Replicas).To(HaveValue(Equal(int32(1))))
		Expect(set.Spec.Template.Spec.Containers[0].Image).To(Equal(resources.RedisImage))
		Expect(set.Spec.Template.Spec.Containers[0].Args).To(Equal([]string{
			"/etc/redis/redis.conf", "--dir", "/data", "--appendonly", "yes", "--appendfsync", "everysec",
			"--save", "", "--maxmemory-policy", "noeviction", "--maxmemory", "402653184",
		}))
	})

	It("is not there beside an external one", func() {
		in := inputOf(family(func(r *v1alpha1.SmackRoom) { r.Spec.Redis = sentinels() }))
		Expect(resources.RedisSecret(in)).To(BeNil())
		Expect(resources.RedisStatefulSet(in)).To(BeNil())
		Expect(resources.RedisService(in)).To(BeNil())
		Expect(resources.RedisNetworkPolicy(in)).To(BeNil())
	})

	It("satisfies the restricted profile", func() { expectRestricted(redisOf(family()).Spec.Template.Spec) })

	It("keeps its data on a volume of the size and class asked for", func() {
		claim := redisOf(withRedis(v1alpha1.ManagedRedis{Storage: v1alpha1.RedisStorage{
			Size: ptr(resource.MustParse("5Gi")), ClassName: ptr("fast"),
		}})).Spec.VolumeClaimTemplates[0]
		Expect(claim.Name).To(Equal("data"))
		Expect(claim.Spec.Resources.Requests.Storage().String()).To(Equal("5Gi"))
		Expect(claim.Spec.StorageClassName).To(HaveValue(Equal("fast")))
	})

	It("keeps its data on 1Gi of the default class otherwise", func() {
		claim := redisOf(family()).Spec.VolumeClaimTemplates[0]
		Expect(claim.Spec.Resources.Requests.Storage().String()).To(Equal("1Gi"))
		Expect(claim.Spec.StorageClassName).To(BeNil())
		Expect(claim.Spec.AccessModes).To(ConsistOf(corev1.ReadWriteOnce))
	})

	It("says of its volume for ever what it was made with", func() {
		in := inputOf(withRedis(v1alpha1.ManagedRedis{Storage: v1alpha1.RedisStorage{Size: ptr(resource.MustParse("5Gi"))}}))
		live := typed[appsv1.StatefulSet](resources.RedisStatefulSet(in))
		in.RedisClaim = resources.RedisClaim(live)
		in.Room.Spec.Redis.Managed.Storage.Size = ptr(resource.MustParse("8Gi"))
		Expect(typed[appsv1.StatefulSet](resources.RedisStatefulSet(in))).To(Equal(live))
		larger := typed[corev1.PersistentVolumeClaim](resources.RedisLargerClaim(in.Room, resources.RedisVolumeSize(in.Room.Spec.Redis.Managed)))
		Expect(larger.Name).To(Equal("data-family-redis-0"))
		Expect(larger.Spec.Resources.Requests.Storage().String()).To(Equal("8Gi"))
	})

	It("has an identity of its own, which may do nothing", func() {
		account := typed[corev1.ServiceAccount](resources.RedisServiceAccount(inputOf(family())))
		Expect(account.AutomountServiceAccountToken).To(HaveValue(BeFalse()))
		Expect(redisOf(family()).Spec.Template.Spec.ServiceAccountName).To(Equal(account.Name))
	})

	It("waits for the disk when told to", func() {
		Expect(redisOf(withRedis(v1alpha1.ManagedRedis{Fsync: v1alpha1.FsyncAlways})).Spec.Template.Spec.Containers[0].Args).
			To(ContainElements("--appendfsync", "always"))
	})

	DescribeTable("bounds its memory by its limit",
		func(resources corev1.ResourceRequirements, want ...string) {
			args := redisOf(withRedis(v1alpha1.ManagedRedis{Resources: &resources})).Spec.Template.Spec.Containers[0].Args
			if len(want) == 0 {
				Expect(args).NotTo(ContainElement("--maxmemory"))
				return
			}
			Expect(args[len(args)-2:]).To(Equal(want))
		},
		Entry("three quarters of it",
			corev1.ResourceRequirements{Limits: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("1Gi")}}, "--maxmemory", "805306368"),
		Entry("not at all without one", corev1.ResourceRequirements{}),
	)

	It("takes the image of the spec", func() {
		Expect(redisOf(withRedis(v1alpha1.ManagedRedis{Image: "redis:8-alpine"})).Spec.Template.Spec.Containers[0].Image).To(Equal("redis:8-alpine"))
	})

	It("has its password from a Secret alone", func() {
		in := inputOf(family())
		in.RedisLogin = loginOf("s3cret")
		secret := typed[corev1.Secret](resources.RedisSecret(in))
		Expect(secret.Data).To(HaveKeyWithValue("password", []byte("s3cret")))
		Expect(secret.Data["redis.conf"]).NotTo(ContainSubstring("s3cret"))
		Expect(resources.ReadRedisLogin(secret)).To(Equal(in.RedisLogin))
		pod := redisOf(family()).Spec.Template.Spec
		Expect(pod.Volumes).To(ConsistOf(HaveField("VolumeSource.Secret.SecretName", "family-redis")))
		Expect(pod.Containers[0].Env).To(ConsistOf(HaveField("ValueFrom.SecretKeyRef.Name", "family-redis")))
	})

	It("starts anew when its server must accept another password, and only then", func() {
		one, two, alone := inputOf(family()), inputOf(family()), inputOf(family())
		one.RedisLogin = loginOf("first")
		two.RedisLogin = loginOf("second", "first")
		two.RedisLogin.Since = time.Unix(2_000_000, 0).UTC()
		alone.RedisLogin = two.RedisLogin
		alone.RedisLogin.Accepted = two.RedisLogin.Accepted[:1]
		var stamps []string
		for _, in := range []resources.Input{one, two, alone} {
			set := typed[appsv1.StatefulSet](resources.RedisStatefulSet(in))
			Expect(resources.RedisServes(set, in.RedisLogin)).To(BeTrue())
			Expect(typed[appsv1.StatefulSet](resources.RedisStatefulSet(in))).To(Equal(set))
			Expect(stamps).NotTo(ContainElement(set.Spec.Template.Annotations["smack.dev/login"]))
			stamps = append(stamps, set.Spec.Template.Annotations["smack.dev/login"])
		}
		Expect(resources.RedisServes(typed[appsv1.StatefulSet](resources.RedisStatefulSet(one)), two.RedisLogin)).To(BeFalse())
	})

	DescribeTable("takes no configuration for its own that it did not write",
		func(conf string) {
			Expect(resources.ReadRedisLogin(&corev1.Secret{Data: map[string][]byte{"redis.conf": []byte(conf)}}).Accepted).To(BeEmpty())
		},
		Entry("none", ""),
		Entry("another", "requirepass s3cret\n"),
		Entry("one that lets everyone in", "user default on nopass ~* &* +@all\n"),
		Entry("one with half a hash", "user default on #abcd ~* &* +@all\n"),
		Entry("one with more lines", "user default on ~* &* +@all\nuser eve on nopass ~* &* +@all\n"),
	)

	It("talks to the room's pods and to nobody else", func() {
		policy := typed[networkingv1.NetworkPolicy](resources.RedisNetworkPolicy(inputOf(family())))
		Expect(policy.Spec.PodSelector.MatchLabels).To(Equal(redisOf(family()).Spec.Selector.MatchLabels))
		Expect(policy.Spec.PolicyTypes).To(ConsistOf(networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress))
		Expect(policy.Spec.Egress).To(BeEmpty())
		Expect(policy.Spec.Ingress).To(HaveLen(1))
		Expect(policy.Spec.Ingress[0].From[0].PodSelector.MatchLabels).To(Equal(deploymentOf(inputOf(family())).Spec.Selector.MatchLabels))
	})

	It("answers under the address that the room file names", func() {
		service := typed[corev1.Service](resources.RedisService(inputOf(family())))
		Expect(resources.RoomFile(inputOf(family())).Redis.Addresses).To(ConsistOf(service.Name + "." + service.Namespace + ".svc:6379"))
		Expect(service.Spec.Selector).To(Equal(redisOf(family()).Spec.Selector.MatchLabels))
	})
})

var _ = Describe("Everything that a room owns", func() {
	It("is its own, in its namespace, and labelled", func() {
		in := inputOf(family(func(r *v1alpha1.SmackRoom) {
			r.Spec.Autoscaling = &v1alpha1.Autoscaling{MaxReplicas: 3}
			r.Spec.Exposure = v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{Host: "a.example.com"}}
		}))
		config, err := resources.ConfigMap(in)
		Expect(err).NotTo(HaveOccurred())
		deployment, err := resources.Deployment(in, &appsv1.Deployment{})
		Expect(err).NotTo(HaveOccurred())
		for _, configuration := range []any{
			resources.ServiceAccount(in), config, deployment, resources.Service(in), resources.AdminService(in),
			resources.PodDisruptionBudget(in), resources.HorizontalPodAutoscaler(in), resources.Ingress(in),
			resources.RedisSecret(in), resources.RedisServiceAccount(in), resources.RedisStatefulSet(in), resources.RedisService(in), resources.RedisNetworkPolicy(in), resources.NetworkPolicy(in),
		} {
			object := metadataOf(configuration)
			Expect(object.Namespace).To(Equal("chats"))
			Expect(object.Labels).To(HaveKeyWithValue("app.kubernetes.io/instance", "family"))
			Expect(object.OwnerReferences).To(ConsistOf(And(
				HaveField("APIVersion", "smack.dev/v1alpha1"), HaveField("Kind", "SmackRoom"), HaveField("Name", "family"),
				HaveField("UID", BeEquivalentTo("7d1f")), HaveField("Controller", HaveValue(BeTrue())))))
		}
	})
})
