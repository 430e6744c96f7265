package smackroom

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clientscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

// anyCarrier takes all credentials.
type anyCarrier struct{}

func (anyCarrier) Carrier(carrier.Credentials, string) (numbers.Carrier, error) { return nil, nil }

// certificate makes one that signed itself, and its key.
func certificate() (crt, key string) {
	GinkgoHelper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	Expect(err).NotTo(HaveOccurred())
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	Expect(err).NotTo(HaveOccurred())
	text, err := x509.MarshalPKCS8PrivateKey(private)
	Expect(err).NotTo(HaveOccurred())
	block := func(kind string, bytes []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}))
	}
	return block("CERTIFICATE", signed), block("PRIVATE KEY", text)
}

// Each Secret that a room names, each key of it, missing, blank or of no use, and what the
// room's condition says then, word for word.
var _ = Describe("what a room says of its Secrets", func() {
	const name = "s"
	ref := &v1alpha1.SecretRef{Name: name}
	external := func(change func(*v1alpha1.ExternalRedis)) func(*v1alpha1.SmackRoom) {
		return func(room *v1alpha1.SmackRoom) {
			room.Spec.Redis = &v1alpha1.Redis{External: &v1alpha1.ExternalRedis{Addresses: []string{"r:1"}}}
			change(room.Spec.Redis.External)
		}
	}
	login := external(func(e *v1alpha1.ExternalRedis) { e.CredentialsSecretRef = ref })
	ca := external(func(e *v1alpha1.ExternalRedis) { e.TLS = &v1alpha1.ExternalRedisTLS{CASecretRef: ref} })
	cert := external(func(e *v1alpha1.ExternalRedis) { e.TLS = &v1alpha1.ExternalRedisTLS{CertSecretRef: ref} })
	admin := func(room *v1alpha1.SmackRoom) { room.Spec.Admin.TokenSecretRef = ref }
	command := func(room *v1alpha1.SmackRoom) {
		room.Spec.Commands = []roomfile.Command{{Name: "weather", SecretRef: ref}}
	}
	twilio := func(*v1alpha1.SmackRoom) {}
	crt, key := certificate()
	_, otherKey := certificate()

	// told is what the phases that read Secrets complain about first.
	told := func(ctx context.Context, names func(*v1alpha1.SmackRoom), data map[string]string) error {
		room := &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Namespace: "chats", Name: "family"}}
		room.Spec.Carrier.CredentialsSecretRef.Name = name
		names(room)
		builder := fake.NewClientBuilder().WithScheme(clientscheme.Scheme)
		if data != nil {
			secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: "chats", Name: name}, Data: map[string][]byte{}}
			for key, value := range data {
				secret.Data[key] = []byte(value)
			}
			builder.WithObjects(secret)
		}
		r, s := &Reconciler{APIReader: builder.Build(), Carriers: anyCarrier{}, Clock: time.Now}, &scope{room: room, memory: &memory{}}
		if external := room.ExternalRedis(); external != nil {
			return r.requireSecrets(ctx, s, redisSecrets(external))
		}
		if err := r.requireSecrets(ctx, s, extensionSecrets(room)); err != nil || room.Spec.Admin.TokenSecretRef != nil || len(room.Spec.Commands) > 0 {
			return err
		}
		return r.openCarrier(ctx, s)
	}

	DescribeTable("word for word",
		func(ctx SpecContext, names func(*v1alpha1.SmackRoom), data map[string]string, reason, message string) {
			err := told(ctx, names, data)
			Expect(isStalled(err)).To(BeTrue())
			Expect(reasonOf(err)).To(Equal(reason))
			Expect(messageOf(err)).To(Equal(message))
		},
		Entry("carrier", twilio, nil, v1alpha1.ReasonSecretNotFound,
			`spec.carrier.credentialsSecretRef names the Secret "s", which does not exist in namespace chats: create it`),
		Entry("accountSid", twilio, map[string]string{"authToken": "t"}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "accountSid": add it (spec.carrier.credentialsSecretRef)`),
		Entry("accountSid, blank", twilio, map[string]string{"accountSid": " \n", "authToken": "t"}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "accountSid": add it (spec.carrier.credentialsSecretRef)`),
		Entry("authToken", twilio, map[string]string{"accountSid": "AC1"}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "authToken": add it (spec.carrier.credentialsSecretRef)`),
		Entry("apiKeySid", twilio, map[string]string{"accountSid": "AC1", "authToken": "t", "apiKeySecret": "k"}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "apiKeySid": add it (spec.carrier.credentialsSecretRef)`),
		Entry("apiKeySecret", twilio, map[string]string{"accountSid": "AC1", "authToken": "t", "apiKeySid": "SK1"}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "apiKeySecret": add it (spec.carrier.credentialsSecretRef)`),
		Entry("admin", admin, nil, v1alpha1.ReasonSecretNotFound,
			`spec.admin.tokenSecretRef names the Secret "s", which does not exist in namespace chats: create it`),
		Entry("token", admin, map[string]string{"Token": "t"}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "token": add it (spec.admin.tokenSecretRef)`),
		Entry("command", command, nil, v1alpha1.ReasonSecretNotFound,
			`spec.commands[weather].secretRef names the Secret "s", which does not exist in namespace chats: create it`),
		Entry("secret", command, map[string]string{"secret": ""}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "secret": add it (spec.commands[weather].secretRef)`),
		Entry("Redis", login, nil, v1alpha1.ReasonSecretNotFound,
			`spec.redis.external.credentialsSecretRef names the Secret "s", which does not exist in namespace chats: create it`),
		Entry("password", login, map[string]string{"username": "u"}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "password": add it (spec.redis.external.credentialsSecretRef)`),
		Entry("authority", ca, nil, v1alpha1.ReasonSecretNotFound,
			`spec.redis.external.tls.caSecretRef names the Secret "s", which does not exist in namespace chats: create it`),
		Entry("ca.crt", ca, map[string]string{}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "ca.crt": add it (spec.redis.external.tls.caSecretRef)`),
		Entry("ca.crt, of no use", ca, map[string]string{"ca.crt": "nonsense"}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s": no certificate in PEM is under "ca.crt": correct it (spec.redis.external.tls.caSecretRef)`),
		Entry("client certificate", cert, nil, v1alpha1.ReasonSecretNotFound,
			`spec.redis.external.tls.certSecretRef names the Secret "s", which does not exist in namespace chats: create it`),
		Entry("tls.crt", cert, map[string]string{"tls.key": key}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "tls.crt": add it (spec.redis.external.tls.certSecretRef)`),
		Entry("tls.key", cert, map[string]string{"tls.crt": crt}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s" has no key "tls.key": add it (spec.redis.external.tls.certSecretRef)`),
		Entry("tls.crt, of no use", cert, map[string]string{"tls.crt": "nonsense", "tls.key": key}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s": "tls.crt" and "tls.key" are no certificate and its key (tls: failed to find any PEM data in certificate input): correct it (spec.redis.external.tls.certSecretRef)`),
		Entry("tls.key, of another", cert, map[string]string{"tls.crt": crt, "tls.key": otherKey}, v1alpha1.ReasonSecretIncomplete,
			`Secret "s": "tls.crt" and "tls.key" are no certificate and its key (tls: private key does not match public key): correct it (spec.redis.external.tls.certSecretRef)`),
	)

	DescribeTable("nothing, if all is there",
		func(ctx SpecContext, names func(*v1alpha1.SmackRoom), data map[string]string) {
			Expect(told(ctx, names, data)).To(Succeed())
		},
		Entry("carrier", twilio, map[string]string{"accountSid": "AC1", "authToken": "t"}),
		Entry("carrier with an API key", twilio, map[string]string{"accountSid": "AC1", "authToken": "t", "apiKeySid": "SK1", "apiKeySecret": "k", "previousAuthToken": "p"}),
		Entry("admin", admin, map[string]string{"token": "t"}),
		Entry("command", command, map[string]string{"secret": "s"}),
		Entry("Redis", login, map[string]string{"password": "p"}),
		Entry("authority", ca, map[string]string{"ca.crt": crt}),
		Entry("client certificate", cert, map[string]string{"tls.crt": crt, "tls.key": key}),
	)
})
