package room_test

import (
	"context"
	"fmt"
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store/redistest"
)

var _ = Describe("A room whose Redis wants TLS, a client certificate and a password", func() {
	var (
		redis     *redistest.Server
		authority *redistest.Authority
		files     string // ca.crt, tls.crt, tls.key
		words     string // username, password
		l         *life
	)
	BeforeEach(func(ctx SpecContext) {
		var err error
		authority, err = redistest.NewAuthority()
		Expect(err).NotTo(HaveOccurred())
		redis, err = redistest.NewTLS(authority)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(redis.Stop)
		Expect(redis.Start(ctx)).To(Succeed())
		files, words = GinkgoT().TempDir(), GinkgoT().TempDir()
		Expect(authority.Write(files, "room")).To(Succeed())
		password(ctx, redis, words, "first")
		l = newLife("ns.room", fmt.Sprintf("{addresses: [%q], credentialsDir: %q, tls: {caDir: %q, certDir: %q}}",
			redis.Address(), words, files, files))
	})

	drop := func(ctx context.Context) {
		GinkgoHelper()
		_, err := redis.Do(ctx, "CLIENT", "KILL", "USER", "ns.room")
		Expect(err).NotTo(HaveOccurred())
	}

	It("lives with it, and with new passwords and client certificates without a restart", func(ctx SpecContext) {
		l.joined(ctx)
		password(ctx, redis, words, "second")
		Expect(authority.Write(files, "room")).To(Succeed())
		drop(ctx)
		l.Becomes(http.StatusOK)
		l.takes(ctx, annNumber, "still here")
		l.hears(bobNumber, "Ann: still here")
	})

	It("does not trust a Redis of another authority", func(ctx SpecContext) {
		l.joined(ctx)
		stranger, err := redistest.NewAuthority()
		Expect(err).NotTo(HaveOccurred())
		Expect(redis.Renew(stranger)).To(Succeed())
		Expect(redis.Kill()).To(Succeed())
		Expect(redis.Start(ctx)).To(Succeed())
		l.Becomes(http.StatusServiceUnavailable)
		Expect(l.text(ctx, annNumber, "to whom?")).To(Equal(http.StatusServiceUnavailable))
		Expect(redis.Renew(authority)).To(Succeed())
		Expect(redis.Kill()).To(Succeed())
		Expect(redis.Start(ctx)).To(Succeed())
		l.Becomes(http.StatusOK)
	})
})

// password gives the room's user a new password and writes it where the room reads it.
func password(ctx context.Context, redis *redistest.Server, dir, word string) {
	GinkgoHelper()
	_, err := redis.Limited(ctx, "ns.room")
	Expect(err).NotTo(HaveOccurred())
	for _, words := range [][]any{{"ACL", "SETUSER", "ns.room", "resetpass", ">" + word}, {"ACL", "SAVE"}} {
		_, err := redis.Do(ctx, words...)
		Expect(err).NotTo(HaveOccurred())
	}
	writeFiles(dir, map[string]string{"username": "ns.room", "password": word})
}
