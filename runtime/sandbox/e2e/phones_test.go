package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/sandbox/conversation"
)

// The three phones.
var (
	ann = conversation.Phones()[0].Number
	bob = conversation.Phones()[1].Number
	cid = conversation.Phones()[2].Number
)

// phones are those of the carrier, by its HTTP interface.
type phones struct{ room string }

// Text sends a text to the room.
func (p phones) Text(ctx context.Context, from, body string) error {
	var answer struct {
		Webhook struct {
			Delivered bool `json:"delivered"`
			Status    int  `json:"status"`
		} `json:"webhook"`
		Error string `json:"error"`
	}
	status, err := call(ctx, http.MethodPost, "/sim/phones/"+from+"/texts", map[string]string{"to": p.room, "body": body}, &answer)
	switch {
	case err != nil:
		return err
	case status != http.StatusOK:
		return fmt.Errorf("texting: %d %s", status, answer.Error)
	case !answer.Webhook.Delivered:
		return fmt.Errorf("the room did not take the text: %d", answer.Webhook.Status)
	}
	return nil
}

// Inbox is what a phone has received.
func (p phones) Inbox(number string) []string {
	var thread struct {
		Messages []struct {
			Direction, Body, With string
		} `json:"messages"`
	}
	_, err := call(context.Background(), http.MethodGet, "/sim/phones/"+number+"/messages", nil, &thread)
	Expect(err).NotTo(HaveOccurred())
	bodies := []string{}
	for _, message := range thread.Messages {
		if message.Direction == "received" && message.With == p.room {
			bodies = append(bodies, message.Body)
		}
	}
	return bodies
}

// since is what a phone has received after what it had before.
func (p phones) since(before map[string]int, number string) func() []string {
	return func() []string { return p.Inbox(number)[before[number]:] }
}

// counts are how many texts each phone has.
func (p phones) counts() map[string]int {
	counts := map[string]int{}
	for _, phone := range conversation.Phones() {
		counts[phone.Number] = len(p.Inbox(phone.Number))
	}
	return counts
}

// number is a phone number that someone owns at the carrier.
type number struct {
	SID          string `json:"sid"`
	Number       string `json:"number"`
	FriendlyName string `json:"friendlyName"`
	SmsURL       string `json:"smsURL"`
}

func owned() []number {
	var answer struct {
		Numbers []number `json:"numbers"`
	}
	_, err := call(context.Background(), http.MethodGet, "/sim/numbers", nil, &answer)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return answer.Numbers
}

func call(ctx context.Context, method, path string, body, into any) (int, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, fmt.Errorf("encoding: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, method, box.Carrier+path, bytes.NewReader(text))
	if err != nil {
		return 0, fmt.Errorf("asking the carrier: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, fmt.Errorf("asking the carrier: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, fmt.Errorf("reading the carrier's answer: %w", err)
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return response.StatusCode, fmt.Errorf("reading the carrier's answer %q: %w", answer, err)
	}
	return response.StatusCode, nil
}
