package fault_test

import (
	"runtime/debug"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	ctrl "sigs.k8s.io/controller-runtime"
)

func TestFault(t *testing.T) {
	RegisterFailHandler(Fail)
	// Two thousand lives make much garbage, and little of it stays.
	debug.SetGCPercent(400)
	ctrl.SetLogger(GinkgoLogr)
	RunSpecs(t, "controllers/fault")
}
