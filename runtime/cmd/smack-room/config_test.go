package main

import (
	"net"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/smackdev/smack/runtime/room/roomtest"
)

const goodFile = `
apiVersion: smack.dev/v1alpha1
kind: RoomFile
room: r
number: {e164: "+14155550100"}
webhook: {baseURL: "http://127.0.0.1/x"}
`

var good = []string{"TWILIO_ACCOUNT_SID=AC1", "TWILIO_AUTH_TOKEN=t", "REDIS_URL=redis://127.0.0.1:1"}

var _ = DescribeTable("A room that cannot work says why and where, and exits with 2",
	func(file string, env []string, want ...string) {
		path := filepath.Join(GinkgoT().TempDir(), "room.yaml")
		Expect(os.WriteFile(path, []byte(file), 0o600)).To(Succeed())
		words := filepath.Join(GinkgoT().TempDir(), "termination-log")
		Expect(os.WriteFile(words, []byte("what was said before, and was much longer than what comes next"), 0o600)).To(Succeed())
		session := runWith(env, "serve", "--config", path, "--last-words", words, "--listen", roomtest.FreeAddress(), "--admin-listen", "", "--metrics-listen", roomtest.FreeAddress())
		Eventually(session).Should(gexec.Exit(exitUsage))
		last, err := os.ReadFile(words) //nolint:gosec // this test's own
		Expect(err).NotTo(HaveOccurred())
		Expect(string(session.Err.Contents())).To(HaveSuffix("smack-room: " + string(last) + "\n"))
		Expect(string(last)).NotTo(ContainSubstring("s3cret"))
		for _, text := range want {
			Expect(string(last)).To(ContainSubstring(text))
		}
	},
	Entry("broken file", goodFile+"chat: {access: Shut, timeZone: Mars}", good,
		"room.yaml", `chat.access: is "Shut"; write one of Open, InviteOnly`, "chat.timeZone"),
	Entry("no credentials", goodFile, good[1:], "the environment has no TWILIO_ACCOUNT_SID: set it and try again"),
	Entry("no credentials in the directory", goodFile+"carrier: {credentialsDir: .}", nil, "has no accountSid"),
	Entry("no Redis", goodFile, good[:2], "add redis.addresses to the room file, or set REDIS_URL"),
	Entry("bad REDIS_URL", goodFile, append(good[:2:2], "REDIS_URL=http://user:s3cret@x"), "REDIS_URL"),
	Entry("no password for Redis", goodFile+"redis: {addresses: ['r:1'], credentialsDir: nowhere}", good, "redis.credentialsDir", "nowhere"),
	Entry("no authority for Redis", goodFile+"redis: {addresses: ['r:1'], tls: {caDir: nowhere}}", good, "redis.tls.caDir", "nowhere"),
	Entry("no certificate for Redis", goodFile+"redis: {addresses: ['r:1'], tls: {certDir: nowhere}}", good, "redis.tls.certDir", "nowhere"),
)

var _ = Describe("The command line", func() {
	DescribeTable("is checked",
		func(want string, args ...string) {
			session := runWith(nil, args...)
			Eventually(session).Should(gexec.Exit(exitUsage))
			Expect(string(session.Err.Contents())).To(ContainSubstring(want))
		},
		Entry("no command", "expected one of"),
		Entry("no file", "missing flags: --config=FILE", "serve"),
		Entry("missing file", "reading the room file: open /nowhere/room.yaml", "serve", "--config", "/nowhere/room.yaml"),
		Entry("log level", "--log-level", "serve", "--config", "x", "--log-level", "loud"),
		Entry("drain delay", "--drain-delay must be from 0s to 5s", "serve", "--config", "x", "--drain-delay", "1m"),
		Entry("queue", `must be one of "default","failed"`, "queue", "empty", "doubt"),
		Entry("limit", "--limit must be at least 1", "queue", "list", "failed", "--limit", "0"),
		Entry("queue without file", "Name the room file with --config", "queue", "stats", "-c", "/nowhere/room.yaml"),
	)

	It("explains itself", func() {
		session := runWith(nil, "serve", "--help")
		Eventually(session).Should(gexec.Exit(0))
		Expect(string(session.Out.Contents())).To(ContainSubstring("--metrics-listen"))
	})

	It("tells its version", func() {
		session := runWith(nil, "version")
		Eventually(session).Should(gexec.Exit(0))
		Expect(string(session.Out.Contents())).To(MatchRegexp(`^smack-room \S+ \(go1\.`))
	})

	It("leaves no last words where nobody asked for them", func() {
		words := filepath.Join(GinkgoT().TempDir(), "termination-log")
		session := runWith(good, "serve", "--config", "/nowhere/room.yaml", "--last-words", words)
		Eventually(session).Should(gexec.Exit(exitUsage))
		Expect(words).NotTo(BeAnExistingFile())
	})

	It("tells that a port is taken", func() {
		p := newPlace()
		l, err := net.Listen("tcp", p.public)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(l.Close)
		session := p.run("serve", "--config", p.file, "--listen", p.public, "--admin-listen", "", "--metrics-listen", roomtest.FreeAddress())
		Eventually(session).Should(gexec.Exit(exitFailed))
		Expect(string(session.Err.Contents())).To(ContainSubstring("listening on " + p.public))
	})
})
