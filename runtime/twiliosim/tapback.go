package twiliosim

import "strings"

// PhoneKind is what kind of phone somebody has, which decides how it texts a reaction to
// people whom it can only reach by SMS.
type PhoneKind string

// The kinds of phones.
const (
	IPhone PhoneKind = "iphone"
	// Android is a phone with Google Messages.
	Android PhoneKind = "android"
)

// classic are the reactions for which iPhones have words of their own: given and taken back.
var classic = map[string][2]string{
	"❤️": {"Loved", "a heart"},
	"👍":  {"Liked", "a like"},
	"👎":  {"Disliked", "a dislike"},
	"😂":  {"Laughed at", "a laugh"},
	"‼️": {"Emphasized", "an exclamation"},
	"❓":  {"Questioned", "a question mark"},
}

// Tapback is what a phone texts when its owner reacts with an emoji to a bubble that shows
// quote, or takes that back. A bubble without words is "an image".
func (k PhoneKind) Tapback(emoji, quote string, back bool) string {
	if k == Android {
		return googleTapback(emoji, quote, back)
	}
	object := "an image"
	if quote != "" {
		object = "“" + quote + "”"
	}
	words, isClassic := classic[emoji]
	switch {
	case isClassic && back:
		return "Removed " + words[1] + " from " + object
	case isClassic:
		return words[0] + " " + object
	case back:
		return "Removed " + emoji + " from " + object
	}
	return "Reacted " + emoji + " to " + object
}

// googleTapback has marks that nobody sees: hair spaces about the whole and the quote, marks
// without width about the emoji, others when it is taken back.
// Source: https://nickvsnetworking.com/emoji-sms-reactions/
func googleTapback(emoji, quote string, back bool) string {
	const hair = "\u200a"
	mark, link := "\u200b", " to "
	if back {
		mark, link = "\u200c", " from "
	}
	var b strings.Builder
	b.WriteString(hair + mark + emoji + mark + link)
	if quote == "" {
		b.WriteString("an image")
	} else {
		b.WriteString("“" + hair + quote + hair + "”")
	}
	b.WriteString(hair)
	return b.String()
}
