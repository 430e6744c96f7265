package delivery

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

func TestShare(t *testing.T) {
	const most = 64
	for name, c := range map[string]struct {
		do       func(*share)
		size     int
		starving bool // at one more refusal of a request that flies with 15 others
	}{
		"is the whole pod's at first":           {func(*share) {}, most, false},
		"is never more than that":               {func(s *share) { takes(s, 1000) }, most, false},
		"is half of what was in flight":         {func(s *share) { s.refused(0, 40) }, 20, true},
		"falls once for one moment's refusals":  {func(s *share) { s.refused(0, 40); s.refused(0, 39) }, 20, true},
		"falls again at the next":               {func(s *share) { s.refused(0, 40); s.refused(1, 20) }, 10, true},
		"is at least one":                       {func(s *share) { s.refused(0, 1); s.refused(1, 1) }, 1, true},
		"grows by one a round":                  {func(s *share) { s.refused(0, 40); takes(s, 21) }, 21, false},
		"grows from one":                        {func(s *share) { s.refused(0, 1); takes(s, 1) }, 2, false},
		"is the whole pod's again after a time": {func(s *share) { s.refused(0, 40); takes(s, most*most) }, most, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := gomega.NewWithT(t)
			s := newShare(most)
			c.do(&s)
			g.Expect(s.admits(c.size - 1)).To(gomega.BeTrue())
			g.Expect(s.admits(c.size)).To(gomega.BeFalse())
			g.Expect(s.refused(s.cuts, 16)).To(gomega.Equal(c.starving))
		})
	}
}

func takes(s *share, n int) {
	for range n {
		s.taken()
	}
}

var tooMany = &carrier.Error{Class: carrier.NotSent, Status: 429, Code: carrier.CodeTooManyRequests}

func TestDoorLetsLinesGoFirstAndEachInItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gomega.NewWithT(t)
		d := newDoor(1)
		var all sync.WaitGroup
		var order []string
		hold := make(chan struct{})
		send := func(name string, line bool, request func()) {
			all.Go(func() {
				d.through(t.Context(), line, func() answer {
					order = append(order, name)
					request()
					return answer{}
				})
			})
			synctest.Wait()
		}
		send("first", false, func() { <-hold })
		send("wave 1", false, func() {})
		send("wave 2", false, func() {})
		send("line", true, func() {})
		close(hold)
		all.Wait()
		g.Expect(order).To(gomega.Equal([]string{"first", "line", "wave 1", "wave 2"}))
	})
}

func TestDoorForgetsWhoGaveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gomega.NewWithT(t)
		d := newDoor(1)
		hold := make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() { d.through(t.Context(), false, func() answer { <-hold; return answer{} }) })
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		all.Go(func() {
			a := d.through(ctx, false, func() answer { t.Error("it was sent"); return answer{} })
			g.Expect(a.cut).To(gomega.BeTrue())
			g.Expect(a.err).To(gomega.HaveField("Class", carrier.NotSent))
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(hold)
		all.Wait()
		g.Expect(d.flying).To(gomega.BeZero())
		g.Expect(d.through(t.Context(), false, func() answer { return answer{} }).err).NotTo(gomega.HaveOccurred())
	})
}

func TestDoorTellsCrowdingFromStarving(t *testing.T) {
	g := gomega.NewWithT(t)
	d := newDoor(8)
	refuse := func() answer { return d.through(t.Context(), true, func() answer { return answer{err: tooMany} }) }
	g.Expect(refuse().crowded).To(gomega.BeTrue())
	g.Expect(refuse().crowded).To(gomega.BeFalse(), "nothing was taken in between")
	d.through(t.Context(), true, func() answer { return answer{} })
	g.Expect(refuse().crowded).To(gomega.BeTrue())
}
