// Package cluster is a client's view of a cluster: objects applied as `kubectl apply
// --server-side` applies them, and rooms and pods read from a cache.
//
// It promises that what is applied is awaited as far as others build on it: a
// CustomResourceDefinition is served when Apply returns.
//
// It leaves to others what the manifests say.
package cluster

import (
	"context"
	"errors"
	"fmt"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// Scheme knows Kubernetes' own kinds, CustomResourceDefinitions and SmackRooms.
func Scheme() (*runtime.Scheme, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		clientgoscheme.AddToScheme, apiextensionsv1.AddToScheme, v1alpha1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			return nil, fmt.Errorf("making a scheme: %w", err)
		}
	}
	return scheme, nil
}

// Client makes an uncached client that can watch.
func Client(config *rest.Config) (client.WithWatch, error) {
	scheme, err := Scheme()
	if err != nil {
		return nil, err
	}
	made, err := client.NewWithWatch(config, client.Options{Scheme: scheme})
	if err != nil {
		return nil, fmt.Errorf("making a client: %w", err)
	}
	return made, nil
}

// Cache makes a cache that reads rooms, pods and the like once and then follows them.
// Whoever makes it starts it, after SmackRooms are served.
func Cache(config *rest.Config) (cache.Cache, error) {
	scheme, err := Scheme()
	if err != nil {
		return nil, err
	}
	made, err := cache.New(config, cache.Options{Scheme: scheme})
	if err != nil {
		return nil, fmt.Errorf("making a cache: %w", err)
	}
	return made, nil
}

// Start runs a cache until ctx ends and returns when it is filled. The function
// returned waits for its end.
func Start(ctx context.Context, c cache.Cache, kinds ...client.Object) (wait func(), err error) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.Start(ctx)
	}()
	for _, kind := range kinds {
		if _, err := c.GetInformer(ctx, kind); err != nil {
			return func() { <-ended }, fmt.Errorf("watching %T: %w", kind, err)
		}
	}
	// An informer asked for before the cache has started does not wait for its fill.
	if !c.WaitForCacheSync(ctx) {
		return func() { <-ended }, errors.New("filling the cache: it was ended before it was full")
	}
	return func() { <-ended }, nil
}
