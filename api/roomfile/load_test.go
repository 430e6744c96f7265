package roomfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
)

const smallest = `
apiVersion: smack.dev/v1alpha1
kind: RoomFile
room: home.family
number: {e164: "+14155550100"}
webhook: {baseURL: https://sms.example.com/family}
`

// problems are what Parse finds, one line each.
func problems(text string) []string {
	GinkgoHelper()
	_, err := roomfile.Parse([]byte(text))
	Expect(err).To(HaveOccurred())
	var invalid roomfile.Invalid
	Expect(errors.As(err, &invalid)).To(BeTrue(), "%T: %v", err, err)
	var lines []string
	for _, p := range invalid {
		lines = append(lines, p.String())
	}
	return lines
}

var _ = Describe("A smallest room file", func() {
	It("gets every default", func() {
		f, err := roomfile.Parse([]byte(smallest))
		Expect(err).NotTo(HaveOccurred())
		Expect(f.DisplayName).To(Equal("home.family"))
		Expect(f.Number.Type).To(Equal(roomfile.LongCode))
		Expect(f.Carrier.BaseURL).To(Equal("https://api.twilio.com"))
		Expect(f.Redis).To(BeNil())
		Expect(f.Chat).To(Equal(roomfile.Chat{
			Access: roomfile.Open, Invites: roomfile.InvitesMembers, CommandPrefix: "#", TimeZone: "UTC",
			AnnounceJoins: new(true), Reactions: roomfile.ReactionsFold, OptOut: roomfile.OptOutProvider,
			Retention: "30d", Language: "en",
		}))
		Expect(f.Limits).To(Equal(roomfile.Limits{
			MaxMembers: new(int32(10000)), MessagesPerMinutePerMember: new(int32(20)),
			SegmentsPerDay: new(int64(0)), InvitesPerDay: new(int32(10)),
		}))
		Expect(f.Delivery).To(Equal(roomfile.Delivery{
			MessagesPerSecond: new(int32(1)), Coalesce: roomfile.CoalesceAuto, Receipts: roomfile.ReceiptsAuto,
			Validity: "30m", DoubtGrace: "10s", OnDoubt: roomfile.OnDoubtResend,
		}))
		Expect(*f.Admin.Enabled).To(BeTrue())
	})

	It("may be JSON", func() {
		f, err := roomfile.Parse([]byte(`{"apiVersion":"smack.dev/v1alpha1","kind":"RoomFile","room":"r",
			"number":{"e164":"+14155550100"},"webhook":{"baseURL":"https://sms.example.com"}}`))
		Expect(err).NotTo(HaveOccurred())
		Expect(f.Room).To(Equal("r"))
	})

	DescribeTable("sends and answers carrier keywords by its kind of number",
		func(number string, rate int32, optOut roomfile.OptOut) {
			f, err := roomfile.Parse([]byte(strings.Replace(smallest, `{e164: "+14155550100"}`, number, 1)))
			Expect(err).NotTo(HaveOccurred())
			Expect(*f.Delivery.MessagesPerSecond).To(Equal(rate))
			Expect(f.Chat.OptOut).To(Equal(optOut))
		},
		Entry("long code", `{e164: "+14155550100"}`, int32(1), roomfile.OptOutProvider),
		Entry("toll-free", `{e164: "+18005550100", type: TollFree}`, int32(3), roomfile.OptOutProvider),
		Entry("short code", `{e164: "55555", type: ShortCode}`, int32(100), roomfile.OptOutSelf),
		Entry("short code, seen by its form", `{e164: "55555"}`, int32(100), roomfile.OptOutSelf),
	)

	It("keeps what it says itself", func() {
		f, err := roomfile.Parse([]byte(smallest + `
displayName: The family
chat: {announceJoins: false, optOut: Self, retention: 12h}
limits: {messagesPerMinutePerMember: 0}
delivery: {messagesPerSecond: 12}
rules: [{name: hush, when: "true", then: Drop}]
commands: [{name: random, url: "https://example.com", enabled: false, rateLimit: 1}]
`))
		Expect(err).NotTo(HaveOccurred())
		Expect(f.DisplayName).To(Equal("The family"))
		Expect(*f.Chat.AnnounceJoins).To(BeFalse())
		Expect(f.Chat.OptOut).To(Equal(roomfile.OptOutSelf))
		Expect(f.Chat.Retention.Value()).To(Equal(12 * time.Hour))
		Expect(*f.Limits.MessagesPerMinutePerMember).To(BeZero())
		Expect(*f.Delivery.MessagesPerSecond).To(Equal(int32(12)))
		Expect(f.Rules[0].Then).To(Equal(roomfile.ThenDrop))
		Expect(f.Commands[0].Timeout).To(Equal(roomfile.Duration("3s")))
		Expect(*f.Commands[0].Enabled).To(BeFalse())
	})
})

