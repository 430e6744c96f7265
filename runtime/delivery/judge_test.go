package delivery

import (
	"errors"
	"testing"
	"time"

	"github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/store"
)

func TestJudge(t *testing.T) {
	now := time.Date(2026, 3, 8, 9, 30, 0, 0, time.UTC) // 1:30 in California, half an hour before clocks go forward
	for name, c := range map[string]struct {
		err     error
		tries   int
		verdict store.Verdict
		effect  store.Effect
		delay   time.Duration
		paused  time.Duration // -1: not at all
		storm   bool
		capped  bool
	}{
		"never written":       {err: &carrier.Error{Class: carrier.NotSent}, verdict: store.Retry},
		"429 with a wait":     {err: &carrier.Error{Class: carrier.NotSent, Status: 429, Code: 20429, RetryAfter: time.Second}, verdict: store.Retry, delay: time.Second, paused: time.Second},
		"429":                 {err: &carrier.Error{Class: carrier.NotSent, Status: 429, Code: 20429}, verdict: store.Retry, paused: -1, storm: true},
		"timeout":             {err: &carrier.Error{Class: carrier.Doubt}, verdict: store.InDoubt, paused: -1, storm: true},
		"500":                 {err: &carrier.Error{Class: carrier.Doubt, Status: 500}, verdict: store.InDoubt, paused: -1, storm: true},
		"opted out":           {err: &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 21610}, verdict: store.Dead, effect: store.OptedOut, paused: -1},
		"no mobile":           {err: &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 21614}, verdict: store.Dead, effect: store.Unreachable, paused: -1},
		"unknown code":        {err: &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 29999}, verdict: store.Dead, paused: -1},
		"queue full":          {err: &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 21611}, verdict: store.Retry, paused: 5 * time.Minute},
		"country not enabled": {err: &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 21408}, verdict: store.Dead, effect: store.Unreachable, paused: -1},
		"trial account":       {err: &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 21608}, verdict: store.Dead, effect: store.Unreachable, paused: -1},
		"the day's cap":       {err: &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 30023}, verdict: store.Retry, delay: mostDelay, paused: 21*time.Hour + 30*time.Minute, capped: true},
		"credentials refused": {err: &carrier.Error{Class: carrier.Rejected, Status: 401, Code: 20003}, verdict: store.Retry, paused: standstill},
		"loop guard":          {err: &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 14107}, verdict: store.Again, effect: store.Guarded, delay: 30 * time.Second, paused: -1},
		"congestion, again":   {err: &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 30017}, tries: 9, verdict: store.Again, delay: mostDelay, paused: -1},
		"anything else":       {err: errors.New("?"), verdict: store.InDoubt, paused: -1},
	} {
		t.Run(name, func(t *testing.T) {
			g := gomega.NewWithT(t)
			j := judge(c.err, c.tries, now)
			g.Expect(j.verdict).To(gomega.Equal(c.verdict))
			g.Expect(j.effect).To(gomega.Equal(c.effect))
			g.Expect(j.delay).To(gomega.Equal(c.delay))
			g.Expect(j.storm != nil).To(gomega.Equal(c.storm))
			if c.paused < 0 {
				g.Expect(j.pause).To(gomega.BeNil())
			} else {
				g.Expect(j.pause).To(gomega.And(gomega.HaveField("For", c.paused), gomega.HaveField("Cap", c.capped)))
			}
		})
	}
}

// What was taken and never arrived says as much about the room as a refusal.
func TestPauseOf(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC) // noon in California
	for name, c := range map[string]struct {
		code int
		ago  time.Duration
		want *store.Pause
	}{
		"the day's cap":             {code: 30023, want: &store.Pause{For: 12 * time.Hour, Cap: true}},
		"the cap, seen late":        {code: 30023, ago: 11 * time.Hour, want: &store.Pause{For: 12 * time.Hour, Cap: true}},
		"the cap of yesterday":      {code: 30023, ago: 13 * time.Hour},
		"queue overflow":            {code: 30001, want: &store.Pause{For: 5 * time.Minute}},
		"campaign's rate":           {code: 30022, want: &store.Pause{For: time.Minute}},
		"account suspended":         {code: 30002, want: &store.Pause{For: standstill}},
		"toll-free, not verified":   {code: 30032, want: &store.Pause{For: standstill}},
		"campaign suspended":        {code: 30033, want: &store.Pause{For: standstill}},
		"not registered":            {code: 30034, ago: time.Minute, want: &store.Pause{For: standstill}},
		"not registered, long ago":  {code: 30034, ago: time.Hour},
		"registration being set up": {code: 30035, want: &store.Pause{For: standstill}},
		"phone off":                 {code: 30003},
		"blocked":                   {code: 30004},
		"filtered":                  {code: 30007},
		"congested":                 {code: 30017},
		"pumping protection":        {code: 30450},
		"loop guard":                {code: 14107},
		"unknown":                   {code: 99999},
	} {
		t.Run(name, func(t *testing.T) {
			g := gomega.NewWithT(t)
			got := PauseOf(func() time.Time { return now })(c.code, now.Add(-c.ago))
			if c.want == nil {
				g.Expect(got).To(gomega.BeNil())
				return
			}
			c.want.Why = carrier.MeaningOf(c.code).Title
			g.Expect(got).To(gomega.Equal(c.want))
		})
	}
	g := gomega.NewWithT(t)
	g.Expect(PauseOf(func() time.Time { return now })(30001, time.Time{})).NotTo(gomega.BeNil(), "no moment is now")
}

