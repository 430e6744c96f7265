package chat

import (
	"strconv"
	"strings"
)

// listPage is how many members one #list shows.
const listPage = 50

// listCommand lists the members in the order in which they joined.
type listCommand struct{}

func (listCommand) about() about {
	return about{name: "list", usage: useList, summary: sumList, min: 0, max: 1}
}

func (listCommand) read(_ *Room, _ *Text, r *Reading) {
	_, r.Need.Members = positive(r.args)
}

func (c listCommand) run(t *turn) {
	page, ok := positive(t.reading.args)
	members := t.facts.Members
	pages := max(1, (len(members)+listPage-1)/listPage)
	switch {
	case !ok:
		t.usage(c.about())
	case page > pages:
		t.reply(t.say(msgListEnd, "pages", strconv.Itoa(pages)))
	default:
		t.list(page, pages)
	}
}

func (t *turn) list(page, pages int) {
	members := t.facts.Members
	from := (page - 1) * listPage
	shown := members[from:min(from+listPage, len(members))]
	head := msgList
	switch {
	case pages > 1:
		head = msgListPage
	case len(members) == 1:
		head = msgList1
	}
	body := t.say(head, "count", strconv.Itoa(len(members)), "page", strconv.Itoa(page),
		"pages", strconv.Itoa(pages), "names", t.marked(shown))
	if page < pages {
		body += t.say(msgListMore, "page", strconv.Itoa(page+1))
	}
	t.reply(body)
}

// marked joins the nicknames, admins and the stopped marked.
func (t *turn) marked(members []Member) string {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.Nickname.String() + t.say(mark(m))
	}
	return strings.Join(names, ", ")
}

func mark(m Member) message {
	// Who told the carrier to stop has stopped as well.
	stopped := !m.Active || m.OptedOut
	switch {
	case m.Admin && stopped:
		return markAdminAndStopped
	case m.Admin:
		return markAdmin
	case stopped:
		return markStopped
	}
	return noMessage
}

// positive reads an optional number from 1 up; without one it is 1.
func positive(args []string) (int, bool) {
	if len(args) == 0 {
		return 1, true
	}
	n, err := strconv.Atoi(args[0])
	return n, err == nil && n > 0
}
