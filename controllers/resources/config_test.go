package resources_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

var _ = Describe("The room file", func() {
	It("says for the smallest room what it needs and no more", func() {
		Expect(resources.RoomFile(inputOf(family()))).To(Equal(roomfile.File{
			APIVersion:  "smack.dev/v1alpha1",
			Kind:        "RoomFile",
			Room:        "chats.family",
			DisplayName: "family",
			Number:      roomfile.Number{E164: "+14155550100", Type: roomfile.LongCode},
			Carrier:     roomfile.Carrier{CredentialsDir: "../twilio"},
			Webhook:     roomfile.Webhook{BaseURL: "https://sms.example.com/family"},
			Redis: &roomfile.Redis{
				Addresses:      []string{"family-redis.chats.svc:6379"},
				CredentialsDir: "../redis",
			},
		}))
	})

	DescribeTable("has the public address of each exposure",
		func(exposure v1alpha1.Exposure, want string) {
			room := family(func(r *v1alpha1.SmackRoom) { r.Spec.Exposure = exposure })
			Expect(resources.RoomFile(inputOf(room)).Webhook.BaseURL).To(Equal(want))
		},
		Entry("a given one", v1alpha1.Exposure{BaseURL: "https://a.example.com/b/"}, "https://a.example.com/b"),
		Entry("an Ingress", v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{Host: "a.example.com"}}, "https://a.example.com/chats/family"),
		Entry("a Gateway", v1alpha1.Exposure{Gateway: &v1alpha1.GatewayExposure{Hostname: "a.example.com", Path: "/"}}, "https://a.example.com"),
	)

	DescribeTable("names the carrier",
		func(spec, operator, want string) {
			in := inputOf(family(func(r *v1alpha1.SmackRoom) { r.Spec.Carrier.BaseURL = spec }))
			in.CarrierBaseURL = operator
			Expect(resources.RoomFile(in).Carrier.BaseURL).To(Equal(want))
		},
		Entry("not at all when nobody says so", "", "", ""),
		Entry("that the operator was told", "", "https://o.example.com", "https://o.example.com"),
		Entry("that the room says, before the operator's", "https://r.example.com", "https://o.example.com", "https://r.example.com"),
	)

	It("describes an external Redis whole", func() {
		room := family(func(r *v1alpha1.SmackRoom) { r.Spec.Redis = sentinels() })
		Expect(resources.RoomFile(inputOf(room)).Redis).To(Equal(&roomfile.Redis{
			Addresses: []string{"a:26379", "b:26379"}, Mode: roomfile.Sentinel, MasterName: "main", Database: 3,
			CredentialsDir: "../redis",
			TLS:            &roomfile.RedisTLS{CADir: "../redis-ca", CertDir: "../redis-cert"},
		}))
	})

	It("asks for no credentials of an open Redis, and encrypts with the image's roots", func() {
		room := family(func(r *v1alpha1.SmackRoom) {
			r.Spec.Redis = &v1alpha1.Redis{External: &v1alpha1.ExternalRedis{
				Addresses: []string{"cache.example.com:6379"}, TLS: &v1alpha1.ExternalRedisTLS{},
			}}
		})
		Expect(resources.RoomFile(inputOf(room)).Redis).To(Equal(&roomfile.Redis{
			Addresses: []string{"cache.example.com:6379"}, TLS: &roomfile.RedisTLS{},
		}))
	})

	It("turns the names of Secrets into directories, without touching the spec", func() {
		room := family(withSecrets)
		file := resources.RoomFile(inputOf(room))
		Expect(file.Admin.TokenSecretRef.Name).To(Equal("../admin"))
		Expect(file.Commands[0].SecretRef.Name).To(Equal("../commands/dinner_time"))
		Expect(file.Commands[1].SecretRef).To(BeNil())
		Expect(room.Spec.Commands[0].SecretRef.Name).To(Equal("dinner"))
		Expect(room.Spec.Admin.TokenSecretRef.Name).To(Equal("screen"))
	})

	It("comes back from its ConfigMap as it was", func() {
		in := inputOf(family(withSecrets))
		configuration, err := resources.ConfigMap(in)
		Expect(err).NotTo(HaveOccurred())
		var file roomfile.File
		Expect(yaml.UnmarshalStrict([]byte(configuration.Data[resources.RoomFileKey]), &file)).To(Succeed())
		Expect(file).To(Equal(resources.RoomFile(in)))
	})

	It("holds no secret", func() {
		configuration, err := resources.ConfigMap(inputOf(family()))
		Expect(err).NotTo(HaveOccurred())
		Expect(typed[corev1.ConfigMap](configuration).Data[resources.RoomFileKey]).NotTo(MatchRegexp(`(?i)(token|password):`))
	})
})

