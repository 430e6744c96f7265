package resources

import (
	"cmp"

	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	networkingv1ac "k8s.io/client-go/applyconfigurations/networking/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

// HTTPRouteKind is the Gateway API's route. It is written without its types, so that
// a cluster without the Gateway API costs nothing.
var HTTPRouteKind = schema.GroupVersionKind{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "HTTPRoute"}

// Ingress leads the public host and path to the room. Nil if the room is exposed otherwise.
func Ingress(in Input) *networkingv1ac.IngressApplyConfiguration {
	wanted := in.Room.Spec.Exposure.Ingress
	if wanted == nil {
		return nil
	}
	spec := networkingv1ac.IngressSpec().WithRules(ingressRule(in.Room, wanted.Host))
	if wanted.ClassName != nil {
		spec.WithIngressClassName(*wanted.ClassName)
	}
	if wanted.TLSSecretName != "" {
		spec.WithTLS(networkingv1ac.IngressTLS().WithHosts(wanted.Host).WithSecretName(wanted.TLSSecretName))
	}
	return networkingv1ac.Ingress(Name(in.Room), in.Room.Namespace).
		WithLabels(Labels(in.Room, RoomApp)).
		WithAnnotations(wanted.Annotations).
		WithOwnerReferences(owner(in.Room)).
		WithSpec(spec)
}

func ingressRule(room *v1alpha1.SmackRoom, host string) *networkingv1ac.IngressRuleApplyConfiguration {
	backend := networkingv1ac.IngressServiceBackend().
		WithName(Name(room)).
		WithPort(networkingv1ac.ServiceBackendPort().WithName(httpPort))
	return networkingv1ac.IngressRule().WithHost(host).WithHTTP(
		networkingv1ac.HTTPIngressRuleValue().WithPaths(
			networkingv1ac.HTTPIngressPath().
				WithPath(cmp.Or(room.PublicPath(), "/")).
				WithPathType(networkingv1.PathTypePrefix).
				WithBackend(networkingv1ac.IngressBackend().WithService(backend))))
}

// HTTPRoute leads the public host and path to the room through a Gateway. Nil if the
// room is exposed otherwise.
func HTTPRoute(in Input) *unstructured.Unstructured {
	wanted := in.Room.Spec.Exposure.Gateway
	if wanted == nil {
		return nil
	}
	route := &unstructured.Unstructured{Object: map[string]any{
		"metadata": map[string]any{
			"name":            Name(in.Room),
			"namespace":       in.Room.Namespace,
			"labels":          anyMap(Labels(in.Room, RoomApp)),
			"ownerReferences": []any{ownerObject(in.Room)},
		},
		"spec": map[string]any{
			"parentRefs": parentRefs(wanted.ParentRefs),
			"hostnames":  []any{wanted.Hostname},
			"rules":      []any{routeRule(in.Room)},
		},
	}}
	route.SetGroupVersionKind(HTTPRouteKind)
	return route
}

func parentRefs(refs []v1alpha1.ParentRef) []any {
	all := make([]any, len(refs))
	for i, ref := range refs {
		parent := map[string]any{"name": ref.Name}
		if ref.Namespace != "" {
			parent["namespace"] = ref.Namespace
		}
		if ref.SectionName != "" {
			parent["sectionName"] = ref.SectionName
		}
		all[i] = parent
	}
	return all
}

func routeRule(room *v1alpha1.SmackRoom) map[string]any {
	path := map[string]any{"type": "PathPrefix", "value": cmp.Or(room.PublicPath(), "/")}
	return map[string]any{
		"matches":     []any{map[string]any{"path": path}},
		"backendRefs": []any{map[string]any{"name": Name(room), "port": int64(servicePort)}},
	}
}

func ownerObject(room *v1alpha1.SmackRoom) map[string]any {
	return map[string]any{
		"apiVersion":         v1alpha1.SchemeGroupVersion.String(),
		"kind":               "SmackRoom",
		"name":               room.Name,
		"uid":                string(room.UID),
		"controller":         true,
		"blockOwnerDeletion": true,
	}
}

func anyMap(from map[string]string) map[string]any {
	to := make(map[string]any, len(from))
	for key, value := range from {
		to[key] = value
	}
	return to
}
