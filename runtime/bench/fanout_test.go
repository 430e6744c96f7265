package bench

import (
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
)

// fanOut holds one pod against bare loops: the same bodies to the same server from as
// many workers, in turns.
func fanOut(r *run) []figures.Row {
	server := r.redis()
	far := r.child("carrier")
	o := r.room(server, "bench.fanout", r.members)
	p := o.pod(far.address, 0)
	plain, lean, sdk := newStd(r, far.address), newLeanest(r, far.address), newStock(far.address)
	n := r.members - 1
	o.deliver(p, 1) // connections are made, scripts are loaded
	each(n/2, func(i int) error { return plain.send(number(i)) })
	each(n/2, func(i int) error { return lean.send(number(i)) })

	var room, std, leanest, stock, naive, answering []float64
	for range r.rounds {
		std = append(std, each(n, func(i int) error { return plain.send(number(i)) }))
		room = append(room, o.deliver(p, 1))
		served := cpu(far.command.Process.Pid)
		leanest = append(leanest, each(n, func(i int) error { return lean.send(number(i)) }))
		answering = append(answering, perUnit(cpu(far.command.Process.Pid)-served, n))
	}
	for range max(r.rounds/3, 1) {
		std = append(std, each(n, func(i int) error { return plain.send(number(i)) }))
		stock = append(stock, each(n/2, func(i int) error { return sdk.send(number(i)) }))
		naive = append(naive, r.jobs(o.client, plain, n))
	}
	late := std[r.rounds:]
	return []figures.Row{
		figures.AtLeast(fmt.Sprintf("fan-out to %d, all marks durable ÷ std loop of net/http", r.members), figures.Ratio(room, std), "ratio", 1.2),
		figures.AtLeast("fan-out ÷ leanest loop of net/http", figures.Ratio(room, leanest), "ratio", 0.85),
		figures.Info("leanest loop ÷ std loop", figures.Ratio(leanest, std), "ratio"),
		figures.Info("twilio-go's stock client, no queue ÷ std loop", figures.Ratio(stock, late), "ratio"),
		figures.Info("a Redis job per recipient ÷ std loop", figures.Ratio(naive, late), "ratio"),
		figures.Info("fan-out", figures.Median(room), "texts/s"),
		figures.Info("std loop", figures.Median(std), "texts/s"),
		figures.Info("the carrier's own cost of a text", figures.Median(answering), "CPU µs"),
	}
}

// perUnit is a duration in µs for each of n.
func perUnit(d time.Duration, n int) float64 { return float64(d.Nanoseconds()) / 1e3 / float64(n) }
