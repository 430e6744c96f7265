package smackroom

import (
	"unique"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// A room owns a dozen objects. Of most of them the operator wants to know nothing but
// whether they are as it left them, which their version tells: they are read whole only when
// it does not, and the cache of a thousand rooms stays small.

// bare says of which owned kinds only the metadata is cached.
func bare(kind client.Object) bool {
	switch kind.(type) {
	case *corev1.ConfigMap, *corev1.Service, *corev1.ServiceAccount, *networkingv1.Ingress, *networkingv1.NetworkPolicy,
		*policyv1.PodDisruptionBudget:
		return true
	}
	return false
}

// drawn says of which owned kinds an outline is cached.
func drawn(kind client.Object) bool {
	switch kind.(type) {
	case *appsv1.Deployment, *appsv1.StatefulSet:
		return true
	}
	return false
}

// identity leaves of the metadata of a bare kind which object it is, in which version, and
// whose.
func identity(o any) (any, error) {
	if m, is := o.(*metav1.PartialObjectMetadata); is {
		m.ObjectMeta = metav1.ObjectMeta{
			Namespace: shared(m.Namespace), Name: m.Name, UID: m.UID, ResourceVersion: m.ResourceVersion, Generation: m.Generation,
			DeletionTimestamp: m.DeletionTimestamp, OwnerReferences: m.OwnerReferences,
		}
		for i := range m.OwnerReferences {
			owner := &m.OwnerReferences[i]
			owner.APIVersion, owner.Kind = shared(owner.APIVersion), shared(owner.Kind)
			owner.Name, owner.UID = shared(owner.Name), shared(owner.UID)
		}
	}
	return o, nil
}

// shared is the same text, in memory once for all objects that have it.
func shared[T comparable](text T) T { return unique.Make(text).Value() }

// outline leaves of a workload its metadata, its status, and what is asked of its spec while
// all is well: how it rolls, what its pods were made from, how large its volume is.
func outline(o any) (any, error) {
	switch w := o.(type) {
	case *appsv1.Deployment:
		w.ManagedFields = nil
		w.Spec = appsv1.DeploymentSpec{
			Replicas: w.Spec.Replicas,
			Strategy: appsv1.DeploymentStrategy{Type: w.Spec.Strategy.Type},
			Template: outlinePod(w.Spec.Template),
		}
	case *appsv1.StatefulSet:
		w.ManagedFields = nil
		w.Spec = appsv1.StatefulSetSpec{
			Template:             outlinePod(w.Spec.Template),
			VolumeClaimTemplates: outlineClaims(w.Spec.VolumeClaimTemplates),
		}
	}
	return o, nil
}

func outlinePod(pod corev1.PodTemplateSpec) corev1.PodTemplateSpec {
	var out corev1.PodTemplateSpec
	out.Annotations = pod.Annotations
	for _, c := range pod.Spec.Containers {
		out.Spec.Containers = append(out.Spec.Containers, corev1.Container{Name: c.Name, Image: c.Image})
	}
	return out
}

func outlineClaims(claims []corev1.PersistentVolumeClaim) []corev1.PersistentVolumeClaim {
	var out []corev1.PersistentVolumeClaim
	for _, c := range claims {
		var claim corev1.PersistentVolumeClaim
		claim.Spec.Resources.Requests = c.Spec.Resources.Requests
		out = append(out, claim)
	}
	return out
}
