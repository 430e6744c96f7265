package delivery

import (
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
)

// content is a text before it is known to which phone it goes.
type content struct {
	body, words string
	media       []chat.Media
	segments    int
}

// orBody is the text for a phone that takes no pictures.
func orBody(words, body string) string {
	if words == "" {
		return body
	}
	return words
}

// takes says whether a phone gets the pictures.
func (s *Settings) takes(to chat.E164) bool { return s.Room.TakesPictures(to) }

// edition is a text as some of the phones get it.
type edition struct {
	prepared *carrier.Prepared
	segments int
}

// editions are a text with its pictures, and its words for phones that take none.
type editions struct {
	engine   *Engine
	settings *Settings
	content  content
	whole    edition
	worded   *edition
}

func (e *Engine) editions(s *Settings, c content) *editions {
	whole := edition{e.carrier.Prepare(s.template(c.body, c.media)), c.segments}
	return &editions{engine: e, settings: s, content: c, whole: whole}
}

// of is what a phone gets.
func (e *editions) of(to chat.E164) edition {
	if len(e.content.media) == 0 || e.settings.takes(to) {
		return e.whole
	}
	if e.worded == nil {
		words := orBody(e.content.words, e.content.body)
		e.worded = &edition{e.engine.carrier.Prepare(e.settings.template(words, nil)), e.settings.Room.Segments(words)}
	}
	return *e.worded
}
