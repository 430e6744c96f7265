package smackroom

import (
	"fmt"
	"sync"

	"k8s.io/apimachinery/pkg/api/meta"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// routes is what is known of HTTPRoutes, a kind that a cluster may get while the operator
// runs. The zero value watches none.
type routes struct {
	mu sync.Mutex
	// known is set once the cluster was seen to have HTTPRoutes: to ask a cluster without
	// them costs a request each time.
	known bool
	// watch starts to watch them; nil when that is done, or before the controller is set up.
	watch func() error
}

func (s *routes) seen() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known
}

// found notes that the cluster has HTTPRoutes, and watches them from the first time on.
func (s *routes) found() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = true
	if s.watch == nil {
		return nil
	}
	if err := s.watch(); err != nil {
		return fmt.Errorf("watching HTTPRoutes: %w", err)
	}
	s.watch = nil
	return nil
}

// servesRoutes asks whether the cluster knows HTTPRoutes.
func (r *Reconciler) servesRoutes() (bool, error) {
	_, err := r.Client.RESTMapper().RESTMapping(resources.HTTPRouteKind.GroupKind(), resources.HTTPRouteKind.Version)
	if meta.IsNoMatchError(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for the Gateway API: %w", err)
	}
	return true, r.routes.found()
}

// watchRoutes lets c watch the HTTPRoutes of rooms, now or once the cluster knows them. A
// cluster that cannot be asked now is asked again by the first room that needs to know.
func (r *Reconciler) watchRoutes(mgr ctrl.Manager, c controller.Controller) {
	r.routes.watch = func() error {
		owner := handler.EnqueueRequestForOwner(mgr.GetScheme(), mgr.GetRESTMapper(), &v1alpha1.SmackRoom{}, handler.OnlyControllerOwner())
		return c.Watch(source.Kind[client.Object](mgr.GetCache(), emptyRoute(), owner))
	}
	if _, err := r.servesRoutes(); err != nil {
		mgr.GetLogger().Info("not watching HTTPRoutes yet", "error", err.Error())
	}
}
