package talk

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/sandbox/conversation"
)

func TestTalk(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "talk")
}

// room passes every text on to the other two, but for what a test makes of it.
type room struct {
	mu      sync.Mutex
	inboxes map[string][]string
	// pass returns how often the nth text is passed on, and whether its sender is told no.
	pass func(n int) (times int, refuse error)
	n    int
}

func (r *room) Text(_ context.Context, from, body string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	times, refuse := r.pass(r.n)
	r.n++
	for _, phone := range conversation.Phones() {
		for range times {
			if phone.Number != from {
				r.inboxes[phone.Number] = append(r.inboxes[phone.Number], nameOf(from)+": "+body)
			}
		}
	}
	return refuse
}

func (r *room) Inbox(number string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string{"from before"}, r.inboxes[number]...)
}

func nameOf(number string) string {
	for _, phone := range conversation.Phones() {
		if phone.Number == number {
			return phone.Name
		}
	}
	return ""
}

var errDown = errors.New("down")

var _ = Describe("a chat", func() {
	chat := func(refusals bool, pass func(n int) (int, error)) (*room, error) {
		r := &room{inboxes: map[string][]string{}, pass: pass}
		c := Chat{People: r, AtLeast: 3, Refusals: refusals, Patience: time.Second, Pace: time.Millisecond}
		happened := false
		err := c.During(context.Background(), func() { happened = true })
		Expect(happened).To(BeTrue())
		return r, err
	}
	fourth := func(times int, refuse error) func(int) (int, error) {
		return func(n int) (int, error) {
			if n == 3 {
				return times, refuse
			}
			return 1, nil
		}
	}

	It("is content with a room that passes each line on once", func() {
		r, err := chat(false, fourth(1, nil))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Inbox(Cid)[1:5]).To(Equal([]string{"Ann: line 0", "Bob: line 0", "Ann: line 1", "Bob: line 1"}))
	})

	DescribeTable("finds what a room does wrong",
		func(refusals bool, pass func(int) (int, error), says string) {
			_, err := chat(refusals, pass)
			Expect(err).To(MatchError(ContainSubstring(says)))
		},
		Entry("a line lost", false, fourth(0, nil), `Ann, after 1 lines, should have received "Bob: line 1"`),
		Entry("a line doubled", false, fourth(2, nil), `Ann, after 2 lines, should have received "Bob: line 2" and has ["Bob: line 1"`),
		Entry("a line refused", false, fourth(0, errDown), `Bob texting "line 1": down`),
		Entry("a refused line doubled, where refusals are fine", true, fourth(2, errDown), `should have received "Bob: line 1, try 2"`),
	)

	DescribeTable("texts a refused line again where that is fine",
		func(arrived int) {
			r, err := chat(true, fourth(arrived, errDown))
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Inbox(Cid)).To(ContainElement("Bob: line 1, try 2"))
		},
		Entry("and it did not arrive", 0),
		Entry("and it arrived all the same", 1),
	)

	DescribeTable("compares",
		func(got []string, good bool) {
			ann, bob := conversation.Phones()[0], conversation.Phones()[1]
			said := []line{{from: ann, text: "a"}, {from: bob, text: "b"}, {from: ann, text: "c", refused: true}, {from: ann, text: "d"}}
			err := compare(said, conversation.Phones()[2], got)
			Expect(err == nil).To(Equal(good), "%v", err)
		},
		Entry("all", []string{"Ann: a", "Bob: b", "Ann: c", "Ann: d"}, true),
		Entry("several in one text", []string{"Ann: a\nBob: b", "Ann: c\nAnn: d"}, true),
		Entry("one of several in one text twice", []string{"Ann: a\nBob: b\nBob: b", "Ann: d"}, false),
		Entry("without the refused one", []string{"Ann: a", "Bob: b", "Ann: d"}, true),
		Entry("another order", []string{"Bob: b", "Ann: a", "Ann: d"}, false),
		Entry("the refused one late", []string{"Ann: a", "Bob: b", "Ann: d", "Ann: c"}, false),
		Entry("a stranger's", []string{"Ann: a", "Bob: b", "Ann: d", "Eve: x"}, false),
		Entry("nothing", nil, false),
	)

	It("lasts as long as what happens", func() {
		r := &room{inboxes: map[string][]string{}, pass: func(int) (int, error) { return 1, nil }}
		c := Chat{People: r, Pace: time.Millisecond}
		err := c.During(context.Background(), func() {
			Eventually(func() int { return len(r.Inbox(Cid)) }).Should(BeNumerically(">", 10))
		})
		Expect(err).NotTo(HaveOccurred())
	})

	It("ends with its context", func() {
		ctx, cancel := context.WithCancel(context.Background())
		r := &room{inboxes: map[string][]string{}, pass: func(int) (int, error) { return 0, errDown }}
		err := Chat{People: r, Refusals: true}.During(ctx, cancel)
		Expect(err).To(MatchError(errDown))
	})
})
