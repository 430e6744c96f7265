package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tapback is a reaction that a phone has sent as a text.
type tapback struct {
	what Reaction
	// back takes the reaction back.
	back bool
	// quote is what the phone quotes, with the quotation marks off; empty where it names
	// nothing but "an image", which could be any.
	quote string
}

// tapbackWords are what iPhones write before the quote. They write the words of the
// owner's language; those of others than English are listed nowhere, so they stay chat.
//
// Source: the strings of iMessage's classic tapbacks as iPhones send them to phones
// without iMessage, https://github.com/SimpleMobileTools/Simple-SMS-Messenger/issues/428,
// https://github.com/openclaw/imsg/pull/8; "Emphasised" is British.
var tapbackWords = []struct {
	words string
	what  Reaction
	back  bool
}{
	{"Loved ", Loved, false},
	{"Liked ", Liked, false},
	{"Disliked ", Disliked, false},
	{"Laughed at ", Laughed, false},
	{"Emphasized ", Emphasized, false},
	{"Emphasised ", Emphasized, false},
	{"Questioned ", Questioned, false},
	{"Reacted with a sticker to ", Sticker, false},
	{"Removed a heart from ", Loved, true},
	{"Removed a like from ", Liked, true},
	{"Removed a dislike from ", Disliked, true},
	{"Removed a laugh from ", Laughed, true},
	{"Removed an exclamation from ", Emphasized, true},
	{"Removed a question mark from ", Questioned, true},
	{"Removed a sticker from ", Sticker, true},
}

// namedEmoji are the emoji that say what a tapback with a name says.
var namedEmoji = map[string]Reaction{
	"❤": Loved, "👍": Liked, "👎": Disliked, "😂": Laughed, "‼": Emphasized, "❓": Questioned,
}

// The marks of Google Messages about the emoji, the same in all languages: one tells a
// reaction, the other one that is taken back. Nobody sees or types them. Hair spaces stand
// about the whole and inside the quotation marks.
//
// Source: the bytes in https://nickvsnetworking.com/emoji-sms-reactions/
const (
	markGiven = '\u200b'
	markTaken = '\u200c'
)

// parseTapback reads a text as a tapback, if phones write tapbacks so. Most texts are none
// and are let go after a look at their first character.
func parseTapback(body string) (tapback, bool) {
	body = strings.TrimFunc(body, unicode.IsSpace)
	switch first, _ := utf8.DecodeRuneInString(body); {
	case strings.ContainsRune("LDEQR", first):
		if t, ok := parseWords(body); ok {
			return t, true
		}
		return parseReacted(body)
	case first == markGiven, first == markTaken:
		return parseMarked(body, "")
	case first > unicode.MaxLatin1, keycap(body):
		return parseEmoji(body)
	}
	return tapback{}, false
}

// parseWords reads `Liked “…”` and its like.
func parseWords(body string) (tapback, bool) {
	for _, form := range tapbackWords {
		if rest, ok := strings.CutPrefix(body, form.words); ok {
			quote, ok := readObject(rest)
			return tapback{what: form.what, back: form.back, quote: quote}, ok
		}
	}
	return tapback{}, false
}

// parseReacted reads `Reacted 🎉 to “…”` and `Removed 🎉 from “…”`, which iPhones write, and
// Google Messages with its marks.
func parseReacted(body string) (tapback, bool) {
	verb, rest, _ := strings.Cut(body, " ")
	if t, ok := parseMarked(rest, verb); ok {
		return t, true
	}
	switch verb {
	case "Reacted":
		return parseEmojiForm(rest, " to ", false)
	case "Removed":
		return parseEmojiForm(rest, " from ", true)
	}
	return tapback{}, false
}

// parseEmoji reads `👍 to “…”`.
func parseEmoji(body string) (tapback, bool) { return parseEmojiForm(body, " to ", false) }

func parseEmojiForm(s, link string, back bool) (tapback, bool) {
	emoji, rest := leadingEmoji(s)
	if emoji == "" {
		return tapback{}, false
	}
	rest, ok := strings.CutPrefix(rest, link)
	if !ok {
		return tapback{}, false
	}
	quote, ok := readObject(rest)
	return tapback{what: reactionOf(emoji), back: back, quote: quote}, ok
}

// parseMarked reads what Google Messages writes, by its marks alone: the words between
// them are the owner's language.
func parseMarked(s, verb string) (tapback, bool) {
	s = strings.TrimFunc(s, unicode.IsSpace)
	mark, size := utf8.DecodeRuneInString(s)
	if mark != markGiven && mark != markTaken {
		return tapback{}, false
	}
	emoji, rest, ok := strings.Cut(s[size:], string(mark))
	if !ok || len(emoji) > maxEmoji || !isEmoji(emoji) {
		return tapback{}, false
	}
	t := tapback{what: reactionOf(emoji), back: mark == markTaken || verb == "Removed"}
	const longest = 40 // bytes of the words between emoji and quote, or of what has no words
	i := strings.IndexFunc(rest, isQuotationMark)
	if i < 0 {
		return t, rest != "" && len(rest) <= longest
	}
	if i > longest {
		return tapback{}, false
	}
	t.quote, ok = readQuote(rest[i:])
	return t, ok
}

// reactionOf gives an emoji its name, if it has one, whatever its tone.
func reactionOf(emoji string) Reaction {
	if named, ok := namedEmoji[strings.TrimRight(emoji, "\ufe0f🏻🏼🏽🏾🏿")]; ok {
		return named
	}
	return Reaction(emoji)
}

// readObject reads what the reaction is to: a quote, or the name of something that has no
// words, which gives none.
func readObject(s string) (quote string, ok bool) {
	if isThing(s) {
		return "", true
	}
	return readQuote(s)
}

// isThing holds for what iPhones write in place of a quote. Anything else may be somebody's
// own words ("Liked a lot").
func isThing(s string) bool {
	switch s {
	case "an image", "a photo", "a video", "a movie", "an attachment", "an audio message", "a sticker", "a GIF":
		return true
	}
	count, kind, _ := strings.Cut(s, " ")
	switch kind {
	case "images", "photos", "videos", "movies", "attachments":
		return len(count) <= 3 && strings.Trim(count, "0123456789") == "" && count != ""
	}
	return false
}

// readQuote takes the quotation marks off. The last one is missing where the text was cut.
func readQuote(s string) (quote string, ok bool) {
	first, size := utf8.DecodeRuneInString(s)
	if !isQuotationMark(first) {
		return "", false
	}
	quote = s[size:]
	last, size := utf8.DecodeLastRuneInString(quote)
	if isQuotationMark(last) {
		quote = quote[:len(quote)-size]
	} else if !isCut(quote) {
		return "", false
	}
	quote = strings.TrimFunc(quote, unicode.IsSpace)
	return quote, quote != ""
}

func isQuotationMark(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '‟', '«', '»':
		return true
	}
	return false
}

// isCut says whether the phone has cut the quote.
func isCut(quote string) bool {
	return strings.HasSuffix(quote, "…") || strings.HasSuffix(quote, "...")
}
