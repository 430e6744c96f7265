package extension

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/smackdev/smack/runtime/chat"
)

// slack is a call as Slack and Mattermost make those of slash commands.
// Sources: https://docs.slack.dev/interactivity/implementing-slash-commands,
// https://developers.mattermost.com/integrate/slash-commands/custom/
func (a asked) slack(now time.Time, responseURL string) request {
	team, channel := a.room, a.room
	if namespace, name, ok := strings.Cut(a.room, "."); ok {
		team, channel = namespace, name
	}
	form := url.Values{
		"token":        {VerificationToken(a.command.secrets.current)},
		"team_id":      {slackID('T', team)},
		"team_domain":  {slackName(team)},
		"channel_id":   {slackID('C', a.room)},
		"channel_name": {slackName(channel)},
		"user_id":      {slackID('U', a.room, decimal(a.member.id))},
		"user_name":    {a.member.Nickname},
		"command":      {"/" + a.command.Name},
		"text":         {a.text},
		"api_app_id":   {slackID('A', a.room, a.command.Name)},
		"trigger_id":   {slackID('X', a.id)},
		"response_url": {responseURL},
	}
	if a.command.IncludeNumber {
		form.Set("user_number", a.member.Number)
	}
	body := []byte(form.Encode())
	header := http.Header{}
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	header.Set("Accept", "application/json, text/plain")
	header.Set("User-Agent", userAgent)
	a.command.secrets.signSlack(header, now, body)
	return request{url: a.command.URL, header: header, body: body, timeout: a.command.timeout()}
}

// slackID is an ID in Slack's form that is always the same for the same thing and tells
// nothing of it: of a member, not even the number.
func slackID(kind byte, of ...string) string {
	sum := sha256.Sum256([]byte(string(kind) + "\x00" + strings.Join(of, "\x00")))
	return string(kind) + base32.StdEncoding.EncodeToString(sum[:])[:10]
}

func slackName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, s)
}

// slackAnswer is what a service says in Slack's format, as far as an SMS can say it.
type slackAnswer struct {
	ResponseType string            `json:"response_type"`
	Text         string            `json:"text"`
	Markdown     *bool             `json:"mrkdwn"`
	Attachments  []slackAttachment `json:"attachments"`
	Blocks       []slackBlock      `json:"blocks"`
}

type slackAttachment struct {
	Fallback string       `json:"fallback"`
	Pretext  string       `json:"pretext"`
	Title    string       `json:"title"`
	Text     string       `json:"text"`
	Blocks   []slackBlock `json:"blocks"`
}

// slackBlock is a block whose texts are kept; all others are empty ones.
type slackBlock struct {
	Text   slackText   `json:"text"`
	Fields []slackText `json:"fields"`
}

// slackText is a text object, or a bare string as some elements have it.
type slackText string

// UnmarshalJSON reads both; what is neither says nothing.
func (t *slackText) UnmarshalJSON(b []byte) error {
	var object struct {
		Text string `json:"text"`
	}
	var bare string
	switch {
	case json.Unmarshal(b, &bare) == nil:
		*t = slackText(bare)
	case json.Unmarshal(b, &object) == nil:
		*t = slackText(object.Text)
	}
	return nil
}

// readSlack reads an answer in Slack's format: JSON, or plain text for the sender.
func readSlack(r response) (chat.Answer, error) {
	if silent(r) {
		return chat.Answer{}, nil
	}
	switch mediaType(r.contentType) {
	case "text/plain":
		return chat.Answer{Reply: plainText(string(r.body), true)}, nil
	case "application/json":
	default:
		return chat.Answer{}, wrongType(r)
	}
	var said slackAnswer
	if err := json.Unmarshal(r.body, &said); err != nil {
		return chat.Answer{}, invalid(r, err)
	}
	words := plainText(said.words(), said.Markdown == nil || *said.Markdown)
	if said.ResponseType == "in_channel" {
		return chat.Answer{Broadcast: words}, nil
	}
	return chat.Answer{Reply: words}, nil
}

// words are the text and what the attachments say; blocks only where there is no text, which
// is their own fallback.
func (a slackAnswer) words() string {
	lines := []string{a.Text}
	if a.Text == "" {
		lines = blockLines(a.Blocks)
	}
	for _, attached := range a.Attachments {
		lines = append(lines, attached.words()...)
	}
	return joinLines(lines)
}

// words are the fallback, which is made for such as us, or what there is.
func (a slackAttachment) words() []string {
	if a.Fallback != "" {
		return []string{a.Fallback}
	}
	return append([]string{a.Pretext, a.Title, a.Text}, blockLines(a.Blocks)...)
}

func blockLines(blocks []slackBlock) []string {
	var lines []string
	for _, b := range blocks {
		lines = append(lines, string(b.Text))
		for _, field := range b.Fields {
			lines = append(lines, string(field))
		}
	}
	return lines
}

func joinLines(lines []string) string {
	kept := lines[:0:0]
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}