var _ = DescribeTable("A room file that breaks a rule is refused with path and remedy",
	func(more string, want ...any) {
		Expect(problems(smallest + more)).To(ConsistOf(want))
	},
	Entry("unknown field", "chat: {timezone: UTC}",
		"chat.timezone: is no field of a room file; known here: access, admins, announceJoins, commandPrefix, defaultRegion, invites, language, optOut, reactions, retention, timeZone, welcome"),
	Entry("wrong kind", "chat: {admins: +14155550100}", "chat.admins: must be a list, not a number"),
	Entry("no such choice", "chat: {access: Closed}", `chat.access: is "Closed"; write one of Open, InviteOnly`),
	Entry("no such zone", "chat: {timeZone: Mars/Olympus}",
		`chat.timeZone: "Mars/Olympus" is no time zone; write an IANA name like America/Los_Angeles`),
	Entry("the machine's own zone", "chat: {timeZone: Local}",
		`chat.timeZone: "Local" is no time zone; write an IANA name like America/Los_Angeles`),
	Entry("duration without unit", "chat: {retention: \"30\"}", `chat.retention: "30" does not match ^([0-9]+(ms|s|m|h|d))+$`),
	Entry("duration too long", "delivery: {validity: 11h}", "delivery.validity: is 11h; write a duration from 10s to 10h"),
	Entry("duration beyond counting", "chat: {retention: 9999999999999999d}", `chat.retention: "9999999999999999d" is too long a duration`),
	Entry("admin twice", `chat: {admins: ["+14155550101", "+14155550101"]}`, `chat.admins[1]: "+14155550101" is listed twice`),
	Entry("admin not E.164", `chat: {admins: ["415 555 0101"]}`, `chat.admins[0]: "415 555 0101" does not match ^\+[1-9][0-9]{6,14}$`),
	Entry("below the minimum", "limits: {maxMembers: 0}", "limits.maxMembers: is 0; at least 1 is needed"),
	Entry("above the maximum", "delivery: {messagesPerSecond: 10001}", "delivery.messagesPerSecond: is 10001; at most 10000 is allowed"),
	Entry("half a member", "limits: {maxMembers: 1.5}", "limits.maxMembers: must be a whole number"),
	Entry("two addresses standalone", `redis: {addresses: ["a:1", "b:2"]}`,
		"redis.addresses: has 2 addresses; a Standalone Redis has one (set redis.mode to Sentinel or Cluster?)"),
	Entry("no address", `redis: {addresses: []}`, "redis.addresses: must not be empty"),
	Entry("address without port", `redis: {addresses: [redis]}`, `redis.addresses[0]: "redis" does not match ^.+:[0-9]{1,5}$`),
	Entry("sentinel without master", `redis: {addresses: ["a:1"], mode: Sentinel}`,
		"redis.masterName: is required with mode Sentinel: the name that the sentinels know the master by"),
	Entry("master without sentinel", `redis: {addresses: ["a:1"], masterName: m}`,
		"redis.masterName: is for mode Sentinel only; leave it out with mode Standalone"),
	Entry("cluster with database", `redis: {addresses: ["a:1"], mode: Cluster, database: 2}`,
		"redis.database: must be 0 with mode Cluster: a cluster has one database"),
	Entry("rule names twice", `rules: [{name: a, when: "true", then: Drop}, {name: a, when: "true", then: Stop}]`,
		`rules[1].name: "a" is the name of rules[0] too; give each rule its own`),
	Entry("rule without effect", `rules: [{name: a, when: "true"}]`,
		"rules[0]: does nothing; add reply, broadcast, direct, setBody, mute, forward, run, tag, or then: Stop or Drop"),
	Entry("rule that does not compile", `rules: [{name: a, when: "sms.Body = 'x'", then: Drop}]`,
		"rules[0].when: line 1, column 10: Syntax error: token recognition error at: '= '",
		"rules[0].when: line 1, column 12: Syntax error: extraneous input ''x'' expecting <EOF>"),
	Entry("built-in name", `commands: [{name: who, url: "https://example.com"}]`,
		`commands[0].name: "who" is a built-in command already; choose another name`),
	Entry("alias twice", `commands: [{name: a, aliases: [c], url: "https://a.example"}, {name: b, aliases: [c], url: "https://b.example"}]`,
		`commands[1].aliases[0]: "c" is taken by commands[0] already; choose another name`),
	Entry("slow command", `commands: [{name: a, url: "https://a.example", timeout: 11s}]`,
		"commands[0].timeout: is 11s; write a duration from 100ms to 10s"),
	Entry("no network", `services: {allowedNetworks: [10.96.0.0/12, cluster]}`,
		`services.allowedNetworks[1]: "cluster" is no network; write it like 10.96.0.0/12`),
	Entry("no proxy", `admin: {trustedProxies: [10.244.0.0/16, ingress, 0.0.0.0/0, "::/0"]}`,
		`admin.trustedProxies[1]: "ingress" is no network; write it like 10.244.0.0/16`,
		`admin.trustedProxies[2]: "0.0.0.0/0" is everybody, of whom nobody can be believed; name the proxies' network`,
		`admin.trustedProxies[3]: "::/0" is everybody, of whom nobody can be believed; name the proxies' network`),
	Entry("everything at once, in order of the file's parts", "chat: {access: Closed, timeZone: Mars}\nlimits: {maxMembers: 0}\nrooms: 1",
		`chat.access: is "Closed"; write one of Open, InviteOnly`,
		"limits.maxMembers: is 0; at least 1 is needed",
		"rooms: is no field of a room file; known here: admin, apiVersion, carrier, chat, commands, delivery, displayName, kind, limits, number, redis, room, rules, services, webhook",
		`chat.timeZone: "Mars" is no time zone; write an IANA name like America/Los_Angeles`),
	Entry("field twice", "room: other", ContainSubstring(`"room" already set`)),
	Entry("second document", "---\nroom: other\n", "the file holds more than one YAML document; a room file is a single one"),
	Entry("no YAML", "chat: [", ContainSubstring("the file is not valid YAML")),
)

