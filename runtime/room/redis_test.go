package room

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/store"
)

func noEnv(string) string { return "" }

var _ = Describe("Where Redis is", func() {
	It("says the file before the environment", func() {
		env := func(string) string { return "redis://elsewhere" }
		cfg, err := RedisConfig(file(`redis: {addresses: ["a:1", "b:2"], mode: Sentinel, masterName: m, database: 3}`), env)
		Expect(err).NotTo(HaveOccurred())
		Expect(cfg).To(Equal(store.Config{Addresses: []string{"a:1", "b:2"}, Mode: store.Sentinel, MasterName: "m", Database: 3}))
		cfg, err = RedisConfig(file(""), env)
		Expect(err).NotTo(HaveOccurred())
		Expect(cfg.Addresses).To(Equal([]string{"elsewhere:6379"}))
	})

	It("never shows the password of a URL", func() {
		_, err := RedisConfig(file(""), func(string) string { return "http://user:secret@host" })
		Expect(err).To(MatchError(And(HavePrefix("REDIS_URL: "), Not(ContainSubstring("secret")))))
	})

	It("reads the password anew for each connection", func(ctx context.Context) {
		dir := GinkgoT().TempDir()
		write := func(name, text string) {
			Expect(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600)).To(Succeed())
		}
		write("password", "one\n")
		f := file(`redis: {addresses: ["a:1"]}`)
		f.Redis.CredentialsDir = dir
		cfg, err := RedisConfig(f, noEnv)
		Expect(err).NotTo(HaveOccurred())
		signIn := func() string {
			user, password, err := cfg.Credentials(ctx)
			Expect(err).NotTo(HaveOccurred())
			return user + ":" + password
		}
		Expect(signIn()).To(Equal(":one"))
		write("password", "two")
		write("username", "ann")
		Expect(signIn()).To(Equal("ann:two"))
	})

	It("trusts the given authority and shows the given certificate", func() {
		dir := GinkgoT().TempDir()
		writePair(dir)
		cfg, err := redisTLS(roomfile.RedisTLS{CADir: dir, CertDir: dir})
		Expect(err).NotTo(HaveOccurred())
		Expect(cfg.RootCAs).NotTo(BeNil())
		pair, err := cfg.GetClientCertificate(nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(pair.Certificate).To(HaveLen(1))

		Expect(os.WriteFile(filepath.Join(dir, "ca.crt"), []byte("none"), 0o600)).To(Succeed())
		_, err = redisTLS(roomfile.RedisTLS{CADir: dir})
		Expect(err).To(MatchError(ContainSubstring("holds no certificate in PEM")))
	})

	It("trusts the system's authorities by default", func() {
		cfg, err := RedisConfig(file(`redis: {addresses: ["a:1"], tls: {}}`), noEnv)
		Expect(err).NotTo(HaveOccurred())
		Expect(cfg.TLS.RootCAs).To(BeNil())
		Expect(cfg.TLS.GetClientCertificate).To(BeNil())
		Expect(cfg.TLS.InsecureSkipVerify).To(BeFalse())
	})
})

// writePair writes a certificate that signed itself as ca.crt, tls.crt and tls.key.
func writePair(dir string) {
	GinkgoHelper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	Expect(err).NotTo(HaveOccurred())
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	Expect(err).NotTo(HaveOccurred())
	private, err := x509.MarshalPKCS8PrivateKey(key)
	Expect(err).NotTo(HaveOccurred())
	for name, block := range map[string]*pem.Block{
		"ca.crt": {Type: "CERTIFICATE", Bytes: cert}, "tls.crt": {Type: "CERTIFICATE", Bytes: cert},
		"tls.key": {Type: "PRIVATE KEY", Bytes: private},
	} {
		Expect(os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600)).To(Succeed())
	}
}
