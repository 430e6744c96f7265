package chat

// readTapback takes the text as a tapback if phones write tapbacks so.
func (r *Reading) readTapback(body string) {
	t, ok := parseTapback(body)
	if !ok {
		return
	}
	r.kind, r.tapback = readTapback, t
	if t.quote != "" {
		r.Need.Log = maxQuoteLog
	}
}

// tapback counts a reaction to a message. It is chat if the room has said nothing of the
// kind, and nothing at all if nobody can tell what it is to.
func (t *turn) tapback() {
	t.out.Kind = KindReaction
	reaction := t.reading.tapback
	if t.room.Reactions == DropReactions || reaction.quote == "" {
		return
	}
	sender := t.facts.Sender
	said, found := findQuoted(reaction.quote, sender.ID, t.facts.Log)
	switch {
	case found == quotesNothing && !quotesPrivate(reaction.quote, t.room.Prefix, t.text.From):
		t.chat()
	case found == quotesOne && said.Author != 0 && said.Author != sender.ID:
		t.change(React{Of: said.text(), By: sender.ID, What: reaction.counted()})
	}
}

// counted is what is kept of the tapback: nothing if it takes one back.
func (t tapback) counted() Reaction {
	if t.back {
		return ""
	}
	return t.what
}
