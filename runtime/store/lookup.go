package store

import "github.com/smackdev/smack/runtime/chat"

// number finds what the facts know of a number.
func (c *compiler) number(number chat.E164) chat.NumberFacts {
	if sender := c.facts.Sender; sender != nil && sender.Number == number {
		return chat.NumberFacts{Member: sender, OptedOut: sender.OptedOut}
	}
	if known, ok := c.facts.ByNumber[number]; ok {
		return known
	}
	if c.facts.Sender == nil {
		return chat.NumberFacts{OptedOut: c.facts.SenderNumber.OptedOut}
	}
	return chat.NumberFacts{}
}

// member finds a member that the decision was about; changes concern nobody else.
func (c *compiler) member(id chat.MemberID) (chat.Member, bool) {
	if sender := c.facts.Sender; sender != nil && sender.ID == id {
		return *sender, true
	}
	for _, m := range c.facts.ByNickname {
		if m.ID == id {
			return m, true
		}
	}
	for _, known := range c.facts.ByNumber {
		if known.Member != nil && known.Member.ID == id {
			return *known.Member, true
		}
	}
	for _, m := range c.facts.Members {
		if m.ID == id {
			return m, true
		}
	}
	return chat.Member{}, false
}
