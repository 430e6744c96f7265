package webhook

import (
	"context"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/smackdev/smack/runtime/store/redistest"
)

func TestWebhook(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "Webhook")
}

// redisServer serves all specs; each has a room of its own.
var redisServer *redistest.Server

var _ = BeforeSuite(func(ctx context.Context) {
	before := gleak.Goroutines()
	DeferCleanup(func() { Eventually(gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
	var err error
	redisServer, err = redistest.New("--appendfsync", "always")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(redisServer.Stop)
	Expect(redisServer.Start(ctx)).To(Succeed())
})
