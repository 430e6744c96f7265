package chat

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Reacted is one reaction to a message, of which its author has not been told.
type Reacted struct {
	By   Member
	What Reaction
}

const (
	// maxQuoted is how much of a message a summary quotes, in UTF-16 units; shortQuoted
	// where that takes a segment more.
	maxQuoted, shortQuoted = 40, 20
	// maxSummed is how many kinds of reactions a summary names.
	maxSummed = 3
	// maxNamed is how many people it names for each; of more, the first three.
	maxNamed = 4
)

// Summarise tells a message's author who reacted to it. False: there is nothing to tell, or
// the author does not receive what the room says.
func Summarise(room Room, author Member, said Message, reacted []Reacted) (Direct, bool) {
	reacted = slices.DeleteFunc(slices.Clone(reacted), func(r Reacted) bool { return r.By.ID == author.ID || r.What == "" })
	if len(reacted) == 0 || !author.Receives() {
		return Direct{}, false
	}
	slices.SortFunc(reacted, func(a, b Reacted) int { return cmp.Compare(a.By.ID, b.By.ID) })
	body := room.summary(said, reacted, true, maxQuoted)
	if room.Segments(body) > 1 {
		body = room.summary(said, reacted, false, maxQuoted)
	}
	if room.Segments(body) > 1 {
		body = room.summary(said, reacted, false, shortQuoted)
	}
	return Direct{To: author.Number, Body: body, Kind: Summary, Patient: true}, true
}

// summary says it with the emoji or without, since one of them makes a text dear.
func (r *Room) summary(said Message, list []Reacted, emoji bool, most int) string {
	var parts []string
	for _, g := range grouped(list, emoji) {
		parts = append(parts, r.say(g.what.words(), "names", r.names(g.by), "emoji", string(g.what)))
	}
	return r.say(msgReacted, "reactions", strings.Join(parts, ", "), "quote", shortened(spoken(said.Body), most))
}

// group is all who reacted alike.
type group struct {
	what Reaction
	by   []string
}

// grouped has the reaction of most people first. Those who are too many to be told apart
// come last, as one.
func grouped(list []Reacted, emoji bool) []group {
	var groups []group
	for _, one := range list {
		what := one.What
		if words := what.words(); !emoji && (words == reactedWith || words == reacted) {
			what = ""
		}
		groups = joinedBy(groups, what, one.By.Nickname.String())
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(len(b.by), len(a.by)) })
	if len(groups) > maxSummed {
		rest := group{}
		for _, g := range groups[maxSummed-1:] {
			rest.by = append(rest.by, g.by...)
		}
		groups = append(groups[:maxSummed-1], rest)
	}
	return groups
}

func joinedBy(groups []group, what Reaction, name string) []group {
	i := slices.IndexFunc(groups, func(g group) bool { return g.what == what })
	if i < 0 {
		return append(groups, group{what: what, by: []string{name}})
	}
	groups[i].by = append(groups[i].by, name)
	return groups
}

// words is what the catalogue says of the reaction.
func (r Reaction) words() message {
	switch r {
	case Loved:
		return reactedLoved
	case Liked:
		return reactedLiked
	case Disliked:
		return reactedDisliked
	case Laughed:
		return reactedLaughed
	case Emphasized:
		return reactedEmphasized
	case Questioned:
		return reactedQuestioned
	case Sticker, "":
		return reacted
	}
	return reactedWith
}

// names lists people: "Bob", "Bob and Cid", "Bob, Cid, Dora and 4 others".
func (r *Room) names(list []string) string {
	last := len(list) - 1
	switch {
	case last == 0:
		return list[0]
	case len(list) > maxNamed:
		named := maxNamed - 1
		return r.say(listMore, "names", strings.Join(list[:named], ", "), "count", strconv.Itoa(len(list)-named))
	}
	return r.say(listAnd, "names", strings.Join(list[:last], ", "), "name", list[last])
}

// spoken is what a message says, without the name in front and the number of the part. What
// somebody does keeps the name.
func spoken(body string) string {
	words := withoutLabel(body)
	name, rest, _ := strings.Cut(words, " ")
	if part, more, ok := strings.Cut(rest, " "); ok && isPart(part) && strings.HasPrefix(body, "* ") {
		return name + " " + more
	}
	return words
}

// shortened is the beginning of a text in one line, ending between words if it can.
func shortened(text string, most int) string {
	text = plainly(strings.Join(strings.Fields(text), " "))
	if units(text) <= most {
		return text
	}
	end := wordEnd(text, most)
	if end == 0 {
		end = characterEnd(text, most)
	}
	return text[:end] + "..."
}
