package bench

import (
	"fmt"
	"time"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/bench/figures"
	"github.com/smackdev/smack/runtime/rules"
)

// rulesTarget is what fifty rules may add to a webhook, in µs.
const rulesTarget = 100

// ruled texts a room with fifty rules and one without by turns, one text at a time: what
// rules add is all of it, what they make the room ask Redis too.
func ruled(r *run) []figures.Row {
	server := r.redis()
	r.room(server, "bench.ruled", speakers)
	r.room(server, "bench.unruled", speakers)
	with := r.child("edge", "BENCH_REDIS="+server.Address(), "BENCH_ROOM=bench.ruled", "BENCH_RULES=50")
	without := r.edge(server.Address(), "bench.unruled")
	texts := &requests{make: signedText}
	var added, bare []float64
	for range r.rounds {
		one, other := r.oneByOne(without.address, texts), r.oneByOne(with.address, texts)
		bare, added = append(bare, one), append(added, max(other-one, 0))
	}
	return []figures.Row{
		figures.Below("fifty rules in a webhook, added", figures.Median(added), "µs", rulesTarget),
		figures.Info("a webhook without rules, one at a time", figures.Median(bare), "µs"),
	}
}

// oneByOne gives the median of what a request takes, in µs.
func (r *run) oneByOne(base string, q *requests) float64 {
	p := newPoster(r)
	list := q.prepare(base, max(r.inboundTexts/20, 100))
	took := make([]float64, len(list))
	for i, request := range list {
		begun := time.Now()
		check(p.post(request))
		took[i] = float64(time.Since(begun).Nanoseconds()) / 1e3
	}
	return figures.Median(took)
}

// someRules look at what the carrier sent, at the sender, the room and the clock, and match
// nothing.
func someRules(n int) (*rules.Set, error) {
	list := make([]roomfile.Rule, n)
	for i := range list {
		list[i] = roomfile.Rule{Name: fmt.Sprint("r", i), Then: roomfile.ThenContinue, Tag: "t",
			When: fmt.Sprintf("sms.FromCity == 'TOWN %d' && member.messages == 1 && now.getHours(room.timeZone) >= 22", i)}
	}
	return rules.Compile(list)
}
