package webhook

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/redistest"
)

func TestWebhook(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Webhook")
}

// redisServer serves all specs; each has a room of its own.
var redisServer *redistest.Server

var _ = BeforeSuite(func() {
	var err error
	redisServer, err = redistest.New()
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(redisServer.Stop)
	Expect(redisServer.Start()).To(Succeed())
})
