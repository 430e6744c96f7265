package store

import (
	"encoding/json"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// The fields of a log entry; short, because there are many.
const (
	entryKind     = "k"
	entryAuthor   = "a"
	entryNickname = "n"
	entryBody     = "b"
	entryMedia    = "m"
	entrySegments = "g"
	entryAbout    = "o" // whom an announcement names
	entryTags     = "l" // labels; first part only
	entryTime     = "t" // milliseconds; written by the script
	entryFirst    = "f" // Seq of the text's first part; written by the script
	entryHighest  = "h" // highest MemberID when it was accepted; written by the script
	// "x" is what Twilio sent, packed; written by the script, first part only
)

// Entry is one SMS worth of what the room accepted for everyone.
type Entry struct {
	chat.Message
	Kind chat.BroadcastKind
	// About is whom an announcement names; 0 for nobody.
	About chat.MemberID
	// Nickname is what the author was called at the time.
	Nickname string
	// Highest is the highest MemberID when the entry was accepted: who joined later is
	// not addressed.
	Highest chat.MemberID
	// Segments is what it costs to send to one phone.
	Segments int
	// Tags are what rules have put on the text; with its first part only.
	Tags []string
}

func decodeEntry(m redis.XMessage) Entry {
	text := func(field string) string { return asText(m.Values[field]) }
	p := decodePictures(text(entryMedia))
	seq, _, _ := strings.Cut(m.ID, "-")
	return Entry{
		Message: chat.Message{
			Seq:    chat.Seq(asInt(seq)),
			First:  chat.Seq(asInt(text(entryFirst))),
			Author: memberID(text(entryAuthor)),
			Body:   text(entryBody),
			Media:  p.Media,
			Words:  p.Words,
			At:     millis(text(entryTime)),
		},
		Kind:     chat.BroadcastKind(text(entryKind)),
		About:    memberID(text(entryAbout)),
		Nickname: text(entryNickname),
		Highest:  memberID(text(entryHighest)),
		Segments: int(asInt(text(entrySegments))),
		Tags:     strings.Fields(text(entryTags)),
	}
}

// addresses says whether the entry is chat for this member. Who stopped or could not
// be reached is addressed all the same.
func (e Entry) addresses(id chat.MemberID, muted map[chat.MemberID]spans) bool {
	return e.Kind == chat.Chat && e.Author != id && id <= e.Highest && !muted[e.Author].hold(e.Seq)
}

// pictures are what goes along with a text, and what is read instead where it can't.
type pictures struct {
	Media []chat.Media `json:"m"`
	Words string       `json:"w,omitempty"`
}

// picturesOf has words only where there are pictures.
func picturesOf(media []chat.Media, words string) pictures {
	if len(media) == 0 {
		return pictures{}
	}
	return pictures{media, words}
}

func encodePictures(media []chat.Media, words string) string {
	if len(media) == 0 {
		return ""
	}
	text, _ := json.Marshal(picturesOf(media, words)) // plain strings always marshal
	return string(text)
}

func decodePictures(text string) (p pictures) {
	if text != "" {
		_ = json.Unmarshal([]byte(text), &p) // written by encodePictures alone
	}
	return p
}
