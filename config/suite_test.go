// Package config_test installs Smack in both ways, by kustomize and by the chart, on a
// real API server, and asks it whether they are whole and equal.
package config_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/smackdev/smack/api/v1alpha1"
)

func TestConfig(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "Installation")
}

// namespaces exist on the API server: the operator's, two with rooms.
var namespaces = []string{"smack-system", "chats", "teams"}

var (
	server  *rest.Config
	cluster client.Client
	helm    string
	kubectl string
	// program is smack-operator.
	program string
)

var _ = BeforeSuite(func(ctx SpecContext) {
	assets := assetsDir()
	kubectl = filepath.Join(assets, "kubectl")
	helm = helmProgram(ctx)
	program = operatorProgram(ctx)
	Expect(v1alpha1.AddToScheme(scheme.Scheme)).To(Succeed())
	environment := &envtest.Environment{
		BinaryAssetsDirectory: assets,
		CRDDirectoryPaths:     []string{"crd/bases"},
		ErrorIfCRDPathMissing: true,
		CRDInstallOptions:     envtest.CRDInstallOptions{MaxTime: time.Minute}, // machines do much else
	}
	var err error
	server, err = environment.Start()
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Eventually(environment.Stop).WithTimeout(time.Minute).Should(Succeed()) })
	cluster, err = client.New(server, client.Options{})
	Expect(err).NotTo(HaveOccurred())
	for _, name := range namespaces {
		namespace := &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name},
		}}
		Expect(cluster.Create(ctx, namespace)).To(Succeed())
	}
})

// assetsDir is where KUBEBUILDER_ASSETS says, else where config/envtest/assets keeps them.
func assetsDir() string {
	GinkgoHelper()
	if dir := os.Getenv("KUBEBUILDER_ASSETS"); dir != "" {
		return dir
	}
	dir, err := exec.Command("envtest/assets", "--path").Output()
	Expect(err).NotTo(HaveOccurred())
	return string(bytes.TrimSpace(dir))
}

// helmProgram is what HELM says, else one built from its module.
func helmProgram(ctx context.Context) string {
	GinkgoHelper()
	if program := os.Getenv("HELM"); program != "" {
		return program
	}
	program := filepath.Join(GinkgoT().TempDir(), "helm")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "tool")
	build.Dir = "tools/helm"
	output, err := build.CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), string(output))
	return program
}

func operatorProgram(ctx context.Context) string {
	GinkgoHelper()
	program := filepath.Join(GinkgoT().TempDir(), "smack-operator")
	output, err := exec.CommandContext(ctx, "go", "build", "-o", program, "../controllers/cmd/smack-operator").CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), string(output))
	return program
}

// chart renders the chart as an installation named smack in smack-system.
func chart(ctx context.Context, arguments ...string) []*unstructured.Unstructured {
	GinkgoHelper()
	text, err := template(ctx, arguments...)
	Expect(err).NotTo(HaveOccurred())
	return objects(text)
}

// template is chart, with the error that helm gave.
func template(ctx context.Context, arguments ...string) ([]byte, error) {
	all := append([]string{"template", "smack", "../charts/smack", "--namespace", "smack-system"}, arguments...)
	return output(exec.CommandContext(ctx, helm, all...))
}

// kustomize renders a directory here.
func kustomize(ctx context.Context, dir string) []*unstructured.Unstructured {
	GinkgoHelper()
	text, err := output(exec.CommandContext(ctx, kubectl, "kustomize", dir))
	Expect(err).NotTo(HaveOccurred())
	return objects(text)
}

func output(command *exec.Cmd) ([]byte, error) {
	var stderr bytes.Buffer
	command.Stderr = &stderr
	text, err := command.Output()
	if err != nil {
		return nil, errors.Join(err, errors.New(stderr.String()))
	}
	return text, nil
}

func objects(text []byte) []*unstructured.Unstructured {
	GinkgoHelper()
	var all []*unstructured.Unstructured
	for decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096); ; {
		object := &unstructured.Unstructured{}
		err := decoder.Decode(object)
		if errors.Is(err, io.EOF) {
			return all
		}
		Expect(err).NotTo(HaveOccurred())
		if object.Object != nil {
			all = append(all, object)
		}
	}
}

// ofKind are the objects of one kind.
func ofKind(all []*unstructured.Unstructured, kind string) []*unstructured.Unstructured {
	var some []*unstructured.Unstructured
	for _, object := range all {
		if object.GetKind() == kind {
			some = append(some, object)
		}
	}
	return some
}
