package config_test

import (
	"os"
	"os/exec"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

var _ = Describe("smack-operator", func() {
	// understands runs the operator where there is no cluster: that it misses one means
	// that it took its arguments.
	understands := func(ctx SpecContext, all []*unstructured.Unstructured) {
		GinkgoHelper()
		run := exec.CommandContext(ctx, program, arguments(all)...)
		run.Env = append(os.Environ(), "KUBECONFIG=/nowhere", "ROOM_IMAGE=smack")
		output, err := run.CombinedOutput()
		Expect(err).To(HaveOccurred())
		Expect(string(output)).To(ContainSubstring("finding the cluster"))
	}

	It("understands what the chart tells it", func(ctx SpecContext) {
		understands(ctx, chart(ctx))
		understands(ctx, chart(ctx, "--set", "watchNamespaces={a,b}", "--set", "ownerID=x", "--set", "log.level=debug"))
		understands(ctx, chart(ctx, "--set", "metrics.enabled=false", "--set", "twilioBaseURL=http://t", "--set", "extraArgs={--poll-interval=5m}"))
	})

	It("understands what kustomize tells it", func(ctx SpecContext) {
		understands(ctx, kustomize(ctx, "default"))
	})
})