func TestCandidates(t *testing.T) {
	g := gomega.NewWithT(t)
	at := time.Date(2026, 11, 22, 12, 0, 0, 500, time.UTC)
	doubt := store.Doubt{Body: "Ann: hi", Started: at}
	g.Expect(candidates(doubt, []carrier.Sent{
		{SID: "far", Body: "Ann: hi", Created: at.Add(-30 * time.Second)},
		{SID: "other", Body: "Ann: ho", Created: at},
		{SID: "near", Body: "Ann: hi ", Created: at.Truncate(time.Second)},
		{SID: "trial", Body: trialPrefix + "Ann: hi", Created: at.Add(10 * time.Second)},
		{SID: "later", Body: "Ann: hi", Created: at.Add(61 * time.Second)},
	}, at.Add(time.Minute))).To(gomega.Equal([]string{"near", "trial", "far"}))
}

func TestReceipts(t *testing.T) {
	for _, c := range []struct {
		receipts roomfile.Receipts
		audience int
		callback string
		sweeps   time.Duration
	}{
		{roomfile.ReceiptsAuto, 200, "https://r/status?d=b1.2", 0},
		{roomfile.ReceiptsAuto, 201, "", time.Second},
		{roomfile.ReceiptsCallback, 9999, "https://r/status?d=b1.2", 0},
		{roomfile.ReceiptsSweep, 2, "", time.Second},
		{roomfile.ReceiptsOff, 2, "", 0},
	} {
		g := gomega.NewWithT(t)
		s := Settings{Receipts: c.receipts, StatusCallback: "https://r/status"}.filled()
		g.Expect(s.callback("b1.2", c.audience)).To(gomega.Equal(c.callback))
		g.Expect(s.sweep(c.audience, time.Second)).To(gomega.Equal(c.sweeps))
	}
}

// A failure that this pod caused itself says nothing about the carrier.
func TestJudgeOfWhatWasCutOff(t *testing.T) {
	e := &Engine{options: Options{}.filled(time.Second)}
	for name, c := range map[string]struct {
		err    carrier.Error
		paused bool
	}{
		"never written":           {carrier.Error{Class: carrier.NotSent}, false},
		"written":                 {carrier.Error{Class: carrier.Doubt}, false},
		"answered just before it": {carrier.Error{Class: carrier.NotSent, Status: 429}, true},
	} {
		t.Run(name, func(t *testing.T) {
			g := gomega.NewWithT(t)
			j := e.judge(answer{err: &c.err, cut: true}, 0)
			g.Expect(longer(j.pause, j.storm) != nil).To(gomega.Equal(c.paused))
			j = e.judge(answer{err: &c.err}, 0)
			g.Expect(longer(j.pause, j.storm)).NotTo(gomega.BeNil())
		})
	}
}

func TestBudgetDayEndsAtMidnightPacific(t *testing.T) {
	for _, c := range []struct {
		now time.Time
		day string
		end time.Time
	}{
		{time.Date(2026, 11, 22, 7, 59, 0, 0, time.UTC), "2026-11-21", time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)},
		{time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), "2026-11-22", time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)},
		// The day of 23 hours, and that of 25.
		{time.Date(2026, 3, 8, 8, 0, 0, 0, time.UTC), "2026-03-08", time.Date(2026, 3, 9, 7, 0, 0, 0, time.UTC)},
		{time.Date(2026, 11, 1, 7, 0, 0, 0, time.UTC), "2026-11-01", time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)},
	} {
		g := gomega.NewWithT(t)
		day, end := budgetDay(c.now)
		g.Expect(day).To(gomega.Equal(c.day))
		g.Expect(end.UTC()).To(gomega.Equal(c.end))
	}
}

func TestMostInFlightHoldsFullWavesOfAllLanes(t *testing.T) {
	g := gomega.NewWithT(t)
	o := Options{}.filled(time.Second)
	g.Expect(MostInFlight(o.Lanes, o.Lines)).To(gomega.Equal(o.Lanes*store.MaxWave + o.Lines))
}

func TestBackoffGrowsToABound(t *testing.T) {
	g := gomega.NewWithT(t)
	var b backoff
	g.Expect(b.next()).To(gomega.BeNumerically("~", backoffFirst, backoffFirst/5))
	for range 20 {
		b.next()
	}
	g.Expect(b.next()).To(gomega.BeNumerically("~", backoffMost, backoffMost/5))
	b.reset()
	g.Expect(b.next()).To(gomega.BeNumerically("<", 2*backoffFirst))
}
