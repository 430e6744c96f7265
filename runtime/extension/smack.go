package extension

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// asked is all that a call may tell a service.
type asked struct {
	room string
	// id is the carrier's name for the text.
	id      string
	command command
	text    string
	member  member
	sms     map[string]string
}

// member is who asks, as services see it.
type member struct {
	Nickname string `json:"nickname"`
	Admin    bool   `json:"admin"`
	// Number is there only where the command says so.
	Number string `json:"number,omitempty"`

	id chat.MemberID
}

// smackRequest is the body of a call in Smack's format.
type smackRequest struct {
	Room    string            `json:"room"`
	Command string            `json:"command"`
	Args    []string          `json:"args"`
	Text    string            `json:"text"`
	Member  member            `json:"member"`
	SMS     map[string]string `json:"sms"`
}

// smack is a call in Smack's format, signed by the scheme of Standard Webhooks.
func (a asked) smack(now time.Time) (request, error) {
	body, err := json.Marshal(smackRequest{
		Room: a.room, Command: a.command.Name, Args: append([]string{}, strings.Fields(a.text)...), Text: a.text,
		Member: a.member, SMS: a.visible(),
	})
	if err != nil {
		return request{}, fmt.Errorf("writing a call: %w", err)
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set("Accept", "application/json, text/plain")
	header.Set("User-Agent", userAgent)
	a.command.secrets.sign(header, a.id, now, body)
	return request{url: a.command.URL, header: header, body: body, timeout: a.command.timeout()}, nil
}

const userAgent = "smack (+https://smack.dev)"

// visible is what the carrier sent, as the service may see it.
func (a asked) visible() map[string]string {
	if a.command.IncludeNumber {
		return a.sms
	}
	return withoutNumber(a.sms)
}

// withoutNumber takes away the fields that hold the sender's number, by whatever name. What
// the sender wrote stays as it is.
func withoutNumber(sms map[string]string) map[string]string {
	fields := maps.Clone(sms)
	from := fields["From"]
	digits := strings.TrimLeft(from[strings.LastIndexByte(from, ':')+1:], "+")
	for name, value := range fields {
		if name != "Body" && (name == "From" || name == "WaId" || len(digits) > 3 && strings.Contains(value, digits)) {
			delete(fields, name)
		}
	}
	return fields
}

// smackAnswer is what a service says in Smack's format.
type smackAnswer struct {
	Reply     string   `json:"reply"`
	Broadcast string   `json:"broadcast"`
	Media     []string `json:"media"`
}

// readSmack reads an answer in Smack's format: JSON, or plain text, which is the reply.
func readSmack(r response) (chat.Answer, error) {
	if silent(r) {
		return chat.Answer{}, nil
	}
	switch mediaType(r.contentType) {
	case "text/plain":
		return chat.Answer{Reply: string(r.body)}, nil
	case "application/json":
	default:
		return chat.Answer{}, wrongType(r)
	}
	var said smackAnswer
	if err := json.Unmarshal(r.body, &said); err != nil {
		return chat.Answer{}, invalid(r, err)
	}
	media, err := pictures(said.Media)
	if err != nil {
		return chat.Answer{}, &Failure{Kind: ResultInvalid, Status: r.status, Reason: err.Error()}
	}
	return chat.Answer{Reply: said.Reply, Broadcast: said.Broadcast, Media: media}, nil
}

// silent answers say nothing.
func silent(r response) bool { return r.status == http.StatusNoContent || len(r.body) == 0 }

func mediaType(contentType string) string {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	if strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json") {
		return "application/json"
	}
	return kind
}

func wrongType(r response) *Failure {
	kind := mediaType(r.contentType)
	if kind == "" {
		kind = "nothing that can be read"
	}
	return &Failure{Kind: ResultType, Status: r.status, Reason: fmt.Sprintf(
		"the answer's Content-Type is %q; answer with application/json or text/plain", kind)}
}

func invalid(r response, err error) *Failure {
	return &Failure{Kind: ResultInvalid, Status: r.status, Reason: "the answer is not the JSON that is expected: " + err.Error()}
}

// maxAddress bounds the address of a picture.
const maxAddress = 2048

// pictures are handed to the carrier as they are, which fetches them itself.
func pictures(addresses []string) ([]chat.Media, error) {
	if len(addresses) > chat.MaxPictures {
		return nil, fmt.Errorf("the answer has %d pictures; %d are the most", len(addresses), chat.MaxPictures)
	}
	var media []chat.Media
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(address) > maxAddress {
			return nil, errors.New("an address in media is none that the carrier can fetch: write https://…")
		}
		media = append(media, chat.Media{URL: address, ContentType: "image/*", Public: true})
	}
	return media, nil
}

func decimal(id chat.MemberID) string { return strconv.FormatUint(uint64(id), 10) }
