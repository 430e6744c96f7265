package extension

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// How long a response_url is served, and how often it may be used.
// Source: https://docs.slack.dev/interactivity/handling-user-interaction (Message responses)
const (
	laterFor  = 30 * time.Minute
	laterUses = 5
)

// LaterPath is the path behind the room's public address under which response_urls are
// served; the token follows.
const LaterPath = "/commands/"

const (
	tokenID  = 16 // random bytes, so that no token can be guessed
	tokenTag = 16 // 128 bits of HMAC-SHA256
	tokenEnd = 4  // the second at which it ends
)

var tokenEncoding = base64.RawURLEncoding.Strict()

// openLater lets the service of a Slack-format command answer later, and gives the address.
func (c *Client) openLater(ctx context.Context, a asked, now time.Time) (string, error) {
	if a.member.id == 0 { // a try on the screen; nobody would hear it
		return c.config.Settings().BaseURL + LaterPath + "try", nil
	}
	id := make([]byte, tokenID)
	_, _ = rand.Read(id) // never fails
	err := c.config.Store.OpenLater(ctx, laterKey(id), a.member.id, a.command.Name, laterUses, laterFor)
	if err != nil {
		return "", err
	}
	payload := binary.BigEndian.AppendUint32(id, uint32(now.Add(laterFor).Unix())) // good until the year 2106
	token := tokenEncoding.EncodeToString(append(c.laterTag(payload), payload...))
	return c.config.Settings().BaseURL + LaterPath + token, nil
}

func laterKey(id []byte) string { return tokenEncoding.EncodeToString(id) }

func (c *Client) laterTag(payload []byte) []byte {
	return mac(c.config.RoomKey, "smack response_url", string(payload))[:tokenTag]
}

// LaterRefusal is a later answer that was not taken, by fault of whoever gave it.
type LaterRefusal struct {
	status int
	result string
	reason string
}

func (r *LaterRefusal) Error() string { return r.reason }

// Refusal is the status to answer with, and the name of the reason in metrics.
func (r *LaterRefusal) Refusal() (status int, result string) { return r.status, r.result }

// Later takes what a service says at a response_url. The error is a *LaterRefusal where that is
// the service's fault; after any other the same may be said again.
func (c *Client) Later(r *http.Request, token string) error {
	id, err := c.openToken(token)
	if err != nil {
		return err
	}
	answer, err := readLater(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	use, err := c.config.Store.UseLater(ctx, laterKey(id))
	switch {
	case errors.Is(err, store.ErrLaterSpent):
		return &LaterRefusal{http.StatusGone, "spent", fmt.Sprintf("this address was used %d times, which is the most", laterUses)}
	case errors.Is(err, store.ErrNoLater):
		return &LaterRefusal{http.StatusGone, "gone", "nobody waits for this answer any more"}
	case err != nil:
		return err
	}
	return c.say(ctx, use, answer, laterKey(id))
}

// openToken gives the name under which the use of a token is counted.
func (c *Client) openToken(token string) ([]byte, error) {
	packed, err := tokenEncoding.DecodeString(token)
	if err != nil || len(packed) != tokenTag+tokenID+tokenEnd || !hmac.Equal(packed[:tokenTag], c.laterTag(packed[tokenTag:])) {
		return nil, &LaterRefusal{http.StatusNotFound, "token", "this is no address that the room gave out"}
	}
	if c.config.Now().Unix() > int64(binary.BigEndian.Uint32(packed[tokenTag+tokenID:])) {
		return nil, &LaterRefusal{http.StatusGone, "gone", "this address was good for 30 minutes"}
	}
	return packed[tokenTag : tokenTag+tokenID], nil
}

// readLater reads a message as Slack's response_urls take it. Replacing and deleting an
// earlier one is beyond SMS: the first says something new, the second nothing.
func readLater(r *http.Request) (chat.Answer, error) {
	if r.Method != http.MethodPost {
		return chat.Answer{}, &LaterRefusal{http.StatusMethodNotAllowed, "method", "only POST is served here"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxAnswer))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return chat.Answer{}, &LaterRefusal{http.StatusRequestEntityTooLarge, "size", "the message is too large"}
	}
	if err != nil {
		return chat.Answer{}, &LaterRefusal{http.StatusBadRequest, "form", "the message ended early"}
	}
	answer, err := readSlack(response{status: http.StatusOK, contentType: r.Header.Get("Content-Type"), body: body})
	if err != nil {
		return chat.Answer{}, &LaterRefusal{http.StatusBadRequest, "form", "the message is neither JSON in Slack's form nor plain text"}
	}
	return answer, nil
}

func (c *Client) say(ctx context.Context, use store.Later, answer chat.Answer, key string) error {
	room := c.config.Settings().Chat
	sid := "later " + key + " " + strconv.Itoa(use.Left)
	return c.config.Store.Decide(ctx, use.Member.Number, chat.AnswerNeed(room), func(facts chat.Facts) error {
		out := chat.Answered(room, facts, chat.Call{Command: use.Command}, answer)
		out.Reword(carrier.Plain)
		_, err := c.config.Store.Commit(ctx, store.Inbound{SID: sid, From: use.Member.Number}, facts, out)
		return err
	})
}
