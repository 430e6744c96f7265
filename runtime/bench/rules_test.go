package bench

import (
	"fmt"
	"net/http"
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
	var added, bare []float64
	for range r.rounds {
		one, other := r.byTurns(without.address, with.address)
		bare, added = append(bare, one), append(added, max(other-one, 0))
	}
	return []figures.Row{
		figures.Below("fifty rules in a webhook, added", figures.Median(added), "µs", rulesTarget),
		figures.Info("a webhook without rules, one at a time", figures.Median(bare), "µs"),
	}
}

// undisturbed is the share of requests that nothing else on the machine has slowed down, at
// least: by the fastest of them two things that take little are told apart.
const undisturbed = 0.1

// byTurns gives what a request takes at one address and at the other, in µs.
func (r *run) byTurns(one, other string) (float64, float64) {
	p, texts := newPoster(r), &requests{make: signedText}
	n := max(r.inboundTexts/10, 100)
	first, second := texts.prepare(one, n), texts.prepare(other, n)
	timed := func(q *http.Request) float64 {
		begun := time.Now()
		check(p.post(q))
		return float64(time.Since(begun).Nanoseconds()) / 1e3
	}
	var of, others []float64
	for i := range first {
		of, others = append(of, timed(first[i])), append(others, timed(second[i]))
	}
	return figures.Quantile(of, undisturbed), figures.Quantile(others, undisturbed)
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
