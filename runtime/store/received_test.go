package store_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("what the carrier sent", func(open func() *room) {
	It("is kept with the member, command or chat, and with the message", func() {
		r := open()
		ctx := context.Background()
		text := func(sid, body string, out chat.Outcome) map[string]string {
			fields := map[string]string{"MessageSid": sid, "SmsSid": sid, "From": string(ann), "Body": body, "FromCity": "OAKLAND", "New": "yes"}
			_, err := r.Commit(ctx, store.Inbound{SID: sid, From: ann, Fields: fields}, r.facts(ann, chat.Need{}), out)
			Expect(err).NotTo(HaveOccurred())
			return fields
		}
		Expect(r.Received(ctx, 1)).To(BeNil())
		joined := text("SM0123456789abcdef0123456789abcdef", "#join ann",
			chat.Outcome{Changes: []chat.Change{chat.Join{Number: ann, Nickname: nickname("ann")}}})
		Expect(r.Received(ctx, 1)).To(Equal(joined))
		said := text("SMother", "hello", chat.Outcome{Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Chat, Body: "ann: hello"}}})
		Expect(r.Received(ctx, 1)).To(Equal(said))
		Expect(r.Received(ctx, 2)).To(BeNil())

		log, err := r.client.XRange(ctx, r.prefix+"log", "-", "+").Result()
		Expect(err).NotTo(HaveOccurred())
		Expect(log).To(HaveLen(1))
		Expect(store.UnpackFields(log[0].Values["x"].(string))).To(Equal(said))
	})
})
