package admin

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/store"
)

// Overview is the state of a room on one page.
type Overview struct {
	Room   string `json:"room"`
	Name   string `json:"name"`
	Number string `json:"number"`
	// Members are all, Receivers those who get chat now.
	Members   int64 `json:"members"`
	Receivers int64 `json:"receivers"`
	Admins    int64 `json:"admins"`
	// Messages are what the room has said since it began; a long text counts its parts.
	Messages int64 `json:"messages"`
	// Sent, Delivered and Failed are texts to phones since the room began, Segments what they
	// cost.
	Sent      int64 `json:"sent"`
	Delivered int64 `json:"delivered"`
	Failed    int64 `json:"failed"`
	Segments  int64 `json:"segments"`
	// SegmentsToday are of this day of the US carriers; SegmentsPerDay is the room's limit, 0
	// is none.
	SegmentsToday  int64 `json:"segmentsToday"`
	SegmentsPerDay int64 `json:"segmentsPerDay"`

	Queue Queues `json:"queue"`
	Hold  Hold   `json:"hold"`

	// Failures are dead letters since the room began, the most frequent code first.
	Failures []Failure `json:"failures"`
	// Totals are all counters, by name.
	Totals map[string]int64 `json:"totals"`
	// ReadOnly says that the room file allows no change here.
	ReadOnly bool `json:"readOnly"`
}

// Queues are what waits, in numbers.
type Queues struct {
	// Lanes, Directs, Held, Doubts and Quiet are as in store.Stats.
	Lanes   int64 `json:"lanes"`
	Directs int64 `json:"directs"`
	Held    int64 `json:"held"`
	Doubts  int64 `json:"doubts"`
	Quiet   int64 `json:"quiet"`
	// Calls are those of services that are due or under way.
	Calls int64 `json:"calls"`
	// Failed are dead letters, ToDecide doubts that wait for a person.
	Failed   int64 `json:"failed"`
	ToDecide int64 `json:"toDecide"`
	// BacklogSegments are still to be sent, which takes DrainSeconds at SegmentsPerSecond.
	BacklogSegments   int64   `json:"backlogSegments"`
	SegmentsPerSecond int     `json:"segmentsPerSecond"`
	DrainSeconds      float64 `json:"drainSeconds"`
	// OldestSeconds is how long the work that has waited longest has been due.
	OldestSeconds float64 `json:"oldestSeconds"`
}

// Hold is what keeps the room from sending.
type Hold struct {
	// Intake and Sending are held by a person.
	Intake  bool `json:"intake"`
	Sending bool `json:"sending"`
	// PausedUntil is the end of a pause after trouble with the carrier, CappedUntil that of the
	// carriers' daily cap; zero without one.
	PausedUntil time.Time `json:"pausedUntil,omitzero"`
	PauseReason string    `json:"pauseReason,omitempty"`
	CappedUntil time.Time `json:"cappedUntil,omitzero"`
}

// Failure counts one error code of the carrier.
type Failure struct {
	// Code is 0 where the room gave up without one.
	Code  int    `json:"code"`
	Title string `json:"title"`
	Count int64  `json:"count"`
}

// Overview reads the state in one round trip.
func (d *Desk) Overview(ctx context.Context, a Actor) (Overview, error) {
	if err := d.mayLook(a); err != nil {
		return Overview{}, err
	}
	st, err := d.Store.Stats(ctx)
	if err != nil {
		return Overview{}, fmt.Errorf("reading the overview: %w", err)
	}
	s := d.Settings()
	return Overview{
		Room: s.File.Room, Name: s.Room.Name, Number: string(s.Room.Number),
		Members: st.Members, Receivers: st.Receivers, Admins: st.Admins, Messages: st.Seq,
		Sent: st.Totals["accepted"], Delivered: st.Totals["delivered"], Failed: st.Totals["dead"], Segments: st.Totals["segments"],
		SegmentsToday: st.SpentToday, SegmentsPerDay: s.Room.SegmentsPerDay,
		Queue: queues(st, s.Room.SegmentsPerSecond), Hold: holdOf(st),
		Failures: failures(st.Failures), Totals: st.Totals, ReadOnly: s.File.Admin.ReadOnly,
	}, nil
}

func queues(st store.Stats, rate int) Queues {
	q := Queues{
		Lanes: st.Lanes, Directs: st.Directs, Held: st.Held, Doubts: st.Doubts, Quiet: st.Quiet, Calls: st.Calls,
		Failed: st.Failed, ToDecide: st.Parked, BacklogSegments: st.BacklogSegments, SegmentsPerSecond: rate,
		OldestSeconds: st.Oldest.Seconds(),
	}
	if rate > 0 {
		q.DrainSeconds = float64(st.BacklogSegments) / float64(rate)
	}
	return q
}

func holdOf(st store.Stats) Hold {
	return Hold{Intake: st.IntakeHeld, Sending: st.SendingHeld, PausedUntil: st.PausedUntil, PauseReason: st.PauseReason, CappedUntil: st.CappedUntil}
}

// failures lists the most frequent first.
func failures(byCode map[int]int64) []Failure {
	list := make([]Failure, 0, len(byCode))
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		list = append(list, Failure{Code: code, Title: codeTitle(code), Count: byCode[code]})
	}
	slices.SortStableFunc(list, func(a, b Failure) int { return cmp.Compare(b.Count, a.Count) })
	return list
}

// codeTitle says what a code means, also where there is none.
func codeTitle(code int) string {
	if code == 0 {
		return "the room gave up"
	}
	return carrier.MeaningOf(code).Title
}
