package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// Receipt is what the carrier told about a text that it took, by a status callback or
// in its list.
type Receipt struct {
	// Ref is our id, from the StatusCallback's query; empty from a list.
	Ref string
	// SID is the carrier's id of the text.
	SID string
	// To is the number that was texted, when known.
	To chat.E164
	// Status is Twilio's MessageStatus.
	Status string
	// ErrorCode comes with failed and undelivered.
	ErrorCode int
	// Body is the text as the carrier's list has it. It makes a failed text retriable
	// where there is no Ref to find it by.
	Body string
	// At is when the text came to the carrier, as far as a list tells; the zero time is now.
	At time.Time
}

// Receipt takes receipts in any order and any number of times. One with our Ref proves
// that the carrier took the text. Only a final status counts, and only once.
func (s *Store) Receipt(ctx context.Context, receipts []Receipt) error {
	_, err := s.Receipts(ctx, receipts)
	return err
}

// Receipts is Receipt, and says how many final statuses were new.
func (s *Store) Receipts(ctx context.Context, receipts []Receipt) (int, error) {
	if len(receipts) == 0 {
		return 0, nil
	}
	list := make([]receiptLine, len(receipts))
	for i, r := range receipts {
		list[i] = s.receiptLine(r)
	}
	text, err := json.Marshal(list)
	if err != nil {
		return 0, fmt.Errorf("writing receipts: %w", err)
	}
	fresh, err := s.scripts.receipt.run(ctx, s.client, text).Int()
	if err != nil {
		return 0, fmt.Errorf("storing receipts: %w", err)
	}
	return fresh, nil
}

// receiptLine is a Receipt as the script takes it.
type receiptLine struct {
	Ref    string `json:"ref"`
	SID    string `json:"sid"`
	To     string `json:"to"`
	Final  bool   `json:"final"`
	OK     bool   `json:"ok"`
	Code   int    `json:"code"`
	Reason string `json:"reason"`
	Effect Effect `json:"effect"`
	Item   string `json:"item"`
	Rest   int64  `json:"rest,omitempty"`
	pauseResult
}

func (s *Store) receiptLine(r Receipt) receiptLine {
	final, ok := finality(r.Status)
	l := receiptLine{Ref: r.Ref, SID: r.SID, To: string(r.To), Final: final, OK: ok, Code: r.ErrorCode, Reason: r.Status}
	if final && !ok {
		l.Effect = s.options.Effect(r.ErrorCode)
		l.pauseResult = s.options.Pause(r.ErrorCode, r.At).result()
		if l.Effect == Guarded {
			l.Rest = LoopRest.Microseconds()
		}
		if r.Ref == "" && r.To != "" && r.Body != "" {
			l.Item = encodeDirect(chat.Direct{To: r.To, Body: r.Body, Kind: chat.Resend}, s.options.Segments)
		}
	}
	return l
}

// finality tells the final statuses from those on the way, and the good from the bad.
// Source: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
func finality(status string) (final, ok bool) {
	switch status {
	case "delivered", "read", "partially_delivered":
		return true, true
	case "undelivered", "failed", "canceled":
		return true, false
	}
	return false, false
}
