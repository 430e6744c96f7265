package store

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// Lines are named by the phone they lead to: "d" and a number for direct texts, "h"
// and a member ID for what a member off the lane still has to get; "n" and a number for
// direct texts that wait for the end of quiet hours.
func directLine(to chat.E164) string   { return "d" + string(to) }
func nightLine(to chat.E164) string    { return "n" + string(to) }
func heldLine(id chat.MemberID) string { return "h" + idText(id) }

// numberOf is the number to which a line of direct texts leads.
func numberOf(line string) (chat.E164, bool) {
	number, ok := strings.CutPrefix(line, "d")
	if !ok {
		number, ok = strings.CutPrefix(line, "n")
	}
	return chat.E164(number), ok
}

// direct is a direct text as its line keeps it: "<id>|<accepted, ms>|<this as JSON>".
type direct struct {
	Body     string          `json:"b"`
	Pictures pictures        `json:"m,omitzero"`
	Kind     chat.DirectKind `json:"k"`
	Segments int             `json:"g"`
	Patient  bool            `json:"q,omitempty"`
}

func encodeDirect(d chat.Direct, segments func(string) int) string {
	text, _ := json.Marshal(direct{ // plain strings and numbers always marshal
		Body: d.Body, Pictures: picturesOf(d.Media, d.Words), Kind: d.Kind,
		Segments: cost(d.Body, d.Media, segments), Patient: d.Patient,
	})
	return string(text)
}

// storedDirect is a direct text read back.
type storedDirect struct {
	direct
	ID int64
	At time.Time
}

func decodeDirect(text string) (storedDirect, bool) {
	id, rest, _ := strings.Cut(text, "|")
	at, body, ok := strings.Cut(rest, "|")
	d := storedDirect{ID: asInt(id), At: millis(at)}
	if !ok || json.Unmarshal([]byte(body), &d.direct) != nil {
		return storedDirect{}, false
	}
	return d, true
}
