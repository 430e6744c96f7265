package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// fieldOwner is who the API server says applied the manifests.
const fieldOwner = "smack-sandbox"

// ReadManifests reads the objects of YAML files, and of the YAML files of directories
// other than their kustomization.
func ReadManifests(paths ...string) ([]*unstructured.Unstructured, error) {
	var all []*unstructured.Unstructured
	for _, path := range paths {
		files, err := manifestFiles(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				return nil, fmt.Errorf("reading manifests: %w", err)
			}
			objects, err := Parse(content)
			if err != nil {
				return nil, fmt.Errorf("reading %s: %w", file, err)
			}
			all = append(all, objects...)
		}
	}
	return all, nil
}

func manifestFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading manifests: %w", err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	files, err := filepath.Glob(filepath.Join(path, "*.yaml"))
	if err != nil {
		return nil, fmt.Errorf("reading manifests: %w", err)
	}
	return slices.DeleteFunc(files, func(file string) bool {
		return filepath.Base(file) == "kustomization.yaml"
	}), nil
}

// Parse reads the objects of one YAML text.
func Parse(text []byte) ([]*unstructured.Unstructured, error) {
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	var objects []*unstructured.Unstructured
	for {
		object := &unstructured.Unstructured{}
		err := decoder.Decode(&object.Object)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, fmt.Errorf("decoding a manifest: %w", err)
		}
		if len(object.Object) > 0 {
			objects = append(objects, object)
		}
	}
}

// Apply applies objects in their order, namespaces and definitions first, and waits
// for the definitions to be served.
func Apply(ctx context.Context, c client.Client, objects ...*unstructured.Unstructured) error {
	ordered := slices.Clone(objects)
	slices.SortStableFunc(ordered, func(a, b *unstructured.Unstructured) int { return rank(a) - rank(b) })
	for _, object := range ordered {
		// A copy, because what the server answers is written into it.
		apply := client.ApplyConfigurationFromUnstructured(object.DeepCopy())
		if err := c.Apply(ctx, apply, client.FieldOwner(fieldOwner), client.ForceOwnership); err != nil {
			return fmt.Errorf("applying %s %s: %w", object.GetKind(), object.GetName(), err)
		}
	}
	for _, object := range ordered {
		if object.GetKind() == "CustomResourceDefinition" {
			if err := awaitServed(ctx, c, object.GetName()); err != nil {
				return err
			}
		}
	}
	return nil
}

func rank(object *unstructured.Unstructured) int {
	switch object.GetKind() {
	case "Namespace", "CustomResourceDefinition":
		return 0
	default:
		return 1
	}
}

func awaitServed(ctx context.Context, c client.Client, name string) error {
	var definition apiextensionsv1.CustomResourceDefinition
	served := func(ctx context.Context) (bool, error) {
		if err := c.Get(ctx, client.ObjectKey{Name: name}, &definition); err != nil {
			return false, fmt.Errorf("reading definition %s: %w", name, err)
		}
		for _, condition := range definition.Status.Conditions {
			if condition.Type == apiextensionsv1.Established && condition.Status == apiextensionsv1.ConditionTrue {
				return mapped(ctx, c, &definition), nil
			}
		}
		return false, nil
	}
	if err := wait.PollUntilContextTimeout(ctx, 20*time.Millisecond, time.Minute, true, served); err != nil {
		return fmt.Errorf("waiting for %s to be served: %w", name, err)
	}
	return nil
}

// mapped says whether the API server's discovery knows the kind already: it follows
// the condition by a moment.
func mapped(ctx context.Context, c client.Client, d *apiextensionsv1.CustomResourceDefinition) bool {
	list := &unstructured.UnstructuredList{}
	list.SetAPIVersion(d.Spec.Group + "/" + d.Spec.Versions[0].Name)
	list.SetKind(d.Spec.Names.ListKind)
	err := c.List(ctx, list)
	return err == nil || !meta.IsNoMatchError(err) && !apierrors.IsNotFound(err)
}
