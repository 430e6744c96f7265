package v1alpha1_test

import (
	"context"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	apiextensionsvalidation "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"sigs.k8s.io/yaml"
)

const smallest = `
apiVersion: smack.dev/v1alpha1
kind: SmackRoom
metadata: {name: family}
spec:
  carrier: {credentialsSecretRef: {name: twilio}}
  phoneNumber: {purchase: {country: US, areaCode: "415"}}
  exposure: {ingress: {className: nginx, host: sms.example.com}}
`

// with is the smallest manifest, with some fields of its spec replaced.
func with(spec string) string {
	object := map[string]any{}
	ExpectWithOffset(1, yaml.Unmarshal([]byte(smallest), &object)).To(Succeed())
	fields := map[string]any{}
	ExpectWithOffset(1, yaml.Unmarshal([]byte(spec), &fields)).To(Succeed())
	for name, value := range fields {
		object["spec"].(map[string]any)[name] = value
	}
	out, err := yaml.Marshal(object)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return string(out)
}

func named(name string) string { return strings.Replace(smallest, "family", name, 1) }

var _ = Describe("the schema of a SmackRoom", func() {
	var rules schema
	BeforeEach(func() { rules = loadSchema() })

	It("is a definition that an API server takes, its rules within their cost", func() {
		Expect(apiextensionsvalidation.ValidateCustomResourceDefinition(context.Background(), loadCRD())).To(BeEmpty())
	})

	It("fills in what has a default", func() {
		spec := rules.defaulted(smallest)["spec"].(map[string]any)
		Expect(spec["replicas"]).To(BeEquivalentTo(2))
		Expect(spec["phoneNumber"]).To(And(
			HaveKeyWithValue("reclaimPolicy", "Retain"),
			HaveKeyWithValue("driftPolicy", "Correct"),
			HaveKeyWithValue("purchase", HaveKeyWithValue("type", "Local")),
		))
	})

	DescribeTable("accepts",
		func(manifest string) { Expect(rules.judge(manifest, "")).To(BeEmpty()) },
		Entry("the smallest manifest", smallest),
		Entry("a released number", with(`phoneNumber: {purchase: {country: US}, reclaimPolicy: Release}`)),
		Entry("a toll-free number", with(`phoneNumber: {purchase: {country: US, type: TollFree, contains: "8*SMACK"}}`)),
		Entry("an adopted number", with(`phoneNumber: {adopt: {e164: "+14155550100"}, driftPolicy: Report}`)),
		Entry("an adopted short code", with(`phoneNumber: {adopt: {shortCode: "12345"}}`)),
		Entry("an external number", with(`phoneNumber: {external: {e164: "+14155550100"}}`)),
		Entry("a managed Redis", with(`redis: {managed: {storage: {size: 5Gi, className: fast}, fsync: Always}}`)),
		Entry("sentinels", with(`redis: {external: {mode: Sentinel, masterName: main, addresses: ["a:26379", "b:26379"]}}`)),
		Entry("a cluster with TLS", with(`redis: {external: {mode: Cluster, addresses: ["[::1]:6379"], tls: {caSecretRef: {name: ca}}}}`)),
		Entry("a Gateway", with(`exposure: {gateway: {hostname: sms.example.com, parentRefs: [{name: public, namespace: infra}]}}`)),
		Entry("a base URL with a port and a path", with(`exposure: {baseURL: "http://127.0.0.1:8080/rooms/family"}`)),
		Entry("no pods", with(`replicas: 0`)),
		Entry("autoscaling", with(`autoscaling: {minReplicas: 2, maxReplicas: 2}`)),
		Entry("chat settings", with(`chat: {admins: ["+14155550101"], commandPrefix: "#", retention: 30d}`)),
		Entry("a rule", with(`rules: [{name: no-noise, when: "sms.Body == 'noise'", then: Drop}]`)),
		Entry("a command", with(`commands: [{name: random, url: "https://random.example.com", secretRef: {name: random}}]`)),
	)

	DescribeTable("refuses, and names the field",
		func(manifest, path, message string) {
			Expect(rules.judge(manifest, "")).To(ContainElement(And(
				HaveField("Field", path),
				HaveField("Detail", ContainSubstring(message)),
			)))
		},
		Entry("a name that Services cannot bear", named(strings.Repeat("a", 41)), "<nil>", "at most 40 lower case"),
		Entry("a name with a dot", named("fam.ily"), "<nil>", "letters, digits and dashes"),
		Entry("no way to a number", with(`phoneNumber: {}`), "spec.phoneNumber", "exactly one of the fields"),
		Entry("two ways to a number", with(`phoneNumber: {adopt: {sid: PN1}, external: {e164: "+14155550100"}}`), "spec.phoneNumber", "exactly one of the fields"),
		Entry("giving back what was not bought", with(`phoneNumber: {adopt: {sid: PN1}, reclaimPolicy: Release}`), "spec.phoneNumber.reclaimPolicy", "only for purchased numbers"),
		Entry("an area code outside of North America", with(`phoneNumber: {purchase: {country: DE, areaCode: "415"}}`), "spec.phoneNumber.purchase.areaCode", "only in US and CA"),
		Entry("a region outside of North America", with(`phoneNumber: {purchase: {country: DE, region: BY}}`), "spec.phoneNumber.purchase.region", "only in US and CA"),
		Entry("a city outside of North America", with(`phoneNumber: {purchase: {country: DE, locality: Ulm}}`), "spec.phoneNumber.purchase.locality", "only in US and CA"),
		Entry("an American mobile number", with(`phoneNumber: {purchase: {country: US, type: Mobile}}`), "spec.phoneNumber.purchase.type", "no mobile numbers"),
		Entry("a number that is not E.164", with(`phoneNumber: {adopt: {e164: "415 555 0100"}}`), "spec.phoneNumber.adopt.e164", "should match"),
		Entry("two names for one adopted number", with(`phoneNumber: {adopt: {sid: PN1, e164: "+14155550100"}}`), "spec.phoneNumber.adopt", "exactly one of the fields"),
		Entry("two kinds of Redis", with(`redis: {managed: {}, external: {addresses: ["a:1"]}}`), "spec.redis", "exactly one of the fields"),
		Entry("sentinels without a master", with(`redis: {external: {mode: Sentinel, addresses: ["a:1"]}}`), "spec.redis.external.masterName", "masterName goes with mode Sentinel"),
		Entry("a master without sentinels", with(`redis: {external: {masterName: main, addresses: ["a:1"]}}`), "spec.redis.external.masterName", "masterName goes with mode Sentinel"),
		Entry("a database of a cluster", with(`redis: {external: {mode: Cluster, database: 3, addresses: ["a:1"]}}`), "spec.redis.external.database", "only database 0"),
		Entry("two standalone addresses", with(`redis: {external: {addresses: ["a:1", "b:1"]}}`), "spec.redis.external.addresses", "exactly one address"),
		Entry("an address without a port", with(`redis: {external: {addresses: ["redis.example.com"]}}`), "spec.redis.external.addresses[0]", "should match"),
		Entry("no way to the room", with(`exposure: {}`), "spec.exposure", "exactly one of the fields"),
		Entry("two ways to the room", with(`exposure: {baseURL: "https://a.example.com", ingress: {host: a.example.com}}`), "spec.exposure", "exactly one of the fields"),
		Entry("a base URL with a query", with(`exposure: {baseURL: "https://a.example.com?x=1"}`), "spec.exposure.baseURL", "should match"),
		Entry("a host with an underscore, which Twilio refuses", with(`exposure: {ingress: {host: my_room.example.com}}`), "spec.exposure.ingress.host", "should match"),
		Entry("more pods at least than at most", with(`autoscaling: {minReplicas: 3, maxReplicas: 2}`), "spec.autoscaling.minReplicas", "greater than maxReplicas"),
		Entry("an admin without a country code", with(`chat: {admins: ["4155550100"]}`), "spec.chat.admins[0]", "should match"),
		Entry("a rule without a name", with(`rules: [{when: "true"}]`), "spec.rules[0].name", ""),
	)

	DescribeTable("judges a change",
		func(before, after string, verdict types.GomegaMatcher) {
			Expect(rules.judge(after, before)).To(verdict)
		},
		Entry("of the area code of a bought number", smallest, with(`phoneNumber: {purchase: {country: US, areaCode: "212"}}`),
			ContainElement(And(HaveField("Field", "spec.phoneNumber.purchase"), HaveField("Detail", ContainSubstring("cannot be changed"))))),
		Entry("from bought to adopted", smallest, with(`phoneNumber: {adopt: {sid: PN1}}`),
			ContainElement(HaveField("Field", "spec.phoneNumber.purchase"))),
		Entry("from adopted to bought", with(`phoneNumber: {adopt: {sid: PN1}}`), smallest,
			ContainElement(HaveField("Field", "spec.phoneNumber.purchase"))),
		Entry("of the reclaim policy of a bought number", smallest,
			with(`phoneNumber: {purchase: {country: US, areaCode: "415"}, reclaimPolicy: Release}`), BeEmpty()),
		Entry("of which number is adopted", with(`phoneNumber: {adopt: {sid: PN1}}`), with(`phoneNumber: {adopt: {sid: PN2}}`), BeEmpty()),
		Entry("of a volume's class", with(`redis: {managed: {storage: {className: slow}}}`), with(`redis: {managed: {storage: {className: fast}}}`),
			ContainElement(And(HaveField("Field", "spec.redis.managed.storage.className"), HaveField("Detail", ContainSubstring("new room"))))),
		Entry("of a volume's class, said for the first time", with(`redis: {managed: {storage: {size: 1Gi}}}`), with(`redis: {managed: {storage: {size: 1Gi, className: fast}}}`),
			ContainElement(HaveField("Field", "spec.redis.managed.storage.className"))),
		Entry("from ingress to base URL", smallest, with(`exposure: {baseURL: "https://a.example.com"}`), BeEmpty()),
	)
})
