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
		"the day's cap":       {err: &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 30023}, verdict: store.Retry, paused: 21*time.Hour + 30*time.Minute},
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
				g.Expect(j.pause).To(gomega.HaveField("For", c.paused))
			}
		})
	}
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
