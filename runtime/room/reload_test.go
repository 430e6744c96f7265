package room

import (
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/extension"
)

// taken has another value for every field that a running room follows.
var taken = map[string]string{
	"displayName":                       `displayName: The family`,
	"number.e164":                       `number: {e164: "+447400654321"}`,
	"number.type":                       `number: {e164: "+447400123456", type: TollFree}`,
	"number.messagingServiceSid":        `number: {e164: "+447400123456", messagingServiceSid: MG0123456789abcdef0123456789abcdef}`,
	"carrier.credentialsDir":            `carrier: {credentialsDir: others}`,
	"webhook.baseURL":                   `webhook: {baseURL: "https://other.example.com"}`,
	"chat.admins":                       `chat: {admins: ["+14155550101"]}`,
	"chat.access":                       `chat: {access: InviteOnly}`,
	"chat.invites":                      `chat: {invites: Admins}`,
	"chat.commandPrefix":                `chat: {commandPrefix: "!"}`,
	"chat.defaultRegion":                `chat: {defaultRegion: DE}`,
	"chat.timeZone":                     `chat: {timeZone: Europe/Berlin}`,
	"chat.announceJoins":                `chat: {announceJoins: false}`,
	"chat.welcome":                      `chat: {welcome: Hi}`,
	"chat.reactions":                    `chat: {reactions: Drop}`,
	"chat.optOut":                       `chat: {optOut: Self}`,
	"chat.language":                     `chat: {language: de}`,
	"rules":                             `rules: [{name: hush, when: "true", then: Drop}]`,
	"limits.maxMembers":                 `limits: {maxMembers: 5}`,
	"limits.messagesPerMinutePerMember": `limits: {messagesPerMinutePerMember: 5}`,
	"limits.segmentsPerDay":             `limits: {segmentsPerDay: 5}`,
	"limits.invitesPerDay":              `limits: {invitesPerDay: 5}`,
	"limits.allowedCountries":           `limits: {allowedCountries: [DE]}`,
	"delivery.messagesPerSecond":        `delivery: {messagesPerSecond: 7}`,
	"delivery.coalesce":                 `delivery: {coalesce: "Off"}`,
	"delivery.receipts":                 `delivery: {receipts: Sweep}`,
	"delivery.validity":                 `delivery: {validity: 1h}`,
	"delivery.doubtGrace":               `delivery: {doubtGrace: 3m}`,
	"delivery.onDoubt":                  `delivery: {onDoubt: Park}`,
	"admin.enabled":                     `admin: {enabled: false}`,
	"admin.tokenSecretRef.name":         `admin: {tokenSecretRef: {name: elsewhere}}`,
	"admin.readOnly":                    `admin: {readOnly: true}`,
	"admin.trustedProxies":              `admin: {trustedProxies: [10.244.0.0/16]}`,
	"commands":                          `commands: [{name: weather, url: "https://w.example.com"}]`,
	"services.allowedNetworks":          `services: {allowedNetworks: [10.96.0.0/12]}`,
}

// effects are what a room does by its settings.
type effects struct {
	Services    extension.Settings
	Chat        chat.Room
	Address     string
	Delivery    delivery.Settings
	Picture     string
	Rules       []string
	Credentials carrier.Credentials
	Admin       roomfile.Admin
}

func (c *config) effects() effects {
	now := c.current.Load()
	e := effects{
		Chat: now.room, Address: webhookSettings(now).BaseURL,
		Delivery:    deliverySettings(now.file, now.room, []byte("key"), func() time.Time { return time.Unix(1_000_000, 0) }),
		Credentials: c.keyring.Current(), Admin: now.file.Admin, Rules: webhookSettings(now).Rules.Names(),
	}
	e.Picture = e.Delivery.Media(chat.Media{URL: "https://api.twilio.com/a"})
	e.Services = extensionSettings(now.file, now.room)
	// Functions cannot be compared.
	e.Services.Chat.Segments = nil
	e.Chat.Segments, e.Delivery.Room.Segments, e.Delivery.Media = nil, nil, nil
	return e
}

// instead writes a section in the place of the one of its name.
func instead(file, section string) string {
	name, _, _ := strings.Cut(section, ":")
	for line := range strings.Lines(file) {
		if strings.HasPrefix(line, name+":") {
			return strings.Replace(file, line, section+"\n", 1)
		}
	}
	return file + section + "\n"
}

var _ = Describe("A running room", func() {
	const base = smallest + "carrier: {credentialsDir: twilio}\n"
	var (
		c    *config
		path string
	)
	BeforeEach(func() {
		dir := GinkgoT().TempDir()
		for name, token := range map[string]string{"twilio": "t", "others": "another"} {
			Expect(os.Mkdir(filepath.Join(dir, name), 0o700)).To(Succeed())
			Expect(os.WriteFile(filepath.Join(dir, name, carrier.FileAccountSID), []byte("AC1"), 0o600)).To(Succeed())
			Expect(os.WriteFile(filepath.Join(dir, name, carrier.FileAuthToken), []byte(token), 0o600)).To(Succeed())
		}
		path = filepath.Join(dir, "room.yaml")
		Expect(os.WriteFile(path, []byte(base), 0o600)).To(Succeed())
		var err error
		c, err = loadConfig(Options{Path: path, Getenv: os.Getenv, Log: slog.New(slog.DiscardHandler)}, prometheus.NewRegistry())
		Expect(err).NotTo(HaveOccurred())
	})

	for _, field := range slices.Sorted(maps.Keys(taken)) {
		It("takes over "+field, func() {
			before, told := c.effects(), 0
			c.onChange = func(*inForce) { told++ }
			Expect(os.WriteFile(path, []byte(instead(base, taken[field])), 0o600)).To(Succeed())
			c.reload()
			Expect(c.lastError).To(BeEmpty())
			Expect(told).To(Equal(1))
			Expect(c.effects()).NotTo(Equal(before))
		})
	}

	It("does so with every field that does not restart it", func() {
		var all []string
		leaves(reflect.TypeFor[roomfile.File](), "", &all)
		for _, field := range all {
			_, takes := taken[field]
			switch {
			case field == "apiVersion" || field == "kind" || field == "room":
			case restartsFor(field):
				Expect(takes).To(BeFalse(), field)
			default:
				Expect(takes).To(BeTrue(), field+" is to be in the list")
			}
		}
		Expect(len(all)).To(BeNumerically(">", len(taken)))
	})
})

// restartsFor says what the operator restarts a room for; api/roomfile proves the list.
func restartsFor(field string) bool {
	return field == "carrier.baseURL" || field == "chat.retention" || strings.HasPrefix(field, "redis.")
}

// leaves are the fields of a file by their names there; lists are one field each.
func leaves(t reflect.Type, path string, all *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		kind, at := f.Type, strings.TrimPrefix(path+"."+name, ".")
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		if kind.Kind() == reflect.Struct {
			leaves(kind, at, all)
			continue
		}
		*all = append(*all, at)
	}
}
