package extension

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// forwardBody is what a rule forwards: the whole SMS, as its owner asked.
type forwardBody struct {
	Room   string            `json:"room"`
	Rule   string            `json:"rule"`
	Member *member           `json:"member,omitempty"`
	SMS    map[string]string `json:"sms"`
}

const forwardTimeout = 10 * time.Second

// forwardPauses are the waits between the tries of a forward; after the last one it is given
// up. The service knows a text that it gets twice by its webhook-id.
var forwardPauses = [...]time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute}

// forward posts a text to where a rule wants it. Its answer says nothing.
func (c *Client) forward(ctx context.Context, call store.Call, facts chat.Facts, begun time.Time) store.CallEnd {
	outgoing, err := c.forwardRequest(call, facts, begun)
	if err != nil {
		return store.CallEnd{}
	}
	got, f := c.send(ctx, outgoing)
	if ctx.Err() != nil && f != nil {
		return store.CallEnd{Cut: true}
	}
	end := store.CallEnd{OK: f == nil}
	end.Record = c.note(call, outgoing, got, f, begun)
	if f != nil && f.Kind != ResultGone && f.Kind != ResultUnknown && call.Tries <= len(forwardPauses) {
		end.Again = forwardPauses[max(call.Tries, 1)-1]
	}
	return end
}

func (c *Client) forwardRequest(call store.Call, facts chat.Facts, now time.Time) (request, error) {
	body := forwardBody{Room: c.config.Settings().Name, Rule: call.Rule, SMS: call.Fields}
	if m := facts.Sender; m != nil {
		body.Member = &member{Nickname: m.Nickname.String(), Admin: m.Admin, Number: string(m.Number)}
	}
	text, err := json.Marshal(body)
	if err != nil {
		return request{}, err
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set("User-Agent", userAgent)
	secrets{current: ForwardSecret(c.config.RoomKey)}.sign(header, call.SID+"."+call.Rule, now, text)
	return request{url: call.URL, header: header, body: text, timeout: forwardTimeout}, nil
}
