package page

import (
	"fmt"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

func TestPage(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "page")
}

var _ = Describe("the phones", func() {
	const ann, room = "+14155550101", "+14155550100"
	var book *phoneBook
	BeforeEach(func() {
		book = newPhoneBook(map[string]string{ann: "Ann"})
		book.add(ann, "")
	})
	sent := func(sid, body string) twiliosim.Event {
		return twiliosim.Event{Kind: twiliosim.EventInbound, SID: sid, From: ann, To: room, Body: body}
	}
	comes := func(kind twiliosim.EventKind, sid, status string) twiliosim.Event {
		return twiliosim.Event{Kind: kind, SID: sid, From: room, To: ann, Body: "Bob: hi", Status: status}
	}
	bubbles := func() []Bubble { return book.list()[0].Bubbles }

	It("know their first owners and name the others", func() {
		book.add("+14155550102", "")
		book.add("+14155550103", "Dee")
		_, again := book.add(ann, "Other")
		Expect(again).To(BeFalse())
		var names []string
		for _, phone := range book.list() {
			names = append(names, phone.Name)
		}
		Expect(names).To(Equal([]string{"Ann", "Phone 2", "Dee"}))
	})

	It("show a text as sent and then what became of it", func() {
		number, bubble, changed := book.apply(sent("SM1", "hi"))
		Expect(number).To(Equal(ann))
		Expect(changed).To(BeTrue())
		Expect(bubble).To(Equal(Bubble{ID: "SM1", Out: true, Text: "hi", Status: "sending"}))
		book.apply(twiliosim.Event{Kind: twiliosim.EventInboundDone, SID: "SM1", From: ann, To: room, Status: "delivered"})
		Expect(bubbles()).To(ConsistOf(HaveField("Status", "delivered")))
	})

	It("show what comes, with its progress, and never take a final status back", func() {
		book.apply(comes(twiliosim.EventMessage, "SM2", "queued"))
		book.apply(comes(twiliosim.EventStatus, "SM2", "delivered"))
		_, _, changed := book.apply(comes(twiliosim.EventStatus, "SM2", "sent"))
		Expect(changed).To(BeFalse())
		Expect(bubbles()).To(Equal([]Bubble{{ID: "SM2", Text: "Bob: hi", Status: "delivered"}}))
	})

	It("show a text once that the carrier tells twice", func() {
		book.apply(comes(twiliosim.EventMessage, "SM2", "queued"))
		book.apply(comes(twiliosim.EventMessage, "SM2", "sending"))
		book.apply(comes(twiliosim.EventStatus, "SM2", "delivered"))
		Expect(bubbles()).To(Equal([]Bubble{{ID: "SM2", Text: "Bob: hi", Status: "delivered"}}))
	})

	DescribeTable("leave out what is not theirs",
		func(e twiliosim.Event) {
			_, _, changed := book.apply(e)
			Expect(changed).To(BeFalse())
			Expect(bubbles()).To(BeEmpty())
		},
		Entry("another phone's", twiliosim.Event{Kind: twiliosim.EventMessage, SID: "SM3", To: "+19995550100"}),
		Entry("a status of a text unknown", comes(twiliosim.EventStatus, "SM9", "delivered")),
		Entry("a webhook", twiliosim.Event{Kind: twiliosim.EventWebhook, From: ann}),
	)

	DescribeTable("know the carrier's words",
		func(text, want string, optedOut bool) {
			book.apply(sent("SM0", "stop"))
			book.apply(sent("SM1", text))
			Expect(bubbles()[1].Keyword).To(Equal(want))
			Expect(book.list()[0].OptedOut).To(Equal(optedOut))
		},
		Entry("stop", "  Unsubscribe ", "STOP", true),
		Entry("start", "unstop", "START", false),
		Entry("help", "INFO", "HELP", true),
		Entry("the room's own pause", "#stop", "", true),
		Entry("a sentence", "stop it", "", true),
	)

	DescribeTable("know when they are not to be disturbed, by what the room says",
		func(said, want string) {
			book.apply(twiliosim.Event{Kind: twiliosim.EventMessage, SID: "SM0", From: room, To: ann,
				Body: "Quiet from 21:00 to 08:00, Europe/Berlin time. Messages wait until 08:00. To end: #quiet off"})
			Expect(book.quiet(ann)).To(Equal("21:00–08:00"))
			book.apply(twiliosim.Event{Kind: twiliosim.EventMessage, SID: "SM1", From: room, To: ann, Body: said})
			Expect(book.list()[0].Quiet).To(Equal(want))
		},
		Entry("others", "Quiet from 22:00 to 07:00, UTC time. Messages wait until 07:00. To end: #quiet off", "22:00–07:00"),
		Entry("the same, asked for", "Your quiet hours are 21:00 to 08:00, Europe/Berlin time. To end: #quiet off", "21:00–08:00"),
		Entry("none", "Your quiet hours are off. What waited is on its way.", ""),
		Entry("none, asked for", "You have no quiet hours. Example: #quiet 22:00-07:00", ""),
		Entry("something else", "Bob: Your quiet hours are off, ha", "21:00–08:00"),
	)

	It("text a reaction in their own words, and know it again", func() {
		const bob = "+12125550102"
		book.add(bob, "Bob")
		for i, number := range []string{ann, bob} {
			book.apply(twiliosim.Event{Kind: twiliosim.EventMessage, SID: fmt.Sprint("SM", i), From: room, To: number, Body: "Cid: Dinner?"})
		}
		body, err := book.reacting(ann, Reaction{Of: "SM0", Emoji: "❤️"})
		Expect(body, err).To(Equal("Loved “Cid: Dinner?”"))
		other, err := book.reacting(bob, Reaction{Of: "SM1", Emoji: "❤️"})
		Expect(other, err).To(Equal(twiliosim.Android.Tapback("❤️", "Cid: Dinner?", false)))

		_, bubble, _ := book.apply(sent("SM2", body))
		Expect(bubble.Reaction).To(Equal(&Reaction{Of: "SM0", Emoji: "❤️"}))
		_, bubble, _ = book.apply(sent("SM3", body))
		Expect(bubble.Reaction).To(BeNil(), "typed by hand")
		back, err := book.reacting(ann, Reaction{Of: "SM0", Emoji: "❤️", Back: true})
		Expect(back, err).To(Equal("Removed a heart from “Cid: Dinner?”"))
	})

	DescribeTable("refuse a reaction to nothing",
		func(number, of string) {
			_, err := book.reacting(number, Reaction{Of: of, Emoji: "👍"})
			Expect(err).To(MatchError(HavePrefix("the")))
		},
		Entry("no such phone", "+19995550100", "SM0"), Entry("no such text", ann, "SM0"))

	It("keep the latest texts", func() {
		for i := range keep + 5 {
			book.apply(sent(fmt.Sprintf("SM%d", i), "hi"))
		}
		book.apply(sent("SM", "last"))
		Expect(bubbles()).To(HaveLen(keep))
		Expect(bubbles()[keep-1].Text).To(Equal("last"))
	})
})

var _ = DescribeTable("a pod's metrics", func(text, name string, want int) {
	Expect(pick(parseMetrics(strings.NewReader(text)), name)).To(Equal(want))
},
	Entry("a sample", "# HELP a b\na 3\n", "a", 3),
	Entry("with labels", `a{k="x y"} 4`+"\n"+`a{k="z"} 5`, `a{k="x y"}`, 4),
	Entry("a large one", "a 1.2e+03", "a", 1200),
	Entry("none", "b 3", "a", -1),
	Entry("nonsense", "a three", "a", -1),
)