var _ = DescribeTable("What a room cannot do without is asked for",
	func(from, to string, want string) {
		Expect(smallest).To(ContainSubstring(from))
		Expect(problems(strings.Replace(smallest, from, to, 1))).To(ConsistOf(want))
	},
	Entry("room", "room: home.family", "", "room: is required"),
	Entry("room with a brace", "room: home.family", `room: "a{b}"`, `room: "a{b}" does not match ^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$`),
	Entry("version", "v1alpha1", "v2", `apiVersion: is "smack.dev/v2"; write one of smack.dev/v1alpha1`),
	Entry("kind", "RoomFile", "SmackRoom", `kind: is "SmackRoom"; write one of RoomFile`),
	Entry("number", `number: {e164: "+14155550100"}`, "", "number: is required"),
	Entry("number without its digits", `{e164: "+14155550100"}`, `{type: LongCode}`, "number.e164: is required"),
	Entry("number written by hand", "+14155550100", "(415) 555-0100", `number.e164: "(415) 555-0100" does not match ^(\+[1-9][0-9]{6,14}|[1-9][0-9]{2,7})$`),
	Entry("short code called long", `"+14155550100"}`, `"55555", type: LongCode}`,
		"number.type: is LongCode, but 55555 is a short code; write ShortCode, or the number with + and country code"),
	Entry("long code called short", `"+14155550100"}`, `"+14155550100", type: ShortCode}`,
		"number.type: is ShortCode, but +14155550100 is a full phone number; write LongCode or TollFree"),
	Entry("address", "{baseURL: https://sms.example.com/family}", "{}", "webhook.baseURL: is required"),
	Entry("address without scheme", "https://", "", `webhook.baseURL: "sms.example.com/family" does not match ^https?://`),
	Entry("address with a query", "https://sms.example.com/family", `"https://sms.example.com/family?x=1"`, "webhook.baseURL: must end with its path: no ? and no #"),
	Entry("address without host", "sms.example.com/family", "/family", `webhook.baseURL: "https:///family" is no address; write it like https://sms.example.com/family`),
	Entry("address that Twilio refuses", "sms.example", "sms_1.example", "webhook.baseURL: has an underscore in its host, which Twilio refuses; use a host name without"),
)

