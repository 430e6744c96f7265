package store

import "strings"

// statTag begins the names of the totals that count tags.
const statTag = "tag:"

// tag keeps the tags with the first message and counts them; a text without a message is
// counted all the same.
func (c *compiler) tag(tags []string) {
	if len(tags) == 0 {
		return
	}
	if len(c.Parts) > 0 {
		c.Parts[0].add(entryTags, strings.Join(tags, " "))
	}
	for _, tag := range tags {
		c.op("HINCRBY", c.keys.named("stats"), statTag+tag, "1")
	}
}
