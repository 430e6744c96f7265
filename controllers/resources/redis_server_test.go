package resources_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"
	corev1 "k8s.io/api/core/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// startRedis runs a real server with the arguments and the Secret of a managed Redis,
// its directories turned into one of this test.
func startRedis(room *v1alpha1.SmackRoom, login resources.RedisLogin) (socket string) {
	GinkgoHelper()
	dir, err := os.MkdirTemp("", "redis")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(os.RemoveAll, dir)
	in := inputOf(room)
	in.RedisLogin = login
	secret := typed[corev1.Secret](resources.RedisSecret(in))
	Expect(os.WriteFile(filepath.Join(dir, "redis.conf"), secret.Data["redis.conf"], 0o600)).To(Succeed())
	socket = filepath.Join(dir, "redis.sock")
	var arguments []string
	for _, argument := range redisOf(room).Spec.Template.Spec.Containers[0].Args {
		argument = strings.Replace(argument, "/etc/redis", dir, 1)
		arguments = append(arguments, strings.Replace(argument, "/data", dir, 1))
	}
	server := exec.Command("redis-server", append(arguments, "--port", "0", "--unixsocket", socket)...)
	server.Stdout, server.Stderr = GinkgoWriter, GinkgoWriter
	Expect(server.Start()).To(Succeed())
	DeferCleanup(func() {
		Expect(server.Process.Signal(syscall.SIGTERM)).To(Succeed())
		Expect(server.Wait()).To(Succeed())
	})
	return socket
}

var _ = Describe("A server with the arguments of a managed Redis", func() {
	It("asks for the password, keeps every write and throws nothing away", func(ctx SpecContext) {
		room := withRedis(v1alpha1.ManagedRedis{Fsync: v1alpha1.FsyncAlways})
		socket := startRedis(room, loginOf("s3cret"))

		stranger := redis.NewClient(&redis.Options{Network: "unix", Addr: socket})
		DeferCleanup(stranger.Close)
		Eventually(func() error { return stranger.Ping(ctx).Err() }).Should(MatchError(ContainSubstring("NOAUTH")))

		client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket, Password: "s3cret"})
		DeferCleanup(client.Close)
		Eventually(func() error { return client.Ping(ctx).Err() }).Should(Succeed())
		for setting, want := range map[string]string{
			"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction",
			"maxmemory": "402653184", "save": "",
		} {
			Expect(client.ConfigGet(ctx, setting).Result()).To(HaveKeyWithValue(setting, want))
		}
	})

	DescribeTable("accepts the passwords of the Secret alone",
		func(ctx SpecContext, login resources.RedisLogin, passwords map[string]bool) {
			socket := startRedis(family(), login)
			for password, accepted := range passwords {
				client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket, Password: password})
				DeferCleanup(client.Close)
				want := Succeed()
				if !accepted {
					want = MatchError(Or(ContainSubstring("WRONGPASS"), ContainSubstring("NOAUTH")))
				}
				Eventually(func() error { return client.Set(ctx, "a", "b", 0).Err() }).Should(want, password)
			}
		},
		Entry("both while pods move from one to the next", loginOf("new", "old"), map[string]bool{"new": true, "old": true, "older": false, "": false}),
		Entry("then the new one", loginOf("new"), map[string]bool{"new": true, "old": false, "": false}),
	)
})
