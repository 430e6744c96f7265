package delivery

import (
	"net/url"
	"strings"
	"time"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// AutoReceipts is up to how many recipients a message asks for callbacks with receipts Auto.
const AutoReceipts = 200

// Settings are what may change while the engine runs.
type Settings struct {
	// Number is the room's; MessagingServiceSID sends through a service instead.
	Number, MessagingServiceSID string
	// Rate is segments a second over all pods; 0 is no bound.
	Rate int
	// Budget is segments a day; 0 is no bound.
	Budget int64
	// Validity is how long the carrier may try, and how long retries go on. Default 30 m.
	Validity time.Duration
	// DoubtGrace is how long a doubt waits for a callback. Default 10 s.
	DoubtGrace time.Duration
	// Receipts says how final statuses are learned. Default Auto.
	Receipts roomfile.Receipts
	// OnDoubt says what becomes of what two looks did not find. Default Resend.
	OnDoubt roomfile.OnDoubt
	// Coalesce says whether messages that wait are joined. Default Auto.
	Coalesce roomfile.Coalesce
	// StatusCallback is the URL to which the carrier reports; our id is added as d=.
	StatusCallback string
	// Room is what the room says by itself, to tell authors of reactions.
	Room chat.Room
	// Media gives the public address of a picture. Nil: the address as it is.
	Media func(chat.Media) string
}

func (s Settings) filled() Settings {
	s.Validity = orElse(s.Validity, 30*time.Minute)
	s.DoubtGrace = orElse(s.DoubtGrace, 10*time.Second)
	if s.Receipts == "" {
		s.Receipts = roomfile.ReceiptsAuto
	}
	if s.OnDoubt == "" {
		s.OnDoubt = roomfile.OnDoubtResend
	}
	if s.Coalesce == "" {
		s.Coalesce = roomfile.CoalesceAuto
	}
	if s.Room.Number == "" {
		s.Room.Number = chat.E164(s.Number)
	}
	if s.Room.TimeZone == nil {
		s.Room.TimeZone = time.UTC
	}
	if s.Room.Segments == nil {
		s.Room.Segments = func(body string) int { return carrier.Segments(body).Segments }
	}
	return s
}

// behind is how late a lane must be to have its messages joined; 0 is never.
func (s *Settings) behind(late time.Duration) time.Duration {
	if s.Coalesce == roomfile.CoalesceOff {
		return 0
	}
	return late
}

// slack lets sending run a tenth of a second ahead, so that a fast number is served in
// waves; a slow one is paced text by text.
const slack = 100 * time.Millisecond

func (s *Settings) gate(now time.Time) store.Gate {
	day, end := budgetDay(now)
	return store.Gate{Rate: s.Rate, Slack: slack, Budget: s.Budget, Day: day, DayEnd: end}
}

// budgetDay is the day of the US carriers, which ends at midnight Pacific.
func budgetDay(now time.Time) (string, time.Time) { return chat.BudgetDay(now) }

// callback is the StatusCallback of one send, or nothing where receipts come otherwise.
func (s *Settings) callback(ref string, audience int) string {
	if s.StatusCallback == "" || !s.asks(audience) {
		return ""
	}
	separator := "?"
	if strings.Contains(s.StatusCallback, "?") {
		separator = "&"
	}
	return s.StatusCallback + separator + "d=" + url.QueryEscape(ref)
}

func (s *Settings) asks(audience int) bool {
	switch s.Receipts {
	case roomfile.ReceiptsCallback:
		return true
	case roomfile.ReceiptsAuto:
		return audience <= AutoReceipts
	}
	return false
}

// sweep says in how long the final statuses of such a send are to be looked up; 0 is never.
func (s *Settings) sweep(audience int, every time.Duration) time.Duration {
	if s.Receipts == roomfile.ReceiptsSweep || s.Receipts == roomfile.ReceiptsAuto && audience > AutoReceipts {
		return every
	}
	return 0
}

func (s *Settings) template(body string, media []chat.Media) carrier.Template {
	t := carrier.Template{From: s.Number, MessagingServiceSID: s.MessagingServiceSID, Body: body, Validity: s.Validity}
	if s.MessagingServiceSID != "" {
		t.From = ""
	}
	for _, m := range media {
		address := m.URL
		if s.Media != nil {
			address = s.Media(m)
		}
		t.MediaURLs = append(t.MediaURLs, address)
	}
	return t
}
