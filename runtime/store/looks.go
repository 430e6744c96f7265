package store

import "github.com/smackdev/smack/runtime/chat"

// findBy lets a member be found by a nickname and by what it looks like.
func (c *compiler) findBy(nickname chat.Nickname, id chat.MemberID) {
	op := []string{"HSET", c.keys.named("nicks")}
	for _, key := range nicknameKeys(nickname) {
		op = append(op, key, idText(id))
	}
	c.op(op...)
	c.op("NAME", nickname.Key())
}

func (c *compiler) findNoMoreBy(nickname chat.Nickname) {
	c.op(append([]string{"HDEL", c.keys.named("nicks")}, nicknameKeys(nickname)...)...)
	c.op("ZREM", c.keys.named("names"), nickname.Key())
}

func nicknameKeys(nickname chat.Nickname) []string {
	return append(nickname.LookKeys(), nickname.Key())
}
