package chat

import "strings"

// message is one entry of the catalogue. "{room}" is the room's name, "#" its prefix,
// other names in braces are handed in.
type message string

// say fills a message in one pass, so that what people wrote is never taken for a
// placeholder or a prefix.
func (r Room) say(m message, nameValues ...string) string {
	var b strings.Builder
	b.Grow(len(m) + 64)
	for rest := string(m); rest != ""; {
		i := strings.IndexAny(rest, "#{")
		if i < 0 {
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:i])
		rest = r.fill(&b, rest[i:], nameValues)
	}
	return b.String()
}

// fill writes the value of what stands first in s and gives back what follows.
func (r Room) fill(b *strings.Builder, s string, nameValues []string) string {
	if s[0] == '#' {
		b.WriteRune(r.Prefix)
		return s[1:]
	}
	end := strings.IndexByte(s, '}')
	b.WriteString(r.value(s[1:end], nameValues))
	return s[end+1:]
}

func (r Room) value(name string, nameValues []string) string {
	if name == "room" {
		return r.Name
	}
	for i := 0; i+1 < len(nameValues); i += 2 {
		if nameValues[i] == name {
			return nameValues[i+1]
		}
	}
	return ""
}
