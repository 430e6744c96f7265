package store

import (
	"slices"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// keepStrangers is how long answers to strangers are counted together.
const keepStrangers = time.Hour

// answered counts what is said because of someone who is no member, and does not become one by it, in
// the hour that begins with the first.
func (c *compiler) answered(out chat.Outcome) {
	joins := slices.ContainsFunc(out.Changes, func(change chat.Change) bool {
		_, ok := change.(chat.Join)
		return ok
	})
	says := slices.ContainsFunc(out.Directs, func(d chat.Direct) bool { return d.Kind == chat.Reply || d.Kind == chat.RuleText })
	if joins || !says && len(out.Broadcasts)+len(out.Calls) == 0 {
		return
	}
	key := c.keys.named("strangers")
	c.op("SET", key, "0", "NX", "PX", decimal(keepStrangers.Milliseconds()))
	c.op("INCR", key)
}