var _ = Describe("The files of Secrets in the pods", func() {
	It("are the carrier's and the managed Redis's, by named keys", func() {
		required, optional := filesOf(podOf(family()).Spec)
		Expect(required).To(ConsistOf(
			"/etc/smack/twilio/accountSid <- twilio/accountSid",
			"/etc/smack/twilio/authToken <- twilio/authToken",
			"/etc/smack/redis/password <- family-redis/password"))
		Expect(optional).To(ConsistOf(
			"/etc/smack/twilio/apiKeySid <- twilio/apiKeySid",
			"/etc/smack/twilio/apiKeySecret <- twilio/apiKeySecret",
			"/etc/smack/twilio/previousAuthToken <- twilio/previousAuthToken",
			"/etc/smack/redis/username <- family-redis/username"))
	})

	It("are those that an external Redis names", func() {
		required, _ := filesOf(podOf(family(func(r *v1alpha1.SmackRoom) { r.Spec.Redis = sentinels() })).Spec)
		Expect(required).To(ContainElements(
			"/etc/smack/redis/password <- redis-login/password",
			"/etc/smack/redis-ca/ca.crt <- redis-ca/ca.crt",
			"/etc/smack/redis-cert/tls.crt <- redis-client/tls.crt",
			"/etc/smack/redis-cert/tls.key <- redis-client/tls.key"))
	})

	It("are those of the screen and of each command that has one", func() {
		required, optional := filesOf(podOf(family(withSecrets)).Spec)
		Expect(required).To(ContainElements(
			"/etc/smack/admin/token <- screen/token",
			"/etc/smack/commands/dinner_time/secret <- dinner/secret"))
		Expect(optional).To(ContainElement("/etc/smack/commands/dinner_time/previousSecret <- dinner/previousSecret"))
		Expect(append(required, optional...)).NotTo(ContainElement(ContainSubstring("weather")))
	})

	It("are read-only", func() {
		Expect(podOf(family(withSecrets)).Spec.Containers[0].VolumeMounts).To(HaveEach(HaveField("ReadOnly", true)))
	})
})

func sentinels() *v1alpha1.Redis {
	return &v1alpha1.Redis{External: &v1alpha1.ExternalRedis{
		Addresses: []string{"a:26379", "b:26379"}, Mode: roomfile.Sentinel, MasterName: "main", Database: 3,
		CredentialsSecretRef: &v1alpha1.SecretRef{Name: "redis-login"},
		TLS: &v1alpha1.ExternalRedisTLS{
			CASecretRef:   &v1alpha1.SecretRef{Name: "redis-ca"},
			CertSecretRef: &v1alpha1.SecretRef{Name: "redis-client"},
		},
	}}
}

func withSecrets(r *v1alpha1.SmackRoom) {
	r.Spec.Admin.TokenSecretRef = &v1alpha1.SecretRef{Name: "screen"}
	r.Spec.Commands = []roomfile.Command{
		{Name: "dinner_time", URL: "https://d.example.com", SecretRef: &v1alpha1.SecretRef{Name: "dinner"}},
		{Name: "weather", URL: "https://w.example.com"},
	}
}
