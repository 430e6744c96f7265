package resources_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
	smackroom "github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/room/roomtest"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// deployment is a Redis as someone else runs it.
type deployment interface {
	Secure(authority *redistest.Authority, clients bool) error
	Start(ctx context.Context) error
	Config() store.Config
	Limited(ctx context.Context, room string) (store.Config, error)
	Require(ctx context.Context, password string) error
	Stop() error
}

// protection is how a Redis keeps others out, and what the spec says of it.
type protection struct {
	name     string
	tls      bool
	client   bool
	limited  bool
	sentinel bool
}

const secretWord = "s3cret"

// secrets are by name and key.
type secrets map[string]map[string]string

// protect starts the deployment with a protection and tells how the spec names it.
func (p protection) protect(ctx context.Context, d deployment) (*v1alpha1.ExternalRedis, secrets) {
	GinkgoHelper()
	spec := &v1alpha1.ExternalRedis{}
	all := secrets{}
	if p.tls {
		authority, err := redistest.NewAuthority()
		Expect(err).NotTo(HaveOccurred())
		Expect(d.Secure(authority, p.client)).To(Succeed())
		dir := GinkgoT().TempDir()
		Expect(authority.Write(dir, "room")).To(Succeed())
		spec.TLS = &v1alpha1.ExternalRedisTLS{CASecretRef: &v1alpha1.SecretRef{Name: "authority"}}
		all["authority"] = map[string]string{"ca.crt": contents(dir, "ca.crt")}
		if p.client {
			spec.TLS.CertSecretRef = &v1alpha1.SecretRef{Name: "certificate"}
			all["certificate"] = map[string]string{"tls.crt": contents(dir, "tls.crt"), "tls.key": contents(dir, "tls.key")}
		}
	}
	Expect(d.Start(ctx)).To(Succeed())
	DeferCleanup(d.Stop)
	config := d.Config()
	spec.Addresses, spec.Mode, spec.MasterName = config.Addresses, roomfile.RedisMode(config.Mode), config.MasterName
	login := map[string]string{"password": secretWord}
	if p.limited {
		limited, err := d.Limited(ctx, "chats.family")
		Expect(err).NotTo(HaveOccurred())
		login["username"], login["password"], err = limited.Credentials(ctx)
		Expect(err).NotTo(HaveOccurred())
	}
	Expect(d.Require(ctx, secretWord)).To(Succeed())
	if p.sentinel {
		Expect(d.(*redistest.Replicated).RequireOfSentinels(ctx, "for sentinels")).To(Succeed())
		login["sentinelPassword"] = "for sentinels"
	}
	spec.CredentialsSecretRef, all["login"] = &v1alpha1.SecretRef{Name: "login"}, login
	return spec, all
}

func contents(dir, file string) string {
	GinkgoHelper()
	text, err := os.ReadFile(filepath.Join(dir, file))
	Expect(err).NotTo(HaveOccurred())
	return string(text)
}

// layOut writes the files that a pod of the room finds, as a kubelet does, and gives the
// path of the room file.
func layOut(in resources.Input, all secrets) string {
	GinkgoHelper()
	root := GinkgoT().TempDir()
	write := func(path, text string) {
		Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
		Expect(os.WriteFile(path, []byte(text), 0o600)).To(Succeed())
	}
	file, err := yaml.Marshal(resources.RoomFile(in))
	Expect(err).NotTo(HaveOccurred())
	path := filepath.Join(root, "room", resources.RoomFileKey)
	write(path, string(file))
	for _, volume := range deploymentOf(in).Spec.Template.Spec.Volumes {
		if volume.Projected == nil {
			continue
		}
		for _, source := range volume.Projected.Sources {
			for _, item := range source.Secret.Items {
				text, has := all[source.Secret.Name][item.Key]
				Expect(has || source.Secret.Optional != nil && *source.Secret.Optional).To(BeTrue(), "a pod would not start without %s", item.Key)
				if has {
					write(filepath.Join(root, volume.Name, item.Path), text)
				}
			}
		}
	}
	return path
}

var _ = Describe("A room on an external Redis", func() {
	talks := func(ctx SpecContext, prepare func() (deployment, error), p protection) {
		d, err := prepare()
		Expect(err).NotTo(HaveOccurred())
		spec, all := p.protect(ctx, d)
		sim := roomtest.Carrier()
		all["twilio"] = map[string]string{"accountSid": sim.Account().SID(), "authToken": sim.Account().AuthToken()}
		pod := roomtest.Pod{Public: roomtest.FreeAddress(), Private: roomtest.FreeAddress()}
		in := inputOf(family(func(r *v1alpha1.SmackRoom) {
			r.Spec.Redis = &v1alpha1.Redis{External: spec}
			r.Spec.Exposure.BaseURL = "http://" + pod.Public
			r.Spec.Delivery.MessagesPerSecond = ptr(int32(1000))
		}))
		in.CarrierBaseURL = sim.BaseURL()
		sim.Account().Own(in.Number.E164).SetSmsURL("http://" + pod.Public + "/sms")

		pod.Run(smackroom.Options{Path: layOut(in, all)}, nil)
		ann, bob := sim.Phone("+14155550111"), sim.Phone("+14155550122")
		says := func(phone *twiliosim.Phone, text string) func() int {
			return func() int {
				in, err := phone.Text(ctx, in.Number.E164, text)
				if err != nil {
					return 0
				}
				return in.Webhook.Status
			}
		}
		Eventually(says(ann, "#join Ann")).WithTimeout(30 * time.Second).WithPolling(100 * time.Millisecond).Should(Equal(http.StatusOK))
		Expect(says(bob, "#join Bob")()).To(Equal(http.StatusOK))
		Eventually(bob.Bodies).WithTimeout(20 * time.Second).ShouldNot(BeEmpty())
		Expect(says(ann, "hello")()).To(Equal(http.StatusOK))
		Eventually(bob.Bodies).WithTimeout(20 * time.Second).Should(ContainElement("Ann: hello"))
	}

	standalone := func() (deployment, error) { return redistest.NewTCP() }
	sentinel := func() (deployment, error) { return redistest.NewReplicated() }
	cluster := func() (deployment, error) { return redistest.NewShards() }

	password := protection{name: "a password"}
	user := protection{name: "a user who may do the room's work alone", limited: true}
	trust := protection{name: "TLS", tls: true}
	certificate := protection{name: "TLS, a client certificate and a user", tls: true, client: true, limited: true}
	for _, mode := range []struct {
		name    string
		prepare func() (deployment, error)
	}{{"Standalone", standalone}, {"Sentinel", sentinel}, {"Cluster", cluster}} {
		for _, p := range []protection{password, user, trust, certificate} {
			It("talks by "+mode.name+" with "+p.name, func(ctx SpecContext) { talks(ctx, mode.prepare, p) })
		}
	}

	It("talks by sentinels that have a password of their own", func(ctx SpecContext) {
		talks(ctx, sentinel, protection{sentinel: true})
	})
})
