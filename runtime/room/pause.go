package room

import (
	"log/slog"
	"time"

	"golang.org/x/time/rate"

	"github.com/smackdev/smack/runtime/store"
)

// pauseOf is what a code in a final status means for the whole room.
type pauseOf func(code int, at time.Time) *store.Pause

// telling says in the log, once a minute, what holds the room back: a burst of texts ends
// in as many final statuses.
func telling(pause pauseOf, log *slog.Logger) pauseOf {
	noise := rate.Sometimes{First: 1, Interval: time.Minute}
	return func(code int, at time.Time) *store.Pause {
		p := pause(code, at)
		if p != nil {
			noise.Do(func() {
				log.Warn("texts that the carrier took did not arrive; sending pauses",
					"code", code, "reason", p.Why, "atLeast", p.For.String(), "chatAlone", p.Cap)
			})
		}
		return p
	}
}
