package e2e_test

import (
	"context"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/conversation"
	"github.com/smackdev/smack/runtime/sandbox/frontdoor"
	"github.com/smackdev/smack/runtime/twiliosim"
)

func key(name string) client.ObjectKey {
	return client.ObjectKey{Namespace: roomsNamespace, Name: name}
}

// newRoom is a room that buys a number in area code 415 and keeps its own Redis.
func newRoom(name string, changes ...func(*v1alpha1.SmackRoom)) *v1alpha1.SmackRoom {
	room := &v1alpha1.SmackRoom{
		ObjectMeta: metav1.ObjectMeta{Namespace: roomsNamespace, Name: name},
		Spec: v1alpha1.SmackRoomSpec{
			DisplayName: "Family",
			Chat:        roomfile.Chat{Admins: []string{conversation.Phones()[0].Number}},
			Carrier:     v1alpha1.Carrier{CredentialsSecretRef: v1alpha1.SecretRef{Name: "twilio"}},
			PhoneNumber: v1alpha1.PhoneNumber{Purchase: &v1alpha1.Purchase{Country: "US", AreaCode: "415"}},
			Redis:       &v1alpha1.Redis{Managed: &v1alpha1.ManagedRedis{Image: redisImage, Fsync: v1alpha1.FsyncAlways}},
			Exposure:    v1alpha1.Exposure{BaseURL: fmt.Sprintf("http://%s-room.%s.svc/%s", name, roomsNamespace, name)},
			Delivery:    roomfile.Delivery{MessagesPerSecond: ptr.To[int32](carrierRate)},
			Limits:      roomfile.Limits{MessagesPerMinutePerMember: ptr.To[int32](0)},
		},
	}
	for _, change := range changes {
		change(room)
	}
	return room
}

// credentials is the Secret with the carrier's credentials.
func credentials(namespace string) *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "twilio"},
		StringData: map[string]string{"accountSid": twiliosim.DefaultAccountSID, "authToken": twiliosim.DefaultAuthToken},
	}
}

func getRoom(ctx context.Context, name string) *v1alpha1.SmackRoom {
	GinkgoHelper()
	found := &v1alpha1.SmackRoom{}
	Expect(kube.Get(ctx, key(name), found)).To(Succeed())
	return found
}

// condition is a condition of a room as "True Ready", with the generation that it was seen at.
func condition(ctx context.Context, name, kind string) func() string {
	return func() string {
		room := getRoom(ctx, name)
		found := meta.FindStatusCondition(room.Status.Conditions, kind)
		if found == nil || found.ObservedGeneration != room.Generation {
			return ""
		}
		return string(found.Status) + " " + found.Reason
	}
}

// message is what a condition of a room says.
func message(ctx context.Context, name, kind string) func() string {
	return func() string {
		found := meta.FindStatusCondition(getRoom(ctx, name).Status.Conditions, kind)
		if found == nil {
			return ""
		}
		return found.Message
	}
}

func ready(ctx context.Context, name string) func() string {
	return condition(ctx, name, v1alpha1.ConditionReady)
}

func patchRoom(ctx context.Context, name, format string, args ...any) {
	GinkgoHelper()
	patch := client.RawPatch(types.MergePatchType, fmt.Appendf(nil, format, args...))
	Expect(kube.Patch(ctx, getRoom(ctx, name), patch)).To(Succeed())
}

// podCount counts a room's pods, those that end included.
func podCount(ctx context.Context, name string) func() int {
	return func() int {
		found, err := frontdoor.Pods(ctx, kube, getRoom(ctx, name))
		Expect(err).NotTo(HaveOccurred())
		return len(found)
	}
}

// roomPods are the pods of a room that take texts.
func roomPods(ctx context.Context, name string) func() []string {
	return func() []string {
		found, err := frontdoor.ReadyPods(ctx, kube, getRoom(ctx, name))
		Expect(err).NotTo(HaveOccurred())
		names := make([]string, 0, len(found))
		for _, pod := range found {
			names = append(names, pod.Name)
		}
		return names
	}
}

// gone says whether a room is there no more.
func gone(ctx context.Context, name string) func() bool {
	return missing(ctx, &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Namespace: roomsNamespace, Name: name}})
}
