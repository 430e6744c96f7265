package smackroom

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/controllers/resources"
	"github.com/smackdev/smack/runtime/carrier"
)

// frozen is a watch that is late: it tells the versions that there were when it froze.
type frozen struct{ client.Reader }

func (b *bystander) freeze(ctx context.Context, names ...string) {
	seen := fake.NewClientBuilder()
	for _, name := range names {
		s := &corev1.Secret{}
		Expect(b.server.Get(ctx, client.ObjectKey{Namespace: "ns", Name: name}, s)).To(Succeed())
		seen.WithObjects(s)
	}
	b.SecretVersions = frozen{seen.Build()}
}

var _ = Describe("what a reconcile knows of a Secret", func() {
	var b *bystander
	var s *scope
	BeforeEach(func() {
		b = newBystander()
		s = scenario(nil)
		s.room.UID = "uid"
		s.room.Spec.Carrier.CredentialsSecretRef.Name = "twilio"
	})

	It("that pods mount is that it has its keys, in this version", func(ctx SpecContext) {
		s.room.Spec.Admin.TokenSecretRef = &v1alpha1.SecretRef{Name: "screen"}
		look := func() string {
			err := b.requireSecrets(ctx, s, extensionSecrets(s.room))
			if err == nil {
				return ""
			}
			return reasonOf(err)
		}
		b.secret(ctx, "screen", map[string]string{"token": "t"})
		Expect(look()).To(BeEmpty())
		Expect(look()).To(BeEmpty())
		Expect(b.reads).To(Equal(1))

		b.secret(ctx, "screen", map[string]string{"other": "t"})
		Expect(look()).To(Equal(v1alpha1.ReasonSecretIncomplete))
		Expect(look()).To(Equal(v1alpha1.ReasonSecretIncomplete), "what is missing is looked for each time")

		b.secret(ctx, "screen", map[string]string{"token": "t"})
		Expect(look()).To(BeEmpty())
		b.secret(ctx, "screen", nil)
		Expect(look()).To(Equal(v1alpha1.ReasonSecretNotFound))

		By("a field that names another Secret")
		b.secret(ctx, "screen", map[string]string{"token": "t"})
		Expect(look()).To(BeEmpty())
		s.room.Spec.Admin.TokenSecretRef.Name = "another"
		Expect(look()).To(Equal(v1alpha1.ReasonSecretNotFound))
	})

	Describe("with the carrier's credentials", func() {
		credentials := func(token string) map[string]string {
			return map[string]string{carrier.FileAccountSID: "AC0123456789abcdef0123456789abcdef", carrier.FileAuthToken: token}
		}
		// look is the credentials phase of a new reconcile.
		look := func(ctx context.Context) string {
			GinkgoHelper()
			s.credentials, s.carrier = nil, nil
			Expect(b.credentials(ctx, s)).To(Succeed())
			Expect(s.carrier).NotTo(BeNil())
			return s.credentials.AuthToken
		}
		BeforeEach(func(ctx SpecContext) {
			b.secret(ctx, "twilio", credentials("first"))
			Expect(look(ctx)).To(Equal("first"))
			b.observations.see(s, numbers.Number{SID: "PN1"}, time.Now())
			b.reads = 0
		})

		It("is not read again while nothing is asked of the carrier", func(ctx SpecContext) {
			Expect(look(ctx)).To(Equal("first"))
			Expect(b.reads).To(BeZero())
		})

		It("is what the watch knows", func(ctx SpecContext) {
			b.secret(ctx, "twilio", credentials("second"))
			Expect(look(ctx)).To(Equal("second"))
			b.secret(ctx, "twilio", nil)
			Expect(reasonOf(b.credentials(ctx, s))).To(Equal(v1alpha1.ReasonSecretNotFound))
		})

		It("is read anew for a poll, though the watch be late", func(ctx SpecContext) {
			b.freeze(ctx, "twilio")
			b.secret(ctx, "twilio", credentials("second"))
			Expect(look(ctx)).To(Equal("first"))
			b.Clock = func() time.Time { return time.Now().Add(2 * time.Hour) }
			Expect(look(ctx)).To(Equal("second"))
		})

		It("is read anew once the carrier refuses it, though the watch be late", func(ctx SpecContext) {
			b.freeze(ctx, "twilio")
			b.secret(ctx, "twilio", credentials("second"))
			Expect(look(ctx)).To(Equal("first"))
			refused := &carrier.Error{Class: carrier.Rejected, Status: 401, Code: 20003}
			Expect(reasonOf(b.carrierError(s, refused))).To(Equal(v1alpha1.ReasonCredentialsRejected))
			Expect(look(ctx)).To(Equal("second"))
		})

		It("is another's when the spec names another", func(ctx SpecContext) {
			b.secret(ctx, "other", credentials("other"))
			s.room.Spec.Carrier.CredentialsSecretRef.Name = "other"
			Expect(look(ctx)).To(Equal("other"))
		})
	})

	Describe("with the login of a managed Redis", func() {
		look := func(ctx context.Context) resources.RedisLogin {
			GinkgoHelper()
			s.rotation, s.aside = "", nil
			login, err := b.redisLogin(ctx, s, s.input(b.Options))
			Expect(err).NotTo(HaveOccurred())
			return login
		}
		live := func(ctx context.Context) resources.RedisLogin {
			GinkgoHelper()
			found := &corev1.Secret{}
			Expect(b.server.Get(ctx, client.ObjectKey{Namespace: "ns", Name: resources.RedisName(s.room)}, found)).To(Succeed())
			return resources.ReadRedisLogin(found)
		}
		rotate := func(token string) {
			s.room.Annotations = map[string]string{v1alpha1.RotateRedisPasswordAnnotation: token}
		}
		BeforeEach(func(ctx SpecContext) {
			s.statefulSet = &appsv1.StatefulSet{}
			look(ctx) // makes it
			look(ctx) // finds it whole
			b.reads = 0
		})

		It("is not read again, and the password not kept", func(ctx SpecContext) {
			login := look(ctx)
			Expect(b.reads).To(BeZero())
			Expect(login.Password).To(BeEmpty())
			Expect(login.Since).To(BeTemporally("==", live(ctx).Since))
			Expect(login.Accepted).To(Equal(live(ctx).Accepted))
		})

		It("is what someone wrote into it", func(ctx SpecContext) {
			found := &corev1.Secret{}
			Expect(b.server.Get(ctx, client.ObjectKey{Namespace: "ns", Name: resources.RedisName(s.room)}, found)).To(Succeed())
			found.Data["password"] = []byte("by hand")
			Expect(b.server.Update(ctx, found)).To(Succeed())
			Expect(look(ctx).Accepted).To(HaveLen(2))
			Expect(live(ctx).Password).To(Equal("by hand"))
		})

		It("is made again when it was deleted", func(ctx SpecContext) {
			b.secret(ctx, resources.RedisName(s.room), nil)
			look(ctx)
			Expect(live(ctx).Password).NotTo(BeEmpty())
		})

		It("moves on from what the API server has, though the watch be late", func(ctx SpecContext) {
			b.freeze(ctx, resources.RedisName(s.room))
			rotate("one")
			look(ctx)
			fresh := live(ctx).Password
			Expect(look(ctx).Accepted).To(HaveLen(2))
			Expect(live(ctx).Password).To(Equal(fresh), "one request makes one password")
			rotate("")
			Expect(look(ctx).Accepted).To(HaveLen(2), "what it was before is forgotten")
		})
	})
})
