package room_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store/redistest"
)

var _ = Describe("A room whose Redis is in trouble", func() {
	var (
		redis *redistest.Server
		l     *life
	)
	BeforeEach(func(ctx SpecContext) {
		var err error
		redis, err = redistest.NewTCP("--appendfsync", "always")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(redis.Stop)
		Expect(redis.Start(ctx)).To(Succeed())
		l = newLife("ns.room", asLimited(ctx, redis, "ns.room"))
		l.joined(ctx)
	})

	do := func(ctx context.Context, words ...any) {
		GinkgoHelper()
		_, err := redis.Do(ctx, words...)
		Expect(err).NotTo(HaveOccurred())
	}

	// Whether a text that met the trouble was done, only Redis knows; brought again it is done once.
	DescribeTable("turns texts away while it lasts, does none by half or twice, and goes on afterwards",
		func(ctx SpecContext, begin, end func(context.Context)) {
			l.takes(ctx, annNumber, "before")
			l.hears(bobNumber, "Ann: before")
			begin(ctx)
			l.Becomes(http.StatusServiceUnavailable)
			during := l.sent(ctx, annNumber, "during")
			Expect(during.Webhook.Status).To(Equal(http.StatusServiceUnavailable))
			Expect(l.text(ctx, bobNumber, "#update Rob")).To(Equal(http.StatusServiceUnavailable))
			Eventually(l.Metric).WithArguments(`smack_delivery_errors_total{step="claim"}`).WithTimeout(patience).ShouldNot(BeEmpty())
			end(ctx)
			l.Becomes(http.StatusOK)
			Expect(l.again(ctx, during)).To(Equal(http.StatusOK))
			l.takes(ctx, annNumber, "after")
			l.takes(ctx, bobNumber, "me too")
			l.hears(bobNumber, "Ann: before", "Ann: during", "Ann: after")
			l.hears(annNumber, "Bob: me too")
		},
		Entry("it is gone", func(context.Context) { Expect(redis.Kill()).To(Succeed()) },
			func(ctx context.Context) { Expect(redis.Start(ctx)).To(Succeed()) }),
		Entry("it has become a replica, which takes no writes",
			func(ctx context.Context) { do(ctx, "REPLICAOF", "127.0.0.1", "1") },
			func(ctx context.Context) { do(ctx, "REPLICAOF", "NO", "ONE") }),
		Entry("it has lost its replicas and takes no writes",
			func(ctx context.Context) { do(ctx, "CONFIG", "SET", "min-replicas-to-write", "1") },
			func(ctx context.Context) { do(ctx, "CONFIG", "SET", "min-replicas-to-write", "0") }),
		Entry("its memory is full",
			func(ctx context.Context) { do(ctx, "CONFIG", "SET", "maxmemory", "1mb") },
			func(ctx context.Context) { do(ctx, "CONFIG", "SET", "maxmemory", "0") }),
		Entry("it lets nobody in",
			func(ctx context.Context) {
				do(ctx, "ACL", "SETUSER", "ns.room", "off")
				do(ctx, "CLIENT", "KILL", "USER", "ns.room")
			},
			func(ctx context.Context) { do(ctx, "ACL", "SETUSER", "ns.room", "on") }),
		Entry("it reads its data in for a long time", func(ctx context.Context) {
			do(ctx, "SAVE")
			Expect(redis.Kill()).To(Succeed())
			Expect(redis.Launch("--appendonly", "no", "--key-load-delay", "500000",
				"--loading-process-events-interval-bytes", "1")).To(Succeed())
		}, func(ctx context.Context) {
			Expect(redis.Kill()).To(Succeed())
			Expect(redis.Start(ctx)).To(Succeed())
		}),
		Entry("it hangs", func(context.Context) { Expect(redis.Pause()).To(Succeed()) },
			func(context.Context) { Expect(redis.Resume()).To(Succeed()) }),
	)

	It("says so when Redis takes no more connections, and goes on afterwards", func(ctx SpecContext) {
		admin := redis.Admin() // the one that is let in
		DeferCleanup(admin.Close)
		Expect(admin.Do(ctx, "CONFIG", "SET", "maxclients", "1").Err()).To(Succeed())
		Expect(admin.Do(ctx, "CLIENT", "KILL", "USER", "ns.room").Err()).To(Succeed())
		l.Becomes(http.StatusServiceUnavailable)
		Expect(l.text(ctx, annNumber, "during")).To(Equal(http.StatusServiceUnavailable))
		Expect(admin.Do(ctx, "CONFIG", "SET", "maxclients", "1000").Err()).To(Succeed())
		l.Becomes(http.StatusOK)
		l.takes(ctx, annNumber, "after")
		l.hears(bobNumber, "Ann: after")
	})

	It("sends on without any hint, and hears hints again, when the subscription is lost", func(ctx SpecContext) {
		listening := func() string {
			reply, err := redis.Do(ctx, "PUBSUB", "NUMSUB", "smack:{ns.room}:wake")
			Expect(err).NotTo(HaveOccurred())
			return fmt.Sprint(reply)
		}
		Expect(listening()).To(ContainSubstring(" 1]"))
		do(ctx, "ACL", "SETUSER", "ns.room", "resetchannels") // ends subscriptions that are not allowed any more
		Eventually(listening).Should(ContainSubstring(" 0]"))
		do(ctx, "CLIENT", "KILL", "TYPE", "pubsub")
		l.Becomes(http.StatusServiceUnavailable)
		do(ctx, "ACL", "SETUSER", "ns.room", "&smack:{ns.room}:*")
		l.Becomes(http.StatusOK)
		Eventually(listening).WithTimeout(patience).Should(ContainSubstring(" 1]"))
		for i := range 3 {
			do(ctx, "CLIENT", "KILL", "TYPE", "pubsub")
			l.takes(ctx, annNumber, fmt.Sprint("line ", i))
		}
		l.hears(bobNumber, "Ann: line 0", "Ann: line 1", "Ann: line 2")
		Eventually(listening).WithTimeout(patience).Should(ContainSubstring(" 1]"))
	})
})

// asLimited is a room file's section for a user who may do nothing but the room's work.
func asLimited(ctx context.Context, redis *redistest.Server, name string) string {
	GinkgoHelper()
	cfg, err := redis.Limited(ctx, name)
	Expect(err).NotTo(HaveOccurred())
	user, password, err := cfg.Credentials(ctx)
	Expect(err).NotTo(HaveOccurred())
	dir := GinkgoT().TempDir()
	writeFiles(dir, map[string]string{"username": user, "password": password})
	return fmt.Sprintf("{addresses: [%q], credentialsDir: %q}", strings.Join(cfg.Addresses, ""), dir)
}

func writeFiles(dir string, files map[string]string) {
	GinkgoHelper()
	for name, text := range files {
		Expect(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600)).To(Succeed())
	}
}
