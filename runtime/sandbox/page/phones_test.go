package page

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

func TestPage(t *testing.T) {
	RegisterFailHandler(Fail)
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
