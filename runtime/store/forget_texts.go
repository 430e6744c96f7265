package store

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/smackdev/smack/runtime/chat"
)

// isIn says whether a direct text, as a line keeps it, went to the goner or names it, and
// was written before it left: what came later is about somebody else, or what people say.
func (g *goner) isIn(line, entry string) bool {
	d, ok := decodeDirect(entry)
	if !ok || d.At.UnixMilli() > g.At {
		return false
	}
	to, _ := numberOf(line)
	return to == g.Number || strings.Contains(d.Body, string(g.Number)) ||
		slices.ContainsFunc(g.names, func(name string) bool { return holdsWord(d.Body, name) })
}

// holdsWord says whether the word stands in the text, and not as a part of a longer one.
func holdsWord(text, word string) bool {
	for word != "" {
		i := strings.Index(text, word)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(word):])
		if !inWord(before) && !inWord(after) {
			return true
		}
		text = text[i+len(word):]
	}
	return false
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (r == '_' || unicode.In(r, unicode.L, unicode.N, unicode.M))
}

// forgetLetters deletes dead letters and parked doubts of and about the goner.
func (s *Store) forgetLetters(ctx context.Context, g *goner) error {
	for _, list := range []string{"failed", "parked"} {
		var ids []string
		for m, err := range s.entries(ctx, list, "-", "+") {
			if err != nil {
				return err
			}
			line := asText(m.Values["line"])
			if line == heldLine(g.id) || g.isIn(line, asText(m.Values["item"])) {
				ids = append(ids, m.ID)
			}
		}
		for page := range slices.Chunk(ids, pageSize) {
			if err := s.client.XDel(ctx, s.keys.named(list), page...).Err(); err != nil {
				return err
			}
		}
	}
	return nil
}

// forgetSent deletes what is kept of texts that the carrier took: a final status finds no
// words then.
func (s *Store) forgetSent(ctx context.Context, g *goner) error {
	for _, name := range []string{"sent0", "sent1"} {
		var refs []string
		pairs := s.client.HScan(ctx, s.keys.named(name), 0, "", pageSize).Iterator()
		for pairs.Next(ctx) {
			ref := pairs.Val()
			if !pairs.Next(ctx) {
				break
			}
			if line, entry, _ := strings.Cut(pairs.Val(), "|"); g.isIn(line, entry) {
				refs = append(refs, ref)
			}
		}
		if err := pairs.Err(); err != nil {
			return err
		}
		for page := range slices.Chunk(refs, pageSize) {
			if err := s.client.HDel(ctx, s.keys.named(name), page...).Err(); err != nil {
				return err
			}
		}
	}
	return nil
}

// wordless leaves out the words of a text that invites somebody, or ends somebody else's
// membership or a ban: they tell the number or the name of others.
func (in Inbound) wordless(out chat.Outcome) map[string]string {
	about := slices.ContainsFunc(out.Changes, func(change chat.Change) bool {
		switch v := change.(type) {
		case chat.Leave:
			return v.Why != chat.Left
		case chat.Ban, chat.Unban, chat.Invited:
			return true
		}
		return false
	})
	if !about {
		return in.Fields
	}
	fields := make(map[string]string, len(in.Fields))
	for name, value := range in.Fields {
		if name != "Body" {
			fields[name] = value
		}
	}
	return fields
}
