package admin_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/extension"
	"github.com/smackdev/smack/runtime/store"
)

// office is a room with a desk in it, and with Ann, who is an admin, Bob and Cid.
type office struct {
	*admin.Desk
	store *store.Store
	// services are what its commands call; those of this machine may be.
	services *extension.Client
	client   redis.UniversalClient
	prefix   string
	file     roomfile.File
	room     chat.Room
	at       time.Time // zero: now
	sids     int
}

const (
	annPhone = chat.E164("+14155550101")
	bobPhone = chat.E164("+14155550102")
	cidPhone = chat.E164("+14155550103")
	zoePhone = chat.E164("+14155550199")
)

var (
	annActs = admin.Actor{Member: 1, Name: "Ann", Number: annPhone, Role: admin.Admin}
	token   = admin.Actor{Name: "token", Role: admin.Admin, Token: true}
	viewer  = admin.Actor{Name: "viewer", Role: admin.ReadOnly, Token: true}
	nobody  = admin.Actor{Name: "nobody"}
)

var offices int

func newOffice() *office {
	GinkgoHelper()
	offices++
	name := fmt.Sprint("ns.office", offices)
	config, err := server.Limited(context.Background(), name)
	Expect(err).NotTo(HaveOccurred())
	o := &office{client: store.Connect(config), prefix: "smack:{" + name + "}:"}
	DeferCleanup(o.client.Close)
	o.store, err = store.Open(context.Background(), o.client, name, store.Options{Segments: segmentsOf, Effect: delivery.EffectOf})
	Expect(err).NotTo(HaveOccurred())
	o.file = roomfile.File{Room: name, DisplayName: "Friday Club", Number: roomfile.Number{E164: "+14155550100"}}
	o.file.Chat.Admins = []string{string(annPhone)}
	o.file.Defaults()
	o.room = chat.Room{
		Name: "Friday Club", Number: "+14155550100", Prefix: '#', Region: "US", TimeZone: time.UTC, AnnounceJoins: true,
		Admins: []chat.E164{annPhone}, SegmentsPerSecond: 2, SegmentsPerDay: 5000, MaxMembers: 100_000, Segments: segmentsOf,
	}
	services, err := extension.New(extension.Config{Store: o.store, RoomKey: []byte(strings.Repeat("k", 32)), Log: slog.New(slog.DiscardHandler),
		Settings: func() extension.Settings {
			return extension.Settings{Name: o.file.Room, Chat: o.room, Commands: o.file.Commands, Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
		}})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(services.Close)
	o.services = services
	o.Desk = admin.NewDesk(admin.Config{
		Store: o.store, Services: services, Settings: func() admin.Settings { return admin.Settings{File: o.file, Room: o.room} },
		Now: func() time.Time {
			if o.at.IsZero() {
				return time.Now()
			}
			return o.at
		},
	})
	o.commit(annPhone, join("Ann", annPhone, true))
	o.commit(bobPhone, join("Bob", bobPhone, false))
	o.commit(cidPhone, join("Cid", cidPhone, false))
	return o
}

func segmentsOf(body string) int { return carrier.Segments(body).Segments }

func nick(name string) chat.Nickname {
	GinkgoHelper()
	n, err := chat.ParseNickname(name)
	Expect(err).NotTo(HaveOccurred())
	return n
}

func join(name string, number chat.E164, isAdmin bool) chat.Outcome {
	GinkgoHelper()
	return chat.Outcome{Changes: []chat.Change{chat.Join{Number: number, Nickname: nick(name), Admin: isAdmin, Consent: "#join " + name}}}
}

// commit makes an outcome true that a text of that number had.
func (o *office) commit(from chat.E164, out chat.Outcome) {
	GinkgoHelper()
	facts, err := o.store.Facts(context.Background(), from, chat.Need{Members: true})
	Expect(err).NotTo(HaveOccurred())
	o.sids++
	in := store.Inbound{SID: fmt.Sprintf("SM%s%d", o.file.Room, o.sids), From: from, Fields: map[string]string{"Body": "hello", "From": string(from)}}
	_, err = o.store.Commit(context.Background(), in, facts, out)
	Expect(err).NotTo(HaveOccurred())
}

func (o *office) say(author chat.MemberID, from chat.E164, body string) {
	GinkgoHelper()
	o.commit(from, chat.Outcome{Broadcasts: []chat.Broadcast{{Author: author, Kind: chat.Chat, Body: body}}})
}

// dies makes a dead letter of a text to a number.
func (o *office) dies(to chat.E164, body string, code int) {
	GinkgoHelper()
	ctx := context.Background()
	Expect(o.store.Receipt(ctx, []store.Receipt{{
		SID: fmt.Sprint("SMdead", o.sids, code, body), To: to, Status: "undelivered", ErrorCode: code, Body: body,
	}})).To(Succeed())
	o.sids++
}

// waiting are the texts that wait for a number.
func (o *office) waiting(to chat.E164) []string {
	GinkgoHelper()
	letters, err := o.store.List(context.Background(), store.Default, 100)
	Expect(err).NotTo(HaveOccurred())
	bodies := []string{}
	for _, l := range letters {
		if l.To == to && l.Body != "" {
			bodies = append(bodies, l.Body)
		}
	}
	return bodies
}

// audited are verb and object of all records, oldest first.
func (o *office) audited() []string {
	GinkgoHelper()
	page, err := o.Audit(context.Background(), annActs, "", 0)
	Expect(err).NotTo(HaveOccurred())
	list := []string{}
	for i := len(page.Records) - 1; i >= 0; i-- {
		r := page.Records[i]
		list = append(list, fmt.Sprintf("%s: %s %s (%s)", r.Actor, r.Verb, r.Object, r.Detail))
	}
	return list
}

// because expects a refusal for a reason.
func because(why admin.Because, text string) OmegaMatcher {
	return And(BeAssignableToTypeOf(&admin.Refusal{}), HaveField("Because", why), HaveField("Text", ContainSubstring(text)))
}
