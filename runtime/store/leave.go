package store

import (
	"strings"

	"github.com/smackdev/smack/runtime/chat"
)

// leave ends a membership: what Redis keeps under the member's ID and number goes with the
// commit, so that from then on nothing is sent to the phone but what waits on its line of
// direct texts. What others have of the member is forgotten after it (see Forget).
func (c *compiler) leave(v chat.Leave) {
	m, _ := c.member(v.Member)
	id := idText(v.Member)
	c.count("members", -1)
	if m.Admin {
		c.count("admins", -1)
	}
	c.op("HDEL", c.keys.named("numbers"), string(v.Number))
	c.op("HDEL", c.keys.named("addresses"), id)
	c.op("SETRANGE", c.keys.named("phones"), decimal(int64(v.Member-1)*phoneSize), strings.Repeat("\x00", phoneSize))
	c.findNoMoreBy(m.Nickname)
	c.op("LEAVE", id, string(v.Number), m.Nickname.String())
	c.seat(v.Member)
	c.Bump = true
}
