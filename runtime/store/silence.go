package store

import "github.com/smackdev/smack/runtime/chat"

// silence keeps until when nobody gets a member's chat. Of a silence that only ends at
// another time the member has been told.
func (c *compiler) silence(v chat.Silence) {
	m, _ := c.member(v.Member)
	until := ""
	if !v.Until.IsZero() {
		until = decimal(v.Until.UnixMilli())
	}
	c.put(v.Member, fieldSilenced, until)
	if until == "" || !m.Silenced(c.facts.Now) {
		c.put(v.Member, fieldSilenceTold, "")
	}
	c.Bump = true
}
