package bench

import (
	"fmt"
	"strconv"

	"github.com/smackdev/smack/runtime/bench/figures"
	"github.com/smackdev/smack/runtime/chat"
)

// memory weighs what Redis keeps: a member that joined by a text of its own, and what is
// left of a text that was delivered.
func memory(r *run) []figures.Row {
	server := r.redis()
	far := r.child("carrier")
	o := r.room(server, "bench.memory", 0)
	empty := o.used()
	for i := 1; i <= r.kept; i++ {
		o.commit(newSID(), number(i), chat.Outcome{Changes: []chat.Change{join(i)}})
	}
	o.members = r.kept
	young := float64(o.used()-empty) / float64(r.kept)
	member := young - float64(o.size("seen0")+o.size("seen1"))/float64(r.kept)

	p := o.pod(far.address, 0)
	o.deliver(p, 1)
	before := o.used()
	for range r.texts {
		o.deliver(p, 1)
	}
	delivered := float64(r.texts * (r.kept - 1))
	fresh := float64(o.used()-before) / delivered
	kept := fresh - float64(o.size("bound0")+o.size("bound1"))/float64((r.texts+1)*(r.kept-1))
	return []figures.Row{
		figures.Below("Redis memory of a member, all told", member, "bytes", 700),
		figures.Info("Redis memory of a member whose text is known again, for two days", young, "bytes"),
		figures.Below("Redis memory of a delivered text, history", max(kept, 0), "bytes", 40),
		figures.Info("Redis memory of a delivered text in its first hour", fresh, "bytes"),
	}
}

func (o *room) used() int64 {
	return must(strconv.ParseInt(o.run.info(o.client, "memory", "used_memory"), 10, 64))
}

// size is what a key takes, whole.
func (o *room) size(key string) int64 {
	n, _ := o.client.MemoryUsage(o.run.ctx, fmt.Sprintf("smack:{%s}:%s", o.name, key), 0).Result() // 0 for no key
	return n
}
