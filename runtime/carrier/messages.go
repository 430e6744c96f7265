package carrier

import (
	"context"
	"errors"
	"iter"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// Sent is a text as the carrier keeps it.
type Sent struct {
	SID      string
	To, From string
	Body     string
	// Status is Twilio's: "queued", "sent", "delivered", "undelivered", "failed" …
	Status string
	// ErrorCode is set with failed and undelivered; MeaningOf explains it.
	ErrorCode int
	Segments  int
	// Created has whole seconds.
	Created time.Time
}

// Final reports whether the status will not change any more.
func (s Sent) Final() bool { return FinalStatus(s.Status) }

// FinalStatus reports whether a text's status will not change any more.
// Source: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
func FinalStatus(status string) bool {
	switch status {
	case "delivered", "undelivered", "failed", "canceled", "read", "partially_delivered":
		return true
	}
	return false
}

// Query selects outbound texts. Empty fields select all.
type Query struct {
	To, From string
	// Since drops what was created before it, and ends the walk there.
	Since time.Time
	// PageSize is at most 1,000, the default.
	PageSize int
}

const (
	maxPageSize  = 1000
	findPageSize = 50
	// A walk that goes on for ever would be a carrier that repeats its pages.
	maxPages = 1000
)

// Find lists the texts sent to a number since a moment, newest first, to settle a doubt.
// Through a Messaging Service texts may carry no sender yet: leave from empty then.
func (c *Client) Find(ctx context.Context, to, from string, since time.Time) ([]Sent, error) {
	var found []Sent
	for page, err := range c.Pages(ctx, Query{To: to, From: from, Since: since, PageSize: findPageSize}) {
		if err != nil {
			return nil, err
		}
		found = append(found, page...)
	}
	slices.SortStableFunc(found, func(a, b Sent) int { return b.Created.Compare(a.Created) })
	return found, nil
}

// Pages walks outbound texts page by page, newest first, for sweeping receipts: one
// request tells of up to a thousand deliveries. An error ends the walk.
func (c *Client) Pages(ctx context.Context, q Query) iter.Seq2[[]Sent, error] {
	return func(yield func([]Sent, error) bool) {
		var token, number string
		for range maxPages {
			page, err := c.API(ctx).PageMessage(q.params(), token, number)
			if err != nil {
				yield(nil, AsError(err))
				return
			}
			sent, more := q.sift(page.Messages)
			if len(sent) > 0 && !yield(sent, nil) {
				return
			}
			if token, number = nextPage(page.NextPageUri); !more || token+number == "" {
				return
			}
		}
		yield(nil, &Error{Class: Rejected, Message: "the carrier's list does not end", Err: errEndless})
	}
}

var errEndless = errors.New("list does not end")

// FetchMessage looks up one text.
func (c *Client) FetchMessage(ctx context.Context, sid string) (Sent, error) {
	m, err := c.API(ctx).FetchMessage(url.PathEscape(sid), nil)
	if err != nil {
		return Sent{}, AsError(err)
	}
	return sent(m), nil
}

func (q Query) params() *api.ListMessageParams {
	p := &api.ListMessageParams{}
	if q.To != "" {
		p.SetTo(q.To)
	}
	if q.From != "" {
		p.SetFrom(q.From)
	}
	size := q.PageSize
	if size <= 0 || size > maxPageSize {
		size = maxPageSize
	}
	return p.SetPageSize(size)
}

// sift keeps what the query wants of a page and says whether later pages may hold more.
func (q Query) sift(page []api.ApiV2010Message) (wanted []Sent, more bool) {
	// The carrier's times have whole seconds.
	since := q.Since.Truncate(time.Second)
	more = true
	for i := range page {
		s := sent(&page[i])
		if !s.Created.IsZero() && s.Created.Before(since) {
			more = false
			continue
		}
		if d := value(page[i].Direction); d == "" || strings.HasPrefix(d, "outbound") {
			wanted = append(wanted, s)
		}
	}
	return wanted, more
}

func nextPage(uri *string) (token, number string) {
	u, err := url.Parse(value(uri))
	if err != nil {
		return "", ""
	}
	return u.Query().Get("PageToken"), u.Query().Get("Page")
}

func sent(m *api.ApiV2010Message) Sent {
	s := Sent{
		SID: value(m.Sid), To: value(m.To), From: value(m.From),
		Body: value(m.Body), Status: value(m.Status), ErrorCode: value(m.ErrorCode),
	}
	s.Segments, _ = strconv.Atoi(value(m.NumSegments))
	// Dates are RFC 2822, which has more spellings than RFC 1123.
	s.Created, _ = mail.ParseDate(value(m.DateCreated))
	return s
}

func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
