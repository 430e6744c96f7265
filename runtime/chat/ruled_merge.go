package chat

import (
	"maps"
	"slices"
)

// clashes says whether an outcome can't be decided on facts that do not know yet what the
// others do: one of two makes or ends a membership, or changes what it is found by.
func (d *ruledTurn) clashes(out, own Outcome) bool {
	return slices.ContainsFunc(append(slices.Clone(d.ran), own), func(other Outcome) bool {
		return out.upsets(other) || other.upsets(out)
	})
}

func (o Outcome) upsets(other Outcome) bool {
	if o.ends() {
		return len(other.Changes) > 0 || other.Paced || len(other.Broadcasts) > 0
	}
	return len(other.Changes) > 0 && slices.ContainsFunc(o.Changes, func(c Change) bool {
		switch c.(type) {
		case Rename, SetAdmin, Ban, Unban, Invited:
			return true
		}
		return false
	})
}

// ends says whether somebody becomes a member or is none any more.
func (o Outcome) ends() bool {
	return slices.ContainsFunc(o.Changes, func(c Change) bool {
		switch c.(type) {
		case Join, Leave:
			return true
		}
		return false
	})
}

// merge puts together what rules, their commands and the text itself do. What the sender
// says comes first in the log: what came with the SMS is kept with the first message.
func (d *ruledTurn) merge(own Outcome) {
	announced := d.out.Broadcasts
	d.out.Kind, d.out.Broadcasts = own.Kind, own.Broadcasts
	for _, out := range d.ran {
		d.add(out)
		d.out.Broadcasts = append(d.out.Broadcasts, begin(out.Broadcasts)...)
	}
	d.add(own)
	d.out.Broadcasts = append(d.out.Broadcasts, announced...)
	if len(d.out.Broadcasts) > 0 {
		d.out.Broadcasts[0].Begins = false
	}
	d.out.Calls = append(slices.Clone(d.ruling.Calls), d.out.Calls...)
	for _, tag := range d.ruling.Tags {
		if !slices.Contains(d.out.Tags, tag) {
			d.out.Tags = append(d.out.Tags, tag)
		}
	}
}

// add appends all but the broadcasts.
func (d *ruledTurn) add(o Outcome) {
	d.out.Changes = append(d.out.Changes, o.Changes...)
	d.out.Directs = append(d.out.Directs, o.Directs...)
	d.out.Calls = append(d.out.Calls, o.Calls...)
	d.out.Paced = d.out.Paced || o.Paced
}

func begin(parts []Broadcast) []Broadcast {
	parts = slices.Clone(parts)
	if len(parts) > 0 {
		parts[0].Begins = true
	}
	return parts
}

// together is all that is known, of facts of the same revision.
func together(all []Facts) Facts {
	known := all[0]
	known.ByNickname, known.ByNumber = maps.Clone(known.ByNickname), maps.Clone(known.ByNumber)
	for _, more := range all[1:] {
		if known.ByNickname == nil {
			known.ByNickname = map[string]Member{}
		}
		if known.ByNumber == nil {
			known.ByNumber = map[E164]NumberFacts{}
		}
		maps.Copy(known.ByNickname, more.ByNickname)
		maps.Copy(known.ByNumber, more.ByNumber)
		known.Members = append(slices.Clip(known.Members), more.Members...)
	}
	return known
}
