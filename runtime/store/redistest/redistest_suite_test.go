package redistest_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
)

func TestRedistest(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "redistest")
}

var _ = Describe("A user limited to a room", func() {
	DescribeTable("may do nothing but the room's work", func(ctx SpecContext, allowed bool, words ...any) {
		server, err := redistest.New()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(server.Stop)
		Expect(server.Start(ctx)).To(Succeed())
		cfg, err := server.Limited(ctx, "ns.room")
		Expect(err).NotTo(HaveOccurred())
		client := store.Connect(cfg)
		DeferCleanup(client.Close)
		err = client.Do(ctx, words...).Err()
		if allowed {
			Expect(err).NotTo(HaveOccurred())
			return
		}
		Expect(err).To(MatchError(HavePrefix("NOPERM")))
	},
		Entry("its keys", true, "SET", "smack:{ns.room}:x", "1"),
		Entry("its scripts", true, "EVAL", "#!lua\nreturn redis.call('SET', KEYS[1], 1)", 1, "smack:{ns.room}:x"),
		Entry("its channels", true, "PUBLISH", "smack:{ns.room}:wake", "work"),
		Entry("another room's keys", false, "GET", "smack:{ns.other}:x"),
		Entry("another room's keys from a script", false, "EVAL", "#!lua\nreturn redis.call('GET', KEYS[1])", 1, "smack:{ns.other}:x"),
		Entry("keys of a room whose name begins alike", false, "GET", "smack:{ns.rooms}:x"),
		Entry("another room's channels", false, "PUBLISH", "smack:{ns.other}:wake", "work"),
		Entry("the names of all keys", false, "SCAN", "0"),
		Entry("any key", false, "RANDOMKEY"),
		Entry("all keys", false, "FLUSHALL"),
		Entry("the configuration", false, "CONFIG", "GET", "*"),
		Entry("the users", false, "ACL", "LIST"),
		Entry("everybody's scripts", false, "SCRIPT", "FLUSH"),
		Entry("functions", false, "FUNCTION", "LIST"),
		Entry("watching others", false, "MONITOR"),
		Entry("ending others", false, "CLIENT", "KILL", "TYPE", "normal"),
		Entry("stopping the server", false, "SHUTDOWN"),
	)
})
