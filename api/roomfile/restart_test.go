package roomfile_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
)

func running() roomfile.File {
	return roomfile.File{
		Room: "chats.family", Number: roomfile.Number{E164: "+14155550100"},
		Carrier: roomfile.Carrier{CredentialsDir: "../twilio"},
		Webhook: roomfile.Webhook{BaseURL: "https://sms.example.com"},
		Redis:   &roomfile.Redis{Addresses: []string{"a:1", "b:2"}, CredentialsDir: "../redis"},
	}
}

var _ = DescribeTable("A change of the file restarts a room",
	func(change func(*roomfile.File), fields ...string) {
		last, next := running(), running()
		change(&next)
		Expect(roomfile.RestartFields(last, next)).To(HaveExactElements(fields))
		if same := Equal(roomfile.RestartDigest(last)); len(fields) == 0 {
			Expect(roomfile.RestartDigest(next)).To(same)
		} else {
			Expect(roomfile.RestartDigest(next)).NotTo(same)
		}
		Expect(last).To(Equal(running()), "nothing is filled in behind the caller's back")
	},
	Entry("for another carrier", func(f *roomfile.File) { f.Carrier.BaseURL = "https://other.example.com" }, "carrier.baseURL"),
	Entry("not when it says the default", func(f *roomfile.File) {
		f.Carrier.BaseURL, f.Redis.Mode, f.Chat.Retention = roomfile.DefaultCarrierURL, roomfile.Standalone, "30d"
	}),
	Entry("for another Redis", func(f *roomfile.File) { f.Redis.Addresses[0] = "c:1" }, "redis"),
	Entry("for none", func(f *roomfile.File) { f.Redis = nil }, "redis"),
	Entry("for another mode", func(f *roomfile.File) { f.Redis.Mode = roomfile.Cluster }, "redis"),
	Entry("for another master", func(f *roomfile.File) { f.Redis.MasterName = "m" }, "redis"),
	Entry("for another database", func(f *roomfile.File) { f.Redis.Database = 1 }, "redis"),
	Entry("for TLS", func(f *roomfile.File) { f.Redis.TLS = &roomfile.RedisTLS{} }, "redis"),
	Entry("for another authority", func(f *roomfile.File) { f.Redis.TLS = &roomfile.RedisTLS{CADir: "../redis-ca"} }, "redis"),
	Entry("for another retention", func(f *roomfile.File) { f.Chat.Retention = "7d" }, "chat.retention"),
	Entry("for several", func(f *roomfile.File) {
		f.Carrier.BaseURL, f.Chat.Retention = "https://other.example.com", "7d"
	}, "carrier.baseURL", "chat.retention"),
	Entry("not for what it follows", func(f *roomfile.File) {
		f.DisplayName, f.Webhook.BaseURL, f.Chat.Welcome, f.Limits.MaxMembers = "Kin", "https://b.example.com", "Hi", new(int32)
		f.Number.E164, f.Rules, f.Commands = "+14155550199", []roomfile.Rule{{Name: "a"}}, []roomfile.Command{{Name: "b"}}
	}),
)

var _ = DescribeTable("The place of a Redis",
	func(change func(*roomfile.Redis), same bool) {
		last, next := running().Redis, running().Redis
		change(next)
		if same {
			Expect(next.Place()).To(Equal(last.Place()))
			return
		}
		Expect(next.Place()).NotTo(Equal(last.Place()))
	},
	Entry("is where it is", func(r *roomfile.Redis) { r.Addresses = []string{"c:1"} }, false),
	Entry("is what it is called", func(r *roomfile.Redis) { r.MasterName = "m" }, false),
	Entry("is the database", func(r *roomfile.Redis) { r.Database = 3 }, false),
	Entry("does not hang on an order", func(r *roomfile.Redis) { r.Addresses = []string{"b:2", "a:1"} }, true),
	Entry("nor on how one signs in", func(r *roomfile.Redis) {
		r.CredentialsDir, r.TLS = "", &roomfile.RedisTLS{CADir: "../redis-ca"}
	}, true),
)
