package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/metrics"
	"sigs.k8s.io/controller-runtime/pkg/metrics/filters"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/controllers/smackroom"
)

// +kubebuilder:rbac:groups="",resources=namespaces,verbs=get

// leaseName is the name of the Lease that the leader holds.
const leaseName = "smack-operator.smack.dev"

// newManager makes all that runs, and what ends it after that.
func newManager(ctx context.Context, config *rest.Config, o options) (manager.Manager, func(), error) {
	utilruntime.Must(v1alpha1.AddToScheme(scheme.Scheme))
	mgr, err := ctrl.NewManager(config, managerOptions(o))
	if err != nil {
		return nil, nil, fmt.Errorf("making the manager: %w", err)
	}
	for name, add := range map[string]func(string, healthz.Checker) error{"healthz": mgr.AddHealthzCheck, "readyz": mgr.AddReadyzCheck} {
		if err := add(name, healthz.Ping); err != nil {
			return nil, nil, fmt.Errorf("adding the %s check: %w", name, err)
		}
	}
	ownerID, err := ownerID(ctx, mgr.GetAPIReader(), o)
	if err != nil {
		return nil, nil, err
	}
	counted := smackroom.NewMetrics(metrics.Registry)
	carriers := &smackroom.Carriers{Observe: counted.Request, Clock: time.Now}
	reconciler := &smackroom.Reconciler{
		Client:         mgr.GetClient(),
		APIReader:      mgr.GetAPIReader(),
		SecretVersions: mgr.GetCache(),
		Recorder:       mgr.GetEventRecorder("smack-operator"),
		Carriers:       carriers,
		Guard:          numbers.NewGuard(o.AllowPurchase, o.MaxPurchasesPerHour, time.Now),
		Metrics:        counted,
		Clock:          time.Now,
		Options: smackroom.Options{
			OwnerID: ownerID, RoomImage: o.RoomImage, PollInterval: o.PollInterval, CarrierBaseURL: o.TwilioBaseURL,
		},
	}
	if err := reconciler.SetupWithManager(ctx, mgr, o.Concurrency); err != nil {
		return nil, nil, err
	}
	return mgr, carriers.Close, nil
}

func managerOptions(o options) ctrl.Options {
	served := metricsserver.Options{BindAddress: o.MetricsBindAddress, SecureServing: o.MetricsSecure}
	if o.MetricsSecure {
		served.FilterProvider = filters.WithAuthenticationAndAuthorization
	}
	return ctrl.Options{
		Scheme:                        scheme.Scheme,
		Cache:                         smackroom.CacheOptions(o.WatchNamespaces),
		Client:                        smackroom.ClientOptions(),
		Metrics:                       served,
		HealthProbeBindAddress:        o.HealthProbeBindAddress,
		PprofBindAddress:              o.PprofBindAddress,
		LeaderElection:                o.LeaderElect,
		LeaderElectionID:              leaseName,
		LeaderElectionNamespace:       o.LeaderElectionNamespace,
		LeaderElectionReleaseOnCancel: true,
	}
}

// ownerID is what numbers are marked with. The UID of kube-system is the nearest that a
// cluster has to a name of its own.
func ownerID(ctx context.Context, reader client.Reader, o options) (string, error) {
	if o.OwnerID != "" {
		return o.OwnerID, nil
	}
	system := &corev1.Namespace{}
	if err := reader.Get(ctx, client.ObjectKey{Name: "kube-system"}, system); err != nil {
		return "", fmt.Errorf("reading the UID of kube-system, by which numbers are marked (give the right to, or set --owner-id): %w", err)
	}
	return string(system.UID), nil
}
