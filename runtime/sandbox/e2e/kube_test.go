package e2e_test

import (
	"context"
	"fmt"

	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/frontdoor"
)

func key(name string) client.ObjectKey { return client.ObjectKey{Namespace: box.Namespace, Name: name} }

// room reads the sample.
func room(ctx context.Context) *v1alpha1.SmackRoom {
	return roomNamed(ctx, box.Room)
}

func roomNamed(ctx context.Context, name string) *v1alpha1.SmackRoom {
	found := &v1alpha1.SmackRoom{}
	ExpectWithOffset(1, kube.Get(ctx, key(name), found)).To(Succeed())
	return found
}

// condition is a condition of a room as "True Ready".
func condition(ctx context.Context, name, kind string) func() string {
	return func() string {
		found := meta.FindStatusCondition(roomNamed(ctx, name).Status.Conditions, kind)
		if found == nil {
			return ""
		}
		return string(found.Status) + " " + found.Reason
	}
}

func patchRoom(ctx context.Context, format string, args ...any) {
	patch := client.RawPatch(types.MergePatchType, fmt.Appendf(nil, format, args...))
	ExpectWithOffset(1, kube.Patch(ctx, room(ctx), patch)).To(Succeed())
}

// scale does what `kubectl scale smackroom` does.
func scale(ctx context.Context, replicas int) {
	patch := client.RawPatch(types.MergePatchType, fmt.Appendf(nil, `{"spec":{"replicas":%d}}`, replicas))
	ExpectWithOffset(1, kube.SubResource("scale").Patch(ctx, room(ctx), patch)).To(Succeed())
}

// readyPods are the names of the sample's pods that take texts.
func readyPods(ctx context.Context) func() []string {
	return func() []string {
		pods, err := frontdoor.ReadyPods(ctx, kube, room(ctx))
		Expect(err).NotTo(HaveOccurred())
		names := make([]string, 0, len(pods))
		for _, pod := range pods {
			names = append(names, pod.Name)
		}
		return names
	}
}

// allPods counts the sample's pods, those that end included.
func allPods(ctx context.Context) func() []corev1.Pod {
	return func() []corev1.Pod {
		pods, err := frontdoor.Pods(ctx, kube, room(ctx))
		Expect(err).NotTo(HaveOccurred())
		return pods
	}
}

// rolledOut says whether every pod is of the newest template and nothing is left over.
func rolledOut(ctx context.Context) func() bool {
	return func() bool {
		var found appsv1.Deployment
		Expect(kube.Get(ctx, key(box.Room+"-room"), &found)).To(Succeed())
		s := found.Status
		return s.ObservedGeneration == found.Generation && s.UpdatedReplicas == *found.Spec.Replicas &&
			s.Replicas == s.UpdatedReplicas && s.ReadyReplicas == s.Replicas
	}
}

// setToken changes the auth token in the sample's Secret.
func setToken(ctx context.Context, token string) (before string) {
	secret := &corev1.Secret{}
	ExpectWithOffset(1, kube.Get(ctx, key("twilio"), secret)).To(Succeed())
	before = string(secret.Data["authToken"])
	secret.Data["authToken"] = []byte(token)
	ExpectWithOffset(1, kube.Update(ctx, secret)).To(Succeed())
	return before
}
