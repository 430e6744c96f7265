package extension

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
)

// Trial is a use of a command that nobody texted, for who makes one on the screen.
type Trial struct {
	// Command is asked as it is here, whether or not it is kept anywhere. Its SecretRef, if it
	// has one, is a directory.
	Command roomfile.Command
	// Secret and PreviousSecret sign the call of a command made on the screen.
	Secret, PreviousSecret string
	// Text is what follows the command's name.
	Text string
	// Nickname, Admin and Number are the member's who uses it.
	Nickname string
	Admin    bool
	Number   chat.E164
}

// Tried is what came of a Trial. Nothing was sent to anybody but the service.
type Tried struct {
	// Curl is the exact request, to be run by hand: signed, without the secret. A service that
	// looks at the time takes it for some minutes.
	Curl string
	// Result is ok or the kind of failure, and Reason says what went wrong.
	Result, Reason string
	// Status, ContentType and Body are the service's answer, the body's beginning.
	Status      int
	ContentType string
	Body        string
	Took        time.Duration
	// Texts are the SMS that it would become.
	Texts []TriedText
}

// TriedText is one SMS that an answer would become.
type TriedText struct {
	// ForRoom texts go to everybody, the others to who asked.
	ForRoom  bool
	Body     string
	Pictures int
	Segments int
}

// Try asks a command's service and says what would come of it. The error is of a trial that
// could not be made at all.
func (c *Client) Try(ctx context.Context, t Trial) (Tried, error) {
	t.Command.Defaults()
	cmd := command{Command: t.Command, secrets: secrets{t.Secret, t.PreviousSecret}}
	if ref := t.Command.SecretRef; ref != nil {
		var err error
		if cmd.secrets, err = readSecrets(ref.Name); err != nil {
			return Tried{}, err
		}
	}
	outgoing, err := c.request(ctx, c.trial(t, cmd), c.config.Now())
	if err != nil {
		return Tried{}, err
	}
	begun := c.config.Now()
	got, f := c.send(ctx, outgoing)
	tried := Tried{
		Curl: outgoing.curl(), Result: ResultOK, Status: got.status, ContentType: got.contentType,
		Body: clipped(got.body), Took: c.config.Now().Sub(begun),
	}
	answer := chat.Answer{Failed: true}
	if f == nil {
		answer, err = read(cmd, got)
		f = asFailure(err)
	}
	if f != nil {
		answer.Failed = true
		tried.Result, tried.Reason = f.Kind, f.Reason
	}
	tried.Texts = c.texts(t, answer)
	return tried, nil
}

func (c *Client) trial(t Trial, cmd command) asked {
	settings := c.config.Settings()
	sid := "SM00000000000000000000000000000000"
	a := asked{room: settings.Name, id: sid, command: cmd, text: t.Text, member: member{Nickname: t.Nickname, Admin: t.Admin}}
	if cmd.IncludeNumber {
		a.member.Number = string(t.Number)
	}
	a.sms = map[string]string{
		"MessageSid": sid, "From": string(t.Number), "To": string(settings.Chat.Number),
		"Body": string(settings.Chat.Prefix) + strings.TrimSpace(cmd.Name+" "+t.Text), "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received",
	}
	return a
}

// texts are what chat makes of the answer.
func (c *Client) texts(t Trial, answer chat.Answer) []TriedText {
	room := c.config.Settings().Chat
	room.Commands = []chat.CustomCommand{chat.CustomCommandOf(t.Command)}
	sender := chat.Member{ID: 1, Number: t.Number, Nickname: chat.StoredNickname(t.Nickname, t.Nickname), Active: true, Admin: t.Admin}
	facts := chat.Facts{Sender: &sender, SenderNumber: chat.NumberFacts{Member: &sender}}
	out := chat.Answered(room, facts, chat.Call{Command: t.Command.Name, Text: t.Text}, answer)
	out.Reword(carrier.Plain)
	segments := func(body string, media []chat.Media) int {
		if len(media) > 0 {
			return chat.MMSSegments
		}
		return room.Segments(body)
	}
	var texts []TriedText
	for _, d := range out.Directs {
		texts = append(texts, TriedText{Body: d.Body, Pictures: len(d.Media), Segments: segments(d.Body, d.Media)})
	}
	for _, b := range out.Broadcasts {
		texts = append(texts, TriedText{ForRoom: true, Body: b.Body, Pictures: len(b.Media), Segments: segments(b.Body, b.Media)})
	}
	return texts
}

// curl is the request as a command line, in an order that is always the same.
func (r request) curl() string {
	names := make([]string, 0, len(r.header))
	for name := range r.header {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	b.WriteString("curl --max-time " + strconv.FormatFloat(r.timeout.Seconds(), 'f', -1, 64))
	for _, name := range names {
		fmt.Fprintf(&b, " \\\n  -H %s", quoted(name+": "+r.header[name][0]))
	}
	fmt.Fprintf(&b, " \\\n  --data-binary %s", quoted(string(r.body)))
	fmt.Fprintf(&b, " \\\n  %s", quoted(r.url))
	return b.String()
}

// quoted is a word of a shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