var _ = Describe("Load", func() {
	It("takes directories relative to the file", func() {
		dir := GinkgoT().TempDir()
		path := filepath.Join(dir, "room.yaml")
		Expect(os.WriteFile(path, []byte(smallest+`
carrier: {credentialsDir: twilio}
redis: {addresses: ["r:6379"], credentialsDir: /etc/redis, tls: {caDir: ca}}
commands: [{name: a, url: "https://a.example", secretRef: {name: ../commands/a}}]
`), 0o600)).To(Succeed())
		f, err := roomfile.Load(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(f.Carrier.CredentialsDir).To(Equal(filepath.Join(dir, "twilio")))
		Expect(f.Redis.CredentialsDir).To(Equal("/etc/redis"))
		Expect(f.Redis.TLS.CADir).To(Equal(filepath.Join(dir, "ca")))
		Expect(f.Redis.TLS.CertDir).To(BeEmpty())
		Expect(f.Commands[0].SecretRef.Name).To(Equal(filepath.Join(filepath.Dir(dir), "commands", "a")))
		Expect(f.Redis.Mode).To(Equal(roomfile.Standalone))
	})

	It("says which file is missing", func() {
		_, err := roomfile.Load("/nowhere/room.yaml")
		Expect(err).To(MatchError(os.ErrNotExist))
		Expect(err).To(MatchError(ContainSubstring("/nowhere/room.yaml")))
	})

	It("says which file is bad", func() {
		path := filepath.Join(GinkgoT().TempDir(), "room.yaml")
		Expect(os.WriteFile(path, nil, 0o600)).To(Succeed())
		_, err := roomfile.Load(path)
		Expect(err).To(MatchError("room file " + path + ":\nthe file is empty"))
		Expect(errors.As(err, new(roomfile.Invalid))).To(BeTrue())
	})

	It("refuses what no ConfigMap could hold", func() {
		Expect(problems(smallest + "#" + strings.Repeat("x", roomfile.MaxBytes))).To(ConsistOf(ContainSubstring("at most 1048576")))
	})
})

var _ = DescribeTable("A command that is to stand beside others is checked as in a room file",
	func(cmd roomfile.Command, want ...string) {
		others := []roomfile.Command{{Name: "weather", Aliases: []string{"wx"}, URL: "https://w.example"}}
		var found []string
		for _, p := range roomfile.CheckCommand(cmd, others) {
			found = append(found, p.String())
		}
		Expect(found).To(ConsistOf(want))
	},
	Entry("a good one", roomfile.Command{Name: "lunch", URL: "https://l.example"}),
	Entry("a name of another", roomfile.Command{Name: "wx", URL: "https://l.example"}, `name: "wx" is taken by commands[0] already; choose another name`),
	Entry("a built-in name", roomfile.Command{Name: "stop", URL: "https://l.example"}, `name: "stop" is a built-in command already; choose another name`),
	Entry("several mistakes", roomfile.Command{Name: "My Lunch", URL: "ftp://l.example", Timeout: "1h"},
		`name: "My Lunch" does not match ^[a-z][a-z0-9_-]*$`, `url: "ftp://l.example" does not match ^https?://`,
		"timeout: is 1h; write a duration from 100ms to 10s"),
)
