package store

import "github.com/smackdev/smack/runtime/chat"

func (c *compiler) setTopic(v chat.SetTopic) {
	if v.Topic == "" {
		c.op("HDEL", c.keys.named("meta"), "topic")
		return
	}
	c.op("HSET", c.keys.named("meta"), "topic", v.Topic)
}
