package config_test

import (
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// installGatewayAPI takes the CRDs from the release that config/envtest/gateway names.
func installGatewayAPI(ctx context.Context) {
	GinkgoHelper()
	// go list names no directory of a module that has not been downloaded yet.
	download := exec.CommandContext(ctx, "go", "mod", "download", "-json", "sigs.k8s.io/gateway-api")
	download.Dir = "envtest/gateway"
	answer, err := output(download)
	Expect(err).NotTo(HaveOccurred())
	var module struct{ Dir string }
	Expect(json.Unmarshal(answer, &module)).To(Succeed())
	options := envtest.CRDInstallOptions{ErrorIfPathMissing: true, Paths: []string{
		filepath.Join(module.Dir, "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml"),
	}}
	_, err = envtest.InstallCRDs(server, options)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Expect(envtest.UninstallCRDs(server, options)).To(Succeed()) })
}

func emptyRoute() *unstructured.Unstructured {
	route := &unstructured.Unstructured{}
	route.SetGroupVersionKind(resources.HTTPRouteKind)
	return route
}

func theRoute(ctx context.Context, room *v1alpha1.SmackRoom) *unstructured.Unstructured {
	GinkgoHelper()
	route := emptyRoute()
	Expect(cluster.Get(ctx, keyOf(room), route)).To(Succeed())
	return route
}

// takeRoute plays the Gateway's part.
func takeRoute(ctx context.Context, room *v1alpha1.SmackRoom) error {
	route := emptyRoute()
	if err := cluster.Get(ctx, keyOf(room), route); err != nil {
		return err
	}
	taken := func(kind string) map[string]any {
		return map[string]any{
			"type": kind, "status": "True", "reason": kind, "message": "",
			"observedGeneration": route.GetGeneration(), "lastTransitionTime": metav1.Now().UTC().Format(time.RFC3339),
		}
	}
	route.Object["status"] = map[string]any{"parents": []any{map[string]any{
		"controllerName": "example.com/gateway", "parentRef": map[string]any{"name": "public"},
		"conditions": []any{taken("Accepted"), taken("ResolvedRefs")},
	}}}
	return cluster.Status().Update(ctx, route)
}
