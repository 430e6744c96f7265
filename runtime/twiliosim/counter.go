package twiliosim

import "sync/atomic"

// counters count what was asked of the carrier and what it did.
type counters struct {
	Requests, Posts, Refused, Messages, Segments, MessageLists atomic.Int64
	Purchases, Releases, NumberUpdates, NumberLists, Searches  atomic.Int64
	Inbound, Webhooks, Callbacks, Faults                       atomic.Int64
}

// Counters are totals since the start or the last Reset.
type Counters struct {
	// Requests to the API; Posts to Messages, of which Refused got an error of the carrier, and
	// Messages were taken, in Segments.
	Requests int64 `json:"requests"`
	Posts    int64 `json:"posts"`
	Refused  int64 `json:"refused"`
	Messages int64 `json:"messages"`
	Segments int64 `json:"segments"`
	// MessageLists, NumberLists and Searches are list requests.
	MessageLists int64 `json:"messageLists"`
	NumberLists  int64 `json:"numberLists"`
	Searches     int64 `json:"searches"`
	// Purchases and Releases that took effect, whatever the client was told.
	Purchases     int64 `json:"purchases"`
	Releases      int64 `json:"releases"`
	NumberUpdates int64 `json:"numberUpdates"`
	// Inbound texts, requests to their Webhooks (retries included), and status Callbacks.
	Inbound   int64 `json:"inbound"`
	Webhooks  int64 `json:"webhooks"`
	Callbacks int64 `json:"callbacks"`
	// Faults that struck.
	Faults int64 `json:"faults"`
}

// Counters returns the totals.
func (s *Sim) Counters() Counters {
	c := &s.counts
	return Counters{Requests: c.Requests.Load(), Posts: c.Posts.Load(), Refused: c.Refused.Load(), Messages: c.Messages.Load(),
		Segments: c.Segments.Load(), MessageLists: c.MessageLists.Load(), NumberLists: c.NumberLists.Load(), Searches: c.Searches.Load(),
		Purchases: c.Purchases.Load(), Releases: c.Releases.Load(), NumberUpdates: c.NumberUpdates.Load(), Inbound: c.Inbound.Load(),
		Webhooks: c.Webhooks.Load(), Callbacks: c.Callbacks.Load(), Faults: c.Faults.Load()}
}

// reset sets all totals to zero, except Requests: request ids are made from it.
func (c *counters) reset() {
	for _, n := range []*atomic.Int64{&c.Posts, &c.Refused, &c.Messages, &c.Segments, &c.MessageLists, &c.NumberLists,
		&c.Searches, &c.Purchases, &c.Releases, &c.NumberUpdates, &c.Inbound, &c.Webhooks, &c.Callbacks, &c.Faults} {
		n.Store(0)
	}
}
