package extension

import (
	"context"
	"fmt"

	"github.com/smackdev/smack/runtime/store"
)

// disableAfter is how many failed calls in a row switch a command off that was made on the
// screen. What the platform team has declared stays as it was declared.
const disableAfter = 20

// Ended switches a command off whose service wants no more calls, or has failed for too long.
func (c *Client) Ended(ctx context.Context, call store.Call, end store.CallEnd, fails int) {
	if end.OK || end.Record == nil || call.Command == "" || c.isDeclared(call.Command) {
		return
	}
	var reason string
	switch {
	case end.Record.Result == ResultGone:
		reason = end.Record.Reason
	case fails >= disableAfter:
		reason = fmt.Sprintf("%d calls in a row have failed; the last one: %s", fails, end.Record.Reason)
	default:
		return
	}
	done, err := c.config.Store.DisableCommand(ctx, call.Command, store.Disabled{Reason: reason, At: c.config.Now()})
	switch {
	case err != nil:
		c.config.Log.Error("a command whose service fails could not be switched off", "command", call.Command, "error", err)
	case done:
		c.config.Log.Warn("a command was switched off", "command", call.Command, "reason", reason)
	}
}

func (c *Client) isDeclared(name string) bool {
	for _, one := range c.config.Settings().Commands {
		if one.Name == name {
			return true
		}
	}
	return false
}
