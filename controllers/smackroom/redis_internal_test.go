package smackroom

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

var began = time.Unix(1_000_000, 0)

var _ = DescribeTable("a managed Redis that is not ready",
	func(state error, said metav1.ConditionStatus, lasted time.Duration, want error) {
		room := &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Name: "family"}}
		if said != "" {
			room.Status.Conditions = []metav1.Condition{{Type: v1alpha1.ConditionRedisReady, Status: said, LastTransitionTime: metav1.NewTime(began)}}
		}
		err := unlessStuck(room, state, began.Add(lasted))
		if want == nil {
			Expect(err).NotTo(HaveOccurred())
			return
		}
		Expect(err).To(Equal(want))
	},
	Entry("is", nil, metav1.ConditionFalse, time.Hour, nil),
	Entry("is waited for", coming, metav1.ConditionStatus(""), time.Duration(0), waitFor(redisPatience)),
	Entry("is waited for since it was ready", coming, metav1.ConditionTrue, time.Hour, waitFor(redisPatience)),
	Entry("is waited for for a while", coming, metav1.ConditionFalse, time.Minute, waitFor(redisPatience-time.Minute)),
	Entry("needs someone in the end", coming, metav1.ConditionFalse, redisPatience, stall(v1alpha1.ReasonRolloutStuck,
		"the managed Redis does not start: look at spec.redis.managed (its image, resources and storage) and at kubectl describe pod family-redis-0")),
)

func waitFor(after time.Duration) error {
	return &waiting{reason: reasonOf(coming), message: messageOf(coming), after: after}
}

func claimOf(capacity string, pending time.Duration) *corev1.PersistentVolumeClaim {
	c := &corev1.PersistentVolumeClaim{}
	c.Status.Capacity = corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(capacity)}
	if pending > 0 {
		c.Status.Conditions = []corev1.PersistentVolumeClaimCondition{{
			Type: corev1.PersistentVolumeClaimFileSystemResizePending, Status: corev1.ConditionTrue,
			LastTransitionTime: metav1.NewTime(began.Add(-pending)),
		}}
	}
	return c
}

var _ = DescribeTable("how far a volume has grown",
	func(claim *corev1.PersistentVolumeClaim, want growing) {
		Expect(growth(claim, resource.MustParse("2Gi"), began)).To(Equal(want))
	},
	Entry("there", claimOf("2Gi", 0), grown),
	Entry("larger than asked for", claimOf("3Gi", 0), grown),
	Entry("not yet", claimOf("1Gi", 0), underGrowth),
	Entry("its node has a while for it", claimOf("1Gi", time.Minute), underGrowth),
	Entry("its node cannot while it is in use", claimOf("1Gi", onlinePatience+time.Second), needsRestart),
)

var _ = DescribeTable("where in the spec a part of the room file is",
	func(path, want string) { Expect(specPath(path)).To(Equal(want)) },
	Entry(nil, "", "spec"),
	Entry(nil, "chat.timeZone", "spec.chat.timeZone"),
	Entry(nil, "limits.allowedCountries[1]", "spec.limits.allowedCountries[1]"),
	Entry(nil, "redis.database", "spec.redis.external.database"),
	Entry(nil, "redis.addresses", "spec.redis.external.addresses"),
	Entry(nil, "webhook.baseURL", "spec.exposure"),
	Entry(nil, "carrier.baseURL", "spec.carrier.baseURL"),
	Entry(nil, "number.type", "spec.phoneNumber.type"),
	Entry(nil, "commands[0].url", "spec.commands[0].url"),
	Entry(nil, "room", "metadata.name"),
)
