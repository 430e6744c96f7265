package page

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// Reaction says that a text is no words of its own: the phone's owner pressed on a bubble and
// chose an emoji, and the phone made a text of that, because it can't react by SMS.
type Reaction struct {
	// Of is the bubble's ID.
	Of    string `json:"of"`
	Emoji string `json:"emoji"`
	// Back is true where the reaction is taken back.
	Back bool `json:"back,omitempty"`
}

// emojis are those that a reaction may be; the first six are the ones that every phone offers.
var emojis = []string{"❤️", "👍", "👎", "😂", "‼️", "❓", "🎉", "🔥"}

// react texts a phone's reaction to one of its bubbles, in the words of its kind of phone.
func (p *Page) react(r *http.Request) error {
	number := r.PathValue("number")
	reaction := Reaction{Of: r.FormValue("of"), Emoji: r.FormValue("emoji"), Back: r.FormValue("back") == "true"}
	if !slices.Contains(emojis, reaction.Emoji) {
		return refusal{http.StatusBadRequest, "a reaction is one of " + strings.Join(emojis, " ")}
	}
	room := p.room.current().Number
	if room == "" {
		return refusal{http.StatusConflict, "the room has no number yet"}
	}
	body, err := p.phones.reacting(number, reaction)
	if err != nil {
		return err
	}
	if _, err := p.config.Carrier.Phone(number).Text(r.Context(), room, body); err != nil {
		return fmt.Errorf("sending: %w", err)
	}
	return nil
}

// reacting is what a phone texts to react. The book knows the text again when the carrier
// tells of it.
func (b *phoneBook) reacting(number string, reaction Reaction) (body string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	phone := b.find(number)
	if phone == nil {
		return "", refusal{http.StatusNotFound, "there is no such phone"}
	}
	i := slices.IndexFunc(phone.Bubbles, func(bubble Bubble) bool { return bubble.ID == reaction.Of })
	if i < 0 {
		return "", refusal{http.StatusNotFound, "the phone has no such text"}
	}
	body = phone.Kind.Tapback(reaction.Emoji, phone.Bubbles[i].Text, reaction.Back)
	phone.reacting = append(phone.reacting, madeReaction{body: body, Reaction: reaction})
	return body, nil
}

// madeReaction is a reaction of which the carrier has not told yet.
type madeReaction struct {
	body string
	Reaction
}

// made finds the reaction that a phone made into this text.
func (p *Phone) made(body string) *Reaction {
	i := slices.IndexFunc(p.reacting, func(m madeReaction) bool { return m.body == body })
	if i < 0 {
		return nil
	}
	reaction := p.reacting[i].Reaction
	p.reacting = slices.Delete(p.reacting, i, i+1)
	return &reaction
}

// The kinds of phones go by turns, so that both show.
func kindOf(position int) twiliosim.PhoneKind {
	if position%2 == 1 {
		return twiliosim.Android
	}
	return twiliosim.IPhone
}
