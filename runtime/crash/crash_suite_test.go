package crash

import (
	"os"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// TestMain lets this program play a pod too.
func TestMain(m *testing.M) {
	if os.Getenv(fileVariable) != "" {
		os.Exit(playPod())
	}
	os.Exit(m.Run())
}

func TestCrash(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(15 * time.Second)
	SetDefaultEventuallyPollingInterval(20 * time.Millisecond)
	RunSpecs(t, "crash")
}
