package bench

import (
	"fmt"
	"runtime"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
)

// coresForPods is how many cores two pods, a carrier, Redis and this program need so that
// none waits for another.
const coresForPods = 6

// pods compares one pod with two, in processes of their own. A carrier that takes time to
// answer, as carriers do, bounds a pod by its requests in flight; one that answers at once
// bounds all of them by the machine's cores.
func pods(r *run) []figures.Row {
	slow := r.scale("slow", 40*time.Millisecond)
	fast := r.scale("fast", 0)
	rows := []figures.Row{
		figures.AtLeast("two pods ÷ one, carrier answers in 40 ms", slow, "ratio", 1.6),
		figures.Info(fmt.Sprintf("two pods ÷ one, carrier answers at once, %d cores", runtime.NumCPU()), fast, "ratio"),
	}
	if runtime.NumCPU() >= coresForPods {
		rows[1] = figures.AtLeast(rows[1].Name, fast, "ratio", 1.6)
	}
	return rows
}

func (r *run) scale(name string, latency time.Duration) float64 {
	server := r.redis()
	far := r.child("carrier", "BENCH_LATENCY="+latency.String())
	members := max(r.members/2, 1_100) // three lanes at least
	var one, two []float64
	alone := r.room(server, "bench."+name+"1", members)
	r.podsOf(alone, far.address, 1)
	both := r.room(server, "bench."+name+"2", members)
	r.podsOf(both, far.address, 2)
	for range max(r.rounds/3, 1) {
		one = append(one, alone.timed())
		two = append(two, both.timed())
	}
	return figures.Ratio(two, one)
}

func (r *run) podsOf(o *room, far string, n int) {
	for range n {
		r.child("pod", "BENCH_REDIS="+o.server.Address(), "BENCH_ROOM="+o.name, "BENCH_CARRIER="+far)
	}
	o.timed()
}

// timed says one text and gives deliveries a second.
func (o *room) timed() float64 {
	begun := time.Now()
	o.say()
	o.settled()
	return float64(o.members-1) / time.Since(begun).Seconds()
}
