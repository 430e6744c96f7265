package store_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// asks lets a browser of a client ask for a code; nobody's, where there is no member.
func (r *room) asks(browser, client string, m *chat.Member) bool {
	GinkgoHelper()
	in := store.SignIn{ID: browser, Code: "code of " + browser, Client: client, Member: m}
	if m != nil {
		in.Text = chat.Direct{To: m.Number, Body: browser, Kind: chat.SignIn}
	}
	kept, err := r.AskSignIn(context.Background(), in)
	Expect(err).NotTo(HaveOccurred())
	return kept
}

// tries lets a browser type a code.
func (r *room) tries(browser, code string) (chat.MemberID, bool) {
	GinkgoHelper()
	member, right, err := r.TrySignIn(context.Background(), browser, func(kept string) bool { return kept == code })
	Expect(err).NotTo(HaveOccurred())
	return member, right
}

// codesSent is how many codes wait for a phone.
func (r *room) codesSent(to chat.E164) int64 {
	GinkgoHelper()
	n, err := r.client.LLen(context.Background(), r.prefix+"line:d"+string(to)).Result()
	Expect(err).NotTo(HaveOccurred())
	return n
}

var _ = onEach("a sign-in", func(open func() *room) {
	// admin makes ann one.
	admin := func(r *room) *chat.Member {
		r.join("bob", bob)
		r.change(ann, chat.Join{Number: ann, Nickname: nickname("ann"), Admin: true, Consent: "#join ann"})
		return r.facts(ann, chat.Need{}).Sender
	}

	It("brings a code to the phone, which lets in once", func() {
		r := open()
		m := admin(r)
		Expect(r.asks("b", "c", m)).To(BeTrue())
		Expect(r.codesSent(ann)).To(BeEquivalentTo(1))
		who, right := r.tries("b", "code of b")
		Expect(right).To(BeTrue())
		Expect(who).To(Equal(m.ID))
		who, right = r.tries("b", "code of b")
		Expect(right).To(BeFalse())
		Expect(who).To(BeZero())
	})

	It("says whose code was mistyped, five times; then not even the right one works", func() {
		r := open()
		m := admin(r)
		r.asks("b", "c", m)
		for range store.SignInTries {
			who, right := r.tries("b", "another")
			Expect(right).To(BeFalse())
			Expect(who).To(Equal(m.ID))
		}
		_, right := r.tries("b", "code of b")
		Expect(right).To(BeFalse())
	})

	It("lets in at the last try, and never with another browser's code", func() {
		r := open()
		m := admin(r)
		r.asks("b", "c", m)
		r.asks("thief", "c", nil)
		for range store.SignInTries - 1 {
			r.tries("b", "another")
		}
		_, right := r.tries("thief", "code of b")
		Expect(right).To(BeFalse())
		_, right = r.tries("b", "code of b")
		Expect(right).To(BeTrue())
	})

	It("keeps a code that nobody knows for who is no admin, and sends none", func() {
		r := open()
		admin(r)
		Expect(r.asks("nobody", "c", nil)).To(BeTrue())
		Expect(r.asks("member", "c", r.facts(bob, chat.Need{}).Sender)).To(BeTrue())
		Expect(r.codesSent(bob)).To(BeZero())
		for _, browser := range []string{"nobody", "member"} {
			life := r.client.PTTL(context.Background(), r.prefix+"signin:"+browser).Val()
			Expect(life).To(And(BeNumerically(">", store.SignInLife-time.Minute), BeNumerically("<=", store.SignInLife)))
			who, right := r.tries(browser, "code of "+browser)
			Expect(right).To(BeFalse(), "even the right code of nobody lets nobody in")
			Expect(who).To(BeZero())
		}
	})

	It("sends an admin three codes in a quarter of an hour, whoever asks", func() {
		r := open()
		m := admin(r)
		for i := range 5 {
			Expect(r.asks(fmt.Sprint("b", i), fmt.Sprint("c", i), m)).To(BeTrue())
		}
		Expect(r.codesSent(ann)).To(BeEquivalentTo(3))
	})

	It("lets one client ask twenty times, and all of them sixty", func() {
		r := open()
		for i := range 20 {
			Expect(r.asks(fmt.Sprint("b", i), "one", nil)).To(BeTrue())
		}
		Expect(r.asks("late", "one", nil)).To(BeFalse())
		for i := range 39 { // what was refused counts among all
			Expect(r.asks(fmt.Sprint("o", i), fmt.Sprint("other", i), nil)).To(BeTrue())
		}
		Expect(r.asks("last", "yet another", nil)).To(BeFalse())
	})
})

var _ = onEach("what may be tried a few times", func(open func() *room) {
	limit := store.Limit{What: "token", Window: time.Minute, PerClient: 2, InTotal: 3}

	It("is counted by client and in all, apart from other things", func() {
		r, ctx := open(), context.Background()
		for _, step := range []struct {
			client string
			within bool
		}{{"a", true}, {"a", true}, {"a", false}, {"b", false}} {
			Expect(r.Attempt(ctx, limit, step.client)).To(Equal(step.within), step.client)
		}
		Expect(r.Attempt(ctx, store.Limit{What: "other", Window: time.Minute, PerClient: 1, InTotal: 1}, "a")).To(BeTrue())
		for _, key := range []string{"tries:token", "tries:token:a"} {
			Expect(r.client.PTTL(ctx, r.prefix+key).Val()).To(And(BeNumerically(">", 0), BeNumerically("<=", time.Minute)), key)
		}
	})

	It("can be asked about without counting", func() {
		r, ctx := open(), context.Background()
		for range 5 {
			Expect(r.Open(ctx, limit, "a")).To(BeTrue())
		}
		Expect(r.Attempt(ctx, limit, "a")).To(BeTrue())
		Expect(r.Attempt(ctx, limit, "a")).To(BeTrue())
		Expect(r.Open(ctx, limit, "a")).To(BeFalse())
		Expect(r.Open(ctx, limit, "b")).To(BeTrue())
	})
})
