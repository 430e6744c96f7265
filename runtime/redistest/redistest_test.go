package redistest_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/redistest"
)

func TestRedistest(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Redis for tests")
}

var _ = Describe("A server for tests", func() {
	It("keeps what was acknowledged when it is killed, and leaves nothing when it is stopped", func(ctx context.Context) {
		server, err := redistest.New()
		Expect(err).NotTo(HaveOccurred())
		Expect(server.Start()).To(Succeed())
		Expect(server.Start()).To(Succeed())
		client := redis.NewClient(&redis.Options{Addr: server.Socket(), MaxRetries: -1})
		DeferCleanup(client.Close)
		Expect(client.Set(ctx, "a", "1", 0).Err()).To(Succeed())

		server.Kill()
		Expect(client.Get(ctx, "a").Err()).To(HaveOccurred())
		Expect(server.Start()).To(Succeed())
		Eventually(func() string { return client.Get(ctx, "a").Val() }).Should(Equal("1"))

		Expect(server.URL()).To(Equal("unix://" + server.Socket()))
		Expect(server.Stop()).To(Succeed())
		Expect(filepath.Dir(server.Socket())).NotTo(BeADirectory())
		Expect(os.Remove(server.Socket())).NotTo(Succeed())
	})
})
