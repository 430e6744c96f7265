package chat

import "strings"

// say fills a message of the room's catalogue: name is followed by its value.
func (r *Room) say(m message, nameValues ...string) string {
	return r.filled(r.words()[m], nameValues...)
}

// filled does so in one pass, so that what people wrote is never taken for a placeholder
// or a prefix.
func (r *Room) filled(text string, nameValues ...string) string {
	var b strings.Builder
	b.Grow(len(text) + 64)
	for rest := text; rest != ""; {
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
func (r *Room) fill(b *strings.Builder, s string, nameValues []string) string {
	if s[0] == '#' {
		b.WriteRune(r.Prefix)
		return s[1:]
	}
	end := strings.IndexByte(s, '}')
	b.WriteString(r.value(s[1:end], nameValues))
	return s[end+1:]
}

func (r *Room) value(name string, nameValues []string) string {
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
