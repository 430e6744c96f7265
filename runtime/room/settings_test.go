package room

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

const smallest = `
apiVersion: smack.dev/v1alpha1
kind: RoomFile
room: home.family
number: {e164: "+447400123456"}
webhook: {baseURL: "https://sms.example.com/family/"}
`

// file is the smallest room file with some more lines.
func file(more string) roomfile.File {
	GinkgoHelper()
	f, err := roomfile.Parse([]byte(smallest + more))
	Expect(err).NotTo(HaveOccurred())
	return f
}

// settled takes the function away, which cannot be compared.
func settled(f roomfile.File) chat.Room {
	GinkgoHelper()
	r, err := ChatRoom(f)
	Expect(err).NotTo(HaveOccurred())
	Expect(r.Segments("hello")).To(Equal(1))
	r.Segments = nil
	return r
}

var _ = Describe("What chat is told of a room", func() {
	It("has every default", func() {
		Expect(settled(file(""))).To(Equal(chat.Room{
			Name: "home.family", Number: "+447400123456", NumberType: chat.LongCode, Prefix: '#', Region: "GB",
			TimeZone: time.UTC, Admins: []chat.E164{}, Invites: chat.MembersInvite, AnnounceJoins: true,
			Language: chat.English, Reactions: chat.FoldReactions, SegmentsPerSecond: 1, MaxMembers: 10000, ChatPerMinute: 20, InvitesPerDay: 10,
		}))
	})

	It("is what the file says", func() {
		berlin, err := time.LoadLocation("Europe/Berlin")
		Expect(err).NotTo(HaveOccurred())
		Expect(settled(file(`
displayName: The family
chat:
  admins: ["+14155550101"]
  access: InviteOnly
  invites: Admins
  commandPrefix: "!"
  defaultRegion: DE
  timeZone: Europe/Berlin
  announceJoins: false
  welcome: Hi
  optOut: Self
  reactions: Drop
  language: de
limits: {maxMembers: 5, messagesPerMinutePerMember: 0, invitesPerDay: 0, allowedCountries: [DE]}
delivery: {messagesPerSecond: 12}
`))).To(Equal(chat.Room{
			Name: "The family", Number: "+447400123456", NumberType: chat.LongCode, Prefix: '!', Region: "DE",
			TimeZone: berlin, Admins: []chat.E164{"+14155550101"}, InviteOnly: true, Invites: chat.AdminsInvite,
			Language: chat.German, Reactions: chat.DropReactions, Welcome: "Hi", SelfOptOut: true, SegmentsPerSecond: 12, MaxMembers: 5, AllowedCountries: []string{"DE"},
		}))
	})

	DescribeTable("follows the number",
		func(number string, kind chat.NumberType, region string, self bool) {
			f := file("")
			f.Number, f.Chat = roomfile.Number{E164: number}, roomfile.Chat{}
			if number == "+18005550100" {
				f.Number.Type = roomfile.TollFree
			}
			f.Defaults()
			r := settled(f)
			Expect(r.NumberType).To(Equal(kind))
			Expect(r.Region).To(Equal(region))
			Expect(r.SelfOptOut).To(Equal(self))
		},
		Entry("long code", "+14155550100", chat.LongCode, "US", false),
		Entry("toll-free", "+18005550100", chat.TollFree, "US", false),
		Entry("short code, which has no country", "55555", chat.ShortCode, "US", true),
	)

	DescribeTable("says who may invite",
		func(said roomfile.Invites, want chat.InvitePolicy) { Expect(invites(said)).To(Equal(want)) },
		Entry(nil, roomfile.InvitesMembers, chat.MembersInvite),
		Entry(nil, roomfile.InvitesAdmins, chat.AdminsInvite),
		Entry(nil, roomfile.InvitesOff, chat.NobodyInvites),
	)
})

var _ = Describe("What delivery is told of a room", func() {
	It("is what the file says", func() {
		s := deliverySettings(file(`
delivery: {messagesPerSecond: 12, validity: 1h, doubtGrace: 5s, receipts: Sweep, onDoubt: Park}
limits: {segmentsPerDay: 1000}
`), chat.Room{Name: "The family"}, []byte("key"), time.Now)
		Expect(s.Room.Name).To(Equal("The family"))
		Expect(s.Number).To(Equal("+447400123456"))
		Expect(s.Rate).To(Equal(12))
		Expect(s.Budget).To(Equal(int64(1000)))
		Expect(s.Validity).To(Equal(time.Hour))
		Expect(s.DoubtGrace).To(Equal(5 * time.Second))
		Expect(s.Receipts).To(Equal(roomfile.ReceiptsSweep))
		Expect(s.OnDoubt).To(Equal(roomfile.OnDoubtPark))
		Expect(s.StatusCallback).To(Equal("https://sms.example.com/family/status"))
		Expect(s.Media(chat.Media{URL: "https://api.twilio.com/x"})).To(And(
			HavePrefix("https://sms.example.com/family/media/"), Not(ContainSubstring("twilio"))))
	})
})

var _ = DescribeTable("An error code means for a member",
	func(code int, want store.Effect) { Expect(StoreOptions(file("")).Effect(code)).To(Equal(want)) },
	Entry("STOP", 21610, store.OptedOut),
	Entry("no such number", 21211, store.Unreachable),
	Entry("not mobile", 21614, store.Unreachable),
	Entry("switched off", 30003, store.Failing),
	Entry("unknown handset", 30005, store.Failing),
	Entry("landline", 30006, store.Failing),
	Entry("country not enabled", 21408, store.Unreachable),
	Entry("trial account", 21608, store.Unreachable),
	Entry("spam", 30007, store.NoEffect),
	Entry("unknown", 99999, store.NoEffect),
)
