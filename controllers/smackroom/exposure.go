package smackroom

import (
	"context"
	"encoding/json"
	"fmt"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// +kubebuilder:rbac:groups=networking.k8s.io,resources=ingresses,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=gateway.networking.k8s.io,resources=httproutes,verbs=get;list;watch;create;patch;delete

// exposure makes the route from the public address to the room, and takes away the one
// that is no longer wanted.
func (r *Reconciler) exposure(ctx context.Context, s *scope) error {
	if err := r.claimAddress(ctx, s.room); err != nil {
		return err
	}
	in := s.input(r.Options)
	if err := r.ingress(ctx, s, in); err != nil {
		return err
	}
	return r.route(ctx, s, in)
}

func (r *Reconciler) ingress(ctx context.Context, s *scope, in resources.Input) error {
	if wanted := resources.Ingress(in); wanted != nil {
		return ensure(ctx, r, s, &networkingv1.Ingress{}, wanted)
	}
	return r.remove(ctx, s.room, &networkingv1.Ingress{}, resources.Name(s.room))
}

func (r *Reconciler) route(ctx context.Context, s *scope, in resources.Input) error {
	wanted := resources.HTTPRoute(in)
	if wanted == nil && !r.routes.seen() {
		return nil
	}
	served, err := r.servesRoutes()
	switch {
	case err != nil:
		return err
	case !served && wanted == nil:
		return nil
	case !served:
		return &stalled{
			reason:  v1alpha1.ReasonGatewayAPIMissing,
			message: "the cluster has no HTTPRoute, which spec.exposure.gateway needs: install the Gateway API, or set spec.exposure.ingress or spec.exposure.baseURL",
			recheck: gatewayRecheck,
		}
	case wanted == nil:
		return r.removeRoute(ctx, s.room)
	}
	live := emptyRoute()
	annotate := func(entries map[string]string) runtime.ApplyConfiguration {
		wanted.SetAnnotations(entries)
		return client.ApplyConfigurationFromUnstructured(wanted)
	}
	what := describe(wanted, wanted.GetName())
	text, err := json.Marshal(wanted.Object)
	if err != nil {
		return fmt.Errorf("building %s: %w", what, err)
	}
	o := owned{name: wanted.GetName(), what: what, text: text, annotate: annotate}
	if err := r.ensure(ctx, s, live, o); err != nil {
		return err
	}
	return routeState(live)
}

func (r *Reconciler) removeRoute(ctx context.Context, room *v1alpha1.SmackRoom) error {
	live := emptyRoute()
	found, err := r.read(ctx, room, live, resources.Name(room))
	if err != nil {
		return fmt.Errorf("reading the HTTPRoute: %w", err)
	}
	if !found || !metav1.IsControlledBy(live, room) {
		return nil
	}
	if err := r.Client.Delete(ctx, live); client.IgnoreNotFound(err) != nil {
		return fmt.Errorf("deleting the HTTPRoute: %w", err)
	}
	return nil
}

func emptyRoute() *unstructured.Unstructured {
	live := &unstructured.Unstructured{}
	live.SetGroupVersionKind(resources.HTTPRouteKind)
	return live
}

// routeState is nil once a Gateway has taken the route as it is now, and knows where it leads
// (https://gateway-api.sigs.k8s.io/reference/spec/#routeparentstatus).
func routeState(route *unstructured.Unstructured) error {
	parents, _, err := unstructured.NestedSlice(route.Object, "status", "parents")
	if err != nil {
		return fmt.Errorf("reading the HTTPRoute's status: %w", err)
	}
	message := "no Gateway has taken the HTTPRoute yet"
	for _, parent := range parents {
		trouble, taken := verdict(parent, route.GetGeneration())
		if taken {
			return nil
		}
		if trouble != "" {
			message = "no Gateway takes the HTTPRoute: " + trouble
		}
	}
	return &waiting{reason: v1alpha1.ReasonRouteNotAccepted, message: message, after: routeRecheck}
}

// verdict is what one Gateway says of a route of this generation, if it has seen that.
func verdict(parent any, generation int64) (trouble string, taken bool) {
	conditions, _, _ := unstructured.NestedSlice(asMap(parent), "conditions")
	for _, c := range conditions {
		condition := asMap(c)
		if seen, told := condition["observedGeneration"].(int64); told && seen < generation {
			continue
		}
		kind, good := condition["type"], condition["status"] == "True"
		if kind == "Accepted" && good {
			taken = true
		}
		if (kind == "Accepted" || kind == "ResolvedRefs") && !good {
			trouble, _ = condition["message"].(string)
		}
	}
	return trouble, taken && trouble == ""
}

func asMap(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}
