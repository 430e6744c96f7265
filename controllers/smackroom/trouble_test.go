package smackroom_test

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("trouble, and what it says", func() {
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	It("a Secret that does not exist, until it does", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.Carrier.CredentialsSecretRef.Name = "elsewhere"
		}))
		w.stalled(ctx, room, v1alpha1.ReasonSecretNotFound, `Secret "elsewhere", which does not exist`)
		w.secret(ctx, "elsewhere", map[string]string{"accountSid": twiliosim.DefaultAccountSID, "authToken": twiliosim.DefaultAuthToken})
		w.up(ctx, room)
	})

	It("a Secret without its key, until it has it", func(ctx SpecContext) {
		s := w.secret(ctx, "half", map[string]string{"accountSid": twiliosim.DefaultAccountSID})
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { r.Spec.Carrier.CredentialsSecretRef.Name = "half" }))
		w.stalled(ctx, room, v1alpha1.ReasonSecretIncomplete, `no key "authToken": add it`)
		s.StringData = map[string]string{"authToken": twiliosim.DefaultAuthToken}
		Expect(k8s.Update(ctx, s)).To(Succeed())
		w.up(ctx, room)
	})

	It("credentials that the carrier refuses", func(ctx SpecContext) {
		w.secret(ctx, "wrong", map[string]string{"accountSid": twiliosim.DefaultAccountSID, "authToken": strings.Repeat("0", 32)})
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { r.Spec.Carrier.CredentialsSecretRef.Name = "wrong" }))
		w.stalled(ctx, room, v1alpha1.ReasonCredentialsRejected, `Secret "wrong"`)
		Expect(w.get(ctx, room)).To(haveCondition(v1alpha1.ConditionCredentialsValid, metav1.ConditionFalse, v1alpha1.ReasonCredentialsRejected, "refuses"))
		Expect(w.bought()).To(BeEmpty())
		Eventually(w.events(ctx)).Should(ContainElement(v1alpha1.ReasonCredentialsRejected))
	})

	It("a suspended account", func(ctx SpecContext) {
		w.sim.Account().Suspend(true)
		room := w.create(ctx, w.room("family", external("+14155550100")))
		Eventually(func() *v1alpha1.SmackRoom { return w.get(ctx, room) }).Should(
			haveCondition(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonAccountNotActive, "reactivate"))
	})

	It("a number that is not ours", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", adopting(v1alpha1.Adopt{E164: "+14155550100"})))
		w.stalled(ctx, room, v1alpha1.ReasonNumberNotOwned, "does not own +14155550100")
	})

	It("no number in the area code", func(ctx SpecContext) {
		w.sim.SellOut("415")
		room := w.create(ctx, w.room("family"))
		w.stalled(ctx, room, v1alpha1.ReasonNoNumberFound, `area code "415"`)
	})

	It("a number that is gone, and buys no other", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		live := w.up(ctx, room)
		w.sim.Reset(true)
		w.poll(ctx, room, "look")
		w.stalled(ctx, room, v1alpha1.ReasonNumberLost, live.Status.PhoneNumber.SID)
		w.poll(ctx, room, "look-again")
		Expect(w.bought()).To(BeEmpty())
	})

	It("a rule that does not compile: the others' last good set stays", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.Rules = []roomfile.Rule{{Name: "no-noise", When: "sms.Body == 'noise'", Then: roomfile.ThenDrop}}
		}))
		live := w.up(ctx, room)
		Expect(live).To(haveCondition(v1alpha1.ConditionRulesAccepted, metav1.ConditionTrue, v1alpha1.ReasonReady, "1 rules compile"))
		w.change(ctx, room, func(r *v1alpha1.SmackRoom) {
			r.Spec.DisplayName = "Changed"
			r.Spec.Rules = []roomfile.Rule{{Name: "no-noise", When: "sms.Body = 'noise'", Then: roomfile.ThenDrop}}
		})
		w.stalled(ctx, room, v1alpha1.ReasonRuleInvalid, "rule no-noise.when: line 1, column")
		Eventually(func(g Gomega) {
			config := &corev1.ConfigMap{}
			g.Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-room"}, config)).To(Succeed())
			file, err := roomfile.Parse([]byte(config.Data["room.yaml"]))
			g.Expect(err).NotTo(HaveOccurred())
			g.Expect(file.DisplayName).To(Equal("Changed"))
			g.Expect(file.Rules).To(HaveExactElements(HaveField("When", "sms.Body == 'noise'")))
		}).Should(Succeed())
	})

	It("a rule that does not compile, and a room file that was deleted: pods are left the set that they know", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.Rules = []roomfile.Rule{{Name: "no-noise", When: "sms.Body == 'noise'", Then: roomfile.ThenDrop}}
		}))
		w.up(ctx, room)
		w.change(ctx, room, func(r *v1alpha1.SmackRoom) { r.Spec.Rules[0].When = "sms.Body = 'noise'" })
		w.stalled(ctx, room, v1alpha1.ReasonRuleInvalid, "rule no-noise.when: line 1, column")
		key := client.ObjectKey{Namespace: w.namespace, Name: "family-room"}
		deleted := &corev1.ConfigMap{}
		Expect(k8s.Get(ctx, key, deleted)).To(Succeed())
		Expect(k8s.Delete(ctx, deleted)).To(Succeed())

		// A pod that reads this keeps its own last good rules, or those of the room's Redis.
		written := func(g Gomega) (file roomfile.File, broken roomfile.Invalid) {
			config := &corev1.ConfigMap{}
			g.Expect(k8s.Get(ctx, key, config)).To(Succeed())
			g.Expect(config.UID).NotTo(Equal(deleted.UID))
			path := filepath.Join(GinkgoT().TempDir(), "room.yaml")
			g.Expect(os.WriteFile(path, []byte(config.Data["room.yaml"]), 0o600)).To(Succeed())
			file, broken, err := roomfile.LoadKeeping(path, []roomfile.Rule{{Name: "kept"}})
			g.Expect(err).NotTo(HaveOccurred())
			return file, broken
		}
		Eventually(func(g Gomega) {
			file, broken := written(g)
			g.Expect(broken).To(HaveEach(HaveField("Path", "rules[0].when")))
			g.Expect(file.Rules).To(HaveExactElements(HaveField("Name", "kept")))
		}).Should(Succeed())

		w.change(ctx, room, func(r *v1alpha1.SmackRoom) { r.Spec.DisplayName = "Changed" })
		Eventually(func(g Gomega) {
			file, broken := written(g)
			g.Expect(file.DisplayName).To(Equal("Changed"), "the rest takes effect")
			g.Expect(broken).NotTo(BeEmpty())
		}).Should(Succeed())

		w.change(ctx, room, func(r *v1alpha1.SmackRoom) { r.Spec.Rules[0].When = "sms.Body == 'more noise'" })
		Eventually(func(g Gomega) {
			file, broken := written(g)
			g.Expect(broken).To(BeEmpty())
			g.Expect(file.Rules).To(HaveExactElements(HaveField("When", "sms.Body == 'more noise'")))
		}).Should(Succeed())
		Eventually(func() *v1alpha1.SmackRoom { return w.get(ctx, room) }).Should(
			haveCondition(v1alpha1.ConditionRulesAccepted, metav1.ConditionTrue, v1alpha1.ReasonReady, "1 rules compile"))
	})

	It("a time zone that does not exist", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { r.Spec.Chat.TimeZone = "Mars/Base" }))
		w.stalled(ctx, room, v1alpha1.ReasonSettingsInvalid, "spec.chat.timeZone")
	})

	It("an object of the same name that is someone else's", func(ctx SpecContext) {
		theirs := &corev1.Service{
			ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "family-room"},
			Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 1234}}},
		}
		Expect(k8s.Create(ctx, theirs)).To(Succeed())
		room := w.create(ctx, w.room("family"))
		w.stalled(ctx, room, v1alpha1.ReasonRefused, "Service family-room exists and is not this room's")
		Expect(k8s.Get(ctx, client.ObjectKeyFromObject(theirs), theirs)).To(Succeed())
		Expect(theirs.Spec.Ports[0].Port).To(BeEquivalentTo(1234))
	})

	It("a cluster without the Gateway API", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.Exposure = v1alpha1.Exposure{Gateway: &v1alpha1.GatewayExposure{
				Hostname: "sms.example.com", ParentRefs: []v1alpha1.ParentRef{{Name: "public"}},
			}}
		}))
		w.stalled(ctx, room, v1alpha1.ReasonGatewayAPIMissing, "install the Gateway API")
	})

	It("an external Redis whose password is missing", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.Redis.External.CredentialsSecretRef = &v1alpha1.SecretRef{Name: "redis"}
		}))
		w.stalled(ctx, room, v1alpha1.ReasonSecretNotFound, "spec.redis.external.credentialsSecretRef")
		w.secret(ctx, "redis", map[string]string{"password": "p"})
		w.up(ctx, room)
	})

	It("a carrier that answers nonsense: it goes on by itself", func(ctx SpecContext) {
		fault := w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultBadGateway, Path: "AvailablePhoneNumbers", Times: 1})
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		Expect(fault.Hits()).To(Equal(1))
		Expect(w.bought()).To(HaveLen(1))
	})

	It("a carrier that is away does not stop scaling", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family"))
		w.up(ctx, room)
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Path: "IncomingPhoneNumbers"})
		w.annotate(ctx, room, v1alpha1.ReconcileRequestedAtAnnotation, "now")
		live := w.eventually(ctx, room, v1alpha1.ConditionPhoneNumberReady, metav1.ConditionFalse, v1alpha1.ReasonReconcileFailed)
		Expect(kstatus(live)).To(Equal(status.InProgressStatus))
		Expect(live.Status.PhoneNumber.WebhookURL).NotTo(BeEmpty())
		w.sim.ClearFaults()
		w.eventually(ctx, room, v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonReady)
	})

	It("two rooms with one number: the first has it, the other says who, and gets it afterwards", func(ctx SpecContext) {
		w.sim.Account().Own("+14155550123")
		first := w.create(ctx, w.room("first", adopting(v1alpha1.Adopt{E164: "+14155550123"})))
		w.up(ctx, first)
		second := w.create(ctx, w.room("second", adopting(v1alpha1.Adopt{E164: "+14155550123"})))
		w.stalled(ctx, second, v1alpha1.ReasonNumberInUse, w.namespace+"/first")
		Expect(k8s.Delete(ctx, first)).To(Succeed())
		w.up(ctx, second)
		Expect(w.sim.Number("+14155550123").SmsURL()).To(HavePrefix("https://sms.example.com/second/sms"))
	})

	It("two rooms with one number: the other gets it when the first takes another", func(ctx SpecContext) {
		w.sim.Account().Own("+14155550123")
		w.sim.Account().Own("+14155550124")
		first := w.create(ctx, w.room("first", adopting(v1alpha1.Adopt{E164: "+14155550123"})))
		w.up(ctx, first)
		second := w.create(ctx, w.room("second", adopting(v1alpha1.Adopt{E164: "+14155550123"})))
		w.stalled(ctx, second, v1alpha1.ReasonNumberInUse, w.namespace+"/first")
		w.change(ctx, first, func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber.Adopt = &v1alpha1.Adopt{E164: "+14155550124"} })
		w.up(ctx, second)
		Expect(w.sim.Number("+14155550123").SmsURL()).To(HavePrefix("https://sms.example.com/second/sms"))
	})

	Describe("someone changes the number's webhook", func() {
		It("and it is put right", func(ctx SpecContext) {
			room := w.create(ctx, w.room("family"))
			w.up(ctx, room)
			number := w.bought()[0]
			number.SetSmsURL("https://elsewhere.example.com")
			w.poll(ctx, room, "look")
			Expect(number.SmsURL()).To(HavePrefix("https://sms.example.com/family/sms"))
			Eventually(w.events(ctx)).Should(ContainElement(v1alpha1.EventDriftCorrected))
		})

		It("and it is reported, if that is the policy", func(ctx SpecContext) {
			room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber.DriftPolicy = v1alpha1.DriftReport }))
			w.up(ctx, room)
			number := w.bought()[0]
			number.SetSmsURL("https://elsewhere.example.com")
			w.poll(ctx, room, "look")
			w.stalled(ctx, room, v1alpha1.ReasonWebhookDrifted, "SmsUrl")
			Expect(number.SmsURL()).To(Equal("https://elsewhere.example.com"))
		})
	})
})
