package admin_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = Describe("Members on the desk", func() {
	ctx := context.Background()
	names := func(page admin.MemberPage) string {
		var list []string
		for _, m := range page.Members {
			list = append(list, m.Nickname)
		}
		return strings.Join(list, " ")
	}

	It("are shown with all that is known of them", func() {
		o := newOffice()
		quiet, err := chat.NewQuiet(22*60, 7*60+30, "Europe/Berlin")
		Expect(err).NotTo(HaveOccurred())
		o.commit(bobPhone, chat.Outcome{Changes: []chat.Change{
			chat.SetQuiet{Member: 2, Quiet: quiet}, chat.SetPlace{Member: 2, Place: chat.Place{City: "MILL VALLEY", State: "CA", Country: "US"}},
			chat.Silence{Member: 2, Until: time.Now().Add(time.Hour)}, chat.SetActive{Member: 2},
		}})
		got, err := o.Member(ctx, annActs, 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(got.MutedUntil).To(BeTemporally("~", time.Now().Add(time.Hour), time.Minute))
		Expect(got.JoinedAt).To(BeTemporally("~", time.Now(), time.Minute))
		Expect(got).To(Equal(admin.Member{
			ID: 2, Nickname: "Bob", Number: string(bobPhone), JoinedAt: got.JoinedAt, Private: true,
			Quiet: "22:00-07:30 Europe/Berlin", Place: "Mill Valley CA US", MutedUntil: got.MutedUntil,
		}))
		Expect(o.Member(ctx, viewer, 1)).To(And(HaveField("Number", "+1415•••0101"), HaveField("Admin", true), HaveField("Owner", true), HaveField("Receives", true)))
		_, err = o.Member(ctx, annActs, 77)
		Expect(err).To(because(admin.NotFound, "77"))
	})

	It("come page by page", func() {
		o := newOffice()
		page, err := o.Members(ctx, annActs, admin.MemberQuery{Limit: 2})
		Expect(err).NotTo(HaveOccurred())
		Expect(names(page)).To(Equal("Ann Bob"))
		Expect(page.Total).To(Equal(int64(3)))
		page, err = o.Members(ctx, annActs, admin.MemberQuery{Limit: 2, After: page.Next})
		Expect(err).NotTo(HaveOccurred())
		Expect(names(page)).To(Equal("Cid"))
		Expect(page.Next).To(BeEmpty())
	})

	DescribeTable("are found", func(search, want string) {
		o := newOffice()
		o.commit(zoePhone, join("Bobby", zoePhone, false))
		page, err := o.Members(ctx, annActs, admin.MemberQuery{Search: search})
		Expect(err).NotTo(HaveOccurred())
		Expect(names(page)).To(Equal(want))
		Expect(page.Indexing).To(BeFalse())
	},
		Entry("by nickname, with who is called nearly so", "Bob", "Bob Bobby"),
		Entry("in any case, with @", " @bObB ", "Bobby"),
		Entry("by number", "+14155550102", "Bob"),
		Entry("by number as people write it", "(415) 555-0102", "Bob"),
		Entry("not by half a number", "415555", ""),
		Entry("not by what nobody is called", "x", ""),
		Entry("not by markup", "<script>", ""),
	)

	It("are not found by number by who may only look, who could find out whose it is", func() {
		_, err := newOffice().Members(ctx, viewer, admin.MemberQuery{Search: string(bobPhone)})
		Expect(err).To(because(admin.Invalid, "Only admins"))
		_, err = newOffice().Members(ctx, viewer, admin.MemberQuery{Search: strings.Repeat("x", 101)})
		Expect(err).To(because(admin.Invalid, "100 characters"))
	})
})

var _ = Describe("What is done to members on the desk", func() {
	ctx := context.Background()
	left := func(o *office) []chat.MemberID {
		GinkgoHelper()
		page, err := o.store.MembersAfter(ctx, 0, 100)
		Expect(err).NotTo(HaveOccurred())
		var ids []chat.MemberID
		for _, m := range page.Members {
			ids = append(ids, m.ID)
		}
		return ids
	}
	bob := func(o *office) chat.Member {
		GinkgoHelper()
		m, err := o.store.Member(ctx, 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(m).NotTo(BeNil())
		return *m
	}

	DescribeTable("happens, is told, and is written down", func(deed admin.Deed, done, told, audited string, is OmegaMatcher) {
		o := newOffice()
		deed.Member = 2
		Expect(o.Act(ctx, annActs, deed)).To(Equal(admin.Done{Text: done}))
		Expect(strings.Join(o.waiting(bobPhone), "|")).To(ContainSubstring(told))
		Expect(o.waiting(annPhone)).To(BeEmpty(), "who acts sees it on the screen")
		Expect(o.audited()).To(ConsistOf("Ann: " + audited))
		Expect(bob(o)).To(is)
	},
		Entry(nil, admin.Deed{Verb: admin.Mute, For: time.Hour}, "Bob is muted.", "", "mute member 2 (+1415•••0102) (for 1h0m0s)",
			HaveField("SilencedUntil", BeTemporally("~", time.Now().Add(time.Hour), time.Minute))),
		Entry(nil, admin.Deed{Verb: admin.Stop}, "Bob gets no more chat.", "You have stopped", "stop member 2 (+1415•••0102) ()", HaveField("Active", false)),
		Entry(nil, admin.Deed{Verb: admin.Promote}, "Bob is an admin now.", "Ann made you an admin", "promote member 2 (+1415•••0102) ()", HaveField("Admin", true)),
		Entry(nil, admin.Deed{Verb: admin.Rename, Nickname: "Robert"}, "Bob has another nickname now.", "You are Robert now.", "rename member 2 (+1415•••0102) ()",
			HaveField("Nickname", nick("Robert"))),
	)

	It("is undone", func() {
		o := newOffice()
		for _, verb := range []admin.Verb{admin.Mute, admin.Unmute, admin.Stop, admin.Start, admin.Promote, admin.Demote} {
			_, err := o.Act(ctx, token, admin.Deed{Member: 2, Verb: verb, For: time.Hour})
			Expect(err).NotTo(HaveOccurred(), string(verb))
		}
		m := bob(o)
		Expect(m.Active && !m.Admin && !m.Silenced(time.Now())).To(BeTrue())
		Expect(o.waiting(bobPhone)).To(ContainElement(HavePrefix("An admin made you an admin")))
		Expect(o.audited()).To(HaveLen(6))
	})

	It("removes members, who are told so, and the room", func() {
		o := newOffice()
		Expect(o.Act(ctx, annActs, admin.Deed{Member: 2, Verb: admin.Kick})).To(HaveField("Text", "Bob was removed, and may come back."))
		Expect(o.Act(ctx, annActs, admin.Deed{Member: 3, Verb: admin.Ban})).To(HaveField("Text", "Cid was removed and is banned."))
		Expect(left(o)).To(Equal([]chat.MemberID{1}))
		Expect(o.waiting(bobPhone)).To(ConsistOf(ContainSubstring("has removed you")))
		Expect(o.waiting(cidPhone)).To(BeEmpty())
		page, err := o.Banned(ctx, annActs)
		Expect(err).NotTo(HaveOccurred())
		Expect(page).To(Equal(admin.BannedPage{Banned: []admin.Banned{{Number: string(cidPhone), Nickname: "cid"}}, Total: 1}))
		Expect(o.Log(ctx, annActs, "", 0)).To(HaveField("Events", HaveExactElements(HaveField("Body", "Cid left"), HaveField("Body", "Bob left"))))
		Expect(o.Unban(ctx, annActs, "+1 (415) 555-0103", "")).To(HaveField("Text", ContainSubstring("banned no more")))
		Expect(o.Banned(ctx, annActs)).To(HaveField("Total", int64(0)))
		Expect(o.audited()).To(HaveExactElements("Ann: kick member 2 (+1415•••0102) ()", "Ann: ban member 3 (+1415•••0103) ()", "Ann: unban +1415•••0103 ()"))
	})

	It("shuts out numbers of nobody", func() {
		o := newOffice()
		Expect(o.BanNumber(ctx, annActs, "415-555-0199", "")).To(Equal(admin.Done{Text: "+14155550199 is banned and gets no answer any more."}))
		_, err := o.BanNumber(ctx, annActs, string(zoePhone), "")
		Expect(err).To(because(admin.Conflict, "banned already"))
		_, err = o.BanNumber(ctx, annActs, "55555", "")
		Expect(err).To(because(admin.Invalid, "no phone number"))
		o.commit(annPhone, chat.Outcome{Changes: []chat.Change{chat.Ban{Number: "55555"}}}) // the carrier brings short codes
		Expect(o.Unban(ctx, annActs, "55555", "")).To(HaveField("Text", "55555 is banned no more and may join again."))
		_, err = o.BanNumber(ctx, annActs, "Zoe", "")
		Expect(err).To(because(admin.Invalid, "no phone number"))
		_, err = o.BanNumber(ctx, annActs, string(o.room.Number), "")
		Expect(err).To(because(admin.Invalid, "room's own number"))
	})

	DescribeTable("happens once with one key", func(deed admin.Deed) {
		o := newOffice()
		deed.Member, deed.Key = 2, "form-1"
		first, err := o.Act(ctx, annActs, deed)
		Expect(err).NotTo(HaveOccurred())
		Expect(first.Again).To(BeFalse())
		told := o.waiting(bobPhone)
		for range 2 {
			again, err := o.Act(ctx, annActs, deed)
			Expect(err).NotTo(HaveOccurred())
			Expect(again.Again).To(BeTrue())
		}
		Expect(o.waiting(bobPhone)).To(Equal(told))
		Expect(o.audited()).To(HaveLen(1))
	},
		Entry(nil, admin.Deed{Verb: admin.Mute, For: time.Hour}), Entry(nil, admin.Deed{Verb: admin.Stop}),
		Entry(nil, admin.Deed{Verb: admin.Promote}), Entry(nil, admin.Deed{Verb: admin.Rename, Nickname: "Robert"}),
		Entry(nil, admin.Deed{Verb: admin.Kick}), Entry(nil, admin.Deed{Verb: admin.Ban}),
	)

	It("happens again with another key, or for another who acts", func() {
		o := newOffice()
		deed := admin.Deed{Member: 2, Verb: admin.Mute, For: time.Hour, Key: "1"}
		Expect(o.Act(ctx, annActs, deed)).To(HaveField("Again", false))
		Expect(o.Act(ctx, token, deed)).To(HaveField("Again", false))
		deed.Key = "2"
		Expect(o.Act(ctx, annActs, deed)).To(HaveField("Again", false))
		deed.Key = ""
		for range 2 {
			Expect(o.Act(ctx, annActs, deed)).To(HaveField("Again", false))
		}
	})

	DescribeTable("is refused, and changes nothing", func(deed admin.Deed, a admin.Actor, why admin.Because, text string) {
		o := newOffice()
		_, err := o.Act(ctx, a, deed)
		Expect(err).To(because(why, text))
		Expect(left(o)).To(Equal([]chat.MemberID{1, 2, 3}))
		Expect(o.audited()).To(BeEmpty())
	},
		Entry("the last admin's rights", admin.Deed{Member: 1, Verb: admin.Demote}, annActs, admin.Conflict, "Ann is the room's last admin. Make somebody else an admin first."),
		Entry("the last admin", admin.Deed{Member: 1, Verb: admin.Kick}, token, admin.Conflict, "last admin"),
		Entry("oneself", admin.Deed{Member: 1, Verb: admin.Ban}, admin.Actor{Member: 1, Name: "Ann", Role: admin.Admin}, admin.Conflict, "chat.admins"),
		Entry("oneself without an owner's word", admin.Deed{Member: 1, Verb: admin.Kick}, annActs, admin.Conflict, "You can't remove"),
		Entry("nobody", admin.Deed{Member: 9, Verb: admin.Kick}, annActs, admin.NotFound, "no member 9"),
		Entry("without a word", admin.Deed{Member: 2}, annActs, admin.Invalid, "there are [mute unmute"),
		Entry("muting for nothing", admin.Deed{Member: 2, Verb: admin.Mute}, annActs, admin.Invalid, "a minute at least and 30 days"),
		Entry("muting for ever", admin.Deed{Member: 2, Verb: admin.Mute, For: 31 * 24 * time.Hour}, annActs, admin.Invalid, "30 days"),
		Entry("unmuting who is heard", admin.Deed{Member: 2, Verb: admin.Unmute}, annActs, admin.Conflict, "Bob is not muted."),
		Entry("markup for a nickname", admin.Deed{Member: 2, Verb: admin.Rename, Nickname: "<b>x"}, annActs, admin.Invalid, "can't be a nickname"),
		Entry("another's nickname", admin.Deed{Member: 2, Verb: admin.Rename, Nickname: "CID"}, annActs, admin.Invalid, "Another member"),
	)

	It("holds against the room that changes meanwhile", func() {
		o := newOffice()
		done := make(chan error, 20)
		for i := range 20 { // each of them raises the room's revision under the others
			go func() {
				defer GinkgoRecover()
				verb := []admin.Verb{admin.Stop, admin.Start}[i%2]
				_, err := o.Act(ctx, token, admin.Deed{Member: 3, Verb: verb, Key: fmt.Sprint(i)})
				done <- err
			}()
		}
		_, err := o.Act(ctx, annActs, admin.Deed{Member: 2, Verb: admin.Promote})
		Expect(err).To(Or(Not(HaveOccurred()), because(admin.Unavailable, "changing too fast")))
		for range 20 {
			if err := <-done; err != nil {
				Expect(err).To(Or(because(admin.Conflict, "Cid gets"), because(admin.Unavailable, "changing too fast")))
			}
		}
	})
})

var _ = Describe("The queues on the desk", func() {
	ctx := context.Background()

	It("show letters page by page, with what their codes mean", func() {
		o := newOffice()
		for i := range 3 {
			o.dies(bobPhone, fmt.Sprint("lost ", i), 30003)
		}
		page, err := o.Queue(ctx, annActs, store.Failed, "", 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(page.Letters).To(HaveExactElements(
			And(HaveField("Body", "lost 2"), HaveField("To", string(bobPhone)), HaveField("Title", "phone is off or out of reach"), HaveField("Retriable", true)),
			HaveField("Body", "lost 1")))
		page, err = o.Queue(ctx, annActs, store.Failed, page.Next, 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(page.Letters).To(HaveExactElements(HaveField("Body", "lost 0")))
		Expect(page.Next).To(BeEmpty())
	})

	It("send again or drop what was chosen, and write down how much", func() {
		o := newOffice()
		for i, code := range []int{30003, 30003, 30007, 30005} {
			o.dies(bobPhone, fmt.Sprint("lost ", i), code)
		}
		page, err := o.Queue(ctx, annActs, store.Failed, "", 0)
		Expect(err).NotTo(HaveOccurred())
		Expect(o.Retry(ctx, annActs, store.Failed, admin.Choice{Code: 30003})).To(Equal(admin.Count{Count: 2}))
		Expect(o.Drop(ctx, annActs, store.Failed, admin.Choice{IDs: []string{page.Letters[0].ID, "1-1"}})).To(Equal(admin.Count{Count: 1}))
		Expect(o.waiting(bobPhone)).To(Equal([]string{"lost 0", "lost 1"}))
		Expect(o.Queue(ctx, annActs, store.Failed, "", 0)).To(HaveField("Letters", HaveExactElements(HaveField("Code", 30007))))
		Expect(o.audited()).To(HaveExactElements("Ann: retry queue failed (code 30003: 2 sent again)",
			fmt.Sprintf("Ann: drop queue failed (%s, 1-1: 1 dropped)", page.Letters[0].ID)))
	})

	DescribeTable("take no choice that is none", func(list store.List, c admin.Choice, why admin.Because, text string) {
		o := newOffice()
		o.dies(bobPhone, "lost", 30003)
		_, err := o.Retry(ctx, annActs, list, c)
		Expect(err).To(because(why, text))
		_, err = o.Drop(ctx, annActs, list, c)
		Expect(err).To(because(why, text))
		Expect(o.audited()).To(BeEmpty())
	},
		Entry("nothing", store.Failed, admin.Choice{}, admin.Invalid, "Choose letters"),
		Entry("two things", store.Failed, admin.Choice{Code: 1, All: true}, admin.Invalid, "Choose letters"),
		Entry("very many", store.Failed, admin.Choice{IDs: make([]string, 201)}, admin.Invalid, "at most 200"),
		Entry("what waits", store.Default, admin.Choice{All: true}, admin.Conflict, "empty queue default"),
	)

	It("are emptied by who types their name", func() {
		o := newOffice()
		o.dies(bobPhone, "lost", 30003)
		o.say(2, bobPhone, "Bob: hello")
		for _, typed := range []string{"", "yes", "default"} {
			_, err := o.Empty(ctx, annActs, store.Failed, typed)
			Expect(err).To(because(admin.Invalid, "Type failed"))
		}
		Expect(o.Empty(ctx, annActs, store.Failed, " failed ")).To(Equal(admin.Count{Count: 1}))
		Expect(o.Empty(ctx, annActs, store.Default, "default")).To(Equal(admin.Count{Count: 1}))
		Expect(o.audited()).To(HaveExactElements("Ann: empty queue failed (1 dropped)", "Ann: empty queue default (1 dropped)"))
	})

	It("are paused and go on", func() {
		o := newOffice()
		Expect(o.Hold(ctx, annActs, store.Sending, true)).To(Succeed())
		Expect(o.Overview(ctx, viewer)).To(HaveField("Hold.Sending", true))
		Expect(o.Hold(ctx, annActs, store.Sending, false)).To(Succeed())
		Expect(o.Overview(ctx, viewer)).To(HaveField("Hold", admin.Hold{}))
		Expect(o.Hold(ctx, annActs, "all", true)).To(because(admin.NotFound, "intake and sending"))
		Expect(o.audited()).To(HaveExactElements("Ann: pause sending ()", "Ann: resume sending ()"))
	})
})
