package conversation_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/sandbox/conversation"
)

func TestConversation(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "conversation")
}

// room is a carrier whose room answers what a script says, but for one change.
type room struct {
	mu      sync.Mutex
	turns   []conversation.Turn
	inboxes map[string][]string
	change  func(phone string, texts []string) []string
	refuse  error
}

func (r *room) Text(_ context.Context, from, body string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse != nil {
		return r.refuse
	}
	turn := r.turns[0]
	r.turns = r.turns[1:]
	Expect(body).To(Equal(turn.Text))
	Expect(from).To(Equal(numbers()[turn.From]))
	for name, number := range numbers() {
		texts := turn.Hear[name]
		if r.change != nil {
			texts = r.change(name, texts)
		}
		r.inboxes[number] = append(r.inboxes[number], texts...)
	}
	return nil
}

func (r *room) Inbox(number string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string{}, r.inboxes[number]...)
}

func numbers() map[string]string {
	all := map[string]string{}
	for _, phone := range conversation.Phones() {
		all[phone.Name] = phone.Number
	}
	return all
}

var _ = Describe("a conversation", func() {
	script := conversation.Script("Family", "1 Jan 2030")
	play := func(change func(string, []string) []string) (*room, error) {
		r := &room{turns: script, inboxes: map[string][]string{}, change: change}
		return r, conversation.Play(context.Background(), r, script, conversation.Listener{})
	}

	It("is played to its end when every phone hears what it should", func() {
		r, err := play(nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.turns).To(BeEmpty())
		Expect(conversation.Verify(r, script)).To(Succeed())
	})

	It("tells each text as it goes and comes", func() {
		chat := script[3:4]
		r := &room{turns: chat, inboxes: map[string][]string{}}
		var told []string
		listen := conversation.Listener{
			Sent:     func(phone, text string) { told = append(told, phone+" > "+text) },
			Received: func(phone, text string) { told = append(told, phone+" < "+text) },
		}
		Expect(conversation.Play(context.Background(), r, chat, listen)).To(Succeed())
		Expect(told).To(Equal([]string{
			"Ann > Dinner at ours, 8 o'clock?", "Bob < " + conversation.FirstChat, "Cid < " + conversation.FirstChat,
		}))
	})

	It("names the phone that hears a text too many", func() {
		_, err := play(func(phone string, texts []string) []string {
			if phone == "Cid" {
				return append(texts, "boo")
			}
			return texts
		})
		Expect(err).To(MatchError(And(
			ContainSubstring(`after Ann texted "#join Ann", Cid should have received`),
			ContainSubstring("nothing"), ContainSubstring(`"boo"`))))
	})

	It("names the phone that hears another text", func() {
		_, err := play(func(phone string, texts []string) []string {
			if phone == "Bob" && len(texts) > 0 {
				return []string{"something else"}
			}
			return texts
		})
		Expect(err).To(MatchError(ContainSubstring("Bob should have received")))
	})

	It("ends when the room does not take a text", func() {
		r := &room{refuse: errors.New("no answer"), inboxes: map[string][]string{}}
		err := conversation.Play(context.Background(), r, script, conversation.Listener{})
		Expect(err).To(MatchError(`Ann texting "#join Ann": no answer`))
	})

	It("finds afterwards what came late", func() {
		r, err := play(nil)
		Expect(err).NotTo(HaveOccurred())
		r.inboxes[numbers()["Ann"]] = append(r.inboxes[numbers()["Ann"]], "late")
		Expect(conversation.Verify(r, script)).To(MatchError(ContainSubstring("Ann's whole inbox")))
	})
})
