package store

import (
	"context"
	"fmt"

	"github.com/smackdev/smack/runtime/chat"
)

// posting is one plain text on its way, and what became of it.
type posting struct {
	text  msgpack
	reply any
	err   error
}

// Post commits a plain text if its premise holds, in one round trip that texts of the
// same moment share. ErrConflict means that nothing happened: read the facts and decide
// again. Any other error leaves open whether it happened; committing the same SID again
// is safe.
func (s *Store) Post(ctx context.Context, in Inbound, premise chat.Premise, out chat.Outcome) (Committed, error) {
	p := &posting{text: s.encodePost(in, premise, out.Broadcasts)}
	if err := s.posts.send(ctx, p); err != nil {
		return Committed{}, fmt.Errorf("committing: %w", err)
	}
	if p.err != nil {
		return Committed{}, fmt.Errorf("committing: %w", p.err)
	}
	done, err := posted(p.reply)
	if err == nil && !done.Duplicate {
		s.senders.said(in.From)
	}
	return done, err
}

func posted(reply any) (Committed, error) {
	switch v := reply.(type) {
	case int64:
		return Committed{First: chat.Seq(v)}, nil
	case string:
		if v == "DUPLICATE" {
			return Committed{Duplicate: true}, nil
		}
		return Committed{}, ErrConflict
	}
	return Committed{}, fmt.Errorf("committing: the answer %v says nothing", reply)
}

// encodePost is the text as the post script takes it.
func (s *Store) encodePost(in Inbound, p chat.Premise, parts []chat.Broadcast) msgpack {
	m := make(msgpack, 0, 512).array(14)
	m = m.text(in.SID).text(string(in.From)).text(idText(p.Member)).text(p.Nickname.String())
	m = m.text(p.Place.City).text(p.Place.State).text(p.Place.Country)
	m = m.number(int64(p.Chats)).number(p.Spent).number(p.Backlog).number(p.Segments)
	m = m.bytes(packFields(in.Fields)).text(seenText(p.Seen)).array(len(parts))
	for _, b := range parts {
		m = newPart(b, p.Nickname, s.options.Segments).append(m)
	}
	return m
}

// seenText is what post.lua makes of the record, too.
func seenText(s *chat.Seen) string {
	if s == nil {
		return ""
	}
	return decimal(s.Messages) + " " + flag(s.Admin) + " " + flag(s.Private)
}

func (p part) append(m msgpack) msgpack {
	m = m.fields(2).text("segments").number(int64(p.Segments)).text("fields").array(len(p.Fields))
	for _, word := range p.Fields {
		m = m.text(word)
	}
	return m
}

// carryPosts runs one script for all of them.
func (s *Store) carryPosts(ctx context.Context, all []*posting) {
	size := 8
	for _, p := range all {
		size += len(p.text)
	}
	texts := make(msgpack, 0, size).array(len(all))
	for _, p := range all {
		texts = append(texts, p.text...)
	}
	replies, err := s.scripts.post.run(ctx, s.client, []byte(texts)).Slice()
	for i, p := range all {
		p.reply, p.err = item(replies, i), err
	}
}
