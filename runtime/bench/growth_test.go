package bench

import (
	"fmt"
	"slices"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
)

// growth compares what one recipient costs in small and large rooms: processor time of
// room and Redis, which the machine's other work disturbs less than the time it takes.
func growth(r *run) []figures.Row {
	server := r.redis()
	far := r.child("carrier")
	cost, wall := map[int][]float64{}, map[int][]float64{}
	rooms := map[int]*room{}
	for _, members := range r.growth {
		rooms[members] = r.room(server, fmt.Sprint("bench.growth", members), members)
		rooms[members].recipient(far.address, 1)
	}
	for range max(r.rounds/2, 1) {
		for _, members := range r.growth {
			used, took := rooms[members].recipient(far.address, max(r.members/2/members, 1))
			cost[members], wall[members] = append(cost[members], used), append(wall[members], took)
		}
	}
	var rows []figures.Row
	var compared []float64
	for _, members := range r.growth {
		c := figures.Median(cost[members])
		rows = append(rows, figures.Info(fmt.Sprintf("cost of a recipient at %d members", members), c, "CPU µs"),
			figures.Info(fmt.Sprintf("time of a recipient at %d members", members), figures.Median(wall[members]), "µs"))
		if members >= 100 {
			compared = append(compared, c)
		}
	}
	return append(rows, figures.Below("cost of a recipient from 100 members on, dearest ÷ cheapest",
		slices.Max(compared)/slices.Min(compared), "ratio", 1.2))
}

// recipient is what one recipient of so many texts in a row costs, in µs: processor time
// of this process and Redis, and time.
func (o *room) recipient(far string, texts int) (used, took float64) {
	if o.standing == nil {
		o.standing = o.pod(far, 0)
	}
	pid, n := o.run.pid(o.client), texts*(o.members-1)
	before, begun := ownCPU()+cpu(pid), time.Now()
	for range texts {
		o.sendAll(o.standing, 1)
	}
	o.settled()
	return perUnit(ownCPU()+cpu(pid)-before, n), perUnit(time.Since(begun), n)
}
